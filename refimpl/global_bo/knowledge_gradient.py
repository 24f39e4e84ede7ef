"""Knowledge gradient on a grid: ask where the least posterior mean is expected to fall furthest.

Source      Frazier 2018 ("A Tutorial on Bayesian Optimization"), Section 4.2, (10); on a finite domain exactly as
            Frazier, Powell & Dayanik 2009 do it.
Step        x+ = the point of largest KG(p_i) = min m - E min m+ = E max_j (a_j + b_j Z) - max_j a_j, asked for a value
            a_j = -m_j,  b_j = C_ji / sqrt(C_ii + noise),  Z ~ N(0, 1); line j is the largest between l_j and u_j:
            KG = sum of b_j (g(l_j) - g(u_j)) over such lines, g(z) = phi(z) - |z| Phi(-|z|), g = 0 at infinity,
            l_j where line j overtakes the last line of less slope, u_j where the first of greater slope overtakes it
Guarantee   no other query has a larger expected fall of min_j m_j                                          (derived)
Assumes     Gaussian noise of the variance `noise` in the values, for the guarantee.
Cost        one sample value per step; n^2 per point and n^3 in all for n points, n^2 + n (d + 2) floats.
Departures  minimises; the domain is the grid x_0 + grid_j - grid_0, of which the start is asked first: as long as
            nothing is known the two points farthest apart gain the same; the first among equals is taken; all pairs
            of lines in place of a sorted walk.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.global_bo.gaussian_process import check_process, excess, observed, prior, scattered


def corner(z):
    """g(z): what a corner of slope one at z adds to an expected maximum; nothing if it is at infinity."""
    far = np.abs(z)
    return excess(-far) if far < np.inf else 0.0


def cut(lower, upper, height, slope, first):
    """From `lower` to `upper` without where a line that is so much higher and steeper is above; of two `first` is."""
    if slope < 0:
        lower = np.maximum(lower, -height / slope)
    elif slope > 0:
        upper = np.minimum(upper, -height / slope)
    elif height > 0 or (height == 0 and first):
        lower = np.inf
    return lower, upper


def share(a, b, used, i):
    """g(l_i) - g(u_i) of line i, which is on top between l_i and u_i of the lines j with used_j = 1 (0 elsewhere)."""
    lower, upper = -np.inf, np.inf
    for j in range(b.shape[0]):
        if used[j] > 0 and j != i:
            lower, upper = cut(lower, upper, a[j] - a[i], b[j] - b[i], j < i)
    return corner(lower) - corner(np.maximum(lower, upper))


def rise(a, b, used):
    """E max_j (a_j + b_j Z) - max_j a_j over the lines j with used_j = 1 (0 elsewhere), Z standard normal."""
    total, steepest = 0.0, np.max(b)  # shares sum to 0: a common slope is in their rounding only
    for i in range(b.shape[0]):
        if used[i] > 0:
            total = total + (b[i] - steepest) * share(a, b, used, i)
    return total


class KnowledgeGradient(NamedTuple):
    """On x_0 + `grid` (n, d): `prior_mean`, `lengthscale` > 0 of the process and variance `noise` > 0 of values."""

    grid: Any
    prior_mean: float
    lengthscale: float
    noise: float

    @classmethod
    def prescribed(cls, problem):
        """Four scattered points, mean 1/2, length 1, noise 1/4."""
        return cls(scattered(4, problem.dimension()), 0.5, 1.0, 0.25)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_process(self, problem)
        checks.positive("noise", self.noise)

    def init(self, problem, x0):
        return prior(x0, self.grid, self.prior_mean, self.lengthscale)

    def step(self, problem, state, rng):
        i = int(np.argmax(self.gains(state)))
        value = problem.sample_value(state.points[i], problem.sample(rng))
        return observed(state, i, value, self.noise)

    def gains(self, known):
        """KG of every point, shape (n,); zeros before the first query."""
        found, used = np.zeros_like(known.mean), np.ones_like(known.mean)
        if np.max(known.asked) == 0:
            return found
        for i in range(found.shape[0]):
            found[i] = rise(-known.mean, self.slopes(known, i), used)
        return found

    def slopes(self, known, i):
        """b of a query at point i, shape (n,)."""
        return known.covariance[:, i] / np.sqrt(known.covariance[i, i] + self.noise)
