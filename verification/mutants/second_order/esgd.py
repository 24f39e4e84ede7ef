"""Named mistakes in ESGD, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.second_order.esgd import ESGD, State
from verification.claim import mutant


def moved(self, problem, state, D, n, factor=1.0):
    """The step of the reference with given sums."""
    x = state.x - factor * self.step_size * problem.gradient(state.x) / self.divisor(D, n)
    return State(x, D, n, state.t + 1)


def summed(self, problem, state, rng):
    """D+ and n+, as they should be."""
    if state.t % self.period:
        return state.D, state.n
    return state.D + self.sample(problem, state.x, rng), state.n + 1


@mutant("POWER", "the products are not squared: the root of mean moduli divides")
class SquareForgotten(ESGD):
    """D+ = D + |H v|."""

    def sample(self, problem, x, rng):
        return np.abs(problem.hessian_vector(x, rng.standard_normal(x.shape[0])))


@mutant(
    "TERM", "the product is multiplied by the probe before it is squared: the diagonal, not the row norms"
)
class ProbeMultiplied(ESGD):
    """(v o H v)^2."""

    def sample(self, problem, x, rng):
        v = rng.standard_normal(x.shape[0])
        return np.square(v * problem.hessian_vector(x, v))


@mutant("NOISE", "the probe has length one")
class UnitProbe(ESGD):
    """H v / |v|."""

    def sample(self, problem, x, rng):
        v = rng.standard_normal(x.shape[0])
        return np.square(problem.hessian_vector(x, v / np.sqrt(np.dot(v, v))))


@mutant("NOISE", "the probe is made of signs")
class SignProbe(ESGD):
    """v in {-1, 1}^d."""

    def sample(self, problem, x, rng):
        return np.square(problem.hessian_vector(x, np.sign(rng.standard_normal(x.shape[0]))))


@mutant("TERM", "the gradient is squared instead of a product with the Hessian: this is AdaGrad, averaged")
class SquaredGradient(ESGD):
    """g o g."""

    def sample(self, problem, x, rng):
        return np.square(problem.gradient(x))


@mutant("SCALE", "the sum is not divided by the number of its terms")
class SumInsteadOfMean(ESGD):
    """sqrt(D) + lambda."""

    def divisor(self, D, n):
        return np.sqrt(D) + self.damping


@mutant("POWER", "the mean square divides, without the root")
class RootForgotten(ESGD):
    """D/n + lambda."""

    def divisor(self, D, n):
        return D / n + self.damping


@mutant("EPS", "the damping is added under the root")
class DampingInsideRoot(ESGD):
    """sqrt(D/n + lambda)."""

    def divisor(self, D, n):
        return np.sqrt(D / n + self.damping)


@mutant("EPS", "the damping is a lower bound instead of a summand")
class DampingAsFloor(ESGD):
    """max(sqrt(D/n), lambda)."""

    def divisor(self, D, n):
        return np.maximum(np.sqrt(D / n), self.damping)


@mutant("BIAS", "the number of steps divides, not the number of products")
class StepsCounted(ESGD):
    """D/(t + 1)."""

    def step(self, problem, state, rng):
        D, n = summed(self, problem, state, rng)
        x = state.x - self.step_size * problem.gradient(state.x) / self.divisor(D, state.t + 1)
        return State(x, D, n, state.t + 1)


@mutant("STATE", "only the last product is kept")
class LastProductOnly(ESGD):
    """D+ = (H v)^2, n = 1."""

    def step(self, problem, state, rng):
        D = self.sample(problem, state.x, rng) if state.t % self.period == 0 else state.D
        return moved(self, problem, state, D, 1)


@mutant("SCHED", "the Hessian is asked in every step")
class EveryStep(ESGD):
    """k = 1."""

    def step(self, problem, state, rng):
        D = state.D + self.sample(problem, state.x, rng)
        return moved(self, problem, state, D, state.n + 1)


@mutant("STALE", "the step divides by the mean of before this product")
class OldMean(ESGD):
    """D/n in the place of D+/n+, but for the first step."""

    def step(self, problem, state, rng):
        D, n = summed(self, problem, state, rng)
        old = (D, n) if state.n == 0 else (state.D, state.n)
        x = state.x - self.step_size * problem.gradient(state.x) / self.divisor(*old)
        return State(x, D, n, state.t + 1)


@mutant("SIGN", "the step goes up instead of down")
class Ascent(ESGD):
    """x+ = x + eta g / ..."""

    def step(self, problem, state, rng):
        D, n = summed(self, problem, state, rng)
        return moved(self, problem, state, D, n, factor=-1.0)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(ESGD):
    """x+ = x - 1.02 eta g / ..."""

    def step(self, problem, state, rng):
        D, n = summed(self, problem, state, rng)
        return moved(self, problem, state, D, n, factor=1.02)


MUTANTS = (
    SquareForgotten, ProbeMultiplied, UnitProbe, SignProbe, SquaredGradient, SumInsteadOfMean, RootForgotten,
    DampingInsideRoot, DampingAsFloor, StepsCounted, LastProductOnly, EveryStep, OldMean, Ascent, StepTooLong,
)  # fmt: skip
