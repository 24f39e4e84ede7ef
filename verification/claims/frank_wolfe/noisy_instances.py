"""Quadratic and linear functions on the simplex, with linear noise, for claims about averaged estimates."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.problems import (
    ConstrainedQuadratic,
    LinearNoise,
    Quadratic,
    Simplex,
    constrained_quadratic,
    random_quadratic,
)


def random_instance(noise: float) -> Any:
    """A quadratic with L = 1 on the simplex, d = 4, whose minimiser lies on an edge, with linear noise."""
    f = random_quadratic(np.linspace(0.05, 1, 4), seed=0, minimizer=np.array([0.6, 0.5, -0.4, 0.1]))
    return LinearNoise(constrained_quadratic(f.A, f.b, Simplex()), noise)


def linear_instance(noise: float, d: int = 4) -> Any:
    """<a, x> on the simplex with its minimiser e_1, with linear noise."""
    f = Quadratic(np.zeros((d, d)), -np.linspace(-0.25, 1.0, d))
    return LinearNoise(ConstrainedQuadratic(f, Simplex(), np.eye(d)[0]), noise)
