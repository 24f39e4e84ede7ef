"""Shampoo for tensors: the gradient is preconditioned along every mode.

Source      Gupta, Koren & Singer 2018, Algorithm 2 (tensors of order k), for k = 1, 2, 3.
Step        G_t = gradient at X_{t-1}, as a tensor of n_1 x ... x n_k;  mat_i G has the fibres of mode i as columns
            H^i_t = H^i_{t-1} + mat_i(G_t) mat_i(G_t)',  H^i_0 = eps I,  i = 1, ..., k
            X_t = X_{t-1} - s G_t x_1 (H^1_t)^{-1/(2k)} ... x_k (H^k_t)^{-1/(2k)}
Guarantee   eps I + (1/r) sum g g' <= (H^1)^{1/k} (x) ... (x) (H^k)^{1/k},  r^k = product of the largest ranks of the
            mat_i G_t, and sum_t <G_t, X_{t-1} - X*> <= (D^2 / (2 s) + s r) prod_i tr (H^i_T)^{1/(2k)},
            D = max_t |X_{t-1} - X*|                                                                       (derived)
Assumes     convexity for the regret; nothing for the update.
Cost        one gradient per step; some 9 n_i^3 operations for the eigenvectors of mode i, 4 n_i n for its products,
            and n_i^2 floats.
Departures  eps is added when a root is taken, the paper starts H^i at eps I: the same numbers. Eigenvalues that
            rounding has made negative count as zero. Ball arithmetic cannot separate two zero eigenvalues: it has no
            first step where a mode is larger by two than the product of the others. The step of the theorem needs D:
            s = 1e-3 is prescribed.
Trap        order 1 is AdaGrad with the full matrix and order 2 `shampoo`; a mode of size one still changes the exponent
            of the others and has its own factor, so n x 1 of order 2 is not n of order 1. A cube cannot tell in which
            order its entries are read.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import eigh


class State(NamedTuple):
    """Iterate and the factors of all modes, without epsilon, for X of shape (n_1, ..., n_k)."""

    x: Any  # X_t with the last index running first, shape (n_1 ... n_k,)
    sums: Any  # every sum of mat_i(G) mat_i(G)' row by row, one after the other, shape (n_1^2 + ... + n_k^2,)


def with_gram(H, g, left):
    """H + mat_i(G) mat_i(G)' for H of shape (n, n), where `left` is the product of the sizes of the modes before i.

    G is `left` blocks of n rows each, and every row is one choice of the later indices after the other.
    """
    n = H.shape[0]
    rows = g.reshape(left * n, g.shape[0] // (left * n))
    for j in range(left):
        block = rows[j * n : (j + 1) * n]
        H = H + block @ block.T
    return H


def along(P, g, left):
    """G x_i P for P of shape (n, n): every fibre of mode i is multiplied by P; `left` as above."""
    n = P.shape[0]
    rows = g.reshape(left * n, g.shape[0] // (left * n))
    found = rows[:0]
    for j in range(left):
        found = np.concatenate((found, P @ rows[j * n : (j + 1) * n]))
    return found.reshape(g.shape[0])


def inverse_root(H, epsilon, p):
    """(H + epsilon I)^(-1/p) of a positive semidefinite matrix."""
    w, V = eigh(H)
    return (V * np.exp(-np.log(np.maximum(w, 0.0) + epsilon) / p)) @ V.T


class TensorShampoo(NamedTuple):
    """Step size s > 0, `epsilon` > 0 in units of the squared gradient, and x seen as a tensor of `order` modes.

    `rows` and `columns` are the sizes of the first two modes as far as others follow; the last one takes what is left.
    """

    step_size: float
    epsilon: float
    order: int
    rows: int
    columns: int

    @classmethod
    def prescribed(cls, problem):
        """s = 1e-3, epsilon = 1e-4, and order 3 with modes as equal as the dimension allows, the second not larger."""
        d = problem.dimension()
        columns = max(m for m in range(1, d + 1) if d % m == 0 and m**3 <= d)
        rows = max(m for m in range(1, d + 1) if d // columns % m == 0 and m * m <= d // columns)
        return cls(step_size=1e-3, epsilon=1e-4, order=3, rows=rows, columns=columns)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the modes fill the vector."""
        checks.positive("step_size", self.step_size)
        checks.positive("epsilon", self.epsilon)
        checks.one_of("order", self.order, (1, 2, 3))
        for i, (name, n) in enumerate((("rows", self.rows), ("columns", self.columns))):
            checks.count(name, n)
            if self.order < i + 2 and n != 1:
                raise ValueError(f"{name} must be 1 in order {self.order}, got {n}")
        d = problem.dimension()
        if d % (self.rows * self.columns):
            raise ValueError(
                f"rows times columns must divide the dimension {d}, got {self.rows * self.columns}"
            )

    def size(self, i, rest):
        """n_i, i = 0, ..., order - 1, where `rest` is the product of n_i and the sizes after it."""
        if i == self.order - 1:
            return rest
        return self.rows if i == 0 else self.columns

    def init(self, problem, x0):
        sums, left = x0[:0], 1
        for i in range(self.order):
            n = self.size(i, x0.shape[0] // left)
            fibre = np.zeros_like(x0[:n])
            sums, left = np.concatenate((sums, np.outer(fibre, fibre).reshape(n * n))), left * n
        return State(x0, sums)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        D, sums, left = g, state.sums[:0], 1
        for i in range(self.order):
            n, at = self.size(i, g.shape[0] // left), sums.shape[0]
            H = with_gram(state.sums[at : at + n * n].reshape(n, n), g, left)
            D = along(inverse_root(H, self.epsilon, 2 * self.order), D, left)
            sums, left = np.concatenate((sums, H.reshape(n * n))), left * n
        return State(state.x - self.step_size * D, sums)
