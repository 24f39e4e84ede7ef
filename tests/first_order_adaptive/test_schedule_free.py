"""Schedule-Free SGD and AdamW: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.first_order_adaptive.schedule_free_adamw import ScheduleFreeAdamW
from refimpl.first_order_adaptive.schedule_free_sgd import ScheduleFreeSGD
from refimpl.problems import Linear, Quadratic, diagonal_quadratic

SGD, ADAMW = ScheduleFreeSGD(0.25, 0.75, 0.0), ScheduleFreeAdamW(0.25, 0.875, 0.75, 2.0**-7, 0.0)


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (SGD._replace(step_size=0.0), "step_size must be positive and finite, got 0.0"),
        (SGD._replace(beta=1.5), r"beta must lie in \[0.0, 1.0\], got 1.5"),
        (SGD._replace(weight_decay=-1.0), "weight_decay must be non-negative and finite, got -1.0"),
        (ADAMW._replace(beta1=1.0), r"beta1 must lie in \[0, 1\), got 1.0"),
        (ADAMW._replace(epsilon=-1.0), "epsilon must be non-negative and finite, got -1.0"),
        (ADAMW._replace(weight_decay=-1.0), "weight_decay must be non-negative and finite, got -1.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, Linear(np.ones(2)), np.ones(2), 2)


@pytest.mark.parametrize("algorithm", [SGD, ADAMW])
def test_one_gradient_per_step(algorithm):
    t = run(algorithm, diagonal_quadratic([1.0, 2.0]), np.ones(2), 7, count=True)
    assert t.calls is not None
    assert {key: n for key, n in t.calls.items() if n} == {"gradient": 7}


@pytest.mark.parametrize("engine", ["numpy", "ball"])
@pytest.mark.parametrize("algorithm", [SGD, ADAMW, ADAMW._replace(epsilon=0.0)])
def test_nothing_moves_where_no_gradient_was_seen(algorithm, engine):
    flat = Quadratic(np.diag([2.0, 0.0]), np.zeros(2))
    t = run(algorithm, flat, np.array([0.0, 4.0]), 4, engine=engine)
    assert np.array_equal(t.x, np.tile([0.0, 4.0], (5, 1)))


def test_two_steps_by_hand():
    """f = x^2/2 from 4, eta = 1/2, beta = 1/2: z = 4, 2, y = (2 + 3)/2, z = 3/4; x = 4, 3, 27/12."""
    t = run(ScheduleFreeSGD(0.5, 0.5), diagonal_quadratic([1.0]), np.array([4.0]), 2)
    assert t.x[:, 0].tolist() == [4.0, 3.0, 2.25]
