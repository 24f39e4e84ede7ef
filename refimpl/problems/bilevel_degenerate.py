"""Bilevel problems at the border of penalty theory: many lower solutions, and a lower level too flat.

RankDeficientBilevel    lower g = |Py - x|^2/2, P of shape (dx, dy), PP' = I, dx < dy; upper f = |y - t|^2/2.
    The lower solutions are an affine space; with the one that f prefers, y*(x) = t + P'(x - Pt),
    psi(x) = |x - Pt|^2/2. The proximal error bound holds, and so does the theory:
    y_s = t + P'(x - Pt)/(1 + s), psi_s(x) = |x - Pt|^2/(2(1 + s)), gradient error s/(1 + s) |x - Pt|.
QuarticBilevel          lower g = sum (y - x)^4/4, upper f = c'y with c > 0 entry by entry.
    y* = x, psi(x) = c'x; g_yy = 0 at the solution, the error bound fails: y_s = x - (s c)^{1/3} and
    psi - psi_s = (3/4) sum c (s c)^{1/3} (minimise s c u + u^4/4 over u), of order s^{1/3} instead of s.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import rational_power


class RankDeficientBilevel(NamedTuple):
    """g = |Py - x|^2/2, f = |y - t|^2/2; `P` (dx, dy) with orthonormal rows, `t` (dy,)."""

    P: Any
    t: Any

    def validate(self):
        """Raise ValueError unless the rows of P are orthonormal, fewer than the columns, and t fits."""
        checks.array("P", self.P, ndim=2)
        if self.P.shape[0] >= self.P.shape[1]:
            raise ValueError(f"P must have fewer rows than columns, got shape {self.P.shape}")
        checks.array("t", self.t, shape=(self.P.shape[1],))
        gap = float(np.max(np.abs(self.P @ self.P.T - np.eye(self.P.shape[0]))))
        if gap > 1e-14:
            raise ValueError(f"P must have orthonormal rows, got an error of {gap:.3g} in PP' = I")

    def dimension(self):
        return self.P.shape[0]

    def lower_dimension(self):
        return self.P.shape[1]

    def upper(self, x, y):
        e = y - self.t
        return np.dot(e, e) / 2

    def upper_x(self, x, y):
        return np.zeros_like(x)

    def upper_y(self, x, y):
        return y - self.t

    def lower(self, x, y):
        r = self.P @ y - x
        return np.dot(r, r) / 2

    def lower_x(self, x, y):
        return x - self.P @ y

    def lower_y(self, x, y):
        return self.P.T @ (self.P @ y - x)

    def lower_yy(self, x, y):
        """P'P, singular: use its pseudo-inverse, which is P'P itself."""
        return self.P.T @ self.P

    def lower_xy(self, x, y):
        return -self.P

    def lower_yy_vector(self, x, y, v):
        return self.P.T @ (self.P @ v)

    def lower_xy_vector(self, x, y, v):
        return -(self.P @ v)

    def lower_solution(self, x):
        """The lower solution that the upper level prefers."""
        return self.penalty_solution(x, 0.0)

    def hyperobjective(self, x):
        return self.suboptimality(x)

    def hypergradient(self, x):
        return x - self.P @ self.t

    def suboptimality(self, x):
        e = x - self.P @ self.t
        return np.dot(e, e) / 2

    def penalty_solution(self, x, sigma):
        return self.t + self.P.T @ (x - self.P @ self.t) / (1.0 + sigma)

    def penalty_objective(self, x, sigma):
        return self.suboptimality(x) / (1.0 + sigma)

    def penalty_gradient(self, x, sigma):
        return (x - self.P @ self.t) / (1.0 + sigma)

    def minimizer(self):
        return self.P @ self.t

    def penalty_minimizer(self, sigma):
        return self.P @ self.t

    def minimum(self):
        return 0.0

    def smoothness(self):
        return 1.0

    def strong_convexity(self):
        return 1.0

    def lower_smoothness(self):
        return 1.0


class QuarticBilevel(NamedTuple):
    """g = sum (y - x)^4/4, f = c'y with positive `c` of shape (d,); psi = c'x has no minimum."""

    c: Any

    def validate(self):
        """Raise ValueError unless every entry of c is positive."""
        checks.array("c", self.c, ndim=1)
        if not np.all(self.c > 0):
            raise ValueError(f"c must be positive, got a smallest entry of {np.min(self.c):.3g}")

    def dimension(self):
        return self.c.shape[0]

    def lower_dimension(self):
        return self.c.shape[0]

    def upper(self, x, y):
        return np.dot(self.c, y)

    def upper_x(self, x, y):
        return np.zeros_like(x)

    def upper_y(self, x, y):
        return self.c.copy()

    def lower(self, x, y):
        u = (y - x) * (y - x)
        return np.dot(u, u) / 4

    def lower_x(self, x, y):
        u = y - x
        return -(u * u * u)

    def lower_y(self, x, y):
        u = y - x
        return u * u * u

    def lower_yy(self, x, y):
        return np.diag(3 * (y - x) * (y - x))

    def lower_xy(self, x, y):
        return -self.lower_yy(x, y)

    def lower_yy_vector(self, x, y, v):
        return 3 * (y - x) * (y - x) * v

    def lower_xy_vector(self, x, y, v):
        return -self.lower_yy_vector(x, y, v)

    def lower_solution(self, x):
        return x.copy()

    def hyperobjective(self, x):
        return np.dot(self.c, x)

    def hypergradient(self, x):
        return self.c.copy()

    def penalty_solution(self, x, sigma):
        return x - rational_power(sigma * self.c, 1, 3)

    def penalty_objective(self, x, sigma):
        return np.dot(self.c, x) - 3 * np.dot(self.c, rational_power(sigma * self.c, 1, 3)) / 4

    def penalty_gradient(self, x, sigma):
        return self.c.copy()


def rank_deficient_bilevel(t: Any, rank: int) -> RankDeficientBilevel:
    """P selects the first `rank` of the dy coordinates, rank < dy."""
    t = np.asarray(t)
    checks.array("t", t, ndim=1)
    checks.count("rank", rank)
    checks.between("rank", rank, 1, t.size - 1)
    return RankDeficientBilevel(np.eye(rank, t.size), t.astype(np.float64))
