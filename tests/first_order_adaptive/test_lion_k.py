"""Lion-K: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.first_order_adaptive.kernels import EuclideanNorm, LogCosh, SumNorm
from refimpl.first_order_adaptive.lion import Lion
from refimpl.first_order_adaptive.lion_k import LionK
from refimpl.problems import Linear, Quadratic

USUAL = LionK(EuclideanNorm(), 0.25, 0.75, 0.875, 0.5)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ({"beta1": 1.5}, r"beta1 must lie in \[0.0, 1.0\], got 1.5"),
        ({"beta2": -0.5}, r"beta2 must lie in \[0.0, 1.0\], got -0.5"),
        ({"weight_decay": -1.0}, "weight_decay must be non-negative and finite, got -1.0"),
        ({"kernel": 2.0}, r"kernel must be SumNorm\(\), EuclideanNorm\(\) or LogCosh\(scale\), got float"),
        ({"kernel": LogCosh(0.0)}, "scale must be positive and finite, got 0.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(change, message):
    with pytest.raises(ValueError, match=message):
        run(USUAL._replace(**change), Linear(np.ones(2)), np.ones(2), 2)


@pytest.mark.parametrize("kernel", [SumNorm(), EuclideanNorm(), LogCosh(0.5)])
@pytest.mark.parametrize("engine", ["numpy", "ball"])
def test_only_the_decay_acts_where_no_gradient_was_seen(kernel, engine):
    flat = Quadratic(np.diag([2.0, 0.0]), np.zeros(2))
    t = run(USUAL._replace(kernel=kernel), flat, np.array([0.0, 4.0]), 2, engine=engine)
    assert t.x.tolist() == [[0.0, 4.0], [0.0, 3.5], [0.0, 3.0625]]


def test_a_narrow_log_cosh_is_the_l1_norm():
    problem = Quadratic(np.diag([2.0, 1.0]), np.ones(2))
    x = run(USUAL._replace(kernel=LogCosh(1e-6)), problem, np.array([3.0, -2.0]), 6).x
    np.testing.assert_allclose(x, run(Lion(*USUAL[1:]), problem, np.array([3.0, -2.0]), 6).x, rtol=1e-14)


@pytest.mark.compiled
@pytest.mark.parametrize("kernel", [SumNorm(), LogCosh(0.5)])
def test_every_kernel_compiles(kernel):
    problem = Quadratic(np.diag([2.0, 1.0]), np.ones(2))
    runs = [
        run(USUAL._replace(kernel=kernel), problem, np.ones(2), 5, engine=e).x for e in ("numpy", "numba")
    ]
    np.testing.assert_allclose(*runs, rtol=1e-14, atol=1e-15)
