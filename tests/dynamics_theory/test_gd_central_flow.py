"""Central flow of gradient descent: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from refimpl import run
from refimpl.core.observables import HessianEigenvalue
from refimpl.dynamics_theory.gd_central_flow import GDCentralFlow, Variance
from refimpl.problems import SharpeningValley

VALLEY, START = SharpeningValley(0.02), np.array([0.0, 3.9375, 0.0])


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (GDCentralFlow(0.0, 1.0), r"step_size must be positive and finite, got 0.0"),
        (GDCentralFlow(0.4, np.inf), r"time_step must be positive and finite, got inf"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, VALLEY, START, 2)


def test_it_ends_where_scipy_minimises_on_the_edge():
    found = minimize(
        lambda y: VALLEY.value(np.array([0.0, *y])) / VALLEY.e,
        START[1:],
        constraints={"type": "ineq", "fun": lambda y: 4 - y[0] - VALLEY.bend * y[1] ** 2},
        options={"ftol": 1e-14, "maxiter": 500},
    )
    x = run(GDCentralFlow(0.4, 5.0), VALLEY, START, 1500).x[-1]
    np.testing.assert_allclose(x[1:], found.x, rtol=1e-6)


def test_finer_time_steps_converge_to_one_flow():
    ends = [run(GDCentralFlow(0.4, h), VALLEY, START, round(800 / h)).x[-1] for h in (8.0, 4.0, 2.0)]
    coarse, fine = np.linalg.norm(ends[0] - ends[1]), np.linalg.norm(ends[1] - ends[2])
    assert fine < 0.6 * coarse
    assert coarse < 0.1


def test_oracle_calls_and_the_observed_variance():
    record = [Variance(0.4, 5.0), HessianEigenvalue()]
    t = run(GDCentralFlow(0.4, 5.0), VALLEY, START, 40, count=True, record=record)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {
        "gradient": 40,
        "hessian": 40,
        "curvature_gradient": 40,
    }
    s, S = t.observed["Variance"], t.observed["HessianEigenvalue"]
    assert s[0] == 0.0
    assert np.all(s[S > 5.0] > 0)
