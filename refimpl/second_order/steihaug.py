"""Trust-region Newton with truncated conjugate gradients, from Hessian-vector products only.

Source      Steihaug 1983; Nocedal & Wright 2006, Algorithms 4.1 and 7.2; trains the network of Shi et al. 2020.
Step        p by conjugate gradients from 0 for min g'p + p'Bp/2, B = H(x), at most j of them; where the curvature along
            a direction is not positive, or the next iterate has length Delta or more, p goes along it up to |p| = Delta
            promised = -(g'p + p'Bp/2), gain = f(x) - f(x + p);   x+ = x + p if gain > 0, else x
            Delta+ = Delta/4 if gain < promised/4;   2 Delta if gain > 3 promised/4 and |p| = Delta;   else Delta
Guarantee   promised >= |g| min(Delta, |g|/|B|)/2, as along the steepest descent, and |p| <= Delta            (derived)
            f never grows; on a convex quadratic with Delta large and j >= d one step is Newton's              (derived)
Assumes     nothing for the update; neither convexity nor a regular Hessian.
Cost        per step one gradient, two values, at most j + 1 Hessian-vector products; 6 d floats.
Departures  a fixed number of iterations in place of a tolerance; no largest radius; every decrease is accepted, where
            codes ask for a share of the promise.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import norm


class State(NamedTuple):
    """Iterate and radius of trust."""

    x: Any  # x_k, shape (d,)
    radius: float


class Steihaug(NamedTuple):
    """`radius` Delta > 0 of the first step, `iterations` j >= 1 of conjugate gradients."""

    radius: float
    iterations: int

    @classmethod
    def prescribed(cls, problem):
        """The unit ball and two iterations; as many as there are variables would solve a convex model."""
        return cls(radius=1.0, iterations=2)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("radius", self.radius)
        checks.count("iterations", self.iterations)

    def init(self, problem, x0):
        return State(x0, self.radius)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        p, at_boundary = self.direction(problem, state.x, g, state.radius)
        promised = -np.dot(g, p) - np.dot(p, problem.hessian_vector(state.x, p)) / 2
        x = state.x + p
        gain = problem.value(state.x) - problem.value(x)
        return State(x if gain > 0 else state.x, self.renewed(state.radius, gain, promised, at_boundary))

    def renewed(self, radius, gain, promised, at_boundary):
        """Delta+."""
        if gain < promised / 4:
            return radius / 4
        if at_boundary and gain > 3 * promised / 4:
            return 2 * radius
        return radius

    def direction(self, problem, x, g, radius):
        """p, shape (d,), and whether it was continued to the boundary."""
        p, r, d = np.zeros_like(g), g, -g
        size = np.dot(g, g)
        for _ in range(self.iterations):
            if size == 0:
                return p, False
            Bd = problem.hessian_vector(x, d)
            curvature = np.dot(d, Bd)
            if curvature <= 0:
                return self.continued(p, d, radius), True
            alpha = size / curvature
            if norm(p + alpha * d) >= radius:
                return self.continued(p, d, radius), True
            p, r = p + alpha * d, r + alpha * Bd
            old, size = size, np.dot(r, r)
            d = (size / old) * d - r
        return p, False

    def continued(self, p, d, radius):
        """p + tau d of length Delta, tau >= 0, shape (d,)."""
        square, inner, left = np.dot(d, d), np.dot(p, d), radius * radius - np.dot(p, p)
        return p + left * d / (inner + np.sqrt(inner * inner + square * left))
