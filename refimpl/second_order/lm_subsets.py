"""Levenberg-Marquardt on subsets of the residuals: their steps, averaged with the diagonals of their normal matrices.

Source      Hoellein et al. 2025 (3DGS-LM), image batches.
Step        residuals i with i mod K = k form the subset k: J_k, r_k, D_k = max(diag J_k'J_k, 2^-40)
            d_k = -(J_k'J_k + lambda D_k)^{-1} J_k'r_k;   d = sum D_k d_k / sum D_k, entry by entry
            x+ = x + gamma d, gamma the first of 1, 1/2, 1/4, ... with F(x+) < F(x), at most `searches` halvings; else
            x+ = x
Guarantee   every J_k'J_k diagonal: d is the step of all residuals together, for lambda D = lambda diag J'J    (derived)
            F(x+) < F(x) or x+ = x                                                                             (derived)
Assumes     nothing for the update.
Cost        per step one Jacobian and at most searches + 2 residuals; K systems of size d.
Departures  the systems of the subsets are solved exactly, where the paper makes a few iterations of conjugate
            gradients; the damping is constant; a subset is every K-th residual, not an image.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.second_order.levenberg_marquardt import FLOOR


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_k, shape (d,)


class LMSubsets(NamedTuple):
    """`damping` lambda > 0, `subsets` K >= 1 and `searches` >= 0 halvings of the step."""

    damping: float
    subsets: int
    searches: int

    @classmethod
    def prescribed(cls, problem):
        """Unit damping, two subsets and three halvings."""
        return cls(damping=1.0, subsets=2, searches=3)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and no subset is empty."""
        checks.positive("damping", self.damping)
        checks.count("subsets", self.subsets)
        checks.count("searches", self.searches, 0)
        n = len(problem.residual(np.zeros(problem.dimension())))
        if self.subsets > n:
            raise ValueError(f"subsets must be at most the number {n} of residuals, got {self.subsets}")

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        r = problem.residual(state.x)
        d = self.direction(state.x, problem.jacobian(state.x), r)
        for _ in range(self.searches + 1):
            tried = problem.residual(state.x + d)
            if np.dot(tried, tried) < np.dot(r, r):
                return State(state.x + d)
            d = d / 2
        return state

    def direction(self, x, J, r):
        """The weighted mean of the steps of the subsets, shape (d,)."""
        total, weight = np.zeros_like(x), np.zeros_like(x)
        for k in range(self.subsets):
            Jk = self.subset(J, k)
            D = np.maximum(np.sum(np.square(Jk), axis=0), FLOOR)
            total = total + D * self.subset_step(Jk, self.subset(r, k), D)
            weight = weight + D
        return total / weight

    def subset(self, rows, k):
        """Every K-th row, from the k-th on."""
        return rows[k :: self.subsets].copy()

    def subset_step(self, J, r, D):
        """-(J'J + lambda D)^{-1} J'r, shape (d,)."""
        A = J.T @ J + np.diag(self.damping * D)
        return -np.linalg.solve(A, J.T @ r)
