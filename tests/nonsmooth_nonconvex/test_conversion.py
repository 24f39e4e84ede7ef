"""Online-to-non-convex conversion: what the generic tests and the claims do not cover."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.core.draws import tape
from refimpl.nonsmooth_nonconvex.o2nc import O2NC
from refimpl.nonsmooth_nonconvex.optimistic_o2nc import OptimisticO2NC
from refimpl.problems import Linear, LogQuadratic
from refimpl.problems.registry import EXAMPLES

SAMPLED = EXAMPLES["finite-noise"].build()
both = pytest.mark.parametrize(("method", "problem"), [(O2NC, SAMPLED), (OptimisticO2NC, LogQuadratic(2))])


@both
def test_unusable_hyper_parameters_are_told(method, problem):
    for wrong, sentence in [
        ((0.0, 1.0, 2), "step_size must be positive and finite, got 0.0"),
        ((0.1, -1.0, 2), "radius must be positive and finite, got -1.0"),
        ((0.1, 1.0, 0), "epoch must be an integer of at least 1, got 0"),
    ]:
        with pytest.raises(ValueError, match=sentence):
            run(method(*wrong), problem, np.ones(2), 1)


def test_a_hint_needs_an_iteration():
    with pytest.raises(ValueError, match="iterations must be an integer of at least 1, got 0"):
        run(OptimisticO2NC(0.1, 1.0, 2, 0), LogQuadratic(2), np.ones(2), 1)


def test_epochs_of_one_step_go_nowhere_without_a_hint():
    x = run(O2NC(0.1, 1.0, 1), SAMPLED, np.ones(2), 5, rng=0).x
    np.testing.assert_array_equal(x, np.ones((6, 2)))


def test_on_a_linear_function_the_optimistic_learner_is_one_gradient_ahead():
    """Displacements 0, 1, 2, ... steps of the constant gradient; with the hint 1, 2, 3, ... of them."""
    g = np.array([1.0, -0.5])
    ahead = run(OptimisticO2NC(0.25, 9.0, 9), Linear(g), np.zeros(2), 4).x
    np.testing.assert_allclose(ahead, -0.25 * np.outer([0, 1, 3, 6, 10], g), rtol=1e-15)


def test_costs_are_those_of_the_headers():
    calls = run(O2NC(0.1, 1.0, 3), SAMPLED, np.ones(2), 4, rng=tape([0.5] * 4, [0] * 4), count=True).calls
    assert calls is not None
    assert sum(calls.values()) == calls["sample_gradient"] == 4
    calls = run(OptimisticO2NC(0.1, 1.0, 3, 2), LogQuadratic(2), np.ones(2), 4, count=True).calls
    assert calls is not None
    assert sum(calls.values()) == calls["gradient"] == 12
