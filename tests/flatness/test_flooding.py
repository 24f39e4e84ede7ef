"""Flooding: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.flatness.flooding import Flooding
from refimpl.problems import LogQuadratic, Quadratic, ScalarNetwork, diagonal_quadratic

ENGINES = ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)]
USABLE = Flooding(0.25, -100.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ({"level": np.nan}, "level must be a finite number, got nan"),
    ],
)
def test_unusable_hyper_parameters_are_told(change, message):
    with pytest.raises(ValueError, match=message):
        run(USABLE._replace(**change), LogQuadratic(2), np.ones(2), 2)


def test_oracle_calls_per_step():
    t = run(USABLE, LogQuadratic(3), np.ones(3), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"value": 7, "gradient": 7}


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


@pytest.mark.parametrize("engine", ENGINES)
def test_at_the_level_itself_it_stays(engine):
    """x^2/2 = 1/8 at x = 1/2: sign 0."""
    t = run(Flooding(0.25, 0.125), diagonal_quadratic([1.0]), np.array([0.5]), 3, engine=engine)
    assert np.array_equal(t.x[:, 0], np.full(4, 0.5))


def test_with_an_unreachable_level_it_is_gradient_descent():
    spectrum, x0 = np.array([2.0, 1.0, 0.25]), np.array([1.0, -2.0, 3.0])
    x = run(Flooding(0.25, -1.0), diagonal_quadratic(spectrum), x0, 20).x
    np.testing.assert_allclose(x, x0 * (1 - 0.25 * spectrum) ** np.arange(21)[:, None], rtol=1e-13)


def test_along_the_flood_level_of_a_scalar_network_it_drifts_to_flatter_points():
    """On (ab - 1)^2/2 from (3, 0.2): |grad f|^2 = 2 f (a^2 + b^2) falls along the level."""
    problem, start = ScalarNetwork(2), np.array([3.0, 0.2])
    x = run(Flooding(0.03125, 0.125), problem, start, 20000, every=20000).x[-1]
    assert x @ x < 4 < start @ start


def test_prescribed_floods_a_quarter_above_the_minimum():
    assert Flooding.prescribed(diagonal_quadratic([4.0, 1.0])) == Flooding(0.125, 0.25)
