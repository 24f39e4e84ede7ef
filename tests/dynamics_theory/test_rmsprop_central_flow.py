"""Central flow of RMSProp: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import eigh as generalised

from refimpl import run
from refimpl.dynamics_theory.rmsprop_central_flow import RMSPropCentralFlow
from refimpl.dynamics_theory.scalar_rmsprop_central_flow import ScalarRMSPropCentralFlow
from refimpl.problems import SharpeningValley

VALLEY, START, ONES = SharpeningValley(0.02), np.array([0.0, 3.9375, 0.0]), np.ones(3)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ((0.0, 0.9, ONES, 1.0), r"step_size must be positive and finite, got 0.0"),
        ((0.4, 0.9, np.ones(2), 1.0), r"initial must have shape \(3,\), got \(2,\)"),
        ((0.4, 0.9, 0 * ONES, 1.0), r"smallest entry of initial must be positive and finite, got 0.0"),
        ((0.4, 0.5, ONES, 1.5), r"time_step must be at most beta2/\(1 - beta2\) = 1, got 1.5"),
    ],
)
def test_unusable_hyper_parameters_are_told(parameters, message):
    with pytest.raises(ValueError, match=message):
        run(RMSPropCentralFlow(*parameters), VALLEY, START, 2)


def test_below_the_edge_it_is_preconditioned_gradient_flow():
    t = run(RMSPropCentralFlow(0.1, 0.9, 4 * ONES, 2.0), VALLEY, START, 3)
    u, x = 4 * ONES, START
    for k in range(3):
        g = VALLEY.gradient(x)
        x, u = x - 0.2 * g / np.sqrt(u), u + 2.0 / 9 * (g * g - u)
        np.testing.assert_allclose(t.x[k + 1], x, rtol=1e-13)
    np.testing.assert_allclose(t.state.u, u, rtol=1e-13)


def test_off_the_floor_scipys_generalised_eigenvalue_stays_at_the_edge():
    valley, x, u = SharpeningValley(0.5), np.array([0.1, 3.9, 0.2]), np.array([1.0, 1.0, 0.5])

    def top(x, u):
        return generalised(valley.hessian(x), np.diag(np.sqrt(u)), eigvals_only=True)[-1]

    t = run(RMSPropCentralFlow(2 / top(x, u), 0.5, u, 1 / 1024), valley, x, 128)
    assert top(t.x[-1], t.state.u) == pytest.approx(top(x, u), rel=1e-7)


def test_in_the_critical_coordinate_alone_it_is_scalar_rmsprop():
    flat = SharpeningValley(2.0**-40, 0.0, 1.25, 0.0, 3.0)
    start = np.array([0.0, 0.0, 2.0])
    many = run(RMSPropCentralFlow(0.4, 0.9, np.full(3, 0.5), 1.0), flat, start, 30)
    one = run(ScalarRMSPropCentralFlow(0.4, 0.9, 0.5, 1.0), flat, start, 30)
    assert many.state.u[0] == pytest.approx(0.36, rel=1e-6)  # (eta S/2)^2
    assert one.state.u == pytest.approx(0.36, rel=1e-6)
