"""GO-UCB: search by a parametric model, its parameters first by regression, then by an ellipsoid of optimism.

Source      Liu & Wang 2023 ("Global Optimization with Parametric Function Approximation"), Algorithm 1.
Step        model f_p(w) = h(p'w) of the value at p, h(u) = u + bend tanh(u); y the value observed, g = h'(p'w_0) p
            phase I:   the start, then points drawn uniformly (the largest of n normal draws), `exploration` in all;
                       w_0 near argmin |y - f(w)|^2 + ridge |w|^2
            phase II:  S = ridge I + sum g g',  w_t = w_0 + S^{-1} sum g (y - f(w_0)), sums over phase II
            x = argmin_p min {f_p(w): |w - w_t|_S <= r_t},  r_t = width + noise sqrt(2 log(1/failure) + log det S/ridge)
Guarantee   |w* - w_t|_S <= r_t: f(x) - min f <= (1 + bend) 2 r_t |x|_{S^-1}                            (derived)
            sum min(1, |g|^2_{S^-1}) <= 2 log det S/ridge: regret of O~(sqrt T) for bend = 0            (derived)
            bend = 0, width >= sqrt(ridge) |w* - w_0|: w* is within r_t with probability 1 - failure    (derived)
Assumes     f = f(w*) on the points, values with independent noise of that standard deviation, sub-Gaussian.
Cost        one value per step, n d^2 for n points, solves after phase I; `exploration` (d + 1) + d^2 + n d floats.
Departures  minimises; the domain is the grid x_0 + grid_j - grid_0; the model has features p and a link, so that the
            inner minimum is exact: h increases, and p'w >= p'w_t - r_t |p|_{S^-1} with equality. Its linearisation at
            w_0 instead is another method where bend > 0. Regression is regularised, by 12 Gauss-Newton steps from 0:
            w_0 is the minimiser for bend = 0 and near it where bend or residuals are small; the bounds need no more.
            The radius is that of the linear model: for others the paper has its order only.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import add_to_diagonal, identity_like
from refimpl.global_bo.gaussian_process import scattered

ROUNDS = (
    12  # Gauss-Newton steps: one is exact for bend = 0; the larger bend and residuals, the less each gains
)


def link(u, bend):
    """h(u) = u + bend tanh(u)."""
    return u + bend * np.tanh(u)


def slope(u, bend):
    """h'(u) > 0."""
    t = np.tanh(u)
    return 1.0 + bend * (1.0 - t * t)


def regression(P, y, bend, ridge):
    """Towards argmin |y - h(P w)|^2 + ridge |w|^2 by Gauss-Newton from 0."""
    w = np.zeros_like(P[0])
    for _ in range(ROUNDS):
        u = P @ w
        J = P * slope(u, bend).reshape((P.shape[0], 1))
        w = w + np.linalg.solve(add_to_diagonal(J.T @ J, ridge), J.T @ (y - link(u, bend)) - ridge * w)
    return w


class State(NamedTuple):
    """The last query, the points, what was asked in phase I, and the ellipsoid."""

    x: Any  # shape (d,)
    points: Any  # shape (n, d)
    asked: Any  # queries of phase I, shape (exploration, d)
    values: Any  # shape (exploration,)
    w0: Any  # shape (d,)
    inverse: Any  # S^{-1}, shape (d, d)
    score: Any  # sum g (y - f(w_0)), shape (d,)
    information: Any  # log det S/ridge
    steps: int


class GOUCB(NamedTuple):
    """GO-UCB on x_0 + `grid` (n, d) with the model of `bend` >= 0; radius by `width`, `noise` and `failure`."""

    grid: Any
    bend: float
    exploration: int
    ridge: float
    width: float
    noise: float
    failure: float

    @classmethod
    def prescribed(cls, problem):
        """Sixteen scattered points, four queries of phase I."""
        return cls(scattered(16, problem.dimension()), 0.5, 4, 1.0, 1.0, 0.5, 0.125)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.array("grid", self.grid, ndim=2)
        checks.array("grid", self.grid, shape=(self.grid.shape[0], problem.dimension()))
        checks.nonnegative("bend", self.bend)
        checks.count("exploration", self.exploration)
        checks.positive("ridge", self.ridge)
        checks.nonnegative("width", self.width)
        checks.nonnegative("noise", self.noise)
        checks.positive("failure", self.failure)
        checks.between("failure", self.failure, 0, 1)

    def init(self, problem, x0):
        points = x0 + (self.grid - self.grid[0])
        zero = np.zeros_like(x0)
        asked = np.outer(np.repeat(zero[0], self.exploration), zero)
        inverse = identity_like(np.outer(zero, zero)) / self.ridge
        return State(x0, points, asked, asked[:, 0].copy(), zero, inverse, zero, 0.0, 0)

    def step(self, problem, state, rng):
        if state.steps < self.exploration:
            return self.explored(problem, state, rng)
        x = state.points[int(np.argmin(self.lower(state)))].copy()
        y = problem.sample_value(x, problem.sample(rng))
        u = np.dot(x, state.w0)
        g = slope(u, self.bend) * x
        v = state.inverse @ g
        grown = 1.0 + np.dot(g, v)  # det (S + g g') / det S
        return State(
            x, state.points, state.asked, state.values, state.w0,
            state.inverse - np.outer(v, v) / grown,
            state.score + g * (y - link(u, self.bend)),
            state.information + np.log(grown),
            state.steps + 1,
        )  # fmt: skip

    def explored(self, problem, state, rng):
        """The state after a query of phase I."""
        x = state.x
        if state.steps > 0:
            x = state.points[int(np.argmax(rng.standard_normal(state.points.shape[0])))].copy()
        asked, values, w0 = state.asked.copy(), state.values.copy(), state.w0
        asked[state.steps] = x
        values[state.steps] = problem.sample_value(x, problem.sample(rng))
        if state.steps + 1 == self.exploration:
            w0 = regression(asked, values, self.bend, self.ridge)
        return State(
            x, state.points, asked, values, w0, state.inverse, state.score, state.information, state.steps + 1
        )

    def radius(self, state):
        """r_t."""
        return self.width + self.noise * np.sqrt(state.information - 2 * np.log(self.failure))

    def lower(self, state):
        """p'w_t - r_t |p|_{S^-1} of every point: h of it is the least value of the model over the ellipsoid."""
        P = state.points
        w = state.w0 + state.inverse @ state.score
        return P @ w - self.radius(state) * np.sqrt(np.sum((P @ state.inverse) * P, axis=1))
