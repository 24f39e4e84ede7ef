"""Named mistakes in MKOR-H."""

from __future__ import annotations

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.natural_gradient_kfac import kfac_rank_one
from refimpl.natural_gradient_kfac.mkor_h import MKORH, State
from verification.claim import mutant
from verification.mutants.natural_gradient_kfac.mkor_factors import mistakes_of_the_factors
from verification.mutants.natural_gradient_kfac.rank_one_steps import shared_mistakes


def relative(method, loss, old):
    """Whether a step has paid."""
    return loss <= (1 - method.least) * old


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
    paid=relative,
    first=1.0,
    for_ever=True,
):
    """A step with other means, another direction or length, rule, or length of a step of gradient descent."""
    mean = means(method, problem, state.x, rng)
    if state.pays == 0:
        x = state.x - first * method.step_size * mean[0]
        return State(x, state.A, state.B, state.loss, 0) if for_ever else state._replace(x=x, pays=1)
    D, A, B = refreshed(method, state, mean)
    if rescaled:
        D = scale_to_norm(D, norm(mean[0]))
    x = state.x - scale * method.step_size * D
    loss = problem.value(x)
    return State(x, A, B, loss, 1 if paid(method, loss, state.loss) else 0)


@mutant("TERM", "the step is not rescaled to the length of the gradient")
class NotRescaled(MKORH):
    """W+ = W - eta D."""

    def step(self, problem, state, rng):
        return advance(self, problem, state, rng, rescaled=False)


@mutant("BRANCH", "never falls back: MKOR")
class NeverBack(MKORH):
    """MKOR's steps for ever."""

    def step(self, problem, state, rng):
        return advance(self, problem, state, rng, paid=lambda method, loss, old: True)


@mutant("BRANCH", "a step pays as soon as it lowers the loss")
class AnyDecrease(MKORH):
    """f(x+) <= f(x)."""

    def step(self, problem, state, rng):
        return advance(self, problem, state, rng, paid=lambda method, loss, old: loss <= old)


@mutant("SCALE", "the least decrease is absolute, not a share of the loss")
class AbsoluteLeast(MKORH):
    """f(x+) <= f(x) - least."""

    def step(self, problem, state, rng):
        return advance(self, problem, state, rng, paid=lambda method, loss, old: loss <= old - method.least)


@mutant("STATE", "one step of gradient descent, then MKOR again")
class BackForOneStep(MKORH):
    """pays = 1 after it."""

    def step(self, problem, state, rng):
        return advance(self, problem, state, rng, for_ever=False)


@mutant("SIGN", "uphill after the fall-back")
class UphillLater(MKORH):
    """W+ = W + eta G."""

    def step(self, problem, state, rng):
        return advance(self, problem, state, rng, first=-1.0)


MUTANTS = (
    *shared_mistakes(MKORH, advance),
    *mistakes_of_the_factors(MKORH),
    NotRescaled,
    NeverBack,
    AnyDecrease,
    AbsoluteLeast,
    BackForOneStep,
    UphillLater,
)
