"""HOAG with the adaptive step size of its author's implementation.

Source      Pedregosa 2016 (ICML), the adaptive variant, as in the author's implementation.
Step        e_k = e_0 decay^k;  y, q, z = f_x - g_xy q at (x_k, y) as in HOAG to the accuracy e_k;  f = f(x_k, y)
            compared with x', z', f', e' of the last point that was kept, s = |x_k - x'|:
            f <= f' + e_k/4 + 5 e' s/4 - s^2/eta:   eta <- 20 eta/19,  x+ = x_k - eta z
            else f >= 6 f'/5:                       eta <- eta/2,  e <- e/2,  x+ = x' - eta z',  x_k is not kept
            else:                                   x+ = x_k - eta z
Guarantee   f(x_k, y_k) < max(6 f'/5, f' + e_k/4 + 5 e' s/4) at every point that is kept             (derived)
            convex psi, exact lower levels and eta <= 1/L: psi decreases, eta stays                 (derived)
            none for eta = 2/L: on a parabola x alternates for ever                                 (derived)
Assumes     0 < mu <= g_yy <= 1/gamma, f >= 0; grad psi L-Lipschitz.
Cost        HOAG and one upper per step; two copies of x more.
Departures  the first step size is given; the implementation takes the first step to have the length sqrt(dx). The
            increment compared is that of the step which led to x_k. Where a step is undone, the shorter one is taken
            from the same z'. Tolerances as in HOAG.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.hoag import HOAG
from refimpl.core.dialect import norm


class State(NamedTuple):
    """Iterates of both levels and of the linear system, and the last point that was kept."""

    x: Any  # x_k, shape (dx,)
    y: Any  # y_k, shape (dy,)
    q: Any  # q_k, shape (dy,)
    tolerance: float  # e_k
    step_size: float  # eta
    kept: Any  # x', shape (dx,)
    slope: Any  # z', shape (dx,)
    height: float  # f'
    slack: float  # e'


class AdaptiveHOAG(HOAG):
    """HOAG, solvers and all, with a first `step_size` eta: the fields are those of HOAG."""

    @classmethod
    def prescribed(cls, problem):
        """Those of HOAG, but for e_k = 0.9^k and a first step of 48/L: it is halved until psi falls."""
        plain = HOAG.prescribed(problem)
        return cls(*plain._replace(step_size=48 * plain.step_size, tolerance=1.0))

    def init(self, problem, x0):
        nothing = np.zeros_like(x0)
        return State(
            x0,
            self.start.copy(),
            np.zeros_like(self.start),
            self.tolerance,
            self.step_size,
            nothing,
            nothing,
            0.0,
            0.0,
        )

    def step(self, problem, state, rng):
        y = self.solved(problem, state.x, state.y, state.tolerance)
        q = self.adjoint(problem, state.x, y, state.q, state.tolerance)
        z = self.direction(problem, state.x, y, q)
        f, eta, following = problem.upper(state.x, y), state.step_size, self.decay * state.tolerance
        if state.slack > 0:  # 0 before a point is kept
            if self.falls(state, f):
                eta = 20 * state.step_size / 19
            elif self.rises(state, f):
                eta = state.step_size / 2
                x = state.kept - eta * state.slope
                return State(x, y, q, following / 2, eta, state.kept, state.slope, state.height, state.slack)
        return State(state.x - eta * z, y, q, following, eta, state.x, z, f, state.tolerance)

    def falls(self, state, f):
        """Whether f falls so much over the distance |x_k - x'| that the step size may grow."""
        s = norm(state.x - state.kept)
        return f <= state.height + state.tolerance / 4 + 5 * state.slack * s / 4 - s * s / state.step_size

    def rises(self, state, f):
        """Whether f rises so much that the step is undone."""
        return 5 * f >= 6 * state.height
