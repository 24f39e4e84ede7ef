"""Saddle-free Newton in a Krylov space: the modulus of the Hessian where products with it are all there is.

Source      Dauphin, Pascanu, Gulcehre, Cho, Ganguli & Bengio 2014, the low-rank method.
Step        rows of Q: an orthonormal basis of span{g, H g, ..., H^{k-1} g};  Q H Q' = U diag(w) U'
            x+ = x - Q'U diag(1/(|w| + c)) U'Q g;  nothing outside of the space
Guarantee   for k = d the step of saddle-free Newton, if g has a part along every eigenvector                 (derived)
            <g, x - x+> >= |g|^2/(|H| + c): a direction of descent, since |w| <= |H|                     (derived)
Assumes     c > 0: where the Krylov space ends early, and where g = 0, the rest of Q is zero and adds nothing.
Cost        one gradient, k Hessian-vector products and an eigendecomposition of order k per step; 2 k d floats.
Departures  the basis is orthogonalised twice against all its rows; every step starts a new one.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import eigh, scale_to_norm
from refimpl.hessian_spectrum.lanczos import orthogonal_part


class State(NamedTuple):
    """Iterate of saddle-free Newton in a Krylov space."""

    x: Any  # x_k, shape (d,)


class KrylovSaddleFreeNewton(NamedTuple):
    """Saddle-free Newton in a Krylov space of `size` k >= 1, with `damping` c > 0."""

    damping: float
    size: int

    @classmethod
    def prescribed(cls, problem):
        """c = 1/4 and k = 1, the least: theory asks for no more, and every further vector costs a product."""
        return cls(damping=0.25, size=1)

    def validate(self, problem):
        """Raise ValueError unless the damping is positive and the space fits into that of x."""
        checks.positive("damping", self.damping)
        checks.count("size", self.size)
        if self.size > problem.dimension():
            raise ValueError(f"size must be at most the dimension {problem.dimension()}, got {self.size}")

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        Q = np.zeros_like(np.outer(g, g))[: self.size]
        images = Q.copy()
        v = g
        for i in range(self.size):
            Q[i] = scale_to_norm(orthogonal_part(Q, v), 1.0)
            v = problem.hessian_vector(state.x, Q[i])
            images[i] = v
        w, U = eigh(Q @ images.T)
        return State(state.x - Q.T @ self.displacement(w, U, Q @ g))

    def displacement(self, w, U, g):
        """(|Q H Q'| + c I)^{-1} Q g, shape (k,)."""
        return U @ ((U.T @ g) / (np.abs(w) + self.damping))
