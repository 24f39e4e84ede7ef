"""Moments propagated through the step itself, against closed forms."""

from __future__ import annotations

import numpy as np

from verification.claims.bilevel.exact_moments import SIX, squared_hypergradients


def autoregression(problem, state, k, rng):
    """x+ = x/2 + 1 + xi_1/4 + y/8, y+ = xi_2: Var x = (1/16 + 1/64 [k > 1]) sums of 4^-j, E x = 2 (1 - 2^-k)."""
    noise = [rng.standard_normal(len(state[0])) for _ in range(2)]
    return [state[0] / 2 + 1 + noise[0] / 4 + state[1] / 8, noise[1]]


def test_an_autoregression_has_its_mean_and_variance():
    found = squared_hypergradients(autoregression, 2, (1.0, 1.0), 4)
    k = np.arange(1, 5)
    mean = 2 * (1 - 0.5**k)
    variance = np.array([sum(4.0**-j * (1 / 16 + (j < n - 1) / 64) for j in range(n)) for n in k])
    slope, offset = SIX.r + (SIX.b / SIX.a) ** 2, SIX.b / SIX.a * SIX.t
    expected = (slope[:, None] * mean - offset[:, None]) ** 2 + slope[:, None] ** 2 * variance
    np.testing.assert_allclose(found, expected, rtol=1e-14)
