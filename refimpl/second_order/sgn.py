"""Stochastic Gauss-Newton: the damped Gauss-Newton system of a mini-batch by a few conjugate gradients.

Source      Gargiani, Zanelli, Diehl & Hutter 2020; the baseline of Korbit, Adeoye, Bemporad & Zanon 2025.
Step        G = J'QJ/b + lambda I and g = J'r/b as in exact Gauss-Newton; d_j the j-th iterate of conjugate gradients
            for G d = -g from 0;   x+ = x + eta d_j
Guarantee   g'd_j + d_j'G d_j = 0, so g'd_j < 0: every truncation descends; d_j minimises g'd + d'Gd/2 over the span of
            g, G g, ..., G^{j-1} g; j >= the number of distinct eigenvalues of G (at most bc + 1): exact       (derived)
Assumes     lambda > 0; the loss is a function of the outputs alone.
Cost        per step b Jacobians, output gradients and output Hessians; j products with J and with J', 4 j bcd
            multiplications; no matrix is factored.
Departures  the Jacobian is kept, where the paper multiplies by forward and reverse differentiation; draws are
            independent, with replacement; j is fixed, and the iteration stops early only at a zero residual.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.second_order.gauss_newton import check_gauss_newton, drawn, linearised


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_k, shape (d,)


class SGN(NamedTuple):
    """`step_size` eta > 0, `damping` lambda > 0, `batch` b draws and `iterations` j of conjugate gradients."""

    step_size: float
    damping: float
    batch: int
    iterations: int

    @classmethod
    def prescribed(cls, problem):
        """Unit damping, three draws and two iterations."""
        return cls(step_size=0.5, damping=1.0, batch=3, iterations=2)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the problem shows all of its loss."""
        checks.positive("step_size", self.step_size)
        check_gauss_newton(self, problem)
        checks.count("iterations", self.iterations)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        J, QJ, r = linearised(problem, state.x, drawn(problem, self.batch, rng))
        return State(state.x + self.step_size * self.direction(J, QJ, J.T @ r / self.batch))

    def product(self, J, QJ, v):
        """(J'QJ/b + lambda I) v, shape (d,)."""
        return J.T @ (QJ @ v) / self.batch + self.damping * v

    def direction(self, J, QJ, g):
        """d_j, shape (d,)."""
        d, residual, p = np.zeros_like(g), -g, -g
        square = np.dot(g, g)
        for _ in range(self.iterations):
            if square == 0:
                return d
            Gp = self.product(J, QJ, p)
            alpha = square / np.dot(p, Gp)
            d = d + alpha * p
            residual = residual - alpha * Gp
            old, square = square, np.dot(residual, residual)
            p = residual + (square / old) * p
        return d
