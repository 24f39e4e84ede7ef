"""Accelerated descent of a smoothed function from values only: batches of two-point estimates in AC-SA.

Source      Gasnikov et al. 2022, "The Power of First-Order Smooth Optimization for Black-Box Non-Smooth Problems":
            smoothing and any optimal accelerated method with batches; here AC-SA (Lan 2012) without constraints.
Step        tau = 2/(k + 2),  x_k = (1 - tau) y_k + tau z_k,  G = mean of `batch` estimates at x_k (see `smoothing`)
            z_{k+1} = z_k - (k + 2)/(4 L) G,  y_{k+1} = (1 - tau) y_k + tau z_{k+1};  y_N is the output
Guarantee   f_gamma is (c_d M/gamma)-smooth (l2), c_d = (2/sqrt pi) Gamma(d/2 + 1)/Gamma((d + 1)/2)   (see `gfm-plus`)
            with h = f_gamma(y) - f_gamma*, R_k = |z_k - x*| and any G at every step
            h+ <= (1 - tau) h + L tau^2 (R_k^2 - R_{k+1}^2) - (L/2) tau^2 |z+ - z|^2 + tau <grad f_gamma - G, z+ - x*>
            h_N <= 4 L R_0^2/(N + 1)^2 where G is exact;  E|G - grad f_gamma|^2 <= d M^2/batch (l2)         (derived)
Assumes     f convex and M-Lipschitz, f_gamma L-smooth; x* a minimiser of f_gamma.
Cost        2 `batch` values per step, which can be had in parallel; three vectors.
Departures  L is given, gamma is constant: gamma = eps/(2M) and L = c_d M/gamma for the accuracy eps.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.zeroth_order.estimators import cautious_step
from refimpl.zeroth_order.smoothing import EuclideanSphere, check_randomisation, mean_estimate


class State(NamedTuple):
    """Output, mirror point and step index."""

    x: Any  # y_k, shape (d,)
    z: Any  # z_k, shape (d,)
    k: int


class AcceleratedSmoothing(NamedTuple):
    """AC-SA on f_gamma; `smoothness` L > 0 of f_gamma, `radius` gamma > 0 in units of x, `batch` >= 1."""

    smoothness: float
    radius: float
    batch: int
    randomisation: Any = EuclideanSphere()

    @classmethod
    def prescribed(cls, problem, randomisation=None):
        """gamma = 1/8, two estimates per step and L with room for their noise: the Lipschitz constant is not known."""
        randomisation = EuclideanSphere() if randomisation is None else randomisation
        return cls(1 / cautious_step(problem), 0.125, 2, randomisation)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("smoothness", self.smoothness)
        checks.positive("radius", self.radius)
        checks.count("batch", self.batch)
        check_randomisation(self.randomisation)

    def init(self, problem, x0):
        return State(x0, x0, 0)

    def step(self, problem, state, rng):
        x = towards(state.x, state.z, state.k)
        G = mean_estimate(problem, x, self.radius, self.batch, self.randomisation, rng)
        z = state.z - (state.k + 2) / (4 * self.smoothness) * G
        return State(towards(state.x, z, state.k), z, state.k + 1)


def towards(y, z, k):
    """(1 - tau) y + tau z, tau = 2/(k + 2), without the rounding of tau."""
    return (k * y + 2 * z) / (k + 2)
