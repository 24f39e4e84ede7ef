"""Two quadratic levels with many lower solutions, and noise around two levels, by other paths."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import problems as p

MANY = p.many_solutions_example()


def test_no_other_lower_solution_is_better_for_the_upper_level():
    x, rng = np.array([0.75, -1.5]), np.random.default_rng(0)
    y = MANY.lower_solution(x)
    for step in rng.standard_normal(20):
        other = y + step * np.array([0.0, 0.0, 1.0])
        assert np.allclose(MANY.lower_y(x, other), 0, atol=1e-14)
        assert MANY.upper(x, other) > MANY.upper(x, y)


def test_the_minimiser_is_that_of_a_search_over_feasible_points():
    """Feasible points are (x, A^+ B x + (0, 0, s)): minimise the quadratic f over (x, s)."""
    E = np.vstack(
        [np.column_stack([np.eye(2), np.zeros(2)]),
         np.column_stack([np.linalg.pinv(MANY.A) @ MANY.B, [0.0, 0.0, 1.0]])]
    )  # fmt: skip
    H = np.block([[MANY.P, MANY.C], [MANY.C.T, MANY.Q]])
    u = np.linalg.solve(E.T @ H @ E, E.T @ np.concatenate([MANY.p, MANY.q]))
    np.testing.assert_allclose(MANY.minimizer(), u[:2], rtol=1e-13)
    np.testing.assert_allclose(MANY.lower_solution(u[:2])[2], u[2], rtol=1e-12)


@pytest.mark.parametrize(("weight", "x", "y"), [(0.0, 1.0, (1.0, 1.0)), (1.0, 2.0, (2.0, 2.0))])
def test_the_counter_example_has_its_known_solution(weight, x, y):
    problem = p.descent_aggregation_example(weight)
    assert problem.minimizer().tolist() == [x]
    np.testing.assert_allclose(problem.lower_solution(np.array([x])), y, rtol=1e-15)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"K": np.zeros((3, 3))}, r"A \+ K must be positive definite, got a smallest eigenvalue of 0"),
        ({"Q": -np.eye(3)}, "Q must be positive definite, got a smallest eigenvalue of -1"),
        ({"K": np.eye(3)}, "AK must be zero, got a largest entry of 2"),
        ({"B": np.ones((3, 2))}, "KB must be zero, got a largest entry of 1"),
        ({"P": -np.eye(2)}, "f must be convex, got a smallest eigenvalue of -1"),
        ({"C": np.zeros((3, 2))}, r"C must have shape \(2, 3\), got \(3, 2\)"),
        ({"p": np.zeros(3)}, r"p must have shape \(2,\), got \(3,\)"),
    ],
)
def test_unusable_data_are_told(change, message):
    with pytest.raises(ValueError, match=message):
        MANY._replace(**change).validate()


def test_a_realisation_shifts_every_gradient_by_one_draw():
    base = p.random_quadratic_bilevel([1.0, 2.0, 5.0], dx=2, r=0.125, seed=0)
    problem = p.NoisyLevels(base, p.L2Ball(1.0), p.L2Ball(1.0), 0.5, 0.25)
    problem.validate()
    drawn = problem.realisation(np.random.default_rng(1))
    z = np.random.default_rng(1).standard_normal(10)
    x, y = np.array([0.5, -1.0]), np.array([1.0, 2.0, -0.5])
    for k, (name, at) in enumerate(
        [("upper_x", z[:2] / 2), ("upper_y", z[2:5] / 2), ("lower_x", z[5:7] / 4), ("lower_y", z[7:] / 4)]
    ):
        for point in (y, 2 * y):
            moved = getattr(drawn, name)(x, point) - getattr(base, name)(x, point)
            np.testing.assert_allclose(moved, at, rtol=1e-13, atol=1e-15, err_msg=str(k))


def test_sets_that_do_not_fit_are_told():
    base = p.random_quadratic_bilevel([1.0, 2.0, 5.0], dx=2, r=0.125, seed=0)
    box = p.Box(-np.ones(2), np.ones(2))
    with pytest.raises(ValueError, match=r"low must have shape \(3,\), got \(2,\)"):
        p.NoisyLevels(base, box, box, 0.0, 0.0).validate()
    with pytest.raises(ValueError, match=r"lower_noise must be non-negative and finite, got -1\.0"):
        p.NoisyLevels(base, box, p.L2Ball(1.0), 0.0, -1.0).validate()
