"""Steps that are to reach a known value: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import get_method, run
from refimpl.core.draws import tape
from refimpl.problems import LeastSquares, Quadratic
from refimpl.second_order.newton_polyak import NewtonPolyak
from refimpl.second_order.polyak import model_length
from refimpl.second_order.polyak_cubic_newton import PolyakCubicNewton
from refimpl.second_order.psps import PSPS
from refimpl.second_order.sania_adam_sqr import SANIAAdamSQR
from refimpl.second_order.stochastic_polyak import StochasticPolyak

SQUARE = LeastSquares(np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([1.0, 4.0]))


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (StochasticPolyak(np.nan), "target must be a finite number, got nan"),
        (NewtonPolyak(np.inf), "target must be a finite number, got inf"),
        (SANIAAdamSQR(0.0, 1.0), r"beta2 must lie in \[0, 1\), got 1.0"),
        (PSPS(0.0, 1.5, 1.0), r"beta2 must lie in \[0, 1\], got 1.5"),
        (PSPS(0.0, 0.5, 0.0), "alpha must be positive and finite, got 0.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, SQUARE, np.zeros(2), 2)


@pytest.mark.parametrize("share", [0.0, 1e-12, 0.25, 0.499999, 0.5, 0.75])
def test_the_length_is_the_least_root_of_the_model_or_its_minimum(share):
    length = model_length(share * 3.0, 3.0)
    model = share - length + length**2 / 2
    assert model == pytest.approx(max(0.0, share - 0.5), abs=1e-15)
    assert 0 <= length <= 1
    assert length >= share


NAMES = (
    "stochastic-polyak",
    "psps",
    "sania-adagrad-sqr",
    "sania-adam-sqr",
    "newton-polyak",
    "polyak-cubic-newton",
)


@pytest.mark.parametrize("name", NAMES)
def test_at_the_target_the_point_stays(name):
    algorithm = get_method(name).load().prescribed(SQUARE)._replace(target=100.0)
    draws = tape(np.ones(8), [0, 1, 1, 0])
    x = run(algorithm, SQUARE, np.array([3.0, 1.0]), 4, rng=draws).x
    assert np.array_equal(x, np.tile([3.0, 1.0], (5, 1)))


@pytest.mark.parametrize("name", NAMES[:4])
def test_a_fitted_row_moves_nothing_though_its_entries_are_zero(name):
    algorithm = get_method(name).load().prescribed(SQUARE)
    draws = tape(np.ones(4), [0, 0])
    x = run(algorithm, SQUARE, np.array([1.0, 7.0]), 2, rng=draws).x
    assert np.array_equal(x, np.tile([1.0, 7.0], (3, 1)))


def test_the_shortest_step_to_a_level_of_a_sphere_is_that_of_the_radius():
    """|x|^2/2 = 1/2 from (3, 4): to (0.6, 0.8)."""
    sphere = Quadratic(np.eye(2), np.zeros(2))
    for algorithm in (PolyakCubicNewton(0.5), NewtonPolyak(0.5)):
        x = run(algorithm, sphere, np.array([3.0, 4.0]), 1).x
        np.testing.assert_allclose(x[1], [0.6, 0.8], rtol=1e-14)


def test_the_shortest_step_is_shorter_than_the_newton_step_cut_off():
    bowl = Quadratic(np.diag([16.0, 1.0]), np.zeros(2))
    start = np.array([1.0, 4.0])
    moves = [
        np.linalg.norm(run(a, bowl, start, 1).x[1] - start)
        for a in (PolyakCubicNewton(4.0), NewtonPolyak(4.0))
    ]
    assert moves[0] < 0.9 * moves[1]
    for algorithm in (PolyakCubicNewton(4.0), NewtonPolyak(4.0)):
        assert bowl.value(run(algorithm, bowl, start, 1).x[1]) == pytest.approx(4.0, rel=1e-13)


def test_a_singular_hessian_is_no_obstacle_to_the_shortest_step():
    """x_1^2 to the value 1 from (2, 3), whatever x_2."""
    x = run(PolyakCubicNewton(1.0), Quadratic(np.diag([2.0, 0.0]), np.zeros(2)), np.array([2.0, 3.0]), 1).x
    np.testing.assert_allclose(x[1], [1.0, 3.0], rtol=1e-14)
