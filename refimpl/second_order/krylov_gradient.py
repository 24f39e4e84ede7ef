"""Gradient method with the best polynomial preconditioner of every step: minimisers over Krylov subspaces.

Source      Doikov & Rodomanov 2023 (Polynomial Preconditioning for Gradient Methods), the adaptive search over Krylov
            subspaces.
Step        B = H(c), mu B <= H(x) <= L B, s = 1/L;   x+ = x + s d, d the minimiser of g'd + d'Bd/2 over the span of
            g, Bg, ..., B^tau g, which tau + 1 iterations of conjugate gradients for B d = -g from 0 find
Guarantee   f(x) - f(x+) >= -g'd/(2 L) >= |g|_P^2/(2 beta L) for every polynomial P = p(B) of degree tau, beta the
            largest eigenvalue of P B: no worse than any fixed preconditioner of that degree                   (derived)
            f(x_k) - f* <= (1 - (mu/L)(1 - T^-2))^k (f(x_0) - f*), T = T_{tau+1}((kappa + 1)/(kappa - 1)) of Chebyshev,
            kappa the condition number of B                                                                    (derived)
Assumes     f convex with mu B <= H <= L B, B positive definite.
Cost        one gradient and tau + 1 products with B per step; once one Hessian.
Departures  the paper leaves the choice of B open. No basis of the subspace is formed, where the paper solves a system
            of size tau + 1.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.second_order.polynomial_gradient import check_polynomial


class State(NamedTuple):
    """Iterate and curvature matrix."""

    x: Any  # x_k, shape (d,)
    B: Any  # shape (d, d)


class KrylovGradient(NamedTuple):
    """`step_size` s = 1/L > 0, `order` tau in 0, ..., d - 1, `center` c (d,) where B is the Hessian."""

    step_size: float
    order: int
    center: Any

    @classmethod
    def prescribed(cls, problem):
        """Order 1 (0 in one dimension) and L = 2: twice what quadratics and losses most curved at 0 need."""
        d = problem.dimension()
        return cls(step_size=0.5, order=min(1, d - 1), center=np.zeros(d))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_polynomial(self, problem)

    def init(self, problem, x0):
        return State(x0, problem.hessian(self.center))

    def step(self, problem, state, rng):
        d = self.direction(state.B, problem.gradient(state.x))
        return State(state.x + self.step_size * d, state.B)

    def direction(self, B, g):
        """The minimiser of g'd + d'Bd/2 over the Krylov subspace, shape (d,)."""
        d, r, p = np.zeros_like(g), -g, -g
        size = np.dot(g, g)
        for _ in range(self.order + 1):
            if size == 0:
                return d
            Bp = B @ p
            alpha = size / np.dot(p, Bp)
            d, r = d + alpha * p, r - alpha * Bp
            old, size = size, np.dot(r, r)
            p = r + (size / old) * p
        return d
