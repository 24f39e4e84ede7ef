"""SAM with a p-norm: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from refimpl import run
from refimpl.flatness.sam import SAM
from refimpl.flatness.sam_dual_norm import SAMDualNorm
from refimpl.problems import LogQuadratic, Quadratic, diagonal_quadratic, random_quadratic

ENGINES = ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)]


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (SAMDualNorm(0.0, 0.5, 2.0), "step_size must be positive and finite, got 0.0"),
        (SAMDualNorm(0.1, -0.5, 2.0), "rho must be non-negative and finite, got -0.5"),
        (SAMDualNorm(0.1, 0.5, 0.5), r"q must lie in \[1.0, inf\], got 0.5"),
        (SAMDualNorm(0.1, 0.5, np.inf), "q must be a finite number, got inf"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, LogQuadratic(2), np.ones(2), 2)


def test_prescribed_has_no_euclidean_norm():
    assert SAMDualNorm.prescribed(diagonal_quadratic([4.0, 1.0])) == SAMDualNorm(0.25, 0.05, 1.5)


def test_two_gradients_per_step():
    t = run(SAMDualNorm(0.25, 0.25, 1.5), LogQuadratic(3), np.ones(3), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 14}


def test_q_two_is_sam():
    problem, x0 = random_quadratic([3.0, 1.0, 0.5], seed=1), np.array([1.0, 2.0, -1.0])
    x = run(SAMDualNorm(0.125, 0.25, 2.0), problem, x0, 20).x
    np.testing.assert_allclose(x, run(SAM(0.125, 0.25), problem, x0, 20).x, rtol=1e-12)


@pytest.mark.parametrize("q", [1.25, 1.5, 3.0])
def test_the_ascent_is_where_a_solver_finds_the_maximum(q):
    """max <g, e> over sum |e|^p <= rho^p, by SLSQP."""
    g, rho, p = np.array([1.0, -2.0, 0.5]), 0.5, q / (q - 1)
    e = SAMDualNorm(0.1, rho, q).ascent(g)
    ball = {"type": "ineq", "fun": lambda v: rho**p - np.sum(np.abs(v) ** p)}
    found = minimize(lambda v: -g @ v, 0.1 * np.sign(g), constraints=ball, options={"ftol": 1e-14})
    np.testing.assert_allclose(e, found.x, atol=1e-5)
    assert g @ e >= -found.fun - 1e-9


def test_no_sampled_point_of_the_ball_does_better():
    g, rng = np.array([1.0, -2.0, 0.5]), np.random.default_rng(0)
    for q in (1.0, 1.5, 4.0):
        p = np.inf if q == 1 else q / (q - 1)
        v = rng.standard_normal((100_000, 3))
        v *= (0.5 / np.linalg.norm(v, p, axis=1))[:, None]
        best = g @ SAMDualNorm(0.1, 0.5, q).ascent(g)
        assert np.max(v @ g) <= best * (1 + 1e-14)
        assert np.max(v @ g) >= 0.95 * best


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("q", [1.0, 1.5])
def test_a_coordinate_without_gradient_is_not_perturbed(engine, q):
    """0^0 = 1 for q = 1, times sign(0) = 0."""
    t = run(
        SAMDualNorm(0.25, 0.5, q),
        Quadratic(np.diag([2.0, 0.0]), np.zeros(2)),
        np.array([1.0, 3.0]),
        4,
        engine=engine,
    )
    assert np.array_equal(t.x[:, 1], np.full(5, 3.0))
    np.testing.assert_allclose(t.x[1], [0.25, 3.0], rtol=1e-15)


def test_the_ascent_goes_with_permutations_and_reflections():
    g = np.array([1.0, -2.0, 0.5])
    algorithm = SAMDualNorm(0.1, 0.5, 1.25)
    np.testing.assert_allclose(algorithm.ascent(-g[[2, 0, 1]]), -algorithm.ascent(g)[[2, 0, 1]], rtol=1e-14)
