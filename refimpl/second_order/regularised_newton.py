"""Newton with gradient regularisation: the shift of the Hessian is a root of the gradient's norm.

Source      Mishchenko 2021; Doikov & Nesterov 2021.
Step        lambda = sqrt(M |g|),  x+ = x - (H + lambda I)^{-1} g   (x+ = x where g = 0); g, H at x
Guarantee   f - f+ >= |g+|^2 / (2 lambda)  and  |g+| <= (1 + L/(2 M)) |g|                                (derived)
            min_{k<=K} |g_k| <= [(2 sqrt(M) F_0 / K) |g_0|^{1/(2K)}]^{2K/(3K+1)}, F_0 = f(x_0) - f*       (derived)
            local order 3/2 where H(x*) > 0; x+ = (1 - 1/(2 + sqrt(2 c))) x on L |x|^3/6 with M = c L    (derived)
Assumes     f convex with L-Lipschitz Hessian, M >= L/2.
Cost        one gradient, one Hessian and one factorisation per step; d^2 floats.
Departures  M is constant. Mishchenko's H_c is L/2: his smoothness is |g(y) - g(x) - H(x)(y - x)| <= H_c |y - x|^2.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import add_to_diagonal, norm


class State(NamedTuple):
    """Iterate of regularised Newton."""

    x: Any  # x_k, shape (d,)


class RegularisedNewton(NamedTuple):
    """Newton with gradient regularisation, constant `M` > 0."""

    M: float

    @classmethod
    def prescribed(cls, problem):
        """M = L_2/2; where the Hessian is constant (L_2 = 0) every M > 0 is covered: then M = 1."""
        return cls(M=problem.hessian_lipschitz() / 2 or 1.0)

    def validate(self, problem):
        """Raise ValueError unless M is usable."""
        checks.positive("M", self.M)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        size = norm(g)
        if size == 0:
            return state
        return State(state.x - self.displacement(problem.hessian(state.x), g, self.shift(size)))

    def shift(self, size):
        """lambda."""
        return np.sqrt(self.M * size)

    def displacement(self, H, g, shift):
        """(H + lambda I)^{-1} g, shape (d,)."""
        return np.linalg.solve(add_to_diagonal(H, shift), g)
