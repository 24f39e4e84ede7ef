"""AMP: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from refimpl import run
from refimpl.flatness.amp import AMP
from refimpl.flatness.sam import SAM
from refimpl.flatness.usam import USAM
from refimpl.problems import GaussianWells, Linear, LogQuadratic, diagonal_quadratic, random_quadratic

ENGINES = ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)]


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (AMP(0.0, 0.5, 0.1, 1), "step_size must be positive and finite, got 0.0"),
        (AMP(0.1, -0.5, 0.1, 1), "radius must be non-negative and finite, got -0.5"),
        (AMP(0.1, 0.5, np.nan, 1), "ascent_size must be non-negative and finite, got nan"),
        (AMP(0.1, 0.5, 0.1, 0), "ascent_steps must be an integer of at least 1, got 0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, LogQuadratic(2), np.ones(2), 2)


def test_prescribed_takes_the_smoothness_twice():
    assert AMP.prescribed(diagonal_quadratic([4.0, 1.0])) == AMP(0.25, 0.5, 0.25, 2)


def test_one_gradient_more_than_ascent_steps():
    t = run(AMP(0.25, 0.25, 0.5, 3), LogQuadratic(3), np.ones(3), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 28}


def test_one_ascent_step_is_usam_within_the_ball_and_sam_beyond():
    problem, x0 = random_quadratic([3.0, 1.0, 0.5], seed=1), np.array([1.0, 2.0, -1.0])
    x = run(AMP(0.125, 100.0, 0.25, 1), problem, x0, 10).x
    np.testing.assert_array_equal(x, run(USAM(0.125, 0.25), problem, x0, 10).x)
    sam = run(SAM(0.125, 0.25), problem, x0, 10).x
    np.testing.assert_allclose(run(AMP(0.125, 0.25, 100.0, 1), problem, x0, 10).x, sam, rtol=1e-13)
    np.testing.assert_array_equal(run(AMP(0.125, 0.25, 64.0, 1), problem, x0, 10).x, sam)


@pytest.mark.parametrize("engine", ENGINES)
def test_on_an_affine_function_it_is_gradient_descent(engine):
    t = run(AMP(0.25, 0.5, 1.0, 2), Linear(np.array([1.0, -2.0])), np.zeros(2), 4, engine=engine)
    np.testing.assert_array_equal(t.x, -np.arange(5)[:, None] * np.array([0.25, -0.5]))


def test_the_projection_is_the_nearest_point_of_the_ball():
    algorithm = AMP(0.1, 0.5, 0.1, 1)
    inside, outside = np.array([0.25, -0.25]), np.array([3.0, -4.0])
    assert algorithm.project(inside) is inside
    np.testing.assert_allclose(algorithm.project(outside), [0.3, -0.4], rtol=1e-15)


def test_many_ascent_steps_find_what_a_solver_finds():
    """The worst point of a disk beside a well, by SLSQP from several starts."""
    problem = GaussianWells(np.array([1.0]), np.zeros((1, 2)), np.array([[0.5, 1.0]]))
    x0, eps = np.array([0.125, 0.25]), 0.375
    step = run(AMP(1.0, eps, 0.25, 400), problem, x0, 1).x
    ball = {"type": "ineq", "fun": lambda D: eps**2 - D @ D}
    worst = max(
        (
            minimize(lambda D: -problem.value(x0 + D), start, constraints=ball, options={"ftol": 1e-14})
            for start in ([0.1, 0.1], [-0.1, 0.1], [0.1, -0.1], [-0.1, -0.1])
        ),
        key=lambda found: -found.fun,
    )
    np.testing.assert_allclose(step[0] - step[1], problem.gradient(x0 + worst.x), atol=1e-5)


def test_at_a_minimum_it_stays_although_a_neighbour_is_better_in_the_worst_case():
    wells = GaussianWells(np.array([1.0, 0.8]), np.array([[-8.0], [8.0]]), np.array([[0.3], [1.2]]))
    eps = 2 * wells.switch_radius()
    assert wells.worst_value(eps)[1] < wells.worst_value(eps)[0]
    x = run(AMP(0.01, eps, 1.0, 20), wells, np.array([-8.0]), 20).x
    assert np.all(np.abs(x + 8) < 1e-12)
