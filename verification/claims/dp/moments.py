"""Mean and covariance of a private step by listing: all Poisson samples of four examples, all signs of the noise."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from verification.arithmetic.private import Instance
from verification.evidence import exact_moments
from verification.finding import Finding
from verification.trial import complete_run


def step_moments(algorithm: Any, engine: str, *, before: int = 0, fixed_size: bool = False) -> Finding:
    """E x+ = x - (eta/n) sum c_i, Cov x+ = eta^2 [((1-q)/(q n^2)) sum c_i c_i' + (sigma C/(q n))^2 I], c_i = clip(g_i).

    `algorithm` has the hyper-parameters of the instance; `before` normal draws, zeros here, precede those of the step.
    An example is drawn where its uniform draw is below q: the last number below q and q itself are the two outcomes.
    With `fixed_size` the law of samples of two is put in place of Poisson's, for a control.
    """
    where = Instance()
    q, C, sigma, eta, n, d = where.sampling_rate, where.clip, where.noise_multiplier, where.step_size, 4, 3
    problem, x0 = where.problem(), np.array(where.x0)
    outcomes, weights = [], []
    for sample, signs in product(product((0, 1), repeat=n), product((-1.0, 1.0), repeat=d)):
        uniforms = [np.nextafter(q, 0.0) if drawn else q for drawn in sample]
        poisson = q ** sum(sample) * (1 - q) ** (n - sum(sample)) / 8
        weights.append((sum(sample) == 2) / 48 if fixed_size else poisson)
        draws = tape([*uniforms, *np.zeros(before), *signs])
        outcomes.append(complete_run(algorithm, problem, x0, 1, engine=engine, rng=draws).x[1])
    g = [(np.dot(a, x0) - b) * np.array(a) for a, b in zip(where.A, where.b)]
    c = np.array([v * min(1.0, C / np.linalg.norm(v)) for v in g])
    covariance = eta**2 * ((1 - q) / (q * n**2) * c.T @ c + (sigma * C / (q * n)) ** 2 * np.eye(d))
    mean = x0 - eta / n * c.sum(axis=0)
    # 128 outcomes of some twenty roundings each, against E x^2 of order 1
    return exact_moments(outcomes, weights, mean=mean, covariance=covariance, tolerance=1e-13)
