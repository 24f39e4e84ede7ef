"""Optimisation through sampling: what the tests of every method do not see."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest

from refimpl import run
from refimpl.bilevel.implicit_diffusion import ImplicitDiffusion, covariance_gradient
from refimpl.bilevel.implicit_diffusion_denoising import ImplicitDiffusionDenoising
from refimpl.bilevel.nested_langevin import NestedLangevin
from refimpl.core.draws import tape
from refimpl.problems import random_log_cosh_bilevel, random_quadratic_bilevel

PROBLEM = random_quadratic_bilevel([1.0, 2.0, 5.0], dx=2, r=0.125, seed=0)
CURVED = random_log_cosh_bilevel(dx=2, dy=3, mu=0.5, seed=3)
CLOUD = np.array([[0.5, 0.0, -0.25], [-0.5, 0.25, 0.5]])
SINGLE = ImplicitDiffusion(0.125, 0.25, CLOUD)
NESTED = NestedLangevin(0.125, 0.25, 3, CLOUD)
DENOISING = ImplicitDiffusionDenoising(0.125, 0.125, 2, np.zeros(3))


@pytest.mark.parametrize(
    ("algorithm", "change", "message"),
    [
        (SINGLE, {"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        (SINGLE, {"lower_step_size": -1.0}, r"lower_step_size must be positive and finite, got -1\.0"),
        (SINGLE, {"start": CLOUD[:1]}, "start must hold at least 2 particles, got 1"),
        (SINGLE, {"start": CLOUD[0]}, r"start must have 2 dimension\(s\), got shape \(3,\)"),
        (SINGLE, {"start": CLOUD[:, :2]}, r"start must have shape \(2, 3\), got \(2, 2\)"),
        (NESTED, {"start": CLOUD[:1]}, "start must hold at least 2 particles, got 1"),
        (NESTED, {"inner_steps": 0}, "inner_steps must be an integer of at least 1, got 0"),
        (DENOISING, {"step_size": -1.0}, r"step_size must be positive and finite, got -1\.0"),
        (DENOISING, {"time_step": 0.0}, "time_step must be positive and finite, got 0.0"),
        (DENOISING, {"denoising_steps": 0}, "denoising_steps must be an integer of at least 1, got 0"),
        (DENOISING, {"start": np.zeros(2)}, r"start must have shape \(3,\), got \(2,\)"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, change, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm._replace(**change), PROBLEM, np.zeros(2), 2)


def test_the_covariance_form_is_that_of_a_library():
    x, cloud = np.array([0.5, -1.0]), np.random.default_rng(0).standard_normal((6, 3))
    values = [CURVED.upper(x, y) for y in cloud]
    slopes = np.array([CURVED.lower_x(x, y) for y in cloud]).T
    expected = np.mean([CURVED.upper_x(x, y) for y in cloud], axis=0) - np.cov(values, slopes)[0, 1:]
    np.testing.assert_allclose(covariance_gradient(CURVED, x, cloud), expected, rtol=1e-13)


class Shifted(NamedTuple):
    """The quadratic levels with another multiple of the same density: c(x) = |x|^2 more in g."""

    levels: Any

    def lower_dimension(self):
        return self.levels.lower_dimension()

    def upper(self, x, y):
        return self.levels.upper(x, y)

    def upper_x(self, x, y):
        return self.levels.upper_x(x, y)

    def lower_x(self, x, y):
        return self.levels.lower_x(x, y) + 2 * x

    def lower_y(self, x, y):
        return self.levels.lower_y(x, y)


@pytest.mark.parametrize("algorithm", [SINGLE, NESTED])
def test_a_multiple_of_the_density_changes_nothing(algorithm):
    x0 = np.array([0.5, -1.0])
    ours, theirs = (run(algorithm, p, x0, 4, rng=1).x for p in (PROBLEM, Shifted(PROBLEM)))
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-13)
    assert np.ptp(ours, axis=0).min() > 0.01


def test_the_gradient_is_that_of_the_bilevel_objective_where_both_levels_are_quadratic():
    """E f = psi + tr(A^{-1})/2: the mean of many independent particles, within five standard errors."""
    rng, x, n = np.random.default_rng(7), np.array([0.5, -1.0]), 4
    mean = PROBLEM.lower_solution(x)
    clouds = mean + rng.standard_normal((2000, n, 3)) / np.sqrt(np.diag(PROBLEM.A))
    found = np.array([covariance_gradient(PROBLEM, x, cloud) for cloud in clouds])
    expected, five_errors = PROBLEM.hypergradient(x), 5 * found.std(axis=0) / 2000**0.5
    assert np.all(np.abs(found.mean(axis=0) - expected) < five_errors)
    assert np.max(five_errors) < np.linalg.norm(expected) / 2


def test_a_nested_loop_of_one_step_is_the_single_loop_with_particles_one_step_ahead():
    """From the same cloud: the first nested gradient is the second of the single loop with x held."""
    x0, noise = np.array([0.5, -1.0]), np.random.default_rng(2).standard_normal(6)
    nested = run(NESTED._replace(inner_steps=1), PROBLEM, x0, 1, rng=tape(noise)).x
    moved = SINGLE.step(PROBLEM, SINGLE.init(PROBLEM, x0), tape(noise)).particles
    assert np.array_equal(nested[1], x0 - 0.125 * covariance_gradient(PROBLEM, x0, moved))


@pytest.mark.parametrize("M", [1, 3])
def test_the_queue_fills_before_the_parameter_moves(M):
    x0 = np.array([0.5, -1.0])
    x = run(DENOISING._replace(denoising_steps=M), CURVED, x0, M + 3).x
    assert np.array_equal(x[: M + 2], np.tile(x0, (M + 2, 1)))
    assert np.all(x[M + 2] != x0)


@pytest.mark.parametrize(
    ("algorithm", "expected"),
    [
        (SINGLE, {"upper": 2, "upper_x": 2, "lower_x": 2, "lower_y": 2}),
        (NESTED, {"upper": 2, "upper_x": 2, "lower_x": 2, "lower_y": 6}),
    ],
)
def test_oracles_are_called_as_often_as_the_header_says(algorithm, expected):
    calls = run(algorithm, CURVED, np.ones(2), 5, count=True).calls
    assert calls is not None
    assert {name: n for name, n in calls.items() if n} == {name: 5 * n for name, n in expected.items()}


def test_denoising_calls_as_often_as_the_header_says_once_the_queue_is_full():
    short, long = (run(DENOISING, CURVED, np.ones(2), k, count=True).calls for k in (3, 5))
    assert short is not None
    assert long is not None
    assert {name: long[name] - short[name] for name in long if long[name]} == {
        "lower_y": 4, "lower_yy_vector": 4, "lower_xy_vector": 4, "upper_x": 2, "upper_y": 2,
    }  # fmt: skip
