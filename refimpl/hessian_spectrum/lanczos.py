"""Lanczos' method on a Hessian with full re-orthogonalisation: an orthonormal basis of Krylov spaces.

Source      Lanczos 1950; Golub & Van Loan, Matrix Computations, section 10.1 and 10.3 (re-orthogonalisation).
Step        q_k = x_{k-1} / |x_{k-1}|,  w = H q_k - Q'Q H q_k,  x_k = q_{k+1} = w / |w|   (0 where w = 0)
            H = Hessian of f at `point`, rows of Q = q_1, ..., q_k; after d - 1 steps the basis is full and x stays
Guarantee   Q H Q' = T is tridiagonal, Q Q' = I                                                               (derived)
            sum_i tau_i theta_i^j = q_1'H^j q_1 for j <= 2m - 1, theta_i eigenvalues of T of order m, tau_i
            squares of the first components of its eigenvectors; the largest theta_i is at least the Rayleigh quotient
            of m - 1 steps of power iteration from q_1                                                       (derived)
Assumes     nothing. A residual of rounding size, where the Krylov space is invariant, goes on in a direction orthogonal
            to the basis with an entry of that size in T.
Cost        one Hessian-vector product and 4 k d multiplications in step k; d^2 floats.
Departures  the three-term recurrence is not used: in exact arithmetic the projection gives the same vectors. It is
            applied twice, since once leaves components of relative size u |H q|/|w|. T is not kept: see `ritz`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import scale_to_norm
from refimpl.hessian_spectrum.point import check_point


class State(NamedTuple):
    """The newest Lanczos vector, the ones before, and their number."""

    x: Any  # q_{k+1}, shape (d,)
    basis: Any  # rows q_1, ..., q_k, then zeros; shape (d, d)
    k: int


def orthogonal_part(basis, w):
    """w without its components along the orthonormal rows of `basis`, some of which may be zero."""
    for _ in range(2):
        w = w - basis.T @ (basis @ w)
    return w


class Lanczos(NamedTuple):
    """Lanczos' method on the Hessian at `point`, shape (d,)."""

    point: Any

    @classmethod
    def prescribed(cls, problem):
        """The Hessian at the origin."""
        return cls(point=np.zeros(problem.dimension()))

    def validate(self, problem):
        """Raise ValueError unless the point is one of the problem's space with a finite Hessian."""
        check_point(problem, self.point)

    def init(self, problem, x0):
        nothing = np.zeros_like(x0)
        return State(x0, np.outer(nothing, nothing), 0)

    def step(self, problem, state, rng):
        if state.k + 1 >= state.x.shape[0]:
            return state
        q = scale_to_norm(state.x, 1.0)
        basis = state.basis.copy()
        basis[state.k] = q
        w = orthogonal_part(basis, problem.hessian_vector(self.point, q))
        return State(scale_to_norm(w, 1.0), basis, state.k + 1)
