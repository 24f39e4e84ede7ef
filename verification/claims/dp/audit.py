"""The privacy of a run as it can be measured: how far the noise must move to hide that an example is missing.

A release is m - s z with z ~ N(0, I). If the neighbour's release is m' - s' z', both give the same output where
z' = (s z + m' - m)/s', and the likelihood ratio of that output is exp((|z|^2 - |z'|^2)/2) for s' = s. Given what was
released before, the mechanism is therefore a Gaussian one of parameter |z' - z|; over a run the squares add up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.core.leaves import settle
from refimpl.problems import LeastSquares

PROBLEM = LeastSquares(
    np.array([[4.0, 2.0, 0.0], [0.0, 1.0, -1.0], [0.5, -0.25, 1.0], [-0.5, 0.0, 0.25], [0.25, 0.5, 0.5]]),
    np.array([64.0, -3.0, 0.5, 0.25, 1.0]),
)
START = np.array([0.5, -0.25, 1.0])
LOUD = 0  # |g_0| stays above 80: clipped at every step
STEPS = 12


def without_example(problem: LeastSquares, i: int) -> LeastSquares:
    """The neighbour: example i replaced by one whose gradient is zero everywhere."""
    kept = np.ones(len(problem.b))
    kept[i] = 0.0
    return LeastSquares(problem.A * kept[:, None], problem.b * kept)


def shifts(algorithm: Any, missing: int, released: Sequence[str] = ("x",), seed: int = 0) -> np.ndarray:
    """|z' - z| (STEPS, releases) for the run on the neighbour without example `missing` with the same outputs.

    `released` are the fields of the state that a step releases, in order, each with a normal vector of its own.
    Infinite where a release has no noise. Full batch: the uniform draws are zeros. The steps are driven from Python.
    """
    algorithm = settle(algorithm)
    problem, neighbour = settle(PROBLEM), settle(without_example(PROBLEM, missing))
    rng, d, n = np.random.default_rng(seed), len(START), len(PROBLEM.b)
    here, there = algorithm.init(problem, START), algorithm.init(neighbour, START)

    def step(served: Any, state: Any, z: np.ndarray) -> Any:
        return algorithm.step(served, state, tape([*np.zeros(n), *z.ravel()]))

    found = np.zeros((STEPS, len(released)))
    with np.errstate(all="ignore"):
        for t in range(STEPS):
            z = rng.standard_normal((len(released), d))
            after, w = step(problem, here, z), np.zeros_like(z)
            for r, name in enumerate(released):  # a release is affine in its own noise
                unit = w.copy()
                unit[r] = 1.0
                middle = getattr(step(neighbour, there, w), name)
                w[r] = (middle - getattr(after, name)) / (
                    middle - getattr(step(neighbour, there, unit), name)
                )
            found[t] = np.linalg.norm(w - z, axis=1)
            here, there = after, step(neighbour, there, w)
    return found


def epsilon(mu: float, delta: float) -> float:
    """The least epsilon with (epsilon, delta)-privacy of a Gaussian mechanism of parameter mu, by bisection.

    delta(eps) = Phi(mu/2 - eps/mu) - e^eps Phi(-mu/2 - eps/mu) (Dong, Roth & Su 2022, corollary 2.13).
    """
    from scipy.optimize import brentq
    from scipy.stats import norm

    def excess(eps: float) -> float:
        tail = np.exp(eps + norm.logcdf(-mu / 2 - eps / mu))
        return float(norm.cdf(mu / 2 - eps / mu) - tail - delta)

    return float(brentq(excess, 0.0, 100 + mu * (mu + 20), xtol=1e-13))
