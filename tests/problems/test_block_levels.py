"""Bilevel problems of many blocks, by other paths."""

from __future__ import annotations

import numpy as np
import pytest
from derivatives import TOLERANCE, derivative_error

from refimpl import problems as p

MANY = p.block_levels_example(0.5)
X, Y = np.array([0.75, -1.5]), np.array([0.5, 1.25])


@pytest.mark.parametrize("i", range(3))
@pytest.mark.parametrize(
    ("function", "derivative", "slot"),
    [("upper", "upper_x", 0), ("upper", "upper_y", 1), ("lower_y", "lower_yy", 1)],
)
def test_the_derivatives_of_a_block(i, function, derivative, slot):
    block = MANY.block(i, 3, np.random.default_rng(0))

    def ask(name):
        return lambda b, *point: getattr(b, name)(*point)

    assert derivative_error(block, ask(function), ask(derivative), (X, Y), slot) < TOLERANCE


@pytest.mark.parametrize("i", range(3))
def test_products_are_derivatives_of_the_lower_gradient(i):
    block, v, h = MANY.block(i, 2, np.random.default_rng(1)), np.array([0.5, -0.75]), 2.0**-10
    np.testing.assert_allclose(block.lower_yy_vector(X, Y, v), block.lower_yy(X, Y) @ v, rtol=1e-13)
    for j, e in enumerate(np.eye(2)):  # g_y is quadratic in x: central differences are exact
        change = (block.lower_y(X + h * e, Y) - block.lower_y(X - h * e, Y)) @ v / (2 * h)
        np.testing.assert_allclose(block.lower_xy_vector(X, Y, v)[j], change, rtol=1e-10)


def test_the_hypergradient_is_the_derivative_of_the_hyperobjective():
    assert derivative_error(
        MANY, lambda b, x: b.hyperobjective(x), lambda b, x: b.hypergradient(x), (X,), 0
    ) < TOLERANCE  # fmt: skip


def test_lower_solutions_solve_and_the_minimiser_is_stationary():
    for i, y in enumerate(MANY.lower_solution(X)):
        np.testing.assert_allclose(MANY.expected_block(i).lower_y(X, y), 0, atol=1e-14)
    flat = MANY._replace(c=np.zeros(3))
    np.testing.assert_allclose(flat.hypergradient(flat.minimizer()), 0, atol=1e-15)
    with pytest.raises(
        ValueError, match=r"c must be zero for a minimiser in closed form, got \[0.25, 0.5, 0.0\]"
    ):
        MANY.minimizer()


def test_a_batch_is_the_mean_of_its_draws():
    rng = np.random.default_rng(3)
    singles = [MANY.block(1, 1, rng) for _ in range(4)]
    block = MANY.block(1, 4, np.random.default_rng(3))
    for name in ("upper_y", "lower_y", "lower_yy"):
        mean = np.mean([getattr(b, name)(X, Y) for b in singles], axis=0)
        np.testing.assert_allclose(getattr(block, name)(X, Y), mean, rtol=1e-14)
    shifts = np.random.default_rng(3).standard_normal((4, 6)).mean(axis=0) / 2
    np.testing.assert_allclose(
        np.concatenate([block.upper_shift, block.lower_shift, block.curvature_shift]), shifts
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"A": -MANY.A}, "A must be positive definite, got a smallest eigenvalue of -2.21"),
        ({"A": MANY.A[:2]}, r"A must have shape \(3, 2, 2\), got \(2, 2, 2\)"),
        ({"A": MANY.A + np.triu(np.ones((2, 2)), 1)}, r"A\[0\] must be symmetric"),
        ({"c": np.array([0.0, -1.0, 0.0])}, r"c\[1\] must be non-negative and finite, got -1.0"),
        ({"c": np.zeros(2)}, r"c must have shape \(3,\), got \(2,\)"),
        ({"t": np.zeros(3)}, r"t must have shape \(3, 2\), got \(3,\)"),
        ({"r": -1.0}, "r must be non-negative and finite, got -1.0"),
        ({"noise": -0.5}, "noise must be non-negative and finite, got -0.5"),
    ],
)
def test_unusable_data_are_told(change, message):
    with pytest.raises(ValueError, match=message):
        MANY._replace(**change).validate()
