"""Named mistakes in M-FAC, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import add_to_diagonal
from refimpl.second_order.mfac import MFAC, State, replaced
from verification.claim import mutant
from verification.mutants.formats import in_single


def advanced(self, problem, state, rng, window=replaced, place=None, product=None):
    """The step of the reference with another window or product."""
    g = problem.sample_gradient(state.x, problem.sample(rng))
    i = state.t % self.window if place is None else place
    G, K = window(state.G, state.K, i, g)
    u = self.product(G, K, g) if product is None else product(G, K, g)
    return State(state.x - self.step_size * u, G, K, state.t + 1)


def solved(self, G, K, v, count):
    """F^{-1} v with another divisor of the sum."""
    c = np.linalg.solve(add_to_diagonal(K / self.damping, count), G @ v / self.damping)
    return (v - c @ G) / self.damping


@mutant("STALE", "the Gram matrix is not updated when a gradient is replaced")
class StaleGram(MFAC):
    """K stays as it was in the first m steps."""

    def step(self, problem, state, rng):
        def window(G, K, i, g):
            G, new = replaced(G, K, i, g)
            return G, new if state.t < self.window else K

        return advanced(self, problem, state, rng, window)


@mutant("STALE", "only the row of the Gram matrix is updated, not the column")
class StaleColumn(MFAC):
    """K[i] = G g."""

    def step(self, problem, state, rng):
        def window(G, K, i, g):
            G, _ = replaced(G, K, i, g)
            K = K.copy()
            K[i] = G @ g
            return G, K

        return advanced(self, problem, state, rng, window)


@mutant("NUMPATH", "the Gram matrix is kept in float32")
class SingleGram(MFAC):
    """K to 24 bits."""

    def step(self, problem, state, rng):
        def window(G, K, i, g):
            G, K = replaced(G, K, i, g)
            return G, in_single(K)

        return advanced(self, problem, state, rng, window)


@mutant("BIAS", "the sum is divided by the number of rows filled so far")
class DividedByFilled(MFAC):
    """lambda I + G'G/min(t + 1, m)."""

    def step(self, problem, state, rng):
        filled = min(state.t + 1, self.window)
        return advanced(self, problem, state, rng, product=lambda G, K, g: solved(self, G, K, g, filled))


@mutant("SCALE", "the sum is not divided at all")
class NotDivided(MFAC):
    """lambda I + G'G."""

    def product(self, G, K, v):
        return solved(self, G, K, v, 1)


@mutant("STALE", "the gradient is inserted after its product was taken")
class InsertedAfter(MFAC):
    """F^{-1} of the window before."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, product=lambda G, K, g: self.product(state.G, state.K, g))


@mutant("STATE", "the newest gradient is replaced instead of the oldest once the window is full")
class NewestReplaced(MFAC):
    """i = min(t, m - 1)."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, place=min(state.t, self.window - 1))


@mutant("POWER", "the damping divides: a small one damps much")
class DampingInverted(MFAC):
    """I/lambda + G'G/m."""

    def product(self, G, K, v):
        return self._replace(damping=1 / self.damping)._damped(G, K, v)

    def _damped(self, G, K, v):
        return solved(self, G, K, v, self.window)


@mutant("TERM", "the damping of the product is forgotten outside the system")
class OuterDampingForgotten(MFAC):
    """g - G'c."""

    def product(self, G, K, v):
        return self.damping * solved(self, G, K, v, self.window)


@mutant("TERM", "the diagonal of the Fisher matrix is inverted only")
class DiagonalOnly(MFAC):
    """g / (lambda + mean g_i o g_i)."""

    def product(self, G, K, v):
        return v / (self.damping + np.sum(G * G, axis=0) / self.window)


@mutant("SIGN", "the correction is added")
class CorrectionAdded(MFAC):
    """g + G'c."""

    def product(self, G, K, v):
        return 2 * v / self.damping - solved(self, G, K, v, self.window)


@mutant("SIGN", "the step goes up instead of down")
class Ascent(MFAC):
    """x+ = x + eta F^{-1} g."""

    def product(self, G, K, v):
        return -solved(self, G, K, v, self.window)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(MFAC):
    """x+ = x - 1.02 eta F^{-1} g."""

    def product(self, G, K, v):
        return 1.02 * solved(self, G, K, v, self.window)


MUTANTS = (
    StaleGram, StaleColumn, SingleGram, DividedByFilled, NotDivided, InsertedAfter, NewestReplaced, DampingInverted,
    OuterDampingForgotten, DiagonalOnly, CorrectionAdded, Ascent, StepTooLong,
)  # fmt: skip
