"""Federated zeroth-order SGD and FZooS: what the generic tests and the claims do not cover."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.problems import LeastSquares
from refimpl.zeroth_order.federated_zo import FederatedZO
from refimpl.zeroth_order.fzoos import FZooS

PROBLEM = LeastSquares(np.array([[1.0, 0.5], [-0.5, 1.5], [0.0, 1.0]]), np.array([1.0, -0.75, 0.5]))
BASE = FederatedZO(0.1, 0.25, 2, 0.25, 0.75)
TRAJECTORY = FZooS.prescribed(PROBLEM)


@pytest.mark.parametrize(
    ("algorithm", "sentence"),
    [
        (BASE._replace(step_size=0.0), "step_size must be positive and finite, got 0.0"),
        (BASE._replace(smoothing=-1.0), "smoothing must be positive and finite, got -1.0"),
        (BASE._replace(local_steps=0), "local_steps must be an integer of at least 1, got 0"),
        (BASE._replace(proximity=-0.5), "proximity must"),
        (BASE._replace(correction=1.5), "correction must"),
        (TRAJECTORY._replace(noise=0.0), "noise must be positive and finite, got 0.0"),
        (TRAJECTORY._replace(memory=0), "memory must be an integer of at least 1, got 0"),
        (TRAJECTORY._replace(correction=-0.25), "correction must"),
        (TRAJECTORY._replace(frequencies=np.zeros((5, 3))), "frequencies must"),
        (TRAJECTORY._replace(phases=np.zeros(4)), "phases must"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, sentence):
    with pytest.raises(ValueError, match=sentence):
        run(algorithm, PROBLEM, np.ones(2), 1)


def test_queries_are_those_of_the_headers():
    calls = [run(a, PROBLEM, np.ones(2), 4, count=True).calls or {} for a in (BASE, TRAJECTORY)]
    assert calls[0]["sample_value"] == 4 * 2 * 3 * (2 + 1)
    assert calls[1]["sample_value"] == 3 + 4 * 3 * (TRAJECTORY.local_steps + TRAJECTORY.probes)


def test_memory_holds_the_latest_queries_of_every_client():
    state = run(TRAJECTORY, PROBLEM, np.ones(2), 3, rng=1).state
    assert state.X.shape == (7, 6)
    for i in range(3):
        values = [PROBLEM.sample_value(x, i) for x in state.X[:, 2 * i : 2 * i + 2]]
        assert np.array_equal(state.y[:, i], values)
