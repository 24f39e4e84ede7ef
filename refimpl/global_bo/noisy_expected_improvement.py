"""Noisy expected improvement: how far the least posterior mean among the points asked is expected to fall.

Source      Frazier 2018 ("A Tutorial on Bayesian Optimization"), Section 5, noisy evaluations; Scott, Frazier & Powell
            2011, who call it a knowledge gradient for continuous parameters.
Step        x+ = the point p_i of largest NEI = min over A of m - E min over A and p_i of m+, A the points asked:
            NEI = E max over A and i of (a_j + b_j Z) - max over A of a_j, a, b and Z as in `knowledge-gradient`
Guarantee   no other query has a larger expected fall of the least mean among what was asked               (derived)
            noise to 0: NEI tends to expected improvement                                                  (derived)
Assumes     Gaussian noise of the variance `noise` in the values, for the guarantee.
Cost        as `knowledge-gradient`, with the lines of A and i only.
Departures  minimises; the domain is the grid x_0 + grid_j - grid_0; the first query is the start: without any, NEI is
            0. By the same name others mean expected improvement averaged over the unknown values at A.
"""

from __future__ import annotations

import numpy as np

from refimpl.global_bo.gaussian_process import least_known, marked, scattered
from refimpl.global_bo.knowledge_gradient import KnowledgeGradient, rise


class NoisyExpectedImprovement(KnowledgeGradient):
    """On x_0 + `grid` (n, d): `prior_mean`, `lengthscale` > 0 of the process and variance `noise` > 0 of values."""

    @classmethod
    def prescribed(cls, problem):
        """Five scattered points, mean 1/2, length 3/4, noise 1/8."""
        return cls(scattered(5, problem.dimension()), 0.5, 0.75, 0.125)

    def gains(self, known):
        """NEI of every point, shape (n,)."""
        best = least_known(known.mean, known.asked)
        found = np.zeros_like(known.mean)
        for i in range(found.shape[0]):
            fall = np.maximum(best - known.mean[i], 0.0)
            found[i] = fall + rise(-known.mean, self.slopes(known, i), marked(known.asked, i))
        return found
