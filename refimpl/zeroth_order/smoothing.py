"""Two-point estimates of the gradient of a smoothed function on the l2 or the l1 sphere, and one-point ones.

Source      Gasnikov et al. 2022, "The Power of First-Order Smooth Optimization for Black-Box Non-Smooth Problems";
            l1: Akhavan, Chzhen, Pontil & Tsybakov 2022.
Estimate    g = (d/2 gamma) [F(x + gamma e; y) - F(x - gamma e; y)] n(e), both values on one sample y
            l2: e uniform on the unit sphere, n(e) = e.   l1: e uniform on the l1 unit sphere, n(e) = sign(e)
            one point: g = (d/gamma) F(x + gamma e; y) e on the l2 sphere,  (1/gamma) F(x + gamma z; y) z, z ~ N(0, I)
Mean        grad f_gamma(x), f_gamma(x) = E f(x + gamma u), u uniform in the unit ball of the same norm, or u = z
                                                                                                             (derived)
Moments     for F(.; y) linear with gradient p: l2 E|g|^2 = d |p|^2;  l1 E|g|^2 = (2 d^2/(d+1)) |p|^2,
            E max_i g_i^2 = (2 d/(d+1)) |p|^2                                                              (derived)
            one point: E|g|^2 is about (d^2/gamma^2) F(x)^2 on the sphere, (d/gamma^2) F(x)^2 for z        (derived)
Assumes     F(.; y) is defined within gamma of the points asked for.
Cost        2 values, or 1.
Trap        a direction without the factor d has the mean grad f_gamma / d; e for sign(e) is neither estimate.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from refimpl.core.dialect import norm
from refimpl.zeroth_order.estimators import slope


class EuclideanSphere(NamedTuple):
    """e uniform on the unit sphere, by a normal draw."""

    def estimate(self, problem, x, radius, sample, rng):
        normal = rng.standard_normal(x.shape[0])
        e = normal / norm(normal)
        return x.shape[0] * slope(problem, x, e, radius, sample) * e


class CrossPolytope(NamedTuple):
    """e uniform on the l1 unit sphere, by a Laplace draw: signs and exponential sizes of d uniform draws."""

    def estimate(self, problem, x, radius, sample, rng):
        signs, sizes = np.zeros_like(x), np.zeros_like(x)
        for i in range(x.shape[0]):
            u = 2 * rng.random() - 1
            signs[i] = 1.0 if u > 0 else -1.0
            sizes[i] = -np.log(1 - np.abs(u))
        e = signs * sizes / np.sum(sizes)
        return x.shape[0] * slope(problem, x, e, radius, sample) * signs


class OnePointSphere(NamedTuple):
    """One value at e uniform on the unit sphere: a variance that grows with the value itself and with 1/gamma^2."""

    def estimate(self, problem, x, radius, sample, rng):
        normal = rng.standard_normal(x.shape[0])
        e = normal / norm(normal)
        return x.shape[0] * problem.sample_value(x + radius * e, sample) / radius * e


class OnePointNormal(NamedTuple):
    """One value at a standard normal z: Gaussian smoothing."""

    def estimate(self, problem, x, radius, sample, rng):
        z = rng.standard_normal(x.shape[0])
        return problem.sample_value(x + radius * z, sample) / radius * z


def check_randomisation(randomisation):
    """Raise ValueError unless `randomisation` estimates gradients."""
    if not hasattr(randomisation, "estimate"):
        got = type(randomisation).__name__
        raise ValueError(f"randomisation must be EuclideanSphere() or CrossPolytope(), got {got}")


def mean_estimate(problem, x, radius, batch, randomisation, rng):
    """Mean of `batch` estimates, each with a sample and a direction of its own."""
    total = np.zeros_like(x)
    for _ in range(batch):
        total = total + randomisation.estimate(problem, x, radius, problem.sample(rng), rng)
    return total / batch
