"""Dropout and its modified equations: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.core.draws import tape
from refimpl.dynamics_theory.dropout_sgd import DropoutSGD
from refimpl.dynamics_theory.dropout_sme1 import DropoutSME1
from refimpl.dynamics_theory.dropout_sme2 import DropoutSME2
from verification.claims.dynamics_theory.dropout import AT_NETWORK, NETWORK, SQUARES, modified_loss, recursion

equations = pytest.mark.parametrize("method", [DropoutSME1, DropoutSME2])


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (DropoutSGD(0.0, 0.5), "step_size must be positive and finite, got 0.0"),
        (DropoutSGD(0.1, 0.0), "keep must be positive and finite, got 0.0"),
        (DropoutSGD(0.1, 1.5), r"keep must lie in \[0, 1\], got 1.5"),
        (DropoutSME1(0.0, 0.1, 0.5), "time_step must be positive and finite, got 0.0"),
        (DropoutSME1(0.1, -0.1, 0.5), "eps must be positive and finite, got -0.1"),
        (DropoutSME2(0.1, 0.1, 2.0), r"keep must lie in \[0, 1\], got 2.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, SQUARES, np.ones(2), 2)


@pytest.mark.parametrize(
    ("algorithm", "gradients", "products"),
    [(DropoutSGD(0.1, 0.5), 3, 0), (DropoutSME1(0.1, 0.1, 0.5), 12, 0), (DropoutSME2(0.1, 0.1, 0.5), 12, 12)],
)
def test_oracle_calls_in_three_steps(algorithm, gradients, products):
    t = run(algorithm, SQUARES, np.ones(2), 3, count=True)
    assert t.calls is not None
    assert t.calls["gated_gradient"] == gradients
    assert t.calls["gated_hessian_vector"] == products
    assert sum(t.calls.values()) == gradients + products


def test_the_modified_loss_is_the_mean_over_all_masks():
    """Closed form against enumeration with the problem's own values: 2 units, p = 0.7."""
    keep = 0.7
    for problem, x in ((NETWORK, AT_NETWORK), (SQUARES, np.array([1.5, -0.5]))):
        mean = 0.0
        for mask in problem.gates():
            weight = np.prod(np.where(mask > 0, keep, 1 - keep))
            mean += weight * problem.gated_value(x, mask / keep)
        assert mean == pytest.approx(modified_loss(problem, x, keep), rel=1e-14)


@equations
def test_without_dropout_there_is_no_noise(method):
    draws = np.random.default_rng(0).standard_normal(4)
    noisy, quiet = (
        run(method(0.1, 0.1, 1.0), SQUARES, np.ones(2), 1, rng=tape(xi)).x for xi in (draws, 0 * draws)
    )
    np.testing.assert_allclose(noisy, quiet, rtol=1e-15)


def test_weights_of_the_masks_sum_to_one():
    algorithm = DropoutSME1(0.1, 0.1, 0.7)
    weights = [algorithm.weight(mask) for mask in SQUARES.gates()]
    np.testing.assert_allclose(weights, [0.09, 0.21, 0.21, 0.49], rtol=1e-14)


def test_the_recursion_of_the_moments_is_that_of_a_law():
    """Variances along the recursion are positive and die out, as the noise c (c theta - 1) does at theta = p."""
    for p in (0.6, 1.0):
        v, variances = np.array([1.0, 2.0, 4.0]), []
        for _ in range(200):
            v = recursion(0.1, p) @ v
            variances.append(v[2] - v[1] ** 2)
        if p == 1:
            assert np.max(np.abs(variances)) < 1e-13
        else:
            assert variances[0] > 0.01
            assert np.min(variances[:20]) > 0
        assert v[1] == pytest.approx(p, abs=1e-6)
        assert abs(variances[-1]) < 1e-6
