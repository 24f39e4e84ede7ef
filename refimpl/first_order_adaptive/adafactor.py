"""Adafactor: the second moment of a matrix is kept as one number per row and one per column.

Source      Shazeer & Stern 2018, Algorithm 4; PyTorch 2.13, torch.optim.Adafactor, for the floors and the decay.
Step        G = gradient at X, as a matrix of `rows` rows;  w = t^(-4/5)  (t = 1, 2, ...)
            R+ = (1 - w) R + w (row means of G^2),  C+ = (1 - w) C + w (column means of G^2)
            V = max(R+ C+' / max(mean R+, epsilon), epsilon^2),  U = G / sqrt(V)
            a = max(scale_floor, rms X) min(s, 1/sqrt t) / max(1, rms(U) / clip)
            X+ = (1 - s d) X - a U
Guarantee   rms(X+ - X) <= clip max(scale_floor, rms X) min(s, 1/sqrt t) where d = 0; V is exact where all G^2 are
            multiples of one matrix of rank one; the step of G' is the transposed step of G   (derived)
Assumes     nothing for the update.
Cost        one gradient per step; rows + columns numbers for a matrix.
Departures  where V = 0, with epsilon = 0, the quotient 0/0 is 0. With rows = 1 nothing is factored: this is the form
            that libraries use for vectors, but for the floor of V where the mean is below epsilon.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import quotient, rational_power


class State(NamedTuple):
    """Iterate, averages of the squared gradients by row and by column, number of steps."""

    x: Any  # X_t row by row, shape (rows * columns,)
    R: Any  # shape (rows,)
    C: Any  # shape (columns,)
    t: Any  # a number of the kind of x, since its powers are not rational


def rms(x):
    """Root mean square of the entries of a vector."""
    return np.sqrt(np.dot(x, x) / x.shape[0])


class Adafactor(NamedTuple):
    """`step_size` s > 0 (its largest value); `epsilon`, `scale_floor`, `weight_decay` >= 0; `clip` > 0; `rows` >= 1."""

    step_size: float
    epsilon: float
    scale_floor: float
    clip: float
    weight_decay: float
    rows: int

    @classmethod
    def prescribed(cls, problem):
        """PyTorch's floors and clip, a decay of 0.01, and as many rows as the smallest factor of the dimension.

        The step is 1/4: the usual 0.01 would meet its limit 1/sqrt t only after 10^4 steps.
        """
        d = problem.dimension()
        rows = next((k for k in range(2, d) if d % k == 0), 1)
        return cls(step_size=0.25, epsilon=2.0**-52, scale_floor=1e-3, clip=1.0, weight_decay=0.01, rows=rows)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the rows fill the vector."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("epsilon", self.epsilon)
        checks.nonnegative("scale_floor", self.scale_floor)
        checks.positive("clip", self.clip)
        checks.nonnegative("weight_decay", self.weight_decay)
        checks.count("rows", self.rows)
        if problem.dimension() % self.rows:
            raise ValueError(f"rows must divide the dimension {problem.dimension()}, got {self.rows}")

    def init(self, problem, x0):
        zero = np.zeros_like(x0)
        columns = x0.shape[0] // self.rows
        t = np.sum(zero)
        return State(x0, zero[: self.rows].copy(), zero[:columns].copy(), t)

    def step(self, problem, state, rng):
        g, t = problem.gradient(state.x), state.t + 1
        R, C = self.averages(state, np.square(g), t)
        V = quotient(np.outer(R, C), np.maximum(np.sum(R) / self.rows, self.epsilon))
        U = quotient(g, np.sqrt(np.maximum(V.ravel(), self.epsilon * self.epsilon)))
        length = self.length(state.x, t) / np.maximum(rms(U) / self.clip, 1.0)
        x = (1 - self.step_size * self.weight_decay) * state.x - length * U
        return State(x, R, C, t)

    def averages(self, state, squares, t):
        """R+ and C+ from the squared gradients, shape (rows * columns,)."""
        columns = state.C.shape[0]
        S, w = squares.reshape(self.rows, columns), rational_power(t, -4, 5)
        R = (1 - w) * state.R + w * (np.sum(S, axis=1) / columns)
        return R, (1 - w) * state.C + w * (np.sum(S, axis=0) / self.rows)

    def length(self, x, t):
        """The step before the clip, max(scale_floor, rms x) min(s, 1/sqrt t)."""
        return np.maximum(self.scale_floor, rms(x)) * np.minimum(self.step_size, 1 / np.sqrt(t))
