"""GFM+: descent of a smoothed Lipschitz function from values only, with recursive (SPIDER) estimates; GFM for m = 1.

Source      Chen, Xu & Luo 2023 ("Faster Gradient-Free Algorithms for Nonsmooth Nonconvex Stochastic Optimization"),
            Algorithm 2; GFM (Lin, Zheng & Jordan 2022) is a period of one step.
Estimate    g(x; w, y) = (d/2 delta) [F(x + delta w; y) - F(x - delta w; y)] w,  w uniform on the unit sphere
Step        t mod m = 0:  v_t = mean of `batch` estimates g(x_t; w_j, y_j)
            elsewhere     v_t = v_{t-1} + mean over `small_batch` of g(x_t; w_j, y_j) - g(x_{t-1}; w_j, y_j)
            x_{t+1} = x_t - eta v_t
Guarantee   E g(x; w, y) = grad f_delta(x), f_delta(x) = E f(x + delta u), u uniform in the ball: an element of the
            delta-Goldstein subdifferential; E|g|^2 <= d L^2, equal where F is linear                        (derived)
            given v_{t-1}: E v_t - grad f_delta(x_t) = v_{t-1} - grad f_delta(x_{t-1}), with the variance of one
            difference over small_batch                                                                      (derived)
            m = batch = 1: mean of E|grad f_delta(x_t)|^2 <= D_0/(eta T) + eta c_d d L^3/(2 delta),
            D_0 = f(x_0) - inf f + delta L, c_d = (2/sqrt pi) Gamma(d/2 + 1)/Gamma((d + 1)/2)                (derived)
Assumes     F(.; y) L-Lipschitz; neither smooth nor convex.
Cost        2 batch values every m steps, 4 small_batch values in each of the others; three d-vectors.
Departures  none. The output is a uniformly drawn iterate.
Trap        the two estimates of a difference share w and y: with draws of their own the errors add up.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import norm
from refimpl.zeroth_order.estimators import slope


class State(NamedTuple):
    """Iterate, the one before it, its estimate and step index."""

    x: Any  # x_t, shape (d,)
    before: Any  # x_{t-1}, shape (d,)
    v: Any  # v_{t-1}, shape (d,)
    t: int


class GFMPlus(NamedTuple):
    """`step_size` eta > 0, `radius` delta > 0, `period` m >= 1, `batch` and `small_batch` >= 1."""

    step_size: float
    radius: float
    period: int
    batch: int
    small_batch: int

    @classmethod
    def prescribed(cls, problem):
        """delta = 1/8 and eta = delta/(8 d) with batches of three and one every other step: L is not known."""
        return cls(0.125 / (8 * problem.dimension()), 0.125, 2, 3, 1)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.positive("radius", self.radius)
        checks.count("period", self.period)
        checks.count("batch", self.batch)
        checks.count("small_batch", self.small_batch)

    def init(self, problem, x0):
        return State(x0, x0, np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        if state.t % self.period == 0:
            v = mean_estimate(problem, state.x, self.radius, self.batch, rng)
        else:
            v = state.v + mean_difference(problem, state.x, state.before, self.radius, self.small_batch, rng)
        return State(state.x - self.step_size * v, state.x, v, state.t + 1)


def estimate(problem, x, radius, rng):
    """g(x; w, y)."""
    sample = problem.sample(rng)
    w = direction(rng.standard_normal(x.shape[0]))
    return x.shape[0] * slope(problem, x, w, radius, sample) * w


def mean_estimate(problem, x, radius, batch, rng):
    """Mean of g(x; w_j, y_j)."""
    total = np.zeros_like(x)
    for _ in range(batch):
        total = total + estimate(problem, x, radius, rng)
    return total / batch


def mean_difference(problem, x, before, radius, batch, rng):
    """Mean of g(x; w_j, y_j) - g(before; w_j, y_j)."""
    d, total = x.shape[0], np.zeros_like(x)
    for _ in range(batch):
        sample = problem.sample(rng)
        w = direction(rng.standard_normal(d))
        change = slope(problem, x, w, radius, sample) - slope(problem, before, w, radius, sample)
        total = total + d * change * w
    return total / batch


def direction(normal):
    """w from a normal draw, which is zero with probability zero."""
    return normal / norm(normal)
