"""A bilevel problem whose second derivatives move with both variables, in both levels: a stale point in one shows."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import identity_like
from refimpl.problems import Box, NoisyLevels


class CurvedLevels(NamedTuple):
    """f = |x|^2/8 + x'Cy + |y|^2/4 + sum (y + E'x)^4/32, g = |x|^2/2 + x'Dy + y'Ay/2 + sum (y - E'x)^4/32.

    A (dy, dy); C, D, E (dx, dy).
    """

    A: Any
    C: Any
    D: Any
    E: Any

    def validate(self):
        """Raise ValueError unless the matrices fit each other."""
        for name in ("D", "E"):
            checks.array(name, getattr(self, name), shape=self.C.shape)

    def dimension(self):
        return self.C.shape[0]

    def lower_dimension(self):
        return self.C.shape[1]

    def upper_x(self, x, y):
        u = y + self.E.T @ x
        return x / 4 + self.C @ y + self.E @ (u * u * u) / 8

    def upper_y(self, x, y):
        u = y + self.E.T @ x
        return self.C.T @ x + y / 2 + u * u * u / 8

    def upper_yy(self, x, y):
        u = y + self.E.T @ x
        return identity_like(self.A) / 2 + 3 * np.diag(u * u) / 8

    def upper_xy(self, x, y):
        u = y + self.E.T @ x
        return self.C + 3 * self.E * (u * u) / 8

    def lower_x(self, x, y):
        u = y - self.E.T @ x
        return x + self.D @ y - self.E @ (u * u * u) / 8

    def lower_y(self, x, y):
        u = y - self.E.T @ x
        return self.D.T @ x + self.A @ y + u * u * u / 8

    def lower_yy(self, x, y):
        u = y - self.E.T @ x
        return self.A + 3 * np.diag(u * u) / 8

    def lower_xy(self, x, y):
        u = y - self.E.T @ x
        return self.D - 3 * self.E * (u * u) / 8

    def lower_yy_vector(self, x, y, v):
        return self.lower_yy(x, y) @ v

    def lower_xy_vector(self, x, y, v):
        return self.lower_xy(x, y) @ v


def curved_levels() -> tuple[CurvedLevels, np.ndarray]:
    """An instance with dx = 2 and dy = 3, data exact in 8 bits, and a start."""
    A = np.array([[2.0, 0.5, 0.0], [0.5, 1.5, -0.25], [0.0, -0.25, 1.0]])
    C, D = np.array([[0.5, -1.0, 0.25], [0.75, 0.5, -0.5]]), np.array([[1.0, 0.25, -0.5], [0.5, -0.75, 1.25]])
    return CurvedLevels(A, C, D, np.array([[0.5, 1.0, -0.5], [-1.0, 0.25, 0.75]])), np.array([0.5, -0.75])


def noisy_curved_levels() -> tuple[NoisyLevels, np.ndarray]:
    """The same with noise, on two boxes."""
    levels, start = curved_levels()
    X, Y = Box(np.array([-1.0, -0.75]), np.ones(2)), Box(np.full(3, -0.5), np.full(3, 0.5))
    return NoisyLevels(levels, X, Y, 0.125, 0.0625), start


class CurvedBlocks(NamedTuple):
    """Blocks that are the levels of `objective` with A and E times their `factors` (m,), without noise."""

    objective: Any
    factors: Any

    def validate(self):
        """Raise ValueError unless the levels are valid."""
        self.objective.validate()

    def dimension(self):
        return self.objective.dimension()

    def lower_dimension(self):
        return self.objective.lower_dimension()

    def block_count(self):
        """m."""
        return self.factors.shape[0]

    def block(self, i, batch, rng):
        """The levels of block i, whatever is drawn."""
        o, factor = self.objective, self.factors[i]
        return CurvedLevels(factor * o.A, o.C, o.D, factor * o.E)


def curved_blocks() -> tuple[CurvedBlocks, np.ndarray]:
    """Four blocks, dx = 2 and dy = 3, and a start."""
    levels, start = curved_levels()
    return CurvedBlocks(levels, np.array([1.0, 0.75, 1.25, 0.5])), start


class CurvedConstraint(NamedTuple):
    """The levels of `objective` with h = x'Ey + |x|^2/4 + |y|^2/4 - c <= 0, and a box for the set of (x, y)."""

    objective: Any
    E: Any
    c: float
    box: Any

    def validate(self):
        """Raise ValueError unless E fits the levels."""
        checks.array("E", self.E, shape=self.objective.C.shape)

    def dimension(self):
        return self.objective.dimension()

    def lower_dimension(self):
        return self.objective.lower_dimension()

    def upper_x(self, x, y):
        return self.objective.upper_x(x, y)

    def upper_y(self, x, y):
        return self.objective.upper_y(x, y)

    def lower_x(self, x, y):
        return self.objective.lower_x(x, y)

    def lower_y(self, x, y):
        return self.objective.lower_y(x, y)

    def constraint(self, x, y):
        return np.dot(x, self.E @ y) + np.dot(x, x) / 4 + np.dot(y, y) / 4 - self.c

    def constraint_x(self, x, y):
        return self.E @ y + x / 2

    def constraint_y(self, x, y):
        return self.E.T @ x + y / 2

    def joint_projection(self, w):
        return self.box.projection(w)


def curved_constraint() -> tuple[CurvedConstraint, np.ndarray]:
    """The curved levels with a curved constraint that both variables violate at times, and a start."""
    levels, start = curved_levels()
    E = np.array([[0.5, -0.25, 1.0], [0.25, 0.75, -0.5]])
    box = Box(np.array([-0.75, -0.625, -0.25, -0.25, -0.25]), np.array([0.4375, 1.0, 0.5, 0.5, 0.5]))
    return CurvedConstraint(levels, E, 0.125, box), start
