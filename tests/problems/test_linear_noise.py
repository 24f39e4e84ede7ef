from __future__ import annotations

from itertools import product

import numpy as np
from constants import catches, near
from derivatives import TOLERANCE, derivative_error, planted

from refimpl import problems as p

OBJECTIVE = p.Constrained(p.random_quadratic([3.0, 1.0, 0.5], seed=0), p.L1Ball(8.0))
PROBLEM = p.LinearNoise(OBJECTIVE, 0.25)
X, V = np.array([1.0, -2.0, 0.5]), np.array([0.5, 1.0, -1.0])


class Signs:
    """Standard normals replaced by +-1: all moments of order at most three are those of N(0, I)."""

    def __init__(self, signs):
        self.signs = np.array(signs)

    def standard_normal(self, n):
        assert n == len(self.signs)
        return self.signs


def test_moments_of_the_noise_by_enumeration():
    draws = [PROBLEM.sample(Signs(s)) for s in product((-1.0, 1.0), repeat=3)]
    g = np.array([PROBLEM.sample_gradient(X, u) for u in draws])
    np.testing.assert_allclose(g.mean(axis=0), PROBLEM.gradient(X), rtol=1e-15)
    values = np.mean([PROBLEM.sample_value(X, u) for u in draws])
    np.testing.assert_allclose(values, PROBLEM.value(X), rtol=1e-15)
    variance = np.mean(np.sum((g - PROBLEM.gradient(X)) ** 2, axis=1))
    assert catches(lambda q: near(q.noise_variance(), variance), PROBLEM, "noise_variance")


def test_sample_gradient_is_the_derivative_of_the_sample_value():
    def errors(problem):
        return derivative_error(
            problem,
            lambda q, x, u: q.sample_value(x, u),
            lambda q, x, u: q.sample_gradient(x, u),
            (X, V),
            0,
        )

    assert errors(PROBLEM) < TOLERANCE < errors(planted(PROBLEM, "sample_gradient"))


def test_everything_else_is_the_objectives():
    on_points = "value gradient hessian suboptimality linear_minimizer projection"
    constants = "dimension diameter smoothness strong_convexity hessian_lipschitz minimizer minimum"
    calls = [(name, (X,)) for name in on_points.split()] + [(name, ()) for name in constants.split()]
    for name, arguments in [*calls, ("hessian_vector", (X, V)), ("contains", (X, 0.1))]:
        found, expected = (getattr(q, name)(*arguments) for q in (PROBLEM, OBJECTIVE))
        assert np.array_equal(found, expected), name
