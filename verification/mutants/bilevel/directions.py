"""Mistakes that all methods share which move x against a hyper-gradient estimated at a lower iterate y.

The methods have `solved(problem, x, y)`, the next lower iterate, and `direction(problem, x, y)`.
"""

from __future__ import annotations

from typing import Any

from refimpl.bilevel.implicit_gradient import State
from verification.claim import mutant


def shared(base: Any) -> tuple[Any, ...]:
    """The mistakes below as mutants of `base`, in this order."""

    @mutant("SIGN", "the implicit term is added instead of subtracted")
    class ImplicitTermAdded(base):
        """f_x + g_xy q."""

        def direction(self, problem, x, y):
            return 2 * problem.upper_x(x, y) - super().direction(problem, x, y)

    @mutant("HYPERGRAD", "the implicit term is dropped: a stop-gradient on the lower solution")
    class StopGradient(base):
        """f_x."""

        def direction(self, problem, x, y):
            return problem.upper_x(x, y)

    @mutant("TERM", "the direct derivative f_x is dropped")
    class DirectTermDropped(base):
        """-g_xy q."""

        def direction(self, problem, x, y):
            return super().direction(problem, x, y) - problem.upper_x(x, y)

    @mutant("STALE", "the hyper-gradient is taken at the lower iterate before it moved")
    class StaleLower(base):
        """z(x_k, y_k)."""

        def step(self, problem, state, rng):
            z = self.direction(problem, state.x, state.y)
            return State(state.x - self.step_size * z, self.solved(problem, state.x, state.y))

    @mutant("STATE", "the lower level starts again from the first lower point at every step")
    class ColdStart(base):
        """y^0 = start."""

        def solved(self, problem, x, y):
            return super().solved(problem, x, self.start)

    @mutant("SCALE", "the x step is 2 % too long")
    class StepTooLong(base):
        """x+ = x - 1.02 eta z."""

        def direction(self, problem, x, y):
            return 1.02 * super().direction(problem, x, y)

    return ImplicitTermAdded, StopGradient, DirectTermDropped, StaleLower, ColdStart, StepTooLong
