"""LV-HBA: descent on the gap to a proximal Lagrangian value function, single-loop and without Hessians.

Source      Yao, Yu, Zeng & Zhang 2024 (ICLR), for one constraint h(x, y) <= 0 of the lower level.
Step        v(x, y, z) = min_t max_{m >= 0} g(x, t) + m h(x, t) + |t - y|^2/(2 rho) - (m - z)^2/(2 sigma)
            t+ = t - eta (g_y(x, t) + m h_y(x, t) + (t - y)/rho)
            m+ = max(0, m + eta (h(x, t) - (m - z)/sigma)),  both from the old t, m
            c_k = c (1 + s k)^{1/4},   d_x = f_x(x, y)/c_k + g_x(x, y) - g_x(x, t+) - m+ h_x(x, t+)
            d_y = f_y(x, y)/c_k + g_y(x, y) - (y - t+)/rho;   (x, y)+ = P_C((x, y) - alpha (d_x, d_y))
            z+ = min(r, max(0, z + beta (m+ - z)/sigma))
Guarantee   grad v = (g_x + m h_x at (x, t), (y - t)/rho, (m - z)/sigma) at the saddle point              (derived)
            (t, m) -> (t, m)+ contracts to the saddle point where eta is small against its constants     (derived)
            frozen c: what rests is stationary for f/c + g - v on C with z the multiplier                (derived)
            residual O(K^{-1/4}) of the growing c of exponent 1/4                                       (recalled)
Assumes     g, h convex in y; h affine for the contraction; f bounded below.
Cost        two lower_x and lower_y, one upper_x, upper_y, constraint, constraint_x, constraint_y, one projection.
Departures  one constraint; t and y in all of R^dy; the growth has the exponent 1/4. The start need not be in C.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import rational_power


class State(NamedTuple):
    """Iterates of both levels, of the saddle point and of the proximal multiplier."""

    x: Any  # x_k, shape (dx,)
    y: Any  # y_k, shape (dy,)
    z: float  # z_k
    t: Any  # shape (dy,)
    m: float  # multiplier of h
    k: int  # steps taken


class LVHBA(NamedTuple):
    """`step_size` alpha of (x, y), `saddle_step_size` eta, `multiplier_step_size` beta of z, `rho`, `sigma` > 0,

    `penalty` c > 0, `growth` s >= 0 per step (0 freezes c), `largest` r > 0 multiplier, lower `start` (dy,).
    """

    step_size: float
    saddle_step_size: float
    multiplier_step_size: float
    rho: float
    sigma: float
    penalty: float
    growth: float
    largest: float
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """rho = sigma = 4, eta = 1/(2 (1 + L_g)), alpha = beta = eta/2, c = 1/2, growth 1, r = 2: common values."""
        eta = 0.5 / (1 + problem.lower_smoothness())
        return cls(eta / 2, eta, eta / 2, 4.0, 4.0, 0.5, 1.0, 2.0, np.zeros(problem.lower_dimension()))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the start has the lower dimension."""
        for name in self._fields[:6]:
            checks.positive(name, getattr(self, name))
        checks.nonnegative("growth", self.growth)
        checks.positive("largest", self.largest)
        checks.array("start", self.start, shape=(problem.lower_dimension(),))

    def init(self, problem, x0):
        return State(x0, self.start.copy(), 0.0, self.start.copy(), 0.0, 0)

    def step(self, problem, state, rng):
        t, m = self.followed(problem, state.x, state.y, state.z, state.t, state.m)
        c = self.penalty * rational_power(1.0 + self.growth * state.k, 1, 4)
        d_x, d_y = self.direction(problem, state.x, state.y, t, m, c)
        moved = np.concatenate((state.x - self.step_size * d_x, state.y - self.step_size * d_y))
        w = problem.joint_projection(moved)
        dx = state.x.shape[0]
        return State(w[:dx], w[dx:], self.renewed(state.z, m), t, m, state.k + 1)

    def followed(self, problem, x, y, z, t, m):
        """t+ and m+."""
        pull = problem.lower_y(x, t) + m * problem.constraint_y(x, t) + (t - y) / self.rho
        rise = problem.constraint(x, t) - (m - z) / self.sigma
        return t - self.saddle_step_size * pull, np.maximum(m + self.saddle_step_size * rise, 0.0)

    def direction(self, problem, x, y, t, m, c):
        """d_x and d_y."""
        by_x = problem.lower_x(x, y) - problem.lower_x(x, t) - m * problem.constraint_x(x, t)
        by_y = problem.lower_y(x, y) - (y - t) / self.rho
        return problem.upper_x(x, y) / c + by_x, problem.upper_y(x, y) / c + by_y

    def renewed(self, z, m):
        """z+."""
        moved = z + self.multiplier_step_size * (m - z) / self.sigma
        return np.minimum(np.maximum(moved, 0.0), self.largest)
