"""Cases made for accelerated-tensor."""

from __future__ import annotations

import numpy as np

from refimpl.problems import FiniteNoise, Quadratic, RidgePolynomial
from refimpl.second_order.accelerated_tensor import AcceleratedTensor
from verification.arithmetic.newton import plane_quartic
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """Without errors, with each alone and with all; a model and a root that need all iterations; zero gradients."""
    noise = np.array([[1.0, -0.5], [-1.0, 0.5]])
    exact, sampled = FiniteNoise(plane_quartic(), 0 * noise), FiniteNoise(plane_quartic(), noise)
    flat = FiniteNoise(Quadratic(np.diag([2.0, 0.0]), np.zeros(2)), 0 * noise)
    ridges = np.array([[0.0, -3.0], [-1.0, -3.0]]), np.zeros(2), np.full(2, 0.25)
    slow = FiniteNoise(RidgePolynomial(np.diag([2.0**-7, 2.0**-6]), *ridges), 0 * noise)
    start = np.array([1.0, 2.0])
    return [
        Special("exact", AcceleratedTensor(54.0, 0.0, 0.0, 0.0), exact, None, start),
        Special("inexact Hessian", AcceleratedTensor(54.0, 0.5, 0.0, 0.0), exact, None, start),
        Special("inexact third derivative", AcceleratedTensor(54.0, 0.0, 4096.0, 0.0), exact, None, start),
        Special("two terms alike", AcceleratedTensor(54.0, 0.0, 128.0, 0.0), exact, None, start),
        Special("slow", AcceleratedTensor(128.0, 0.0, 128.0, 0.0), slow, None, np.array([56.0, -8.0])),
        Special("all inexact", AcceleratedTensor(54.0, 0.25, 0.5, 0.5), sampled, None, start),
        Special("large L", AcceleratedTensor(2.0**20, 0.0, 0.0, 0.0), exact, None, 64 * start),
        Special(
            "no third derivative", AcceleratedTensor(54.0, 0.0, 0.0, 0.0), flat, None, np.array([1.0, 3.0])
        ),
        Special("at a minimiser", AcceleratedTensor(54.0, 0.0, 0.0, 0.0), flat, None, np.array([0.0, 3.0])),
    ]
