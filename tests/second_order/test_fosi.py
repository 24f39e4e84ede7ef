"""FOSI and its bases: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.first_order_adaptive.adam import Adam
from refimpl.first_order_adaptive.gradient_descent import GradientDescent
from refimpl.problems import Quadratic, diagonal_quadratic, random_quadratic
from refimpl.second_order.fosi import FOSI
from refimpl.second_order.fosi_adam import FOSIAdam
from refimpl.second_order.fosi_heavy_ball import FOSIHeavyBall

USUAL = FOSI(0.25, 0.5, 1, 1, 2)
PROBLEM = random_quadratic([4.0, 1.0, 0.5, 0.25], seed=1)


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (USUAL._replace(step_size=0.0), "step_size must be positive and finite, got 0.0"),
        (USUAL._replace(alpha=0.0), "alpha must be positive and finite, got 0.0"),
        (USUAL._replace(largest=-1), "largest must be an integer of at least 0, got -1"),
        (
            USUAL._replace(largest=2, smallest=3),
            "largest \\+ smallest must be at most the dimension 4, got 5",
        ),
        (USUAL._replace(period=0), "period must be an integer of at least 1, got 0"),
        (FOSIHeavyBall(0.25, 0.5, 1.5, 1, 1, 2), r"momentum must lie in \[0, 1\], got 1.5"),
        (FOSIAdam(0.25, 0.5, 1.0, 0.5, 0.1, 1, 1, 2), r"beta1 must lie in \[0, 0.99.*\], got 1.0"),
        (FOSIAdam(0.25, 0.5, 0.5, 0.5, 0.0, 1, 1, 2), "epsilon must be positive and finite, got 0.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, PROBLEM, np.ones(4), 2)


def test_without_a_subspace_the_base_is_left():
    x = run(FOSI(0.25, 0.5, 0, 0, 2), PROBLEM, np.ones(4), 5).x
    np.testing.assert_allclose(x, run(GradientDescent(0.25), PROBLEM, np.ones(4), 5).x, rtol=1e-12)
    x = run(FOSIAdam(0.25, 0.5, 0.5, 0.75, 0.125, 0, 0, 2), PROBLEM, np.ones(4), 5).x
    adam = Adam(step_size=0.25, beta1=0.5, beta2=0.75, epsilon=0.125)
    np.testing.assert_allclose(x, run(adam, PROBLEM, np.ones(4), 5).x, rtol=1e-12)


def test_with_everything_in_the_subspace_newton_is_left():
    x = run(FOSI(0.25, 1.0, 2, 2, 1), PROBLEM, np.ones(4), 1).x[1]
    np.testing.assert_allclose(x, PROBLEM.minimizer(), rtol=1e-12)


def test_an_enlarged_step_without_the_top_of_the_spectrum_explodes():
    """The smallest eigenvalues alone leave the longest step where it was."""
    problem = diagonal_quadratic([1000.0, 10.0, 1.0, 0.1])
    x = run(FOSI(2 / 11, 1.0, 0, 1, 2), problem, np.ones(4), 20).x
    assert np.abs(x[-1]).max() > 1e20


def test_a_direction_of_no_curvature_is_followed_by_the_gradient_itself():
    problem = Quadratic(np.diag([2.0, 0.0]), np.array([0.0, 1.0]))
    x = run(FOSI(0.25, 0.5, 0, 1, 1), problem, np.zeros(2), 1).x[1]
    np.testing.assert_array_equal(x, [0.0, 0.5])
