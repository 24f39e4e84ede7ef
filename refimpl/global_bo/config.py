"""CONFIG: constrained search by lower confidence bounds, of the objective and of the constraints; it may declare.

Source      Xu, Jiang, Svetozarevic & Jones 2023 ("Constrained Efficient Global Optimization of Expensive Black-box
            Functions"), Algorithm 1.
Step        l_j = m_j - width s_j,  c_ji = u_ji - wall_width s_j,  m and u_.i the posterior means of f and of g_i
            x+ = the point of least l_j among those with c_ji <= 0 for all i, asked for all values
            no such point: infeasibility is declared and x rests
Guarantee   |f - m_j| <= width s_j, |g_i - u_ji| <= wall_width s_j at every point, as is certain for exact values and
            widths of at least the norms |f - mu|_k, |g_i - wall_mean|_k:
            f(x+) - min f <= 2 width s,  g_i(x+) <= 2 wall_width s,  s at x+ before it was asked          (derived)
            the minimum over feasible points; none is declared infeasible that has one                     (derived)
            every g of at least eta > 0 somewhere at each of n points: declared within T steps as soon as
            T eta^2/(4 wall_width^2) > n log(1 + T/(n noise))/log(1 + 1/noise)                             (derived)
Assumes     nothing of f and g for the step; the norms above for the guarantee. Regrets may be negative: queries need
            not be feasible.
Cost        one value of f and of all m constraints per step; n^2 + n m for n points, n^2 + n (d + m + 2) floats.
Departures  the domain is the grid x_0 + grid_j - grid_0, of which the start is asked first, feasible or not; one kernel
            and one variance `noise` for all functions, so that they share s; fixed widths; the first among equals is
            taken. The run goes on after a declaration, at rest: `infeasible` tells of a state whether it declares.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.global_bo.gaussian_process import check_process, observed, prior, scattered


class State(NamedTuple):
    """The last query, what is known of f, and the means of the constraints."""

    x: Any  # shape (d,)
    known: Any  # points and posterior of f, whose covariance is that of all
    walls: Any  # u, shape (n, m)


class CONFIG(NamedTuple):
    """CONFIG on x_0 + `grid` (n, d): prior means of f and g, `lengthscale`, `noise` > 0, widths of the bounds >= 0."""

    grid: Any
    prior_mean: float
    wall_mean: float
    lengthscale: float
    noise: float
    width: float
    wall_width: float

    @classmethod
    def prescribed(cls, problem):
        """Twelve scattered points, means 1/8 and 1/4, length 3/4, noise 1/16, bounds of 3/2 and 1 deviations."""
        return cls(scattered(12, problem.dimension()), 0.125, 0.25, 0.75, 0.0625, 1.5, 1.0)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_process(self, problem)
        checks.finite("wall_mean", self.wall_mean)
        checks.positive("noise", self.noise)
        checks.nonnegative("width", self.width)
        checks.nonnegative("wall_width", self.wall_width)

    def init(self, problem, x0):
        known = prior(x0, self.grid, self.prior_mean, self.lengthscale)
        values = problem.wall_values(known.points[0])
        return self.after(problem, known, np.outer(known.asked, values) + self.wall_mean, 0, values)

    def step(self, problem, state, rng):
        i = self.choice(state.known, state.walls)
        if i < 0:
            return state
        values = problem.wall_values(state.known.points[i])
        return self.after(problem, state.known, state.walls, i, values)

    def after(self, problem, known, walls, i, values):
        """The state once point i was asked, its constraints being `values`."""
        weights = known.covariance[:, i] / (known.covariance[i, i] + self.noise)
        known = observed(known, i, problem.value(known.points[i]), self.noise)
        return State(known.x, known, walls + np.outer(weights, values - walls[i]))

    def infeasible(self, state):
        """Whether infeasibility is declared."""
        return self.choice(state.known, state.walls) < 0

    def choice(self, known, walls):
        """Which point to ask, -1 if none may be feasible."""
        s = np.sqrt(np.diag(known.covariance))
        low, allowed = known.mean - self.width * s, 0
        for j in range(walls.shape[0]):
            if np.max(walls[j]) <= self.wall_width * s[j]:
                allowed = allowed + 1
            else:
                low[j] = np.inf
        return int(np.argmin(low)) if allowed > 0 else -1
