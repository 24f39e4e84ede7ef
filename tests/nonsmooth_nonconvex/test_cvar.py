"""Methods for the conditional value at risk: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.nonsmooth_nonconvex.cvar_prox_linear import CVaRProxLinear
from refimpl.nonsmooth_nonconvex.cvar_proximal_point import CVaRProximalPoint
from refimpl.nonsmooth_nonconvex.cvar_subgradient import CVaRSubgradient
from refimpl.problems import LeastSquares

PROBLEM = LeastSquares(np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]]), np.array([1.0, -2.0, 4.0]))
METHODS = [CVaRSubgradient, CVaRProxLinear, CVaRProximalPoint]


@pytest.mark.parametrize("cls", METHODS)
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ((0.0, 1.0, 0.5), "step_size must be positive and finite, got 0.0"),
        ((1.0, -1.0, 0.5), "level_step must be positive and finite, got -1.0"),
        ((1.0, 1.0, -0.5), "quantile must be non-negative and finite, got -0.5"),
        ((1.0, 1.0, 1.0), "quantile must be below 1, got 1.0"),
    ],
)
def test_unusable_parameters_are_told(cls, fields, sentence):
    with pytest.raises(ValueError, match=sentence):
        run(cls(*fields), PROBLEM, np.ones(2), 1)


@pytest.mark.parametrize("cls", METHODS)
def test_cost_is_that_of_the_header(cls):
    calls = run(cls(0.1, 0.1, 0.5), PROBLEM, np.ones(2), 4, count=True).calls
    assert {name: n for name, n in calls.items() if n} == {"sample_value": 4, "sample_gradient": 4}


@pytest.mark.parametrize("cls", METHODS)
def test_the_whole_tail_is_the_mean_loss(cls):
    """b = 0: kappa = 1, and samples in the tail leave the level where it is; x takes steps of plain SGD or its prox."""
    found = run(cls(2.0**-6, 2.0**-10, 0.0), PROBLEM, np.array([5.0, 5.0]), 3, rng=0)
    assert found.state.level == 0.0
    x, rng = np.array([5.0, 5.0]), np.random.default_rng(0)
    for _ in range(3):
        i = int(rng.integers(0, 3))
        shrunk = 1 + 2.0**-6 * PROBLEM.A[i] @ PROBLEM.A[i] if cls is CVaRProximalPoint else 1.0
        x = x - 2.0**-6 * PROBLEM.sample_gradient(x, i) / shrunk
    np.testing.assert_allclose(found.x[-1], x, rtol=1e-14)


@pytest.mark.parametrize("cls", METHODS)
def test_the_mean_of_the_worst_half_falls(cls):
    x = run(cls(0.02, 0.05, 0.5), PROBLEM, np.array([5.0, 5.0]), 400, rng=1).x
    worst = [sorted(PROBLEM.sample_value(v, i) for i in range(3))[-1] for v in (x[0], x[-1])]
    assert worst[1] < worst[0] / 10
