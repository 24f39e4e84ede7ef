"""Adaptive sharpness (l2): what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.core.observables import Value
from refimpl.flatness.adaptive_sharpness import AdaptiveSharpness
from refimpl.problems import diagonal_quadratic, random_logistic

ENGINES = ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)]
USABLE = AdaptiveSharpness(np.array([1.0, -0.5]), np.array([1.0, 0.5]), 0.5)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"center": np.zeros(3)}, r"center must have shape \(2,\), got \(3,\)"),
        ({"scale": np.zeros(1)}, r"scale must have shape \(2,\), got \(1,\)"),
        (
            {"scale": np.array([1.0, -1.0])},
            "the smallest entry of scale must be non-negative and finite, got -1.0",
        ),
        ({"rho": -0.5}, "rho must be non-negative and finite, got -0.5"),
    ],
)
def test_unusable_hyper_parameters_are_told(change, message):
    with pytest.raises(ValueError, match=message):
        run(USABLE._replace(**change), diagonal_quadratic([1.0, 2.0]), np.ones(2), 2)


def test_one_gradient_per_step():
    t = run(USABLE, diagonal_quadratic([1.0, 2.0]), np.ones(2), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 7}


def test_prescribed_is_adaptive():
    found = AdaptiveSharpness.prescribed(diagonal_quadratic([3.0, 2.0, 1.0, 0.5]))
    assert np.array_equal(found.center, [0.5, -0.75, 1.0, 0.5])
    assert np.array_equal(found.scale, [0.5, 0.75, 1.0, 0.5])
    assert found.rho == 0.25


@pytest.mark.parametrize("engine", ENGINES)
def test_a_weight_that_is_zero_is_never_perturbed(engine):
    algorithm = AdaptiveSharpness(np.array([1.0, 0.0]), np.array([1.0, 0.0]), 0.5)
    x = run(algorithm, diagonal_quadratic([1.0, 2.0]), np.ones(2), 5, engine=engine).x
    assert (x[1:, 1] == 0).all()
    assert x[-1, 0] == 1.5


@pytest.mark.parametrize("seed", range(3))
def test_no_sample_of_the_set_finds_more(seed):
    problem, rng = random_logistic(n=20, d=3, mu=0.1, seed=seed), np.random.default_rng(seed)
    w, rho = rng.standard_normal(3), 1.5
    c = np.abs(w)
    found = run(AdaptiveSharpness(w, c, rho), problem, w, 300, record=[Value()]).observed["Value"][-1]
    samples = rng.standard_normal((2000, 3))
    samples *= rho * rng.random((2000, 1)) ** (1 / 3) / np.linalg.norm(samples, axis=1, keepdims=True)
    assert max(problem.value(w + c * e) for e in samples) <= found
