"""K-FAC with rank-one factors, whose inverses follow by Sherman and Morrison's formula, of one linear layer.

Source      Mozaffari, Li, Zhang & Mehri Dehnavi 2023 (P400), the exact form of their factor update.
Step        layer z = W a; a, s, G the means over a batch of its inputs, of the gradients of the losses in z, and of
            s_i a_i'; of the inverses A, B of both factors, A_0 = B_0 = I:
            u = A a,  A+ = (A - (1 - b) u u' / (b + (1 - b) a'u)) / b,  B+ likewise with s,  W+ = W - eta B+ G A+
Guarantee   A_t^{-1} = b^t I + (1 - b) sum_i b^(t-i) a_i a_i', hence A_t > 0, and <G, W - W+> > 0 where G != 0 (derived)
Assumes     nothing for the update; a model that is one linear layer, so that its Jacobian shows a.
Cost        b gradients per step, 3 (m^2 + n^2) + 2 m n (m + n) operations for an (m, n) layer; m^2 + n^2 floats.
Departures  no damping but b^t I, which fades. A batch enters by its mean vectors, not by its second moments.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import identity_like
from refimpl.first_order_adaptive.shampoo import as_matrix
from refimpl.natural_gradient_kfac.one_layer import check_one_layer, input_and_signal, outputs
from refimpl.second_order.gauss_newton import drawn

SMALLEST, LARGEST = 2.0**-5, 1 - 2.0**-7  # of the decay: its powers divide


class State(NamedTuple):
    """Iterate and the inverses of both factors."""

    x: Any  # W row by row, shape (d,)
    A: Any  # shape (d / rows, d / rows)
    B: Any  # shape (rows, rows)


def identities(method, x0):
    """A_0 and B_0."""
    W = as_matrix(x0, method.rows)
    return identity_like(W.T @ W), identity_like(W @ W.T)


def means(method, problem, x, rng):
    """The means of s a' row by row, of a and of s over a batch."""
    columns = x.shape[0] // method.rows
    draws = drawn(problem, method.batch, rng)
    aa, ss = input_and_signal(problem, x, draws[0], columns)
    g = np.outer(ss, aa).ravel()
    for draw in draws[1:]:
        a, s = input_and_signal(problem, x, draw, columns)
        g, aa, ss = g + np.outer(s, a).ravel(), aa + a, ss + s
    return g / method.batch, aa / method.batch, ss / method.batch


def refreshed(method, state, means):
    """B+ G A+, row by row, A+ and B+."""
    g, a, s = means
    A, B = method.updated(state.A, a), method.updated(state.B, s)
    return (B @ as_matrix(g, method.rows) @ A).ravel(), A, B


class KFACRankOne(NamedTuple):
    """`step_size` eta > 0, `decay` b of the factors, `batch` draws and `rows` outputs."""

    step_size: float
    decay: float
    batch: int
    rows: int

    @classmethod
    def prescribed(cls, problem):
        """Dyadic numbers for problems of order one."""
        return cls(step_size=0.0625, decay=0.75, batch=2, rows=outputs(problem))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the model is one linear layer."""
        checks.positive("step_size", self.step_size)
        checks.between("decay", self.decay, SMALLEST, LARGEST)
        check_one_layer(self, problem)

    def init(self, problem, x0):
        A, B = identities(self, x0)
        return State(x0, A, B)

    def step(self, problem, state, rng):
        D, A, B = refreshed(self, state, means(self, problem, state.x, rng))
        return State(state.x - self.step_size * D, A, B)

    def updated(self, A, a):
        """The inverse of b A^{-1} + (1 - b) a a'."""
        u, b = A @ a, self.decay
        return (A - (1 - b) * np.outer(u, u) / (b + (1 - b) * np.dot(a, u))) / b
