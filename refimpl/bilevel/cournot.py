"""T-step Cournot game: the leader anticipates T steps of the followers, whose present state he takes as given.

Source      Li, Yu, Liu, Wang & Nie 2023 (NeurIPS), the T-step Cournot game of a bilevel programme with equilibrium
            constraints.
Step        h(x, y) = y - s g_y(x, y), one step of the followers; g_y may be any operator, not only a gradient
            J_0 = 0, y_0 = y;  J_{j+1} = J_j - s (g_xy + J_j g_yy'),  y_{j+1} = h(x, y_j)  for j < T
            x+ = P_X(x - eta (f_x(x, y_T) + J_T f_y(x, y_T))),   y+ = y_T
Guarantee   |y+ - y*(x)| <= q^T |y - y*(x)| where h is q-contractive                                        (derived)
            the fixed points are equilibria with y = y*(x): their value is an upper bound of the optimum    (derived)
            linear-quadratic: the bound exceeds the optimum by O(q^(2T))                                    (derived)
Assumes     h contractive in y, for all x in X.
Cost        T lower_y and lower_yy, T + 1 lower_xy, one upper_x and upper_y, one draw and one projection.
Departures  both players move by first-order steps at the same time. T = 0 is the game without anticipation.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.followers import check, prescribed_steps


class State(NamedTuple):
    """Strategies of the leader and of the followers."""

    x: Any  # x_k, shape (dx,)
    y: Any  # y_k, shape (dy,)


class Cournot(NamedTuple):
    """`step_size` eta of the leader, `follower_step` s, `anticipation` T >= 0, first followers' state `start` (dy,)."""

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
        for _ in range(self.anticipation):
            J = J - self.follower_step * (levels.lower_xy(state.x, y) + J @ levels.lower_yy(state.x, y).T)
            y = y - self.follower_step * levels.lower_y(state.x, y)
        direction = levels.upper_x(state.x, y) + J @ levels.upper_y(state.x, y)
        return State(problem.upper_projection(state.x - self.step_size * direction), y)
