"""The zeroth-order methods: messages, costs and closed forms that the generic tests do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.core.draws import tape
from refimpl.problems import FiniteNoise, Linear
from refimpl.problems.registry import EXAMPLES
from refimpl.zeroth_order.estimators import Signs
from refimpl.zeroth_order.mezo import MeZO

EXAMPLE = EXAMPLES["quadratic-regression"]


@pytest.mark.parametrize(
    ("algorithm", "sentence"),
    [
        (MeZO(0.0, 1.0), "step_size must be positive and finite, got 0.0"),
        (MeZO(1.0, -1.0), "smoothing must be positive and finite, got -1.0"),
        (MeZO(1.0, 1.0, 0), "directions must be an integer of at least 1, got 0"),
        (MeZO(1.0, 1.0, 1, -1.0), "decay must be non-negative and finite, got -1.0"),
        (MeZO(1.0, 1.0, 1, 0.0, 2.0), r"law must be Normal\(\), Sphere\(\) or Signs\(\), got float"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, sentence):
    with pytest.raises(ValueError, match=sentence):
        run(algorithm, EXAMPLE.build(), np.array(EXAMPLE.start), 1)


@pytest.mark.parametrize(
    ("algorithm", "calls"),
    [
        (MeZO(0.125, 0.25), {"sample_value": 2}),
        (MeZO(0.125, 0.25, 3), {"sample_value": 6}),
    ],
)
def test_cost_is_that_of_the_header(algorithm, calls):
    counted = run(algorithm, EXAMPLE.build(), np.array(EXAMPLE.start), 5, count=True).calls
    assert {name: n for name, n in counted.items() if n} == {name: 5 * n for name, n in calls.items()}


# f = x_1 - 2 x_2 + 4 x_3 at (1, 1, 1), z = (1, -1, 1): the slope is 7
@pytest.mark.parametrize(
    ("algorithm", "x"),
    [
        (MeZO(0.5, 0.25, law=Signs()), [-2.5, 4.5, -2.5]),
        (MeZO(0.5, 0.25, decay=1.0, law=Signs()), [-3.0, 4.0, -3.0]),
    ],
)
def test_a_step_by_hand(algorithm, x):
    problem = FiniteNoise(Linear(np.array([1.0, -2.0, 4.0])), np.zeros((1, 3)))
    one = run(algorithm, problem, np.ones(3), 1, rng=tape([1.0, -1.0, 1.0], [0, 1, 0, 1]))
    np.testing.assert_array_equal(one.x[1], x)
