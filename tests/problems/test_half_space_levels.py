"""Levels with an affine constraint, by other paths."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import problems as p

PROBLEM = p.half_space_example()


@pytest.mark.parametrize("x", [np.array([1.5, -0.5]), np.array([-1.0, 0.25])])
def test_the_lower_solution_meets_the_conditions_of_optimality(x):
    y, m = PROBLEM.lower_solution(x), PROBLEM.multiplier(x)
    np.testing.assert_allclose(PROBLEM.lower_y(x, y) + m * PROBLEM.b, 0, atol=1e-14)
    assert m >= 0
    assert PROBLEM.constraint(x, y) <= 1e-14
    assert m == 0 or abs(PROBLEM.constraint(x, y)) <= 1e-14
    assert (m > 0) == (x[0] > 0)


def test_the_projection_is_the_nearest_point():
    rng = np.random.default_rng(0)
    for w in 4 * rng.standard_normal((20, 5)):
        u = PROBLEM.joint_projection(w)
        assert PROBLEM.constraint(u[:2], u[2:]) <= 1e-14
        other = rng.standard_normal(5)
        if PROBLEM.constraint(other[:2], other[2:]) <= 0:
            assert np.dot(w - u, other - u) <= 1e-13
    inside = np.zeros(5)
    assert np.array_equal(PROBLEM.joint_projection(inside), inside)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"b": np.zeros(3)}, "b must not be zero, got a constraint that leaves the lower level free"),
        ({"a": np.zeros(3)}, r"a must have shape \(2,\), got \(3,\)"),
        ({"c": float("inf")}, "c must be a finite number, got inf"),
    ],
)
def test_unusable_data_are_told(change, message):
    with pytest.raises(ValueError, match=message):
        PROBLEM._replace(**change).validate()
