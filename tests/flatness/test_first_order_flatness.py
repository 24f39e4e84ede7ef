"""First-order flatness: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from refimpl import run
from refimpl.core.observables import GradientNorm
from refimpl.flatness.first_order_flatness import FirstOrderFlatness
from refimpl.problems import LogQuadratic, RidgePolynomial, diagonal_quadratic, random_logistic

USABLE = FirstOrderFlatness(np.zeros(2), 0.5, 0.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"center": np.zeros(3)}, r"center must have shape \(2,\), got \(3,\)"),
        ({"rho": -0.5}, "rho must be non-negative and finite, got -0.5"),
        ({"shift": -1.0}, "shift must be non-negative and finite, got -1.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(change, message):
    with pytest.raises(ValueError, match=message):
        run(USABLE._replace(**change), diagonal_quadratic([1.0, 2.0]), np.ones(2), 2)


def test_one_gradient_and_one_hessian_vector_product_per_step():
    t = run(USABLE, LogQuadratic(2), np.ones(2), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 7, "hessian_vector": 7}


def test_the_shift_of_the_guarantee():
    """No shift on a quadratic; on logistic regression L2 (|grad f(w)| + L rho)."""
    assert FirstOrderFlatness.prescribed(diagonal_quadratic([3.0, -2.0])).shift == 0.0
    problem, w = random_logistic(n=20, d=3, mu=0.1, seed=0), np.array([1.0, 0.0, -1.0])
    found = FirstOrderFlatness.around(problem, w, 0.5).shift
    expected = problem.hessian_lipschitz() * (
        np.linalg.norm(problem.gradient(w)) + 0.5 * problem.smoothness()
    )
    assert found == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("seed", range(3))
def test_no_sample_of_the_ball_and_no_general_optimiser_finds_more(seed):
    problem = random_logistic(n=20, d=3, mu=0.1, seed=seed)
    rng = np.random.default_rng(seed)
    w, rho = rng.standard_normal(3), 1.5
    algorithm = FirstOrderFlatness.around(problem, w, rho)
    found = run(algorithm, problem, w, 3000, record=[GradientNorm()], every=3000).observed["GradientNorm"][-1]
    samples = rng.standard_normal((2000, 3))
    samples *= rho * rng.random((2000, 1)) ** (1 / 3) / np.linalg.norm(samples, axis=1, keepdims=True)
    norms = [np.linalg.norm(problem.gradient(w + d)) for d in samples]
    assert max(norms) <= found
    ball = {"type": "ineq", "fun": lambda d: rho**2 - d @ d, "jac": lambda d: -2 * d}
    peer = minimize(
        lambda d: -np.linalg.norm(problem.gradient(w + d)), samples[np.argmax(norms)], constraints=ball,
        method="SLSQP", options={"ftol": 1e-12},
    )  # fmt: skip
    assert -peer.fun == pytest.approx(found, abs=1e-6)


def test_one_step_is_closer_to_the_maximum_than_the_direction_of_sam():
    """diag(5, 2, 1) plus a quartic, rho = 0.3: |grad f| at SAM's point, after one step (GAM's), in the limit."""
    problem = RidgePolynomial(np.diag([5.0, 2.0, 1.0]), np.eye(3), np.zeros(3), np.full(3, 0.5))
    w, rho = np.array([0.2, 0.8, -0.9]), 0.3
    norms = run(FirstOrderFlatness(w, rho, 0.0), problem, w, 100, record=[GradientNorm()]).observed[
        "GradientNorm"
    ]
    g = problem.gradient(w)
    sam = np.linalg.norm(problem.gradient(w + rho * g / np.linalg.norm(g)))
    assert sam < norms[1] < norms[-1]
    samples = np.random.default_rng(0).standard_normal((20000, 3))
    samples *= rho / np.linalg.norm(samples, axis=1, keepdims=True)
    largest = max(np.linalg.norm(problem.gradient(w + d)) for d in samples)
    assert norms[-1] * (1 - 1e-3) < largest <= norms[-1]
