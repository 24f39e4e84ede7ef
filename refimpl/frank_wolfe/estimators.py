"""Gradient estimators from function values, the three of zeroth-order Frank-Wolfe.

Source      Sahu, Zaheer & Kar 2019, section 3: Kiefer-Wolfowitz (KWSA), random directions (RDSA), improved (I-RDSA).
Estimate    with Dz = [F(x + c z; y) - F(x; y)] / c and one sample y for all evaluations of an estimate:
            KWSA sum_i D(e_i) e_i,  RDSA Dz z,  I-RDSA (1/m) sum_j D(z_j) z_j;  z ~ N(0, I), not normalised.
Moments     for F(.; y) quadratic with Hessian A and gradient p at x, E over the directions          (derived)
            KWSA: p + (c/2) diag(A), no variance.   RDSA: E g = p,
            E|g|^2 = (d+2)|p|^2 + (c^2/4)(d+4)[(tr A)^2 + 2 tr A^2];   I-RDSA: E g = p, variance over m.
Assumes     F(.; y) is defined within c max|z| of the feasible set.
Cost        d + 1, 2 and m + 1 evaluations.
Departures  none. `averaging(d)` and `smoothing(d)` are the constants of the schedules (recalled, see the method).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from refimpl.core import checks


class KWSA(NamedTuple):
    """Forward differences along all coordinates: biased by (c/2) diag(A), noisy only through the sample."""

    def validate(self):
        """Nothing to check."""

    def averaging(self, d):
        """Constant of rho_t in dimension d."""
        return 4.0

    def smoothing(self, d):
        """Constant of c_t in dimension d."""
        return 2.0 / d**0.5

    def estimate(self, problem, x, sample, c, rng):
        return forward_differences(problem, x, sample, c)


class RDSA(NamedTuple):
    """One forward difference along a standard normal direction."""

    def validate(self):
        """Nothing to check."""

    def averaging(self, d):
        """Constant of rho_t in dimension d."""
        return 4.0 / d ** (1 / 3)

    def smoothing(self, d):
        """Constant of c_t in dimension d."""
        return 2.0 / d**1.5

    def estimate(self, problem, x, sample, c, rng):
        z = rng.standard_normal(x.shape[0])
        return (problem.sample_value(x + c * z, sample) - problem.sample_value(x, sample)) / c * z


class IRDSA(NamedTuple):
    """The mean of `directions` RDSA estimates with one sample and independent directions."""

    directions: int

    def validate(self):
        """Raise ValueError unless there is a direction."""
        checks.count("directions", self.directions)

    def averaging(self, d):
        """Constant of rho_t in dimension d."""
        return 4.0 / (1 + d / self.directions) ** (1 / 3)

    def smoothing(self, d):
        """Constant of c_t in dimension d."""
        return 2.0 * self.directions**0.5 / d**1.5

    def estimate(self, problem, x, sample, c, rng):
        here = problem.sample_value(x, sample)
        total = np.zeros_like(x)
        for _ in range(self.directions):
            z = rng.standard_normal(x.shape[0])
            total = total + (problem.sample_value(x + c * z, sample) - here) / c * z
        return total / self.directions


def forward_differences(problem, x, sample, c):
    """[F(x + c e_i; y) - F(x; y)] / c for every i, y the one `sample`."""
    here = problem.sample_value(x, sample)
    g = np.zeros_like(x)
    for i in range(x.shape[0]):
        ahead = x.copy()
        ahead[i] = x[i] + c
        g[i] = (problem.sample_value(ahead, sample) - here) / c
    return g
