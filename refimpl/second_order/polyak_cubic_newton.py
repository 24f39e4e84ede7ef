"""Cubic Newton with the Polyak step: the shortest step on which the quadratic model reaches f*.

Source      Abdukhakimov, Xiang, Kamzolov & Takac 2024 (SANIA), B = I, D = the Hessian (also known as SP2).
Step        x+ = x + s, s the shortest with f(x) + <g, s> + s'Hs/2 <= f*, or the minimiser of the left side:
            s = -(H + I/kappa)^{-1} g, kappa > 0 with <g, s> + s'Hs/2 = f* - f(x) where g'H^{-1}g > 2 (f(x) - f*),
            s = -H^{-1} g elsewhere                                  (s = 0 where f(x) <= f*)
Guarantee   s is no longer than the step of Newton-Polyak, and no shorter than Polyak's, (f(x) - f*)/|g|       (derived)
            it minimises the cubic model of Cubic Newton with M = 2/(kappa |s|)                                (derived)
Assumes     `target` f* <= f; f convex (negative eigenvalues of H count as zero).
Cost        one value, gradient, Hessian and eigendecomposition per step; nothing is kept.
Departures  all samples are drawn: a mini-batch is a function f of its own.

With H = V diag(w) V', c = V'g the gain of the model is R(kappa) = sum c^2 kappa (1 + w kappa/2)/(1 + w kappa)^2, of
the slope R' = sum c^2/(1 + w kappa)^3: it is concave, so Newton's method from gap/|g|^2 rises to the root.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import between, centre, eigh
from refimpl.second_order.polyak import excess

ITERATIONS = 64  # enough for every root below 1.5^50 times the first guess


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_k, shape (d,)


class PolyakCubicNewton(NamedTuple):
    """`target` f*, a value that f does not fall below."""

    target: float

    @classmethod
    def prescribed(cls, problem):
        """A loss that can be fitted."""
        return cls(target=0.0)

    def validate(self, problem):
        """Raise ValueError unless the target is finite."""
        checks.finite("target", self.target)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        w, V = eigh(problem.hessian(state.x))
        c = V.T @ problem.gradient(state.x)
        return State(state.x - V @ self.coordinates(np.maximum(w, 0.0), c, self.gap(problem, state.x)))

    def gap(self, problem, x):
        """f(x) - f*, at least 0."""
        return excess(problem.value(x), self.target)

    def coordinates(self, w, c, gap):
        """-V's, shape (d,); w >= 0 ascending."""
        if w[0] > 0 and np.dot(c, c / w) <= 2 * gap:
            return c / w
        if np.dot(c, c) == 0:  # singular, and no way down
            return c
        kappa = root(centre(w), centre(c), centre(gap))
        # R' falls by less than a half up to the root, which is therefore between the two
        kappa = between(kappa, kappa + 2 * rise(w, c, gap, kappa))
        return kappa * c / (1 + w * kappa)


def rise(w, c, gap, kappa):
    """(gap - R(kappa))/R'(kappa), Newton's step."""
    s = kappa * c / (1 + w * kappa)
    return (gap - np.dot(s, c - w * s / 2)) / np.sum(c * c / (1 + w * kappa) ** 3)


def root(w, c, gap):
    """The kappa of R(kappa) = gap, from below."""
    kappa = centre(gap / np.dot(c, c))
    for _ in range(ITERATIONS):
        step = centre(rise(w, c, gap, kappa))
        if step <= 0:  # the root, up to rounding
            break
        kappa = centre(kappa + step)
    return kappa
