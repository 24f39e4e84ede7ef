"""DP-SAT: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.dp.dp_sat import DPSAT
from refimpl.dp.dp_sgd import DPSGD
from refimpl.problems import random_least_squares, random_robust_regression

PROBLEM = random_least_squares(n=8, d=3, noise=1.0, seed=0)


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (DPSAT(-0.1, 1.0, 1.0, 0.5, 0.1), "step_size must be positive and finite, got -0.1"),
        (DPSAT(0.1, 1.0, 1.0, 0.5, -0.1), "rho must be non-negative and finite, got -0.1"),
        (DPSAT(0.1, 1.0, 1.0, 2.0, 0.1), r"sampling_rate must lie in \[0.0, 1.0\], got 2.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, PROBLEM, np.ones(3), 2)


def test_one_query_per_step_as_dp_sgd():
    t = run(DPSAT(0.1, 1.0, 1.0, 0.5, 0.1), PROBLEM, np.ones(3), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"sample_gradients": 7}


def test_without_radius_and_in_its_first_step_it_is_dp_sgd():
    problem, x0, common = random_robust_regression(9, 3, 1.0, seed=4), np.ones(3), (0.25, 0.5, 1.0, 0.5)
    sgd = run(DPSGD(*common), problem, x0, 15, rng=5).x
    np.testing.assert_array_equal(run(DPSAT(*common, 0.0), problem, x0, 15, rng=5).x, sgd)
    other = run(DPSAT(*common, 0.5), problem, x0, 15, rng=5).x
    np.testing.assert_array_equal(other[:2], sgd[:2])
    assert not np.array_equal(other[2], sgd[2])


def test_the_direction_is_that_of_the_last_move():
    """With a constant step size p_{t-1} = (x_{t-1} - x_t)/eta: code that keeps weights instead of releases agrees."""
    t = run(DPSAT(0.25, 1.0, 1.0, 0.5, 0.5), PROBLEM, np.ones(3), 9, rng=2)
    np.testing.assert_allclose(t.state.released, (t.x[-2] - t.x[-1]) / 0.25, rtol=1e-12, atol=1e-13)
