"""Stochastic USAM and the tracked eigenvalues: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.core.draws import tape
from refimpl.core.observables import HessianEigenvalue, KernelEigenvalue
from refimpl.flatness.stochastic_usam import StochasticUSAM
from refimpl.flatness.usam import USAM
from refimpl.problems import LeastSquares, QuadraticRegression, random_quadratic_regression, saddle_regression


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (StochasticUSAM(0.0, 0.1), "step_size must be positive and finite, got 0.0"),
        (StochasticUSAM(0.1, -0.1), "rho must be non-negative and finite, got -0.1"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, saddle_regression(0.5, 0.25), np.ones(2), 2)


def test_one_draw_and_two_sampled_gradients_per_step():
    problem = random_quadratic_regression(3, 2, seed=0)
    draws = tape(integers=[0, 2, 1, 1, 0])
    t = run(
        StochasticUSAM(0.01, 0.1), problem, np.ones(2), 5, count=True, rng=draws
    )  # a sixth draw would raise
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"sample_gradient": 10}


def test_with_one_sample_it_is_usam():
    problem, x0 = saddle_regression(0.5, 0.25), np.array([1.5, 1.0])
    x = run(StochasticUSAM(0.125, 0.25), problem, x0, 20).x
    assert np.array_equal(x, run(USAM(0.125, 0.25), problem, x0, 20).x)


def test_prescribed_knows_the_smoothness_of_the_samples():
    rows = np.array([[2.0, 0.0], [0.0, 1.0]])
    assert StochasticUSAM.prescribed(LeastSquares(rows, np.ones(2))) == StochasticUSAM(1 / 16, 1 / 16)
    assert StochasticUSAM.prescribed(saddle_regression(0.5, 0.25)) == StochasticUSAM(1 / 32, 1 / 32)


@pytest.mark.parametrize("engine", ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)])
def test_tracked_eigenvalues_are_those_of_scipy(engine):
    from scipy.linalg import eigvalsh, svdvals

    problem = QuadraticRegression(
        np.array([0.5]), np.array([[1.0, -0.5]]), np.array([[0.5, 0.25], [0.25, -1.0]])
    )
    record = [HessianEigenvalue(), KernelEigenvalue()]
    t = run(USAM(0.125, 0.25), problem, np.array([1.0, -2.0]), 6, engine=engine, record=record)
    for x, H, K in zip(t.x, t.observed["HessianEigenvalue"], t.observed["KernelEigenvalue"], strict=True):
        assert pytest.approx(eigvalsh(problem.hessian(x))[-1], rel=1e-13) == H
        assert pytest.approx(svdvals(problem.jacobian(x))[0] ** 2, rel=1e-13) == K
