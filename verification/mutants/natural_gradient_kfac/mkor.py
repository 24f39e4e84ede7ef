"""Named mistakes in MKOR."""

from __future__ import annotations

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.natural_gradient_kfac import kfac_rank_one
from refimpl.natural_gradient_kfac.kfac_rank_one import State
from refimpl.natural_gradient_kfac.mkor import MKOR
from verification.claim import mutant
from verification.mutants.natural_gradient_kfac.mkor_factors import mistakes_of_the_factors
from verification.mutants.natural_gradient_kfac.rank_one_steps import shared_mistakes


def advance(
    method,
    problem,
    state,
    rng,
    *,
    means=kfac_rank_one.means,
    refreshed=kfac_rank_one.refreshed,
    scale=1.0,
    rescaled=True,
):
    """A step with other means, another direction or length."""
    mean = means(method, problem, state.x, rng)
    D, A, B = refreshed(method, state, mean)
    if rescaled:
        D = scale_to_norm(D, norm(mean[0]))
    return State(state.x - scale * method.step_size * D, A, B)


@mutant("TERM", "the step is not rescaled to the length of the gradient")
class NotRescaled(MKOR):
    """W+ = W - eta D."""

    def step(self, problem, state, rng):
        return advance(self, problem, state, rng, rescaled=False)


MUTANTS = (*shared_mistakes(MKOR, advance), *mistakes_of_the_factors(MKOR), NotRescaled)
