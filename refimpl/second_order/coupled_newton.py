"""Coupled Newton iteration for the inverse p-th root of a positive definite matrix.

Source      Guo & Higham 2006 (3.7); the scaling of Anil, Gupta, Koren, Regan & Singer 2020.
Step        z = (1 + p)/(2 |A|),  M_0 = z A,  X_0 = z^{1/p} I
            T = ((p + 1) I - M)/p,  X+ = X T,  M+ = T^p M;   x_k is X_k row by row, A the mean of the problem's Hessians
Guarantee   X^{-p} M = A for ever; every eigenvalue follows m+ = m ((p + 1 - m)/p)^p, so for e = 1 - m in [0, 1]
            ((p + 1)/(2p)) e^2 <= 1 - m+ <= ((p + 1)/(2p)) e^2 (1 + e/p)^{p-1}                              (derived)
Assumes     A positive definite; |A| at least the largest eigenvalue, so that M_0 has its spectrum in (0, (p + 1)/2].
Cost        p + 1 products of matrices per step, 2 (p + 1) d^3 operations; 2 d^2 floats.
Departures  the norm is Frobenius's. The start x_0 is not read. No test stops it: the limit is a fixed point. With a
            spectrum of M_0 in (p + 1, 2p + 1), for want of the scaling, and even p, M tends to I all the same, and X to
            a root with a wrong sign: X^p A is what tells.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import add_to_diagonal, identity_like, norm


class State(NamedTuple):
    """The iterate and its partner."""

    x: Any  # X_k row by row, shape (d d,)
    X: Any  # the same as a matrix, and X_0 before the first step
    M: Any  # X^p A


class CoupledNewton(NamedTuple):
    """A^{-1/order} for an integer `order` >= 1."""

    order: int

    @classmethod
    def prescribed(cls, problem):
        """The fourth root, Shampoo's for matrices."""
        return cls(order=4)

    def validate(self, problem):
        """Raise ValueError unless the order is a positive integer and the matrix positive definite."""
        checks.count("order", self.order)
        low = float(np.linalg.eigvalsh(problem.mean_hessian())[0])
        if low <= 0:
            raise ValueError(f"the mean Hessian must be positive definite, got an eigenvalue of {low:.3g}")

    def init(self, problem, x0):
        A = problem.mean_hessian()
        z = (1 + self.order) / (2 * norm(A.ravel()))
        return State(x0, np.exp(np.log(z) / self.order) * identity_like(A), z * A)

    def step(self, problem, state, rng):
        T, M = add_to_diagonal(-state.M, 1.0 + self.order) / self.order, state.M
        for _ in range(self.order):
            M = T @ M
        X = state.X @ T
        return State(X.ravel(), X, M)
