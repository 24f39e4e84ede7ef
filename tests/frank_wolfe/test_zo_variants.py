"""Deterministic and non-convex zeroth-order Frank-Wolfe: what the generic tests and the claims do not cover."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.core.certain import Certain
from refimpl.frank_wolfe.deterministic_zo_frank_wolfe import DeterministicZOFrankWolfe
from refimpl.frank_wolfe.estimators import IRDSA, KWSA, RDSA, forward_differences
from refimpl.frank_wolfe.nonconvex_zo_frank_wolfe import NonconvexZOFrankWolfe
from refimpl.problems import Constrained, L2Ball, LinearNoise, LogQuadratic, Quadratic, Simplex

PROBLEM = LinearNoise(Constrained(LogQuadratic(3), L2Ball(2.0)), 0.25)


@pytest.mark.parametrize(
    ("algorithm", "sentence"),
    [
        (DeterministicZOFrankWolfe(1.0), r"shift must lie in \[2.0, inf\], got 1.0"),
        (NonconvexZOFrankWolfe(RDSA(), 1.0, 1.0, 8.0, 0.0), "gamma must be positive and finite, got 0.0"),
        (NonconvexZOFrankWolfe(RDSA(), 1.0, 1.0, 8.0, 1.5), r"gamma must lie in \[0.0, 1.0\], got 1.5"),
        (NonconvexZOFrankWolfe(RDSA(), 0.0, 1.0, 8.0, 0.5), "averaging must be positive and finite, got 0.0"),
        (
            NonconvexZOFrankWolfe(1.0, 1.0, 1.0, 8.0, 0.5),
            r"estimator must be KWSA\(\), RDSA\(\) or IRDSA\(m\), got float",
        ),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, sentence):
    with pytest.raises(ValueError, match=sentence):
        run(algorithm, PROBLEM, np.zeros(3), 1)


def test_a_horizon_without_steps_is_told():
    with pytest.raises(ValueError, match="steps must be an integer of at least 1, got 0"):
        NonconvexZOFrankWolfe.prescribed(PROBLEM, steps=0)


@pytest.mark.parametrize(("steps", "gamma"), [(1, 1.0), (16, 1 / 8), (256, 1 / 64), (10_000, 1e-3)])
def test_the_step_of_a_horizon(steps, gamma):
    assert NonconvexZOFrankWolfe.prescribed(PROBLEM, steps=steps).gamma == pytest.approx(gamma, rel=1e-15)


def test_the_other_schedules_are_those_of_the_estimator():
    algorithm = NonconvexZOFrankWolfe.prescribed(PROBLEM, IRDSA(2))
    assert algorithm[:4] == (IRDSA(2), IRDSA(2).averaging(3), IRDSA(2).smoothing(3), 8.0)


def test_costs_are_those_of_the_headers():
    for algorithm, oracle, values in (
        (DeterministicZOFrankWolfe(), "value", 4),
        (NonconvexZOFrankWolfe(KWSA(), 1.0, 1.0, 8.0, 0.5), "sample_value", 4),
        (NonconvexZOFrankWolfe(RDSA(), 1.0, 1.0, 8.0, 0.5), "sample_value", 2),
    ):
        calls = run(algorithm, PROBLEM, np.ones(3), 5, count=True).calls
        assert {name: n for name, n in calls.items() if n} == {oracle: 5 * values, "linear_minimizer": 5}


def test_forward_differences_of_a_square_by_hand():
    # f = x_1^2 + x_2^2/2: [(x + c)^2 - x^2]/c = 2x + c and y + c/2
    found = forward_differences(
        Certain(Quadratic(np.diag([2.0, 1.0]), np.zeros(2))), np.array([0.5, -1.0]), 0, 0.25
    )
    np.testing.assert_array_equal(found, [1.25, -0.875])


def test_a_bias_decides_between_vertices_by_hand():
    # grad f = (1/2, 5/8) at (1/2, 1/2), diag A = (1, 0), t = 0: c = 1/2 adds (1/4, 0): e_2 instead of e_1
    problem = Constrained(Quadratic(np.diag([1.0, 0.0]), np.array([0.0, -0.625])), Simplex())
    np.testing.assert_array_equal(run(DeterministicZOFrankWolfe(), problem, np.full(2, 0.5), 1).x[1], [0, 1])
