"""GFM+ and its warm start: what the generic tests and the claims do not cover."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.nonsmooth_nonconvex.gfm_plus import GFMPlus
from refimpl.nonsmooth_nonconvex.warm_gfm_plus import WarmGFMPlus
from refimpl.problems.registry import EXAMPLES

PROBLEM = EXAMPLES["finite-noise"].build()


@pytest.mark.parametrize(
    ("algorithm", "sentence"),
    [
        (GFMPlus(0.0, 1.0, 1, 1, 1), "step_size must be positive and finite, got 0.0"),
        (GFMPlus(0.1, -1.0, 1, 1, 1), "radius must be positive and finite, got -1.0"),
        (GFMPlus(0.1, 1.0, 0, 1, 1), "period must be an integer of at least 1, got 0"),
        (GFMPlus(0.1, 1.0, 1, 0, 1), "batch must be an integer of at least 1, got 0"),
        (GFMPlus(0.1, 1.0, 1, 1, 0), "small_batch must be an integer of at least 1, got 0"),
        (WarmGFMPlus(0.0, 1, GFMPlus(0.1, 1.0, 1, 1, 1)), "warm_step must be positive and finite, got 0.0"),
        (
            WarmGFMPlus(0.1, 0, GFMPlus(0.1, 1.0, 1, 1, 1)),
            "warm_steps must be an integer of at least 1, got 0",
        ),
        (
            WarmGFMPlus(0.1, 1, GFMPlus(0.1, 1.0, 1, 1, 0)),
            "small_batch must be an integer of at least 1, got 0",
        ),
        (WarmGFMPlus(0.1, 1, None), "method must be a GFMPlus, got NoneType"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, sentence):
    with pytest.raises(ValueError, match=sentence):
        run(algorithm, PROBLEM, np.ones(2), 1)


def test_costs_are_those_of_the_headers():
    algorithm = GFMPlus(0.01, 0.1, 3, 4, 2)
    calls = run(algorithm, PROBLEM, np.ones(2), 6, count=True).calls
    assert calls is not None
    assert sum(calls.values()) == calls["sample_value"] == 2 * 8 + 4 * 8
    calls = run(WarmGFMPlus(0.01, 5, algorithm), PROBLEM, np.ones(2), 5, count=True).calls
    assert calls is not None
    assert sum(calls.values()) == calls["sample_value"] == 8
