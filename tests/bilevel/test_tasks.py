"""Methods on tasks for a linear network: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.bilevel.anil import ANIL
from refimpl.bilevel.es_maml import ESMAML
from refimpl.bilevel.fo_maml import FOMAML
from refimpl.bilevel.maml import MAML
from refimpl.bilevel.mrcl import MRCL
from refimpl.bilevel.oml import OML
from refimpl.core.draws import tape
from refimpl.problems import linear_tasks_example

TASKS = linear_tasks_example()
X0 = np.array([1.0, 0.5, -0.5, 0.25, 0.75, -0.75, 0.5, -1.0, 0.25])
ADAPTING = MAML(0.5, 0.25, 3, 2), ANIL(0.5, 0.25, 3, 2), FOMAML(0.5, 0.25, 3, 2)
ALL = OML(0.5, 0.25, 2), MRCL(0.5, 0.25, 2), *ADAPTING


SMOOTHED = ESMAML(0.5, 0.25, 3, 2, 0.5)


def queries(x, chosen):
    """The mean query loss."""
    W, v = x[:6].reshape(3, 2), x[6:]
    return np.mean([(TASKS.Z[j] @ W.T @ v - TASKS.s[j]) ** 2 for j in chosen]) / 2


@pytest.mark.parametrize(
    ("algorithm", "change", "message"),
    [
        *(
            (a, change, message)
            for a in (*ALL, SMOOTHED)
            for change, message in [
                ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
                ({"inner_step_size": -1.0}, "inner_step_size must be non-negative and finite, got -1.0"),
                ({"tasks": 0}, "tasks must be an integer of at least 1, got 0"),
                ({"tasks": 4}, r"tasks must lie in \[1, 3\], got 4"),
            ]
        ),
        *(
            (a, {"inner_steps": 0}, "inner_steps must be an integer of at least 1, got 0")
            for a in (*ADAPTING, SMOOTHED)
        ),
        (SMOOTHED, {"smoothing": 0.0}, "smoothing must be positive and finite, got 0.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, change, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm._replace(**change), TASKS, X0, 2)


@pytest.mark.parametrize("algorithm", ALL)
def test_without_inner_steps_it_is_gradient_descent_on_the_queries(algorithm):
    x = run(algorithm._replace(inner_step_size=0.0), TASKS, X0, 1, rng=tape([0.9, 0.25])).x[1]
    h, slope = 2.0**-12, np.zeros(9)
    for i, e in enumerate(np.eye(9)):  # a quadratic along every coordinate: central differences are exact
        slope[i] = (queries(X0 + h * e, (2, 1)) - queries(X0 - h * e, (2, 1))) / (2 * h)
    if isinstance(algorithm, MRCL):
        slope[6:] = 0
    np.testing.assert_allclose(x, X0 - 0.5 * slope, atol=1e-11)


def test_oracles_are_called_as_often_as_the_headers_say():
    through = {"support_gradient": 30, "support_hessian_vector": 30}
    queried, adapted = {"query_gradient": 10}, {"support_gradient": 30}
    for algorithm, expected in zip(
        (*ALL, SMOOTHED),
        (queried, queried, *[queried | through] * 2, queried | adapted, {"query_value": 10} | adapted),
        strict=True,
    ):
        calls = run(algorithm, TASKS, X0, 5, count=True).calls
        assert calls is not None
        assert {name: n for name, n in calls.items() if n} == expected
