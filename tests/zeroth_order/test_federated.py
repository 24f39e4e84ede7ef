"""FedKSeed and FedKSeed-Pro: what the generic tests and the claims do not cover."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.problems.registry import EXAMPLES
from refimpl.zeroth_order.fedkseed import FedKSeed, drawn
from refimpl.zeroth_order.fedkseed_pro import FedKSeedPro, probabilities

PROBLEM = EXAMPLES["finite-noise"].build()
Z = np.array([[1.0, 0.0], [0.5, -1.0], [0.25, 2.0]])


@pytest.mark.parametrize(
    ("algorithm", "sentence"),
    [
        (FedKSeed(0.0, 0.1, Z), "step_size must be positive and finite, got 0.0"),
        (FedKSeed(0.1, 0.0, Z), "smoothing must be positive and finite, got 0.0"),
        (FedKSeed(0.1, 0.1, Z[0]), "directions must"),
        (FedKSeed(0.1, 0.1, Z[:, :1]), "directions must"),
        (FedKSeed(0.1, 0.1, Z, 0), "clients must be an integer of at least 1, got 0"),
        (FedKSeed(0.1, 0.1, Z, 1, 0), "local_steps must be an integer of at least 1, got 0"),
        (FedKSeedPro(0.1, 0.1, Z, 0.0), "clip must be positive and finite, got 0.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, sentence):
    with pytest.raises(ValueError, match=sentence):
        run(algorithm, PROBLEM, np.ones(2), 1)


@pytest.mark.parametrize("algorithm", [FedKSeed(0.01, 0.1, Z, 3, 2), FedKSeedPro(0.01, 0.1, Z, 1.0, 3, 2)])
def test_cost_is_that_of_the_header(algorithm):
    calls = run(algorithm, PROBLEM, np.ones(2), 4, count=True).calls
    assert calls is not None
    assert sum(calls.values()) == calls["sample_value"] == 2 * 3 * 2 * 4


def test_probabilities_are_bounded_and_uniform_for_equal_histories():
    np.testing.assert_array_equal(probabilities(np.full(4, 0.3)), np.full(4, 0.25))
    p = probabilities(np.array([5.0, 1.0, 1.0]))
    np.testing.assert_allclose(p, np.array([np.e, 1, 1]) / (np.e + 2), rtol=1e-15)
    np.testing.assert_allclose(probabilities(np.array([1.0, 5.0, 5.0]))[0], 1 / (1 + 2 * np.e), rtol=1e-15)


def test_the_first_threshold_above_the_draw_is_taken():
    thresholds = np.array([0.25, 0.5, 0.875])
    assert [drawn(thresholds, u) for u in (0.0, 0.25, 0.499, 0.5, 0.9)] == [0, 1, 1, 2, 2]
