"""Named mistakes in Levenberg-Marquardt on subsets, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.second_order.lm_subsets import FLOOR, LMSubsets, State
from verification.claim import mutant


def averaged(self, parts, weights=lambda D: D, total_weight=lambda weights: sum(weights)):
    """The mean of the steps of `parts` (J_k, r_k) with other weights."""
    diagonals = [np.maximum(np.sum(np.square(J), axis=0), FLOOR) for J, _ in parts]
    chosen = [weights(D) for D in diagonals]
    steps = [w * self.subset_step(J, r, D) for w, (J, r), D in zip(chosen, parts, diagonals, strict=True)]
    return sum(steps) / total_weight(chosen)


def parts_of(self, J, r):
    """The subsets of the reference."""
    return [(self.subset(J, k), self.subset(r, k)) for k in range(self.subsets)]


@mutant("TERM", "the steps of the subsets are averaged without weights")
class Unweighted(LMSubsets):
    """d = mean d_k."""

    def direction(self, x, J, r):
        return averaged(self, parts_of(self, J, r), np.ones_like)


@mutant("POWER", "the weights are the roots of the diagonals")
class RootWeights(LMSubsets):
    """sqrt D_k."""

    def direction(self, x, J, r):
        return averaged(self, parts_of(self, J, r), np.sqrt)


@mutant("TERM", "the steps are added, not averaged")
class SumOfSteps(LMSubsets):
    """d = sum d_k."""

    def direction(self, x, J, r):
        return averaged(self, parts_of(self, J, r), np.ones_like, lambda weights: 1)


@mutant("SHAPE", "the subsets are consecutive residuals, the last ones left over")
class Consecutive(LMSubsets):
    """Residuals k n/K, ..., (k + 1) n/K - 1."""

    def direction(self, x, J, r):
        n = len(r) // self.subsets
        blocks = [slice(k * n, (k + 1) * n) for k in range(self.subsets)]
        return averaged(self, [(J[b].copy(), r[b].copy()) for b in blocks])


@mutant("TERM", "the systems have no damping to speak of")
class DampingForgotten(LMSubsets):
    """J_k'J_k + 2^-20 D_k."""

    def subset_step(self, J, r, D):
        return LMSubsets.subset_step(self._replace(damping=2.0**-20), J, r, D)


@mutant("TERM", "the damping is a multiple of the identity")
class IdentityDamping(LMSubsets):
    """J_k'J_k + lambda I."""

    def subset_step(self, J, r, D):
        return super().subset_step(J, r, np.ones_like(D))


@mutant("SIGN", "the step has the sign of the gradient")
class Ascent(LMSubsets):
    """-d."""

    def subset_step(self, J, r, D):
        return -super().subset_step(J, r, D)


@mutant("LINESEARCH", "the mean is taken whether it reduces the residuals or not")
class NoSearch(LMSubsets):
    """gamma = 1."""

    def step(self, problem, state, rng):
        r = problem.residual(state.x)
        return State(state.x + self.direction(state.x, problem.jacobian(state.x), r))


@mutant("LINESEARCH", "the last length tried is taken although nothing was reduced")
class LastTried(LMSubsets):
    """gamma = 2^-searches after all failures."""

    def step(self, problem, state, rng):
        found = super().step(problem, state, rng)
        if found is state:
            d = self.direction(state.x, problem.jacobian(state.x), problem.residual(state.x))
            return State(state.x + d / 2**self.searches)
        return found


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(LMSubsets):
    """1.02 d."""

    def direction(self, x, J, r):
        return 1.02 * super().direction(x, J, r)


MUTANTS = (
    Unweighted, RootWeights, SumOfSteps, Consecutive, DampingForgotten, IdentityDamping, Ascent, NoSearch, LastTried,
    StepTooLong,
)  # fmt: skip
