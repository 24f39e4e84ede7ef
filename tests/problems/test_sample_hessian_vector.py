"""Products with the Hessian of one sample: the derivative of its gradient, and their mean is the whole product."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import problems as p

PROBLEMS = {
    "least squares": p.random_least_squares(n=7, d=4, noise=0.5, seed=0),
    "softmax": p.gaussian_classes(
        n=2, means=[[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]], deviation=0.75, mu=0.125, seed=0
    ),
}


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_products_of_single_samples(problem):
    rng = np.random.default_rng(1)
    x, v = rng.standard_normal((2, problem.dimension()))
    n = len(problem.sample_gradients(x))
    rows = np.array([problem.sample_hessian_vector(x, i, v) for i in range(n)])
    np.testing.assert_allclose(rows.mean(axis=0), problem.hessian_vector(x, v), rtol=0, atol=1e-14)
    h = 1e-4  # the error of central differences is of order h^2
    for i in range(n):
        slope = (problem.sample_gradient(x + h * v, i) - problem.sample_gradient(x - h * v, i)) / (2 * h)
        np.testing.assert_allclose(rows[i], slope, rtol=0, atol=1e-7)
