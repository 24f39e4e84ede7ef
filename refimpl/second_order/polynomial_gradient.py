"""Gradient method preconditioned with a symmetric polynomial of a curvature matrix.

Source      Doikov & Rodomanov 2023 (Polynomial Preconditioning for Gradient Methods), preconditioners and Algorithm 1.
Step        B = H(c), mu B <= H(x) <= L B;   P_0 = I, P_i = (tr(B P_{i-1})/i) I - B P_{i-1};   x+ = x - s P_tau g
Guarantee   the eigenvalue of P_tau beside lambda_i is sigma_tau(without lambda_i), P_{d-1} = det(B) B^{-1}, and with
            beta, alpha the extreme eigenvalues of P_tau B and s = 1/(beta L):
            beta/alpha <= (sum_{j > tau} lambda_j)/lambda_d, lambda descending                                 (derived)
            f(x_k) - f* <= (beta L/(4 k + 2)) |x_0 - x*|^2 in the norm of P_tau^{-1}, tight                    (derived)
            f(x_k) - f* <= (1 - alpha mu/(beta L))^k (f(x_0) - f*)                                             (derived)
Assumes     f convex with mu B <= H <= L B, B positive definite.
Cost        one gradient and d^2 per step; once one Hessian and tau products of matrices.
Departures  the paper leaves the choice of B open. It writes P_tau = (1/tau) sum (-1)^{i-1} P_{tau-i}(tr(B^i) I - B^i),
            the same matrix, and applies it by products with B.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import add_to_diagonal, identity_like


class State(NamedTuple):
    """Iterate and preconditioner."""

    x: Any  # x_k, shape (d,)
    P: Any  # P_tau, shape (d, d)


class PolynomialGradient(NamedTuple):
    """`step_size` s > 0, `order` tau in 0, ..., d - 1, `center` c (d,) where B is the Hessian."""

    step_size: float
    order: int
    center: Any

    @classmethod
    def prescribed(cls, problem):
        """s = 1/beta for H <= H(0), as on quadratics and for losses most curved at 0; order 1, 0 in one dimension."""
        d = problem.dimension()
        center, order = np.zeros(d), min(1, d - 1)
        B = curvature(problem, center)
        return cls(1 / float(np.linalg.eigvalsh(preconditioner(B, order) @ B)[-1]), order, center)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_polynomial(self, problem)

    def init(self, problem, x0):
        return State(x0, self.polynomial(problem.hessian(self.center)))

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * (state.P @ problem.gradient(state.x)), state.P)

    def polynomial(self, B):
        """P_tau, shape (d, d)."""
        return preconditioner(B, self.order)


def preconditioner(B, order):
    """P_order of the symmetric matrix B, shape (d, d): Faddeev's recursion, sigma_i = tr(B P_{i-1})/i."""
    P = identity_like(B)
    for i in range(order):
        BP = B @ P
        P = add_to_diagonal(-BP, np.sum(np.diag(BP)) / (i + 1))
    return P


def curvature(problem, center):
    """The Hessian at `center`, shape (d, d); ValueError unless it is finite and positive definite."""
    with np.errstate(all="ignore"):
        B = problem.hessian(center)
    least = float(np.linalg.eigvalsh(B)[0]) if np.isfinite(B).all() else np.nan
    if not least > 0:
        raise ValueError(
            f"the Hessian at center must be positive definite, got a least eigenvalue of {least:.3g}"
        )
    return B


def check_polynomial(algorithm, problem):
    """Raise ValueError unless step size, order and centre of a preconditioned method are usable."""
    d = problem.dimension()
    checks.positive("step_size", algorithm.step_size)
    checks.count("order", algorithm.order, 0)
    if algorithm.order >= d:
        raise ValueError(f"order must be below the dimension {d}, got {algorithm.order}")
    checks.array("center", algorithm.center, shape=(d,))
    curvature(problem, algorithm.center)
