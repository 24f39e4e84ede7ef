"""Levenberg-Marquardt with products only: preconditioned conjugate gradients for every step, damping by the gain ratio.

Source      Hoellein et al. 2025 (3DGS-LM); Marquardt 1963 for the diagonal, Nielsen 1999 for the damping.
Step        F = |r|^2/2, g = J'r, D = max(diag J'J, 2^-40);   d the j-th iterate of conjugate gradients from 0 for
            (J'J + lambda D) d = -g, preconditioned with D
            F(x + d) < F(x): x+ = x + d, lambda+ = lambda max(1/3, 1 - (2 rho - 1)^3), nu+ = 2 with
            rho = (F(x) - F(x + d)) / (F(x) - |r + J d|^2/2);   else x+ = x, lambda+ = nu lambda, nu+ = 2 nu
Guarantee   F(x+) <= F(x); g'd < 0 for every j, and F(x) - |r + J d|^2/2 = d'(lambda D d - g)/2 > 0            (derived)
            iterates in the coordinates S x, S positive diagonal, are S times those in x                       (derived)
            J'J regular, r = 0 at the solution, j large enough: order two as lambda -> 0                       (derived)
Assumes     nothing for the update.
Cost        per step two residuals, one product with J' and j + 1 with J, j with J' and the diagonal of J'J.
Departures  the diagonal of the matrix is (1 + lambda) D, and a constant factor of a preconditioner has no effect. D is
            bounded from below, so that parameters without influence do not divide by zero. A rejected step counts as a
            step. Where g = 0 nothing moves.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks

FLOOR = 2.0**-40  # of the diagonal of J'J, or of a subset's


class State(NamedTuple):
    """Iterate, damping, factor of the next rejection."""

    x: Any  # x_k, shape (d,)
    damping: float
    nu: float


class LevenbergMarquardt(NamedTuple):
    """`damping` lambda > 0 of the first step, `iterations` j >= 1 of conjugate gradients."""

    damping: float
    iterations: int

    @classmethod
    def prescribed(cls, problem):
        """Two iterations, and a damping small enough for steps that do not keep their promise."""
        return cls(damping=2.0**-6, iterations=2)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("damping", self.damping)
        checks.count("iterations", self.iterations)

    def init(self, problem, x0):
        return State(x0, self.damping, 2.0)

    def step(self, problem, state, rng):
        r = problem.residual(state.x)
        g = problem.jacobian_transpose_vector(state.x, r)
        D = self.scale(problem, state.x)
        d = self.direction(problem, state.x, g, D, state.damping * D)
        linear, tried = r + problem.jacobian_vector(state.x, d), problem.residual(state.x + d)
        gain = np.dot(r, r) - np.dot(tried, tried)
        if gain > 0:
            ratio = gain / (np.dot(r, r) - np.dot(linear, linear))
            return State(state.x + d, self.relaxed(state.damping, ratio), 2.0)
        return State(state.x, state.nu * state.damping, 2 * state.nu)

    def scale(self, problem, x):
        """The diagonal of J'J, bounded from below, shape (d,)."""
        return np.maximum(problem.jacobian_squares(x), FLOOR)

    def relaxed(self, damping, ratio):
        """The damping after an accepted step."""
        away = 2 * ratio - 1
        return np.maximum(damping / 3, damping * (1 - away * away * away))  # 1/3 is no float

    def product(self, problem, x, shift, v):
        """(J'J + diag(shift)) v, shape (d,)."""
        return problem.jacobian_transpose_vector(x, problem.jacobian_vector(x, v)) + shift * v

    def direction(self, problem, x, g, D, shift):
        """d_j for J'J + diag(shift), preconditioned with D, shape (d,)."""
        d, residual, p = np.zeros_like(g), -g, -g / D
        size = np.dot(g, g / D)
        for _ in range(self.iterations):
            if size == 0:
                return d
            Ap = self.product(problem, x, shift, p)
            alpha = size / np.dot(p, Ap)
            d, residual = d + alpha * p, residual - alpha * Ap
            old, size = size, np.dot(residual, residual / D)
            p = residual / D + (size / old) * p
        return d
