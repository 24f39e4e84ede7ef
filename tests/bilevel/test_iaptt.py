"""IAPTT: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.bilevel.iaptt import IAPTT
from refimpl.problems import random_quadratic_bilevel

PROBLEM = random_quadratic_bilevel([1.0, 2.0, 5.0], dx=2, r=0.125, seed=0)
METHOD = IAPTT(0.125, 0.25, 0.125, 4, np.zeros(3))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"start_step_size": 0.0}, "start_step_size must be positive and finite, got 0.0"),
        ({"inner_steps": 0}, "inner_steps must be an integer of at least 1, got 0"),
        ({"start": np.zeros(2)}, r"start must have shape \(3,\), got \(2,\)"),
    ],
)
def test_unusable_hyper_parameters_are_told(change, message):
    with pytest.raises(ValueError, match=message):
        run(METHOD._replace(**change), PROBLEM, np.zeros(2), 2)


def test_the_worst_lower_iterate_is_the_first_of_the_largest_values():
    ys = [np.full(3, v) for v in (9.0, 1.0, -2.0, 3.0, 3.0)]
    problem = PROBLEM._replace(t=np.zeros(3))
    assert METHOD.worst(problem, np.zeros(2), ys) == 3
