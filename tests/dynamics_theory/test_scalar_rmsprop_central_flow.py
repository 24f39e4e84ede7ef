"""Central flow of scalar RMSProp: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.dynamics_theory.scalar_rmsprop_central_flow import ScalarRMSPropCentralFlow
from refimpl.problems import SharpeningValley

VALLEY, START = SharpeningValley(0.02), np.array([0.0, 3.9375, 0.0])


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ((0.0, 0.9, 1.0, 1.0), r"step_size must be positive and finite, got 0.0"),
        ((0.4, 1.5, 1.0, 1.0), r"beta2 must lie in \[0, 1\], got 1.5"),
        ((0.4, 0.0, 1.0, 1.0), r"beta2 must be positive and finite, got 0.0"),
        ((0.4, 0.9, 0.0, 1.0), r"initial must be positive and finite, got 0.0"),
        ((0.4, 0.5, 1.0, 1.5), r"time_step must be at most beta2/\(1 - beta2\) = 1, got 1.5"),
    ],
)
def test_unusable_hyper_parameters_are_told(parameters, message):
    with pytest.raises(ValueError, match=message):
        run(ScalarRMSPropCentralFlow(*parameters), VALLEY, START, 2)


def test_below_the_edge_it_is_preconditioned_gradient_flow():
    """Without variance the second moment decays towards |g|^2 and the step is h eta g/sqrt(u)."""
    algorithm = ScalarRMSPropCentralFlow(0.1, 0.9, 4.0, 2.0)
    t = run(algorithm, VALLEY, START, 3)
    u, x = 4.0, START
    for k in range(3):
        g = VALLEY.gradient(x)
        x, u = x - 0.2 / np.sqrt(u) * g, u + 2.0 / 9 * (g @ g - u)
        np.testing.assert_allclose(t.x[k + 1], x, rtol=1e-13)
    assert t.state.u == pytest.approx(u, rel=1e-13)


def test_finer_time_steps_converge_to_one_flow():
    def end(h):
        return run(ScalarRMSPropCentralFlow(0.4, 0.96, 1.0, h), VALLEY, START, round(64 / h)).x[-1]

    ends = [end(h) for h in (4.0, 2.0, 1.0)]
    coarse, fine = np.linalg.norm(ends[0] - ends[1]), np.linalg.norm(ends[1] - ends[2])
    assert fine < 0.6 * coarse
    assert coarse < 0.1


def test_oracle_calls():
    t = run(ScalarRMSPropCentralFlow(0.4, 0.9, 1.0, 1.0), VALLEY, START, 5, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {
        "gradient": 5,
        "hessian": 5,
        "curvature_gradient": 5,
    }
