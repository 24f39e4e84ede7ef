"""Fast gradient method preconditioned with a symmetric polynomial of a curvature matrix.

Source      Doikov & Rodomanov 2023 (Polynomial Preconditioning for Gradient Methods), the fast gradient method; weights
            of Nesterov 1983 without roots.
Step        B = H(c), P_tau as in the preconditioned gradient method, y_0 = x_0
            x_{k+1} = y_k - s P_tau g(y_k);   y_{k+1} = x_{k+1} + (k/(k + 3)) (x_{k+1} - x_k)
Guarantee   beta, alpha the extreme eigenvalues of P_tau B, H <= L B, s = 1/(beta L), t_k = (k + 2)/2:
            t_k^2 (f(x_{k+1}) - f*) + (beta L/2) |x_k + t_k (x_{k+1} - x_k) - x*|^2 never grows, and
            f(x_k) - f* <= 2 beta L |x_0 - x*|^2/(k + 1)^2 <= 4 (beta L/(alpha mu)) (f(x_0) - f*)/(k + 1)^2, both in the
            norm of P_tau^{-1}                                                                                 (derived)
Assumes     f convex with mu B <= H <= L B, B positive definite; mu > 0 for the last inequality only.
Cost        one gradient and d^2 per step; once one Hessian and tau products of matrices.
Departures  the paper's weights also know mu. Restarting after every k + 1 = sqrt(8 beta L/(alpha mu)) steps, each time
            with half of f - f*, gives its complexity, the root of the condition number.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.second_order.polynomial_gradient import PolynomialGradient


class State(NamedTuple):
    """Iterate, the point of the next gradient, preconditioner and number of steps."""

    x: Any  # x_k, shape (d,)
    y: Any  # y_k, shape (d,)
    P: Any  # P_tau, shape (d, d)
    k: int


class PolynomialFastGradient(PolynomialGradient):
    """`step_size` s > 0, `order` tau and `center` c as for the preconditioned gradient method."""

    def init(self, problem, x0):
        return State(x0, x0, self.polynomial(problem.hessian(self.center)), 0)

    def step(self, problem, state, rng):
        x = state.y - self.step_size * (state.P @ problem.gradient(state.y))
        return State(x, self.extrapolated(x, x - state.x, state.k), state.P, state.k + 1)

    def extrapolated(self, x, moved, k):
        """y_{k+1}, shape (d,)."""
        return x + k * moved / (k + 3)
