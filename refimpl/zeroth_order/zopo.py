"""ZOPO: gradient steps on the posterior of a Gaussian process, with extra queries only where it stays uncertain.

Source      Hu, Shu, Yu, Wu, Lin, Dai, Ng & Low 2024 ("Localized Zeroth-Order Prompt Optimization").
Step        A = k(X, X) + noise I over the queries X, y so far; Cov, grad m as in `derived_gp`
            doubt = doubt + 1 where tr Cov(x) > threshold^2, else 0
            doubt = patience: query P(x + r xi_j), xi_j ~ N(0, I), j = 1 .. q, and doubt = 0
            x+ = P(x - eta grad m(x)); query x+
Guarantee   f in the RKHS of k, exact values: |grad f(x) - grad m(x)|^2 <= |f|_k^2 tr Cov(x) at every x: what the
            threshold looks at bounds the error of the step                                        (derived)
Assumes     f in the RKHS of the kernel for the certificate; nothing for the update.
Cost        one value per step, q more in an exploration; n^3/3 + n^2 d for n <= memory points kept, n (d + 1) floats.
Departures  minimises; the kernel is the squared exponential one instead of the tangent kernel of a network; the latest
            `memory` queries are kept instead of the nearest ones; P projects onto a convex set instead of a finite one.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.zeroth_order.derived_gp import gradient_mean, gradient_variance


class State(NamedTuple):
    """Iterate, queries and their values, number of uncertain steps in a row."""

    x: Any  # x_t, shape (d,)
    X: Any  # queries, shape (n, d), the latest last
    y: Any  # their values, shape (n,)
    doubt: int


def queried(problem, X, y, points, memory):
    """The latest `memory` queries and values once `points` (q, d) are asked too."""
    values = np.zeros_like(points[:, 0])
    for i in range(points.shape[0]):
        values[i] = problem.value(points[i])
    return np.concatenate((X, points))[-memory:].copy(), np.concatenate((y, values))[-memory:].copy()


class ZOPO(NamedTuple):
    """ZOPO: `step_size` eta; `lengthscale` l and `noise` (a variance) of the process; `threshold` on sqrt tr Cov, to be
    exceeded in `patience` steps in a row; `probes` q at `radius` r; `memory` queries are kept, all > 0."""

    step_size: float
    lengthscale: float
    noise: float
    threshold: float
    patience: int
    probes: int
    radius: float
    memory: int

    @classmethod
    def prescribed(cls, problem):
        """Length 1/2, noise 1/4; three probes where sqrt tr Cov is above 0.9 of the prior's twice."""
        return cls(0.25, 0.5, 0.25, 1.8 * float(np.sqrt(problem.dimension())), 2, 3, 0.5, 6)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        for name in ("step_size", "lengthscale", "noise", "threshold", "radius"):
            checks.positive(name, getattr(self, name))
        for name in ("patience", "probes", "memory"):
            checks.count(name, getattr(self, name))

    def init(self, problem, x0):
        y = np.zeros_like(x0[:1])
        y[0] = problem.value(x0)
        return State(x0, x0.reshape((1, x0.shape[0])).copy(), y, 0)

    def step(self, problem, state, rng):
        normals = rng.standard_normal(self.probes * state.x.shape[0]).reshape((self.probes, state.x.shape[0]))
        variance = gradient_variance(state.X, state.x, self.lengthscale, self.noise)
        doubt = state.doubt + 1 if variance > self.threshold * self.threshold else 0
        if doubt < self.patience:
            return self.moved(problem, state.x, state.X, state.y, doubt)
        points = state.x + self.radius * normals
        for i in range(self.probes):
            points[i] = problem.projection(points[i])
        X, y = queried(problem, state.X, state.y, points, self.memory)
        return self.moved(problem, state.x, X, y, 0)

    def moved(self, problem, x, X, y, doubt):
        """The state after the step from x on the queries X, y."""
        g = gradient_mean(X, y, x, self.lengthscale, self.noise)
        after = problem.projection(x - self.step_size * g)
        queries, values = queried(problem, X, y, after.reshape((1, after.shape[0])), self.memory)
        return State(after, queries, values, doubt)
