"""The accelerated tensor method: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.problems import FiniteNoise, RidgePolynomial
from refimpl.second_order.accelerated_tensor import MODEL_ITERATIONS, AcceleratedTensor, distance


def quiet(problem):
    return FiniteNoise(problem, np.zeros((1, problem.dimension())))


def ridges(d, cubic=0.0):
    return RidgePolynomial(np.eye(d), np.eye(d) - np.eye(d, k=1), np.full(d, cubic), np.ones(d))


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (AcceleratedTensor(0.0, 0.0, 0.0, 0.0), "L must be positive and finite, got 0.0"),
        (AcceleratedTensor(1.0, -1.0, 0.0, 0.0), "delta2 must be non-negative and finite, got -1.0"),
        (AcceleratedTensor(1.0, 0.0, -1.0, 0.0), "delta3 must be non-negative and finite, got -1.0"),
        (AcceleratedTensor(1.0, 0.0, 0.0, np.inf), "noise must be non-negative and finite, got inf"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, quiet(ridges(3)), np.zeros(3), 2)


def test_oracle_calls_of_a_step():
    t = run(AcceleratedTensor(1.0, 0.5, 0.5, 0.5), quiet(ridges(3)), np.ones(3), 5, count=True)
    assert t.calls is not None
    expected = {"sample_gradient": 10, "hessian": 5, "third_derivative": 5 * (MODEL_ITERATIONS + 2)}
    assert {name: n for name, n in t.calls.items() if n} == expected


@pytest.mark.parametrize(("delta3", "noise"), [(0.0, 0.0), (0.5, 0.25)])
def test_models_over_many_decades_are_minimised_to_rounding(delta3, noise):
    """Convex quartics with random data: the gradient of the model against the terms that it is the sum of."""
    rng = np.random.default_rng(0)
    worst = 0.0
    for _ in range(100):
        d = int(rng.integers(1, 6))
        scales = 10.0 ** rng.uniform(-2, 2, 4)
        S = rng.standard_normal((d, d))
        W = rng.standard_normal((d, d)) * 10.0 ** rng.uniform(-1, 1, (d, 1))
        f = RidgePolynomial(
            S @ S.T * scales[0] + 1e-8 * np.eye(d), W, np.zeros(d), 10.0 ** rng.uniform(-2, 2, d)
        )
        algorithm = AcceleratedTensor(f.third_lipschitz(), 0.0, delta3 * scales[1], noise * scales[2])
        y = scales[3] * rng.standard_normal(d)
        g, B = f.gradient(y), f.hessian(y)
        h = algorithm.displacement(f, y, g, 1)
        T, r = f.third_derivative(y, h), np.linalg.norm(h)
        shift = noise * scales[2] / np.sqrt(84) + algorithm.delta3 * r + 2 * algorithm.L / 3 * r**2
        terms = [g, B @ h, T @ h / 2, shift * h]
        worst = max(
            worst, np.linalg.norm(sum(terms)) / (np.linalg.norm(B, 2) * r + sum(map(np.linalg.norm, terms)))
        )
    assert worst <= 1e-13  # some hundred roundings


def test_distances_over_many_decades():
    rng = np.random.default_rng(1)
    for C2, C3, C4, size in 10.0 ** rng.uniform(-6, 6, (200, 4)):
        for a, b in ((C2, C3), (0.0, C3), (C2, 0.0), (0.0, 0.0)):
            rho = distance(a, b, C4, size)
            assert rho * (a + rho * (b + rho * C4)) == pytest.approx(size, rel=1e-14)


def test_a_minimiser_is_kept_without_errors():
    t = run(AcceleratedTensor(1.0, 0.0, 0.0, 0.0), quiet(ridges(3, 0.5)), np.zeros(3), 4)
    assert not t.x.any()


def test_prescribed_constants():
    assert AcceleratedTensor.prescribed(quiet(ridges(4))) == (ridges(4).third_lipschitz(), 0.0, 0.0, 1.0)
    assert AcceleratedTensor.prescribed(quiet(ridges(2)._replace(quartic=np.zeros(2)))).L == 1.0
