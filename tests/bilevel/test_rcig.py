"""RCIG: messages, costs, symmetry and the row's own check that the generic tests do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.bilevel.rcig import RCIG
from refimpl.problems import DatasetDistillation
from refimpl.problems.registry import EXAMPLES

PROBLEM, X0 = EXAMPLES["dataset-distillation"].build(), np.array(EXAMPLES["dataset-distillation"].start)


def outer(problem, x, ridge):
    """The loss of the model that ridge regression makes of x, by the normal equations."""
    Phi = problem.features(x)
    theta = np.linalg.solve(Phi.T @ Phi + ridge * np.eye(Phi.shape[1]), Phi.T @ problem.labels(x))
    return problem.outer_value(theta)


@pytest.mark.parametrize(
    ("algorithm", "sentence"),
    [
        (RCIG(-1.0, 1.0, 1.0), "step_size must be non-negative and finite, got -1.0"),
        (RCIG(1.0, -1.0, 1.0), "label_step_size must be non-negative and finite, got -1.0"),
        (RCIG(1.0, 1.0, 0.0), "ridge must be positive and finite, got 0.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, sentence):
    with pytest.raises(ValueError, match=sentence):
        run(algorithm, PROBLEM, X0, 1)


def test_cost_is_that_of_the_header():
    calls = run(RCIG.prescribed(PROBLEM), PROBLEM, X0, 5, count=True).calls
    assert {name: n for name, n in calls.items() if n} == dict.fromkeys(
        ("features", "labels", "feature_pullback", "outer_gradient"), 5
    )


def test_two_points_for_two_features_reach_the_optimum_of_the_full_data():
    """Points and labels together; one point does not reach it where its labels are fixed and the ridge is large."""
    problem = PROBLEM._replace(W=np.eye(2), curvature=0.0)
    x = run(RCIG(0.03125, 0.125, 0.25), problem, X0, 600, engine="numpy").x
    losses = [outer(problem, v, 0.25) for v in x]
    assert np.all(np.diff(losses) <= 1e-13)
    assert losses[-1] - problem.full_optimum() == pytest.approx(0.0, abs=1e-9)
    one = problem._replace(points=1)
    x = run(RCIG(0.03125, 0.0, 16.0), one, X0[[0, 1, 4]], 600, engine="numpy").x
    assert outer(one, x[-1], 16.0) > problem.full_optimum() + 0.1


def test_one_point_on_one_feature_by_hand():
    """s = t = 1, lambda = 1: theta = 1/2, v = 4(4/2 - 8) = -24, q = -12, r = -1/2, G = -(6 - 6) = 0, Phi q = -12."""
    problem = DatasetDistillation(np.array([[4.0]]), np.array([8.0]), np.array([[1.0]]), 0.0, 1)
    assert run(RCIG(0.5, 0.25, 1.0), problem, np.ones(2), 1).x[1].tolist() == [1.0, 4.0]
    # t = 2: theta = 1, v = -16, q = -8, r = -1, G = -(8 - 8) = 0; s = 2, t = 1: theta = 2/5
    x = run(RCIG(0.5, 0.25, 1.0), problem, np.array([2.0, 1.0]), 1).x[1]
    theta, r = 0.4, 2 * 0.4 - 1
    q = 4 * (4 * theta - 8) / 5
    np.testing.assert_allclose(x, [2 + 0.5 * (r * q + 2 * q * theta), 1 - 0.25 * 2 * q], rtol=1e-14)
