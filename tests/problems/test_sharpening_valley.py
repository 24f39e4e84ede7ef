from __future__ import annotations

import numpy as np
import pytest

from refimpl import problems as p


def test_on_the_floor_the_curvature_across_is_an_eigenvalue():
    problem, x = p.SharpeningValley(0.125), np.array([0.0, 3.75, 0.5])
    S = 1 + 3.75 + 0.3125 * 0.25
    assert problem.hessian(x).tolist() == [[S, 0, 0], [0, 0, 0], [0, 0, 0.3125]]
    assert problem.gradient(x).tolist() == [0.0, -0.125, 2 * 0.125 * 1.25 * -1.5]
    assert problem.curvature_gradient(x, np.array([1.0, 0, 0])).tolist() == [0.0, 1.0, 2 * 0.3125 * 0.5]


@pytest.mark.parametrize("seed", range(3))
def test_curvature_gradient_is_the_derivative_of_the_curvature(seed):
    """v'H(x)v is a polynomial of degree two in x: central differences are exact up to rounding."""
    problem = p.SharpeningValley(0.25, 0.75, 2.0, 0.5, 3.0)
    x, v, u = np.random.default_rng(seed).standard_normal((3, 3))
    slope = (v @ problem.hessian(x + u) @ v - v @ problem.hessian(x - u) @ v) / 2
    assert problem.curvature_gradient(x, v) @ u == pytest.approx(slope, rel=1e-12, abs=1e-13)


def test_curvature_gradient_is_that_of_the_largest_eigenvalue():
    problem, x, h = p.SharpeningValley(0.125), np.array([0.5, 3.0, 1.5]), 2.0**-17
    _, V = np.linalg.eigh(problem.hessian(x))

    def top(y):
        return np.linalg.eigvalsh(problem.hessian(y))[-1]

    expected = [(top(x + h * e) - top(x - h * e)) / (2 * h) for e in np.eye(3)]
    np.testing.assert_allclose(problem.curvature_gradient(x, V[:, -1]), expected, rtol=1e-8)
