"""Lazy Newton with an adaptive constant: a phase is replayed with more regularisation until it decreases enough.

Source      Doikov, Chayti & Jaggi 2023, the adaptive variant of the method for convex functions.
Step        a whole phase of m steps from z_0 = x: lambda_i = sqrt(M |g_i|),  z_{i+1} = z_i - h_i,
            h_i = (H(x) + lambda_i I)^{-1} g_i,  g_i = grad f(z_i);  x+ = z_m  (the phase ends where g_i = 0)
            M = 4^j max(M_k/2, M_0) for the first j = 0, 1, ... with
            sum_i <g_{i+1}, h_i> >= sum_i |g_{i+1}|^2 / (2 lambda_i);  M_{k+1} = M
Guarantee   f(x) - f(x+) >= sum_i |g_{i+1}|^2 / (2 lambda_i) with the accepted M                          (derived)
            M_k <= max(M_0, 4 * 1.27 m L), no constant of f being given                                   (derived)
Assumes     f convex with L-Lipschitz Hessian.
Cost        per phase one Hessian, kept for every replay; m gradients and m solves a trial; d^2 + 3 d floats.
Departures  the paper's own test is not known here: this one is what its phase decrease is proved from, and it needs
            no function values. Every step solves anew; with an eigendecomposition, as in lazy-newton, it would be
            two products. After 30 rejected trials the last one is taken.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import add_to_diagonal, norm

TRIALS = 30


class State(NamedTuple):
    """Start of the next phase, its gradient and the last accepted constant."""

    x: Any  # x_k, shape (d,)
    g: Any  # gradient at x_k, shape (d,)
    M: float


class AdaptiveLazyNewton(NamedTuple):
    """Adaptive lazy Newton: phases of `period` m >= 1 steps, M searched above `least_constant` M_0 > 0."""

    least_constant: float
    period: int

    @classmethod
    def prescribed(cls, problem):
        """M_0 = 1/8: the search finds what is needed; m = d, but at least 2."""
        return cls(least_constant=0.125, period=max(2, problem.dimension()))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("least_constant", self.least_constant)
        checks.count("period", self.period)

    def init(self, problem, x0):
        return State(x0, problem.gradient(x0), self.least_constant)

    def step(self, problem, state, rng):
        H = problem.hessian(state.x)
        M = np.maximum(state.M / 2, self.least_constant)
        for _ in range(TRIALS):
            x, g, excess = self.phase(problem, state.x, state.g, H, M)
            if excess >= 0:
                break
            M = 4 * M
        return State(x, g, M)

    def phase(self, problem, x, g, H, M):
        """End of the phase from x with gradient g, its gradient, and by how much the test is passed."""
        excess = 0.0
        for _ in range(self.period):
            size = norm(g)
            if size == 0:
                break
            shift = np.sqrt(M * size)
            h = np.linalg.solve(add_to_diagonal(H, shift), g)
            x = x - h
            g = problem.gradient(x)
            excess = excess + np.dot(g, h) - np.dot(g, g) / (2 * shift)
        return x, g, excess
