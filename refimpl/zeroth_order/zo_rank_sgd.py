"""ZO-RankSGD: descent from the order of a few values, as a person ranks proposals; the values themselves stay unknown.

Source      Tang, Rybin & Chang 2024 ("Zeroth-Order Optimization Meets Human Feedback"), Algorithm 1 and the rank-based
            estimator: an edge from i to j for every pair in which i is among the k best and j is ranked worse.
Step        y_i = x + mu xi_i,  xi_i ~ N(0, I), i = 1 .. m;  E = {(i, j): i among the k best, j ranked worse than i}
            g = sum over E of (xi_j - xi_i) / |E|,  |E| = k m - k (k + 1)/2,  x+ = x - eta g
Guarantee   linear f, k = m: E g = (2/sqrt pi) p/|p| for every m                                              (derived)
            L-smooth f: <g, grad f(x)> >= -(L mu/2) mean over E of (|xi_i|^2 + |xi_j|^2), for every draw      (derived)
            x_k is the same for f and for every strictly increasing function of f                             (derived)
Assumes     f is L-smooth for the inequality; nothing for the update.
Cost        one ranking of m points per step, m d draws.
Departures  the estimator is without the factor 1/mu, which belongs to the step size. Points of equal value are ranked
            in the order in which they were drawn.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_k, shape (d,)


def ranked_direction(problem, x, xi, smoothing, best):
    """g from the ranking of x + mu xi_i, rows xi_i of `xi` (m, d): -g points downhill."""
    values = np.zeros_like(xi[:, 0])
    for i in range(xi.shape[0]):
        values[i] = problem.value(x + smoothing * xi[i])
    worse = np.sum(xi, axis=0)  # of the draws that are not named yet
    total, edges, left = np.zeros_like(x), 0, xi.shape[0]
    for _ in range(best):
        named = np.argmin(values)
        values[named] = np.inf
        worse, left = worse - xi[named], left - 1
        total, edges = total + (worse - left * xi[named]), edges + left
    return total / edges


class ZORankSGD(NamedTuple):
    """ZO-RankSGD: `step_size` eta > 0, `smoothing` mu > 0 in units of x, `candidates` m >= 2, of which the `best` k."""

    step_size: float
    smoothing: float
    candidates: int
    best: int

    @classmethod
    def prescribed(cls, problem):
        """Five candidates of which two are named, mu = 1/16, and steps of 1/16: the paper's depend on the horizon."""
        return cls(step_size=0.0625, smoothing=0.0625, candidates=5, best=2)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.positive("smoothing", self.smoothing)
        checks.count("candidates", self.candidates, 2)
        checks.count("best", self.best)
        if self.best > self.candidates:
            raise ValueError(f"best must be at most {self.candidates}, the candidates, got {self.best}")

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        d = state.x.shape[0]
        xi = rng.standard_normal(self.candidates * d).reshape((self.candidates, d))
        g = ranked_direction(problem, state.x, xi, self.smoothing, self.best)
        return State(state.x - self.step_size * g)
