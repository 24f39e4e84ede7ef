"""Likelihood-ratio gradients: what the generic tests and the claims do not cover."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.problems.registry import EXAMPLES
from refimpl.zeroth_order.layerwise_likelihood_ratio import LayerwiseLikelihoodRatio
from refimpl.zeroth_order.likelihood_ratio import LikelihoodRatio

PROBLEM = EXAMPLES["two-layer-tanh"].build()
START = np.array(EXAMPLES["two-layer-tanh"].start)


@pytest.mark.parametrize(
    ("algorithm", "sentence"),
    [
        (LikelihoodRatio(0.0, 0.5, 1, 0.0), "step_size must be positive and finite, got 0.0"),
        (LikelihoodRatio(0.1, -1.0, 1, 0.0), "sigma must be positive and finite, got -1.0"),
        (LikelihoodRatio(0.1, 0.5, 0, 0.0), "copies must be an integer of at least 1, got 0"),
        (LikelihoodRatio(0.1, 0.5, 1, 1.5), "baseline must"),
        (LayerwiseLikelihoodRatio(0.1, 0.0, 1), "sigma must be positive and finite, got 0.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, sentence):
    with pytest.raises(ValueError, match=sentence):
        run(algorithm, PROBLEM, START, 1)


@pytest.mark.parametrize(
    ("algorithm", "passes"),
    [
        (LikelihoodRatio(0.01, 0.5, 3, 0.0), 3),
        (LikelihoodRatio(0.01, 0.5, 3, 1.0), 6),
        (LayerwiseLikelihoodRatio(0.01, 0.5, 3), 12),
    ],
)
def test_forward_passes_are_those_of_the_header(algorithm, passes):
    calls = run(algorithm, PROBLEM, START, 4, count=True).calls
    assert calls is not None
    assert calls["noisy_value"] == 4 * passes


def test_noise_of_size_zero_leaves_the_loss():
    none = np.zeros(PROBLEM.noise_size())
    assert PROBLEM.noisy_value(START, 2, none) == PROBLEM.sample_value(START, 2)


def test_score_is_the_derivative_of_the_outputs_of_the_layers():
    """Of a'h - y + noise in a, and of W u in W: by differences of affine functions."""
    Z, i = np.array([0.5, -0.25, 1.5]), 1
    units = np.tanh(START[:4].reshape(2, 2) @ PROBLEM.X[i] + Z[:2])
    outputs = lambda x: np.append(x[:4].reshape(2, 2) @ PROBLEM.X[i], x[4:] @ units)  # noqa: E731
    slopes = [Z @ (outputs(START + e) - outputs(START)) for e in np.eye(6)]
    assert np.allclose(PROBLEM.noise_score(START, i, Z), slopes, rtol=0, atol=1e-14)


def test_antithetic_noise_has_half_the_error_and_less():
    """Mean squared distances to the gradient over 40 draws each, a factor of ten apart."""
    gradient, errors = PROBLEM.sample_gradient(START, 0), []
    for algorithm in (LikelihoodRatio(1.0, 0.25, 8, 0.0), LayerwiseLikelihoodRatio(1.0, 0.25, 8)):
        single = PROBLEM._replace(X=PROBLEM.X[:1], y=PROBLEM.y[:1])
        steps = [START - run(algorithm, single, START, 1, rng=seed).x[-1] for seed in range(40)]
        errors.append(np.mean(np.sum((np.array(steps) - gradient) ** 2, axis=1)))
    assert 2 * errors[1] < errors[0]
