"""What the noise of one step costs on a quadratic: exactly in the mean, and with normal draws."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.core.leaves import settle
from verification.arithmetic.private import Instance
from verification.evidence import identity, mean_test
from verification.finding import Finding, worst

DRAWS = 2000


def noise_costs(algorithm: Any, state: Any, scale: float, releases: int, engine: str) -> Finding:
    """E f(x+) - f(m) = scale^2 tr(H)/2 from `state`, m the step with the noise of its last release at zero.

    x+ = m - scale z on least squares: f(x+) - f(m) = -scale <grad f(m), z> + scale^2 z'Hz/2. The 2^d signs have
    its mean exactly; for normal z its variance is scale^2 |grad f(m)|^2 + scale^4 |H|_F^2/2. Full batch.
    """
    problem, algorithm = settle(Instance().problem()), settle(algorithm)
    n, d = problem.A.shape
    first = np.random.default_rng(1).standard_normal((releases - 1) * d)

    def end(z: Any) -> np.ndarray:
        return algorithm.step(problem, state, tape([*np.zeros(n), *first, *z])).x

    middle = end(np.zeros(d))
    H, f0, g = problem.hessian(middle), problem.value(middle), problem.gradient(middle)
    cost = scale**2 * np.trace(H) / 2
    signs = np.array(np.meshgrid(*[[-1.0, 1.0]] * d)).reshape(d, -1).T
    listed = np.mean([problem.value(end(z)) - f0 for z in signs])
    rng = np.random.default_rng(0)
    drawn = np.array([problem.value(end(z)) - f0 for z in rng.standard_normal((DRAWS, d))])
    variance = scale**2 * g @ g + scale**4 * np.sum(H * H) / 2
    # differences of values of order 10 in the first
    exact = identity([listed], [cost], tolerance=1e-12)
    return worst([exact, mean_test(drawn, [cost], covariance=[[variance]], margin=0.2)])
