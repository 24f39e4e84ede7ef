"""Which penalised loss a flatness method descends on a two-layer network, as expansions in its radius."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from refimpl.problems import Tanh, TwoLayerNetwork, random_teacher
from verification.evidence import power_rate
from verification.finding import Finding
from verification.trial import complete_run

LARGEST, RADII, STARTS, ETA = 2.0**-5, 48, 6, 0.25
H = 2.0**-17  # central differences: rounding u/H and truncation H^2 are both some 1e-10


def network() -> TwoLayerNetwork:
    """Two tanh units with bias on the data of such a teacher, d = 6."""
    return random_teacher(n=5, p=1, width=2, activation=Tanh(), seed=0)[0]


def penalised(
    algorithm: Callable[[float], Any],
    predicted: Callable[[TwoLayerNetwork, np.ndarray, float], np.ndarray],
    exponent: float,
    engine: str,
) -> Finding:
    """|(x - x+)/eta - predicted(problem, x, rho)| ~ rho^exponent for rho = 2^-5/k, k <= 48, at six random points."""
    problem = network()
    rng = np.random.default_rng(7)
    radii = LARGEST / np.arange(1, RADII + 1)
    errors = np.empty((STARTS, RADII))
    for i in range(STARTS):
        x = rng.standard_normal(problem.dimension())
        for k, rho in enumerate(radii):
            moved = complete_run(algorithm(float(rho)), problem, x, 1, engine=engine).x[1]
            errors[i, k] = np.linalg.norm((x - moved) / ETA - predicted(problem, x, float(rho)))
    return power_rate(errors, exponent, ylabel="|step/eta - expansion|")._replace(picture=None)


def gradient_norm_slope(problem: TwoLayerNetwork, x: np.ndarray) -> np.ndarray:
    """grad |g| = H g/|g|."""
    g = problem.gradient(x)
    return problem.hessian_vector(x, g / np.linalg.norm(g))


def gradient_norm_bend(problem: TwoLayerNetwork, x: np.ndarray) -> np.ndarray:
    """grad |v| for v = grad |g|: the Hessian of |g| along v/|v|, by a central difference."""
    v = gradient_norm_slope(problem, x)
    u = v / np.linalg.norm(v)
    return (gradient_norm_slope(problem, x + H * u) - gradient_norm_slope(problem, x - H * u)) / (2 * H)
