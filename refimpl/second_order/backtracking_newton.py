"""Damped Newton with backtracking: the damping constant is found, not given.

Source      Hanzely, Abdukhakimov & Takac 2024, the variant with backtracking for unknown smoothness.
Step        n = H^{-1} g,  G = sqrt(g'n),  theta the last accepted constant
            sigma = 4^j max(theta/2, theta_0) G^{2/3},  x+ = x - n/(1 + sigma), for the first j = 0, 1, ... with
            <g+, x - x+> >= (|g+|*_x)^2 / (2 sigma),  g+ = grad f(x+),  |v|*_x = sqrt(v'H(x)^{-1} v)
Guarantee   f(x_k) - f(x_{k+1}) >= (|g_{k+1}|*_{x_k})^2 / (2 sigma_k)                                    (derived)
            theta_k <= max(theta_0, 4 L_3^{1/3}) where D^3 f is L_3-Lipschitz in the norm at x             (derived)
            K steps take at most (3 K - 1 + log2(theta_K / theta_0)) / 2 trials                            (derived)
            local order 5/3                                                                              (derived)
Assumes     f convex for the decrease; H > 0 for the update.
Cost        one gradient per trial and one before the first step, one Hessian and one factorisation per step;
            d^2 + 2 d floats.
Departures  the paper's own schedule is not known here: the test is the one-step inequality that its constants imply,
            the exponent 2/3 that of q = 4. After 30 rejected trials the last one is taken.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import rational_power

TRIALS = 30


class State(NamedTuple):
    """Iterate, its gradient and the last accepted constant."""

    x: Any  # x_k, shape (d,)
    g: Any  # gradient at x_k, shape (d,)
    theta: float


class BacktrackingNewton(NamedTuple):
    """Damped Newton that searches its constant above `least_constant` theta_0 > 0."""

    least_constant: float

    @classmethod
    def prescribed(cls, problem):
        """theta_0 = 1/8: the search finds what is needed. ValueError where f is not strongly convex."""
        checks.positive("strong_convexity", problem.strong_convexity())
        return cls(least_constant=0.125)

    def validate(self, problem):
        """Raise ValueError unless the constant is usable."""
        checks.positive("least_constant", self.least_constant)

    def init(self, problem, x0):
        return State(x0, problem.gradient(x0), self.least_constant)

    def step(self, problem, state, rng):
        H = problem.hessian(state.x)
        n = np.linalg.solve(H, state.g)
        G = np.sqrt(np.dot(state.g, n))
        if G == 0:
            return state
        root = rational_power(G, 2, 3)
        theta = np.maximum(state.theta / 2, self.least_constant)
        for _ in range(TRIALS):
            sigma = theta * root
            x = state.x - n / (1 + sigma)
            g = problem.gradient(x)
            if np.dot(g, n) / (1 + sigma) >= np.dot(g, np.linalg.solve(H, g)) / (2 * sigma):
                break
            theta = 4 * theta
        return State(x, g, theta)
