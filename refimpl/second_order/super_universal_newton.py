"""Super-universal Newton: a shift by a power of the gradient's norm, with a constant that is searched for.

Source      Doikov, Mishchenko & Nesterov 2022, the adaptive method; the test and the factors as in the authors' code.
Step        lambda_k = M |g|^alpha,  g = grad f(x);  s = (H(x) + lambda_k I)^{-1} g;  x+ = x - s   (x+ = x where g = 0)
            M = 4^j max(M_k/4, M_0) for the first j = 0, 1, ... with <g+, s> >= |g+|^2/(4 lambda_k), g+ = grad f(x+)
            M_{k+1} = M
Guarantee   f(x) - f(x+) >= |g+|^2/(4 lambda_k)                                                           (derived)
            L-Lipschitz Hessian: lambda_k <= 4 sqrt(L |g|/2) after a rejected trial, whatever alpha is    (derived)
            all trials of K steps are at most 2 K + log_4(M_K/M_0)                                        (derived)
            local order 1 + alpha                                                                         (derived)
Assumes     f convex, twice differentiable.
Cost        one Hessian per step, one solve and one gradient per trial; two d-vectors.
Departures  M_0 is also the least constant; the paper takes alpha in [2/3, 1]: 1/2 is regularised Newton. After 30
            rejected trials the last one is taken.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import add_to_diagonal, norm

TRIALS = 30


class State(NamedTuple):
    """Iterate, its gradient and the last accepted constant."""

    x: Any  # x_k, shape (d,)
    g: Any  # gradient at x_k, shape (d,)
    M: float


class SuperUniversalNewton(NamedTuple):
    """`least_constant` M_0 > 0, above which M is searched, and the power `alpha` in [1/2, 1] of the norm."""

    least_constant: float
    alpha: float

    @classmethod
    def prescribed(cls, problem):
        """M_0 = 1/8: the search finds what is needed. The authors' alpha is 1."""
        return cls(least_constant=0.125, alpha=0.625)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("least_constant", self.least_constant)
        checks.between("alpha", self.alpha, 0.5, 1)

    def init(self, problem, x0):
        return State(x0, problem.gradient(x0), self.least_constant)

    def step(self, problem, state, rng):
        size = norm(state.g)
        if size == 0:
            return state
        H, power = problem.hessian(state.x), self.power(size)
        M = np.maximum(state.M / 4, self.least_constant)
        for _ in range(TRIALS):
            shift = M * power
            s = np.linalg.solve(add_to_diagonal(H, shift), state.g)
            g = problem.gradient(state.x - s)
            if self.passes(g, s, shift):
                break
            M = 4 * M
        return State(state.x - s, g, M)

    def power(self, size):
        """|g|^alpha."""
        return np.exp(self.alpha * np.log(size))

    def passes(self, g, s, shift):
        """<g+, s> >= |g+|^2/(4 lambda)."""
        return np.dot(g, s) >= np.dot(g, g) / (4 * shift)
