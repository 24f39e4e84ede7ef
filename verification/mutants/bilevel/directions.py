"""Mistakes that methods share which move x against an estimate of the hyper-gradient.

The methods have `solved(problem, x, ...)`, what the lower level comes to, and `direction(problem, x, solved)`.
"""

from __future__ import annotations

from typing import Any

from refimpl.bilevel.implicit_gradient import State
from verification.claim import mutant


def of_direction(base: Any, last: Any = lambda y: y) -> tuple[Any, ...]:
    """Mistakes in the direction as mutants of `base`; `last` takes the lower iterate out of what is solved."""

    @mutant("SIGN", "the implicit term has the other sign")
    class ImplicitTermFlipped(base):
        """f_x + g_xy q."""

        def direction(self, problem, x, y, *rest):
            return 2 * problem.upper_x(x, last(y)) - super().direction(problem, x, y, *rest)

    @mutant("HYPERGRAD", "the implicit term is dropped: a stop-gradient on the lower solution")
    class StopGradient(base):
        """f_x."""

        def direction(self, problem, x, y, *rest):
            return problem.upper_x(x, last(y))

    @mutant("TERM", "the direct derivative f_x is dropped")
    class DirectTermDropped(base):
        """-g_xy q."""

        def direction(self, problem, x, y, *rest):
            return super().direction(problem, x, y, *rest) - problem.upper_x(x, last(y))

    @mutant("SCALE", "the x step is 2 % too long")
    class StepTooLong(base):
        """x+ = x - 1.02 eta z."""

        def direction(self, problem, x, y, *rest):
            return 1.02 * super().direction(problem, x, y, *rest)

    return ImplicitTermFlipped, StopGradient, DirectTermDropped, StepTooLong


def of_lower(base: Any) -> tuple[Any, ...]:
    """Mistakes in what is kept of the lower level as mutants of `base`, whose state is (x, y)."""

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

    return StaleLower, ColdStart


def of_inner_steps(base: Any) -> tuple[Any, ...]:
    """Mistakes in the gradient steps of the lower level, as mutants of `base` with `inner_steps` of them."""

    @mutant("TERM", "one lower step is missing")
    class OneInnerStepFewer(base):
        """T - 1 steps."""

        def step(self, problem, state, rng):
            fewer = self._replace(inner_steps=self.inner_steps - 1)
            if "kept_steps" in self._fields:  # no more can be differentiated than are taken
                fewer = fewer._replace(kept_steps=min(self.kept_steps, fewer.inner_steps))
            return base.step(fewer, problem, state, rng)

    return (OneInnerStepFewer,)
