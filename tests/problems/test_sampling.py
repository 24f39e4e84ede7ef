"""Stochastic oracles: unbiased and with the stated variance, by enumeration or exactly known moments."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import problems as p
from refimpl.core.draws import tape


def test_least_squares_samples_average_to_the_gradient():
    problem = p.random_least_squares(n=7, d=3, noise=0.5, seed=0)
    x = np.array([1.0, -2.0, 0.5])
    g = np.array([problem.sample_gradient(x, i) for i in range(7)])
    v = np.array([problem.sample_value(x, i) for i in range(7)])
    np.testing.assert_allclose(g.mean(axis=0), problem.gradient(x), rtol=1e-13)
    assert v.mean() == pytest.approx(problem.value(x), rel=1e-14)
    variance = np.mean(np.sum((g - problem.gradient(x)) ** 2, axis=1))
    assert problem.variance(x) == pytest.approx(variance, rel=1e-13)
    at = problem.minimizer()
    squares = np.mean([np.sum(problem.sample_gradient(at, i) ** 2) for i in range(7)])
    assert problem.noise_variance() == pytest.approx(squares, rel=1e-12)


def test_fitted_data_have_no_noise_at_the_minimiser():
    assert p.random_least_squares(n=7, d=3, noise=0.0, seed=0).noise_variance() < 1e-28


def test_least_squares_draws_an_index():
    problem = p.random_least_squares(n=7, d=3, noise=0.5, seed=0)
    assert problem.sample(tape(integers=[4])) == 4
    rng = np.random.default_rng(0)
    assert {int(problem.sample(rng)) for _ in range(200)} == set(range(7))


def test_linear_noise_moves_gradient_and_value_by_the_same_draw():
    problem = p.LinearNoise(p.diagonal_quadratic([2.0, 1.0]), 0.5)
    draw = problem.sample(tape(reals=[1.0, -3.0]))
    assert draw.tolist() == [0.5, -1.5]
    x = np.array([2.0, 4.0])
    assert (problem.sample_gradient(x, draw) - problem.gradient(x)).tolist() == [0.5, -1.5]
    assert problem.sample_value(x, draw) - problem.value(x) == 1.0 - 6.0
    assert problem.noise_variance() == 0.25 * 2  # E|draw|^2 = scale^2 d


def test_generators_depend_on_their_seed_only():
    makers = [
        lambda s: p.random_quadratic([2.0, 1.0], s),
        lambda s: p.random_logistic(5, 2, 0.1, s),
        lambda s: p.random_log_sum_exp(5, 2, 0.1, s),
        lambda s: p.random_least_squares(5, 2, 0.1, s),
        lambda s: p.random_robust_regression(5, 2, 0.1, s),
        lambda s: p.random_quadratic_bilevel([1.0, 2.0, 3.0], 2, 0.1, s),
        lambda s: p.random_teacher(4, 2, 2, p.Tanh(), s)[0],
        lambda s: p.gaussian_classes(3, np.eye(2), 0.5, 0.1, s),
        lambda s: p.random_log_cosh_bilevel(2, 3, 0.5, s),
    ]
    for make in makers:
        state = np.random.get_state()[1].copy()  # noqa: NPY002
        one, again, other = make(3), make(3), make(4)
        untouched = np.array_equal(np.random.get_state()[1], state)  # noqa: NPY002
        assert untouched, "the global generator is not used"
        assert all(np.array_equal(a, b) for a, b in zip(one, again, strict=True))
        assert not all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
