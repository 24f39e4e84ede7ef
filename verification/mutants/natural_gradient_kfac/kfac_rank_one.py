"""Named mistakes in K-FAC with rank-one factors."""

from __future__ import annotations

import numpy as np

from refimpl.natural_gradient_kfac import kfac_rank_one
from refimpl.natural_gradient_kfac.kfac_rank_one import KFACRankOne, State
from verification.claim import mutant
from verification.mutants.natural_gradient_kfac.rank_one_steps import shared_mistakes


def advance(
    method, problem, state, rng, *, means=kfac_rank_one.means, refreshed=kfac_rank_one.refreshed, scale=1.0
):
    """A step with other means, another direction or length."""
    D, A, B = refreshed(method, state, means(method, problem, state.x, rng))
    return State(state.x - scale * method.step_size * D, A, B)


@mutant("SIGN", "the rank-one term of the inverse is added")
class Added(KFACRankOne):
    """(A + (1 - b) u u'/(b + (1 - b) a'u))/b."""

    def updated(self, A, a):
        u, b = A @ a, self.decay
        return (A + (1 - b) * np.outer(u, u) / (b + (1 - b) * np.dot(a, u))) / b


@mutant("SCALE", "the new vector has weight 1: a sum that fades")
class Summed(KFACRankOne):
    """The inverse of b A^-1 + a a'."""

    def updated(self, A, a):
        u, b = A @ a, self.decay
        return (A - np.outer(u, u) / (b + np.dot(a, u))) / b


@mutant("TERM", "the formula for b = 1 inside: 1 + (1 - b) a'u")
class UndecayedDenominator(KFACRankOne):
    """(A - (1 - b) u u'/(1 + (1 - b) a'u))/b."""

    def updated(self, A, a):
        u, b = A @ a, self.decay
        return (A - (1 - b) * np.outer(u, u) / (1 + (1 - b) * np.dot(a, u))) / b


@mutant("STATE", "multiplied by b in place of divided: the inverse fades with its factor")
class Faded(KFACRankOne):
    """b (A - ...)."""

    def updated(self, A, a):
        u, b = A @ a, self.decay
        return b * (A - (1 - b) * np.outer(u, u) / (b + (1 - b) * np.dot(a, u)))


@mutant("TERM", "the factor in place of its inverse")
class NotInverted(KFACRankOne):
    """b A + (1 - b) a a'."""

    def updated(self, A, a):
        return self.decay * A + (1 - self.decay) * np.outer(a, a)


MUTANTS = (
    *shared_mistakes(KFACRankOne, advance),
    Added,
    Summed,
    UndecayedDenominator,
    Faded,
    NotInverted,
)
