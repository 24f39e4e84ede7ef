"""F-GR: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.flatness.forward_gradient_regularisation import ForwardGradientRegularisation
from refimpl.problems import CubicPerturbation, LogQuadratic, Quadratic, diagonal_quadratic

ENGINES = ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)]
USABLE = ForwardGradientRegularisation(0.25, 0.125, 0.5)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ({"gamma": -0.5}, "gamma must be non-negative and finite, got -0.5"),
        ({"epsilon": 0.0}, "epsilon must be positive and finite, got 0.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(change, message):
    with pytest.raises(ValueError, match=message):
        run(USABLE._replace(**change), LogQuadratic(2), np.ones(2), 2)


def test_oracle_calls_per_step():
    t = run(USABLE, LogQuadratic(3), np.ones(3), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 14}


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


def test_one_step_by_hand():
    """x^2/2 + x^3/6 at 1: g = 3/2, ahead at 7/4: 7/4 + 49/32 = 105/32, difference (105/32 - 48/32)/(1/2) = 57/16."""
    x = run(USABLE, CubicPerturbation(), np.ones(1), 1).x
    assert x[1, 0] == 1 - 0.25 * (1.5 + 0.125 * 57 / 16)


def test_prescribed_keeps_gamma_within_the_guarantee():
    expected = ForwardGradientRegularisation(0.25, 0.0625, 0.03125)
    assert ForwardGradientRegularisation.prescribed(diagonal_quadratic([4.0, 1.0])) == expected
