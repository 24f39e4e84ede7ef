"""Directions and slopes of the zeroth-order methods, on every engine."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import get_engine
from refimpl.core.draws import tape
from refimpl.core.leaves import convert
from refimpl.problems import FiniteNoise, Quadratic
from refimpl.zeroth_order.estimators import Normal, Signs, Sphere, check_law, slope


@pytest.mark.parametrize(
    ("law", "drawn"),
    [
        (Normal(), [3.0, 0.0, 4.0]),
        (Sphere(), [0.6 * 3**0.5, 0.0, 0.8 * 3**0.5]),
        (Signs(), [1.0, -1.0, 1.0]),
    ],
)
@pytest.mark.parametrize("engine", ["numpy", "ball"])
def test_directions_by_hand(law, drawn, engine):
    chosen = get_engine(engine)
    with chosen.context():
        z = law.draw(chosen.load(np.zeros(3)), chosen.draws(tape([3.0, 0.0, 4.0], [1, 0, 1])))
        np.testing.assert_allclose(chosen.unload(z)[0], drawn, rtol=4e-16)


def test_the_sphere_has_no_direction_at_the_origin():
    assert not Sphere().draw(np.ones(2), tape([0.0, 0.0])).any()


def test_a_slope_by_hand():
    # F(x; 1) = x_1^2 + x_2^2/2 + 3 x_1 - x_2 at (1, 2) along (1, -2): p'z = 5 - 2 = 3, whatever the distance
    problem = FiniteNoise(Quadratic(np.diag([2.0, 1.0]), np.zeros(2)), np.array([[-3.0, 1.0], [3.0, -1.0]]))
    x, z = np.array([1.0, 2.0]), np.array([1.0, -2.0])
    assert slope(problem, x, z, 0.5, 1) == 3
    assert slope(problem, x, z, 0.5, 0) == -7
    ball = get_engine("ball")
    with ball.context():
        assert ball.unload(slope(convert(problem, ball.load), ball.load(x), ball.load(z), 0.5, 1))[0] == 3


def test_what_draws_no_directions_is_told():
    with pytest.raises(ValueError, match=r"law must be Normal\(\), Sphere\(\) or Signs\(\), got float"):
        check_law(1.0)
