"""Stochastic SAM: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.core.draws import Recorder, tape
from refimpl.flatness.sam import SAM
from refimpl.flatness.stochastic_sam import StochasticSAM
from refimpl.problems import (
    LeastSquares,
    LinearNoise,
    diagonal_quadratic,
    random_least_squares,
    random_quadratic,
)


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (StochasticSAM(0.0, 0.5), "step_size must be positive and finite, got 0.0"),
        (StochasticSAM(0.1, np.nan), "rho must be non-negative and finite, got nan"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, random_least_squares(6, 2, 0.5, 0), np.ones(2), 2)


def test_prescribed_knows_the_smoothness_of_a_sample():
    rows = LeastSquares(np.array([[1.0, 0.0], [0.0, 4.0]]), np.zeros(2))
    assert StochasticSAM.prescribed(rows) == StochasticSAM(1 / 64, 0.05)
    assert StochasticSAM.prescribed(LinearNoise(diagonal_quadratic([2.0]), 0.5)) == StochasticSAM(1 / 8, 0.05)


def test_two_sampled_gradients_and_one_draw_per_step():
    recorder = Recorder(np.random.default_rng(0))
    problem = random_least_squares(6, 2, 0.5, 0)
    t = run(StochasticSAM(0.05, 0.25), problem, np.ones(2), 7, count=True, rng=recorder)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"sample_gradient": 14}
    assert recorder.tape().integers_.size == 7


def test_without_noise_it_is_sam():
    problem, x0 = random_quadratic([3.0, 1.0, 0.5], seed=1), np.array([1.0, 2.0, -1.0])
    x = run(StochasticSAM(0.125, 0.25), LinearNoise(problem, 0.0), x0, 20).x
    np.testing.assert_array_equal(x, run(SAM(0.125, 0.25), problem, x0, 20).x)


def test_on_one_row_it_is_sam_on_that_row():
    problem, x0 = random_least_squares(6, 2, 0.5, 0), np.array([1.0, -2.0])
    row = LeastSquares(np.tile(problem.A[3], (1, 1)), problem.b[3:4])
    x = run(StochasticSAM(0.05, 0.25), problem, x0, 10, rng=tape(integers=[3] * 10)).x

    class OneRow(LeastSquares):
        def validate(self):
            """A single row has no full column rank."""

    np.testing.assert_allclose(x, run(SAM(0.05, 0.25), OneRow(*row), x0, 10).x, rtol=1e-12)


def test_the_floor_of_the_noise_is_amplified_in_the_long_run():
    """x+ = (1 - 4 eta) x +- 4 eta (c + rho) while |x| < c: stationary variance 4 eta (c + rho)^2/(2 - 4 eta)."""
    eta, rho, c = 1 / 256, 0.25, 1.0
    problem = LeastSquares(np.array([[2.0], [2.0]]), np.array([2 * c, -2 * c]))
    x = run(StochasticSAM(eta, rho), problem, np.zeros(1), 40_000, rng=0).x[1000:, 0]
    assert np.abs(x).max() < c
    # correlation time 64: 39000/128 independent values, relative error sqrt(2/300) = 8 %
    assert np.mean(x**2) == pytest.approx(4 * eta * (c + rho) ** 2 / (2 - 4 * eta), rel=0.4)
