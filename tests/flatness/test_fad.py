"""FAD: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.flatness.fad import FAD
from refimpl.flatness.sam import SAM
from refimpl.problems import LogQuadratic, Quadratic, diagonal_quadratic, random_quadratic

ENGINES = ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)]
USABLE = FAD(0.25, 0.5, 0.75, 0.375)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ({"rho": -0.5}, "rho must be non-negative and finite, got -0.5"),
        ({"alpha": -0.5}, "alpha must be non-negative and finite, got -0.5"),
        ({"beta": 1.5}, r"beta must lie in \[0, 1\], got 1.5"),
    ],
)
def test_unusable_hyper_parameters_are_told(change, message):
    with pytest.raises(ValueError, match=message):
        run(USABLE._replace(**change), LogQuadratic(2), np.ones(2), 2)


def test_oracle_calls_per_step():
    t = run(USABLE, LogQuadratic(3), np.ones(3), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 28}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_stationary_point_of_a_flat_valley_stays(engine):
    flat = Quadratic(np.diag([2.0, 0.0]), np.zeros(2))
    t = run(USABLE, flat, np.array([0.0, 3.0]), 4, engine=engine)
    assert t.stopped_at == 4
    assert np.array_equal(t.x, np.tile([0.0, 3.0], (5, 1)))


def test_where_the_gradient_is_constant_the_step_is_gradient_descent():
    linear = Quadratic(np.zeros((2, 2)), np.array([1.0, -2.0]))
    t = run(USABLE, linear, np.zeros(2), 4)
    np.testing.assert_allclose(
        t.x, USABLE.step_size * np.arange(5)[:, None] * np.array([1.0, -2.0]), rtol=1e-15
    )


def test_on_a_quadratic_in_one_dimension_it_is_sam_with_radius_alpha_rho():
    problem, x0 = diagonal_quadratic([2.0]), np.array([3.0])
    x = run(FAD(0.375, 0.5, 0.25, 0.375), problem, x0, 30).x
    np.testing.assert_allclose(x, run(SAM(0.375, 0.125), problem, x0, 30).x, rtol=1e-13)


def test_the_step_turns_with_the_coordinates():
    """f(x) and f(Qx), Q orthogonal: the iterates turn with Q."""
    problem = random_quadratic([3.0, 1.0, 0.5], seed=1)
    Q, _ = np.linalg.qr(np.random.default_rng(2).standard_normal((3, 3)))
    A = Q.T @ problem.A @ Q
    turned = Quadratic((A + A.T) / 2, Q.T @ problem.b)
    x = run(USABLE._replace(step_size=0.125), problem, np.ones(3), 10).x
    y = run(USABLE._replace(step_size=0.125), turned, Q.T @ np.ones(3), 10).x
    np.testing.assert_allclose(y, x @ Q, rtol=1e-10, atol=1e-10)


def test_prescribed_takes_the_largest_step_of_the_guarantee():
    assert FAD.prescribed(diagonal_quadratic([4.0, 1.0])) == FAD(0.25, 0.05, 1.0, 0.5)
