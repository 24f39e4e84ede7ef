"""Distributed Shampoo: block by block, with roots that are refreshed now and then and the length of AdaGrad's step.

Source      Anil, Gupta, Koren, Regan & Singer 2020, Sections 3 and 4 (matrices).
Step        every block G of the gradient has its own  L+ = L + G G',  R+ = R + G'G,  and every `period` steps, the
            first one included,  P = (L+ + eps |L+| I)^{-1/4},  Q = (R+ + eps |R+| I)^{-1/4},  |.| spectral norm
            D = (P G Q for every block),  u = g / sqrt(sum g^2), AdaGrad's step
            x+ = x - s |u| D / |D|
Guarantee   |x+ - x| = s |u|, and |x+ - x|^2 <= s^2 sum_i log(a_t,i / a_{t-1},i) for a = sum g^2 > 0           (derived)
            gradients c g_t, c > 0, give the iterates of the gradients g_t                                   (derived)
Assumes     nothing for the update.
Cost        one gradient per step; per (m, c) block 4 m c (m + c) operations, and some 9 (m^3 + c^3) for its roots.
Departures  roots come from eigenvalues; the paper's iteration is `coupled-newton`. No momentum, no weight decay, no
            first steps without preconditioner. x is a list of equal blocks, each row by row. A block that has seen no
            gradient when the roots are refreshed has P = Q = I until the next time.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import eigh, norm, quotient, scale_to_norm

SMALLEST = 2.0**-40  # below, rounding of the eigenvalues decides


class State(NamedTuple):
    """Iterate; statistics of all blocks below each other, and their roots; squares for the length; steps taken."""

    x: Any  # x_t, shape (blocks * rows * columns,)
    L: Any  # shape (blocks * rows, rows)
    R: Any  # shape (blocks * columns, columns)
    P: Any  # as L
    Q: Any  # as R
    squares: Any  # as x
    t: int


def part(stack, j, n):
    """The j-th n rows."""
    return stack[j * n : (j + 1) * n]


def inverse_fourth_roots(stack, epsilon):
    """(S + epsilon |S| I)^{-1/4} of every square block S of the stack; where S = 0, the identity."""
    n = stack.shape[1]
    roots = stack[:0]
    for j in range(stack.shape[0] // n):
        w, V = eigh(part(stack, j, n))
        root = np.sqrt(np.sqrt(w + epsilon * np.max(w)))
        roots = np.concatenate((roots, quotient(V, root) @ V.T))
    return roots


class DistributedShampoo(NamedTuple):
    """`step_size` s > 0, relative ridge `epsilon`, blocks of `rows` x `columns`, roots every `period` steps."""

    step_size: float
    epsilon: float
    rows: int
    columns: int
    period: int

    @classmethod
    def prescribed(cls, problem):
        """Blocks of two rows and one column, or single numbers; a ridge that every number format sees."""
        return cls(step_size=0.125, epsilon=0.0625, rows=2 - problem.dimension() % 2, columns=1, period=2)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the blocks fill the vector."""
        checks.positive("step_size", self.step_size)
        checks.between("epsilon", self.epsilon, SMALLEST, 1.0)
        checks.count("rows", self.rows)
        checks.count("columns", self.columns)
        checks.count("period", self.period)
        d = problem.dimension()
        if d % (self.rows * self.columns):
            raise ValueError(
                f"rows * columns must divide the dimension {d}, got {self.rows} * {self.columns}"
            )

    def init(self, problem, x0):
        zero = np.zeros_like(x0)
        L = np.outer(zero[: x0.shape[0] // self.columns], zero[: self.rows])
        R = np.outer(zero[: x0.shape[0] // self.rows], zero[: self.columns])
        return State(x0, L, R, L, R, zero, 0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        G, squares = g.reshape(state.L.shape[0], self.columns), state.squares + g * g
        L, R = self.statistics(state, G)
        if state.t % self.period == 0:
            P, Q = inverse_fourth_roots(L, self.epsilon), inverse_fourth_roots(R, self.epsilon)
        else:
            P, Q = state.P, state.Q
        D = self.preconditioned(G, P, Q)
        x = state.x - self.step_size * self.grafted(g, squares, D.ravel())
        return State(x, L, R, P, Q, squares, state.t + 1)

    def statistics(self, state, G):
        """L and R with the current gradient."""
        L, R = state.L[:0], state.R[:0]
        for j in range(G.shape[0] // self.rows):
            B = part(G, j, self.rows)
            L = np.concatenate((L, part(state.L, j, self.rows) + B @ B.T))
            R = np.concatenate((R, part(state.R, j, self.columns) + B.T @ B))
        return L, R

    def preconditioned(self, G, P, Q):
        """P G Q of every block."""
        D = G[:0]
        for j in range(G.shape[0] // self.rows):
            left, right = part(P, j, self.rows), part(Q, j, self.columns)
            D = np.concatenate((D, left @ part(G, j, self.rows) @ right))
        return D

    def grafted(self, g, squares, D):
        """D with the length of AdaGrad's step."""
        return scale_to_norm(D, norm(quotient(g, np.sqrt(squares))))
