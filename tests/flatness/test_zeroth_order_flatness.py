"""Zeroth-order flatness: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from refimpl import run
from refimpl.core.observables import Value
from refimpl.flatness.zeroth_order_flatness import ZerothOrderFlatness
from refimpl.problems import LogQuadratic, diagonal_quadratic, random_logistic, random_quadratic
from verification.arithmetic.flatness import largest_on_ball

USABLE = ZerothOrderFlatness(np.zeros(2), 0.5, 0.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"center": np.zeros(3)}, r"center must have shape \(2,\), got \(3,\)"),
        (
            {"center": np.array([0.0, np.nan])},
            "center must be finite, got 1 entries that are NaN or infinite",
        ),
        ({"rho": -0.5}, "rho must be non-negative and finite, got -0.5"),
        ({"shift": np.inf}, "shift must be non-negative and finite, got inf"),
    ],
)
def test_unusable_hyper_parameters_are_told(change, message):
    with pytest.raises(ValueError, match=message):
        run(USABLE._replace(**change), diagonal_quadratic([1.0, 2.0]), np.ones(2), 2)


def test_one_gradient_per_step():
    t = run(USABLE, diagonal_quadratic([1.0, 2.0]), np.ones(2), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 7}


def test_prescribed_shift_makes_the_function_convex():
    found = ZerothOrderFlatness.prescribed(diagonal_quadratic([3.0, -2.0]))
    assert np.array_equal(found.center, [0.5, 0.5])
    assert (found.rho, found.shift) == (0.25, 2.0)
    assert ZerothOrderFlatness.prescribed(diagonal_quadratic([3.0, 1.0])).shift == 0.0


@pytest.mark.parametrize("seed", range(3))
def test_no_sample_of_the_ball_and_no_general_optimiser_finds_more(seed):
    problem = random_logistic(n=20, d=3, mu=0.1, seed=seed)
    rng = np.random.default_rng(seed)
    w, rho = rng.standard_normal(3), 1.5
    found = run(ZerothOrderFlatness(w, rho, 0.0), problem, w, 200, record=[Value()]).observed["Value"][-1]
    samples = rng.standard_normal((2000, 3))
    samples *= rho * rng.random((2000, 1)) ** (1 / 3) / np.linalg.norm(samples, axis=1, keepdims=True)
    assert max(problem.value(w + d) for d in samples) <= found
    ball = {"type": "ineq", "fun": lambda d: rho**2 - d @ d, "jac": lambda d: -2 * d}
    peer = minimize(
        lambda d: -problem.value(w + d), samples[0], jac=lambda d: -problem.gradient(w + d), constraints=ball,
        method="SLSQP", options={"ftol": 1e-12},
    )  # fmt: skip
    assert -peer.fun <= found + 1e-8
    assert -peer.fun >= found - 1e-6


def test_on_a_non_convex_function_it_finds_what_a_fine_grid_finds():
    problem, w, rho = LogQuadratic(2), np.array([1.5, -0.5]), 1.0
    t = run(ZerothOrderFlatness(w, rho, 2.0), problem, w, 300, record=[Value()])
    angles = np.linspace(0, 2 * np.pi, 20001)
    grid = max(problem.value(w + rho * np.array([np.cos(a), np.sin(a)])) for a in angles)
    assert t.observed["Value"][-1] == pytest.approx(grid, abs=1e-7)


def test_where_the_maximum_lies_inside_it_finds_that_of_the_sphere():
    """-x^2/2 from 1/4 with rho = 1: the maximum of the ball is 0 at x = 0, that of the sphere is at x = -3/4."""
    concave = diagonal_quadratic([-1.0])
    t = run(ZerothOrderFlatness(np.array([0.25]), 1.0, 1.0), concave, np.array([0.25]), 3)
    assert t.x[-1, 0] == -0.75


@pytest.mark.parametrize("seed", range(6))
def test_the_secular_equation_bounds_all_samples_and_is_attained(seed):
    rng = np.random.default_rng(seed)
    problem, b, rho = (
        random_quadratic(rng.uniform(-2, 2, 2), seed),
        rng.standard_normal(2),
        rng.uniform(0.2, 3),
    )
    angles, radii = np.linspace(0, 2 * np.pi, 2001), np.linspace(0, rho, 200)
    d = radii[:, None, None] * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    values = d @ b + np.sum(d * (d @ problem.A), axis=-1) / 2
    found = largest_on_ball(problem.A, b, rho)
    assert values.max() <= found + 1e-12
    assert values.max() >= found - 1e-3


@pytest.mark.parametrize(
    ("spectrum", "b", "rho", "expected"),
    [
        ([4.0, 2.0], [0.0, 1.5], 1.25, 59 / 16),  # the hard case of the claims
        ([3.0, 1.0], [0.0, 0.0], 2.0, 6.0),  # a minimum
        ([-2.0, -1.0], [1.0, 0.5], 2.0, 0.375),  # the maximum lies inside
        ([0.0, 0.0], [3.0, 4.0], 2.0, 10.0),  # a linear function
    ],
)
def test_the_secular_equation_in_closed_forms(spectrum, b, rho, expected):
    assert largest_on_ball(np.diag(spectrum), b, rho) == pytest.approx(expected, rel=1e-14)
