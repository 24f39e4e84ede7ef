"""Random directions and two-point estimates of the gradient, shared by the zeroth-order methods.

Estimate    g = s z with the slope s = [F(x + c z; y) - F(x - c z; y)] / 2c, both values on one sample y.
Directions  E z z' = I for all three: normal; uniform on the sphere of radius sqrt d; independent fair signs.
Moments     for F(.; y) quadratic with gradient p at x, E over the directions              (derived in the claims)
            E g = p;  E g g' = 2 p p' + |p|^2 I for normal directions, d/(d+2) times that for the sphere, and
            2 p p' + |p|^2 I - 2 diag(p_i^2) for signs;  E |g|^2 = (d+2) |p|^2, d |p|^2 and d |p|^2.
            The mean of n independent estimates has 1/n of the covariance.
Bias        with the cubic part sum k_i x_i^3/6:  c^2 k/2, c^2 k d/(2(d+2)) and c^2 k/6.
Trap        a direction of length one has E g = p/d: the factor sqrt d belongs to the direction, once.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.known import known


class Normal(NamedTuple):
    """z ~ N(0, I)."""

    def draw(self, x, rng):
        return rng.standard_normal(x.shape[0])


class Sphere(NamedTuple):
    """z uniform on the sphere of radius sqrt d."""

    def draw(self, x, rng):
        normal = rng.standard_normal(x.shape[0])
        square = np.dot(normal, normal)
        return np.zeros_like(x) if square == 0 else np.sqrt(x.shape[0] / square) * normal


class Signs(NamedTuple):
    """Independent fair signs z_i = +-1."""

    def draw(self, x, rng):
        z = np.zeros_like(x)
        for i in range(x.shape[0]):
            z[i] = 2.0 * rng.integers(0, 2) - 1.0
        return z


def check_law(law):
    """Raise ValueError unless `law` draws directions."""
    if not hasattr(law, "draw"):
        raise ValueError(f"law must be Normal(), Sphere() or Signs(), got {type(law).__name__}")


def slope(problem, x, z, smoothing, sample):
    """[F(x + c z; y) - F(x - c z; y)] / 2c, c = `smoothing`."""
    ahead = problem.sample_value(x + smoothing * z, sample)
    return (ahead - problem.sample_value(x - smoothing * z, sample)) / (2 * smoothing)


def cautious_step(problem):
    """1/((d + 2) L) with the largest smoothness L of a sample, 8 where none is known."""
    L = known(problem, "sample_smoothness", 8.0)
    return 1.0 / ((problem.dimension() + 2) * L)


def check_two_point(algorithm):
    """Raise ValueError unless `step_size` and `smoothing` are positive."""
    checks.positive("step_size", algorithm.step_size)
    checks.positive("smoothing", algorithm.smoothing)
