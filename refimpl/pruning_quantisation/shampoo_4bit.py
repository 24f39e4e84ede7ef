"""4-bit Shampoo: the eigenvectors of the factors are stored in 4 bits, their eigenvalues in full.

Source      Wang, Li, Zhou & Huang 2024 (P386).
Step        G = gradient at x, as a matrix; of both factors, L with G G' and R with G'G, (w, U) is stored, and
            V = U, twice replaced by 1.5 V - 0.5 V V'V (Bjorck)
            and every `period` steps, the first one included,
            A = b V diag(w) V' + (1 - b) G G',  w+ = its eigenvalues,  U+ = its eigenvectors in 4 bits; always
            P = V+ diag(w+ + eps max w+)^{-1/4} V+',  Q likewise of R,  x+ = x - s |G| P G Q / |P G Q|
Guarantee   |x+ - x| = s |g|; <g, x - x+> > 0; a singular value 0 < t < sqrt 5 of V becomes |3 t - t^3|/2, and
            y = 1 - t^2 becomes (3/4) y^2 + (1/4) y^3; |V f(w) V' - U f(w) U'| <= |V - U| (1 + |V|) |f(w)| for
            every spectrum                                                                                 (derived)
Assumes     nothing for the update.
Cost        one gradient per step; two symmetric eigendecompositions and some 8 (m^3 + n^3) operations;
            (m^2 + n^2)/2 bytes and 2 (m + n) floats.
Departures  the roots are recomputed, not stored, so that they are not quantised, and have no period of their own; no
            momentum, no weight decay. Every column has a scale of its own (the paper: every 64 numbers). The factors
            start at eps diag(1, 2, ...), not at eps I, which leaves eigenvectors to chance where the sides
            differ by two or more, and quantising makes the step depend on them; so does the sign, see `linear_square`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import identity_like, norm, scale_to_norm
from refimpl.first_order_adaptive.shampoo import as_matrix
from refimpl.pruning_quantisation.linear_square import oriented_eigh, quantised

SMALLEST = 2.0**-10  # with decay 0 one gradient of zero would leave nothing to divide by


class State(NamedTuple):
    """Iterate; what is stored of both factors, for X of shape (rows, columns); steps taken."""

    x: Any  # X_t row by row, shape (rows * columns,)
    w: Any  # eigenvalues of L, ascending, shape (rows,)
    U: Any  # quantised eigenvectors as columns, shape (rows, rows)
    v: Any  # of R, shape (columns,)
    Z: Any  # shape (columns, columns)
    t: int  # steps taken


def start(x0, rows, epsilon):
    """The state with factors epsilon diag(1, 2, ...)."""
    X = as_matrix(0 * x0 + epsilon, rows)
    return State(x0, np.cumsum(X[:, 0]), identity_like(X @ X.T), np.cumsum(X[0]), identity_like(X.T @ X), 0)


def advance(method, problem, state):
    """The step of a method that says what of a factor is `stored`, and how its basis is `turned` back."""
    G = as_matrix(problem.gradient(state.x), method.rows)
    w, U, v, Z, b = state.w, state.U, state.v, state.Z, method.decay
    if state.t % method.period == 0:
        w, U = method.stored(b * rebuilt(w, method.turned(U)) + (1 - b) * (G @ G.T))
        v, Z = method.stored(b * rebuilt(v, method.turned(Z)) + (1 - b) * (G.T @ G))
    P = inverse_fourth_root(w, method.turned(U), method.epsilon)
    Q = inverse_fourth_root(v, method.turned(Z), method.epsilon)
    D = (P @ G @ Q).reshape(state.x.shape[0])
    x = state.x - method.step_size * scale_to_norm(D, norm(G.reshape(state.x.shape[0])))
    return State(x, w, U, v, Z, state.t + 1)


def rebuilt(w, V):
    """V diag(w) V'."""
    return V * w @ V.T


def inverse_fourth_root(w, V, epsilon):
    """V diag(max(w, 0) + epsilon max w)^{-1/4} V'."""
    return V / np.sqrt(np.sqrt(np.maximum(w, 0.0) + epsilon * np.max(w))) @ V.T


class Shampoo4bit(NamedTuple):
    """`step_size` s > 0, `decay` b in (0, 1), `epsilon` > 0, x seen as `rows` rows, updates every `period` steps."""

    step_size: float
    decay: float
    epsilon: float
    rows: int
    period: int

    @classmethod
    def prescribed(cls, problem):
        """s = 1/16, b = 3/4, epsilon = 1/4, period 4, and the matrix nearest to a square, not a tall one."""
        d = problem.dimension()
        rows = max(m for m in range(1, d + 1) if d % m == 0 and m * m <= d)
        return cls(step_size=0.0625, decay=0.75, epsilon=0.25, rows=rows, period=4)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the rows fill the vector."""
        checks.positive("step_size", self.step_size)
        checks.between("decay", self.decay, SMALLEST, 1.0)
        checks.positive("epsilon", self.epsilon)
        checks.count("rows", self.rows)
        checks.count("period", self.period)
        if problem.dimension() % self.rows:
            raise ValueError(f"rows must divide the dimension {problem.dimension()}, got {self.rows}")

    def init(self, problem, x0):
        return start(x0, self.rows, self.epsilon)

    def step(self, problem, state, rng):
        return advance(self, problem, state)

    def stored(self, A):
        """Eigenvalues, and eigenvectors in 4 bits."""
        w, U = oriented_eigh(A)
        return w, quantised(U)

    def rectified(self, V):
        """Bjorck's step towards the nearest orthogonal matrix."""
        return 1.5 * V - 0.5 * (V @ V.T @ V)

    def turned(self, U):
        """V: two steps."""
        return self.rectified(self.rectified(U))
