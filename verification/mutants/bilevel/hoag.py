"""Named mistakes in HOAG, as people really make them."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.bilevel.hoag import HOAG, State
from refimpl.core.dialect import norm
from verification.claim import mutant
from verification.mutants.bilevel.directions import of_direction


def of_solvers(base: Any) -> tuple[Any, ...]:
    """Mistakes in both solvers as mutants of `base`, a HOAG."""

    @mutant("CERT", "the tolerance of the distance is used for the lower gradient")
    class ResidualForDistance(base):
        """|g_y| <= e."""

        def solved(self, problem, x, y, e):
            return super().solved(problem, x, y, e / self.mu)

    @mutant("STATE", "the lower level starts again from the first lower point at every step")
    class ColdLower(base):
        """y^0 = start."""

        def solved(self, problem, x, y, e):
            return super().solved(problem, x, self.start, e)

    @mutant("STATE", "the linear system starts again from zero at every step")
    class ColdAdjoint(base):
        """q^0 = 0."""

        def adjoint(self, problem, x, y, q, e):
            return super().adjoint(problem, x, y, np.zeros_like(q), e)

    @mutant("CERT", "the residual of the linear system is relative to its right-hand side")
    class RelativeResidual(base):
        """|g_yy q - f_y| <= e |f_y|."""

        def adjoint(self, problem, x, y, q, e):
            return super().adjoint(problem, x, y, q, e * norm(problem.upper_y(x, y)))

    return ResidualForDistance, ColdLower, ColdAdjoint, RelativeResidual


@mutant("STALE", "the linear system is that of the lower iterate before it moved")
class AdjointAtOldIterate(HOAG):
    """g_yy and f_y at y_k."""

    def step(self, problem, state, rng):
        y = self.solved(problem, state.x, state.y, state.tolerance)
        q = self.adjoint(problem, state.x, state.y, state.q, state.tolerance)
        x = state.x - self.step_size * self.direction(problem, state.x, y, q)
        return State(x, y, q, self.decay * state.tolerance)


@mutant("SCHED", "the tolerance is not decreased")
class ConstantTolerance(HOAG):
    """e_k = e_0."""

    def step(self, problem, state, rng):
        return super().step(problem, state._replace(tolerance=self.tolerance), rng)


@mutant("SCHED", "the tolerance is decreased before it is used")
class ToleranceDecreasedEarly(HOAG):
    """e_{k+1} in step k."""

    def step(self, problem, state, rng):
        return super().step(problem, state._replace(tolerance=self.decay * state.tolerance), rng)


SHARED = of_direction(HOAG)
SOLVERS = of_solvers(HOAG)
MUTANTS = (
    *SHARED,
    *SOLVERS,
    AdjointAtOldIterate,
    ConstantTolerance,
    ToleranceDecreasedEarly,
)
