from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from constants import near
from scipy.integrate import solve_ivp
from scipy.optimize import minimize

from refimpl import problems as p


def test_value_and_gradient_by_hand_in_fractions():
    """X = (1, 2), y = 3, u = (1, 1/2), v = (1/2, 1): beta = (3/4, -3/4), residual -15/4."""
    problem, x = (
        p.DiagonalLinearNetwork(np.array([[1.0, 2.0]]), np.array([3.0])),
        np.array([1.0, 0.5, 0.5, 1.0]),
    )
    r = Fraction(3, 4) - 2 * Fraction(3, 4) - 3
    assert problem.value(x) == float(r * r / 2)
    G = [r, 2 * r]
    expected = [2 * G[0], G[1], -G[0], -2 * G[1]]
    assert problem.gradient(x).tolist() == [float(v) for v in expected]


def test_trace_at_a_minimum():
    problem = p.random_diagonal_linear_network(n=2, d=4, seed=3)
    u = np.array([1.25, 0.5, 0.75, 1.0])
    v = np.sqrt(u * u - np.array([1.0, -1.0, 0.0, 0.0]))
    x = np.concatenate([u, v])
    assert problem.value(x) < 1e-30
    assert near(problem.trace_at_a_minimum(x), np.trace(problem.hessian(x)), 256)
    eigenvalues = np.linalg.eigvalsh(problem.hessian(x))
    assert (eigenvalues[:6] < 1e-12).all()
    assert eigenvalues[6] > 1e-3


def test_gradient_flow_conserves_the_products_and_ends_at_the_least_entropy():
    problem, a = p.random_diagonal_linear_network(n=2, d=4, seed=1), 0.25
    path = solve_ivp(lambda _, x: -problem.gradient(x), (0, 400), np.full(8, a), rtol=1e-10, atol=1e-12)
    u, v = np.split(path.y[:, -1], 2)
    np.testing.assert_allclose(u * v, a * a, rtol=1e-7)

    def entropy(beta):
        return np.sum(beta * np.arcsinh(beta / (2 * a * a)) - np.sqrt(beta**2 + 4 * a**4))

    found = minimize(
        entropy, u * u - v * v + 0.1, method="SLSQP", options={"ftol": 1e-14, "maxiter": 500},
        constraints={"type": "eq", "fun": lambda beta: problem.X @ beta - problem.y},
    )  # fmt: skip
    np.testing.assert_allclose(u * u - v * v, found.x, atol=1e-4)


@pytest.mark.parametrize(("n", "d"), [(2, 1), (0, 3)])
def test_random_networks_have_no_more_samples_than_features(n, d):
    with pytest.raises(ValueError, match="must be an integer of at least"):
        p.random_diagonal_linear_network(n, d, 0)
