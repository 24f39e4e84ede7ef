"""Descent aggregation: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.bilevel.bda import BDA
from refimpl.bilevel.one_stage_bda import OneStageBDA
from refimpl.problems import coupled_levels_example, descent_aggregation_example
from verification.mutants.bilevel import bda, one_stage_bda

LEVELS, START = coupled_levels_example(), np.array([0.25, 0.5, -0.25])
CASES = {
    "bda": (BDA(0.125, 0.25, 0.375, 0.75, 3, START), LEVELS, bda),
    "one-stage-bda": (OneStageBDA(0.125, 0.25, 0.375, 0.75, 0.25, START), LEVELS, one_stage_bda),
}


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("bda", {"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ("bda", {"upper_weight": 0.0}, "upper_weight must be positive and finite, got 0.0"),
        ("bda", {"lower_weight": -1.0}, r"lower_weight must be positive and finite, got -1\.0"),
        ("bda", {"aggregation": 1.5}, r"aggregation must lie in \[0, 1\], got 1\.5"),
        ("bda", {"inner_steps": 0}, "inner_steps must be an integer of at least 1, got 0"),
        ("bda", {"start": np.zeros(2)}, r"start must have shape \(3,\), got \(2,\)"),
        ("one-stage-bda", {"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ("one-stage-bda", {"upper_weight": 0.0}, "upper_weight must be positive and finite, got 0.0"),
        ("one-stage-bda", {"lower_weight": 0.0}, "lower_weight must be positive and finite, got 0.0"),
        ("one-stage-bda", {"aggregation": -0.5}, r"aggregation must lie in \[0, 1\], got -0\.5"),
        ("one-stage-bda", {"difference": 0.0}, "difference must be positive and finite, got 0.0"),
        ("one-stage-bda", {"start": np.zeros(2)}, r"start must have shape \(3,\), got \(2,\)"),
    ],
)
def test_unusable_hyper_parameters_are_told(name, change, message):
    algorithm, problem, _ = CASES[name]
    with pytest.raises(ValueError, match=message):
        run(algorithm._replace(**change), problem, np.zeros(2), 2)


CALLS = {
    "bda": dict.fromkeys(("upper_yy", "upper_xy", "lower_y", "lower_yy"), 15)
    | dict.fromkeys(("upper_y", "lower_xy"), 20)
    | {"upper_x": 5},
    "one-stage-bda": {"upper_x": 15, "upper_y": 10, "lower_x": 10, "lower_y": 5},
}


@pytest.mark.parametrize("name", CASES)
def test_oracles_are_called_as_often_as_the_header_says(name):
    algorithm, problem, _ = CASES[name]
    calls = run(algorithm, problem, np.zeros(2), 5, count=True).calls
    assert calls is not None
    assert {oracle: n for oracle, n in calls.items() if n} == CALLS[name]


@pytest.mark.parametrize("name", CASES)
def test_the_form_in_parts_that_the_mutants_change_is_the_method(name):
    algorithm, problem, module = CASES[name]
    x = run(module.Exchangeable(*algorithm), problem, np.full(2, 0.25), 20, rng=3).x
    np.testing.assert_allclose(x, run(algorithm, problem, np.full(2, 0.25), 20, rng=3).x, rtol=1e-12)


@pytest.mark.parametrize("T", [2, 20, 100])
def test_without_aggregation_the_counter_example_ends_at_a_half(T):
    algorithm = BDA(0.75, 1.0, 1.0, 0.0, T, np.zeros(2))
    x = run(algorithm, descent_aggregation_example(), np.zeros(1), 60).x[-1, 0]
    assert x == pytest.approx(0.5, rel=1e-12)
