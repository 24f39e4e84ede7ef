"""Newton with gradient-normalised smoothness, the Fisher matrix in place of the Hessian.

Source      Semenov, Jaggi & Doikov 2025; the search of the radius as in the authors' code.
Step        lambda = |g|/gamma,  g = grad f(x);   s = (A + lambda I)^{-1} g,   A = (1/n) sum grad f_i(x) grad f_i(x)'
            gamma = gamma_k/2^j for the first j = 0, 1, ... with f(x) - f(x+) >= |g+|^2/(8 lambda), g+ = grad f(x+)
            x+ = x - s,  gamma_{k+1} = 2 gamma                                      (x+ = x where g = 0)
Guarantee   f(x) - f(x+) >= |g+|^2/(8 lambda) and |s| <= gamma                                            (derived)
            gamma >= gamma(x)/2 after a rejected trial, where gamma(x) is the largest radius with
            |grad f(x + h) - g - A h| <= |g| |h|/gamma(x) for all |h| <= gamma(x)                        (derived)
            gamma(x) >= 2 |g|/(e + sqrt(e^2 + 2 L |g|)) for an L-Lipschitz Hessian and e = |hess f(x) - A| (derived)
Assumes     f is the mean of the f_i; it need not be convex.
Cost        n gradients per step, a solve, a value and a gradient per trial; d^2 floats.
Departures  after 30 rejected trials the last one is taken.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import add_to_diagonal, norm

TRIALS = 30


class State(NamedTuple):
    """Iterate and radius."""

    x: Any  # x_k, shape (d,)
    radius: float  # gamma_k, the first one to be tried


class NormalisedFisherNewton(NamedTuple):
    """`first_radius` gamma_0 > 0, the first to be tried."""

    first_radius: float

    @classmethod
    def prescribed(cls, problem):
        """gamma_0 = 1: the search finds what is needed."""
        return cls(first_radius=1.0)

    def validate(self, problem):
        """Raise ValueError unless the radius is usable."""
        checks.positive("first_radius", self.first_radius)

    def init(self, problem, x0):
        return State(x0, self.first_radius)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        size = norm(g)
        if size == 0:
            return state
        A, radius = self.curvature(problem, state.x), state.radius
        for _ in range(TRIALS):
            shift = size / radius
            s = np.linalg.solve(add_to_diagonal(A, shift), g)
            if self.passes(problem, state.x, s, shift):
                break
            radius = radius / 2
        return State(state.x - s, 2 * radius)

    def curvature(self, problem, x):
        """A, shape (d, d), positive semidefinite."""
        G = problem.sample_gradients(x)
        return G.T @ G / G.shape[0]

    def passes(self, problem, x, s, shift):
        """f(x) - f(x+) >= |g+|^2/(8 lambda)."""
        g = problem.gradient(x - s)
        return problem.value(x) - problem.value(x - s) >= np.dot(g, g) / (8 * shift)
