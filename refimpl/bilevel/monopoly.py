"""T-step monopoly model: the leader also chooses where the followers start, T steps before he is paid.

Source      Li, Yu, Liu, Wang & Nie 2023 (NeurIPS), the T-step monopoly model of a bilevel programme with equilibrium
            constraints.
Step        h(x, y) = y - s g_y(x, y), one step of the followers; V(x, y) = f(x, h^T(x, y))
            J_0 = 0, M_0 = I;  J <- J - s (g_xy + J g_yy'),  M <- M - s M g_yy'  along the T steps
            x+ = P_X(x - eta (f_x + J f_y)(x, y_T)),   y+ = P_Y(y - eta M f_y(x, y_T)),  both from the old (x, y)
Guarantee   V(x+, y+) <= V - |(x+ - x, y+ - y)|^2/(2 eta) for convex V and eta <= 1/L                       (derived)
            min V is a lower bound of the optimum: (x, y*(x)) is feasible and h^T keeps it                  (derived)
            linear-quadratic: it falls short of the optimum by O(q^T)                                       (derived)
Assumes     Y bounded and with all y*(x), or else the leader sends the followers anywhere; h q-contractive in y.
Cost        T lower_y, T + 1 lower_yy and lower_xy, one upper_x and upper_y, one draw and two projections.
Departures  the two blocks are moved by one projected gradient step each.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.followers import check, prescribed_steps
from refimpl.core.dialect import identity_like


class State(NamedTuple):
    """What the leader chooses."""

    x: Any  # x_k, shape (dx,)
    y: Any  # where the followers start, shape (dy,)


class Monopoly(NamedTuple):
    """`step_size` eta, `follower_step` s, `anticipation` T >= 0, first choice `start` (dy,) of the followers' state."""

    step_size: float
    follower_step: float
    anticipation: int
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """Steps of `followers.prescribed_steps`."""
        return cls(*prescribed_steps(problem))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the start has the lower dimension."""
        check(self, problem)

    def init(self, problem, x0):
        return State(x0, self.start.copy())

    def step(self, problem, state, rng):
        levels = problem.realisation(rng)
        y = state.y
        J = np.zeros_like(levels.lower_xy(state.x, state.y))
        M = identity_like(levels.lower_yy(state.x, state.y))
        for _ in range(self.anticipation):
            g_yy = levels.lower_yy(state.x, y)
            J = J - self.follower_step * (levels.lower_xy(state.x, y) + J @ g_yy.T)
            M = M - self.follower_step * (M @ g_yy.T)
            y = y - self.follower_step * levels.lower_y(state.x, y)
        f_y = levels.upper_y(state.x, y)
        x = problem.upper_projection(state.x - self.step_size * (levels.upper_x(state.x, y) + J @ f_y))
        return State(x, problem.lower_projection(state.y - self.step_size * (M @ f_y)))
