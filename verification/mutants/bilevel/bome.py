"""Named mistakes in BOME, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.bome import BOME, State
from verification.claim import mutant


class Exchangeable(BOME):
    """BOME in parts; a mutant replaces one of them."""

    def descended(self, problem, x, y, steps):
        """y after gradient steps of the lower level."""
        for _ in range(steps):
            y = y - self.lower_step_size * problem.lower_y(x, y)
        return y

    def gradients(self, problem, x, y, z):
        """grad f and grad q."""
        f = problem.upper_x(x, y), problem.upper_y(x, y)
        return (*f, problem.lower_x(x, y) - problem.lower_x(x, z), problem.lower_y(x, y))

    def multiplier(self, slope, size):
        """lambda from <grad f, grad q> and |grad q|^2; no such quotient is 0/0, |grad q| = 0 comes as 1."""
        return np.maximum(0.0 * size, self.barrier - slope / size)

    def ended(self, y, z):
        """The lower iterate that moves on."""
        return y

    def step(self, problem, state, rng):
        z = self.descended(problem, state.x, state.y, self.inner_steps)
        f_x, f_y, q_x, q_y = self.gradients(problem, state.x, state.y, z)
        slope, size = np.dot(f_x, q_x) + np.dot(f_y, q_y), np.dot(q_x, q_x) + np.dot(q_y, q_y)
        weight = self.multiplier(slope, size + (size == 0))
        x = state.x - self.step_size * (f_x + weight * q_x)
        return State(x, self.ended(state.y, z) - self.step_size * (f_y + weight * q_y))


@mutant("STATE", "y is replaced by its descended copy")
class LowerIterateReplaced(Exchangeable):
    """y+ = z - xi (...)."""

    def ended(self, y, z):
        return z


@mutant("BRANCH", "lambda may become negative")
class NegativeMultiplier(Exchangeable):
    """lambda without the maximum."""

    def multiplier(self, slope, size):
        return self.barrier - slope / size


@mutant("SIGN", "the inner product is added")
class InnerProductAdded(Exchangeable):
    """lambda = max(0, eta + <grad f, grad q>/|grad q|^2)."""

    def multiplier(self, slope, size):
        return super().multiplier(-slope, size)


@mutant("TERM", "the barrier is missing: q is kept, not decreased")
class NoBarrier(Exchangeable):
    """lambda = max(0, -<grad f, grad q>/|grad q|^2)."""

    def multiplier(self, slope, size):
        return np.maximum(0.0 * size, -slope / size)


@mutant("POWER", "the barrier is eta |grad q| instead of eta |grad q|^2")
class LinearBarrier(Exchangeable):
    """lambda = max(0, (eta |grad q| - <grad f, grad q>)/|grad q|^2)."""

    def multiplier(self, slope, size):
        return np.maximum(0.0 * size, (self.barrier * np.sqrt(size) - slope) / size)


@mutant("TERM", "grad q is taken in y only: the value function does not enter")
class ValueFunctionWithoutX(Exchangeable):
    """q_x = g_x(x, y)."""

    def gradients(self, problem, x, y, z):
        f_x, f_y, _, q_y = super().gradients(problem, x, y, z)
        return f_x, f_y, problem.lower_x(x, y), q_y


@mutant("HYPERGRAD", "z is differentiated as if it moved with y")
class CopyMovesAlong(Exchangeable):
    """q_y = g_y(x, y) - g_y(x, z)."""

    def gradients(self, problem, x, y, z):
        f_x, f_y, q_x, q_y = super().gradients(problem, x, y, z)
        return f_x, f_y, q_x, q_y - problem.lower_y(x, z)


@mutant("STALE", "the gradient of f is taken at the descended copy")
class UpperGradientAtCopy(Exchangeable):
    """grad f(x, z)."""

    def gradients(self, problem, x, y, z):
        _, _, q_x, q_y = super().gradients(problem, x, y, z)
        return problem.upper_x(x, z), problem.upper_y(x, z), q_x, q_y


@mutant("TERM", "one inner step is missing")
class OneInnerStepFewer(Exchangeable):
    """T - 1 inner steps."""

    def descended(self, problem, x, y, steps):
        return super().descended(problem, x, y, steps - 1)


MUTANTS = (
    LowerIterateReplaced,
    NegativeMultiplier,
    InnerProductAdded,
    NoBarrier,
    LinearBarrier,
    ValueFunctionWithoutX,
    CopyMovesAlong,
    UpperGradientAtCopy,
    OneInnerStepFewer,
)
