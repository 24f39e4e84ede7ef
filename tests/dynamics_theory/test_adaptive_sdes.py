"""The equations of RMSProp and Adam, and SVAG: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.dynamics_theory.adam_sde import AdamSDE
from refimpl.dynamics_theory.rmsprop_sde import RMSPropSDE
from refimpl.dynamics_theory.svag_rmsprop import SVAGRMSProp
from refimpl.problems import random_least_squares
from verification.claims.dynamics_theory.adaptive_sdes import SPECTRUM, START, adam_moments, rmsprop_moments

PROBLEM = random_least_squares(n=8, d=2, noise=0.5, seed=0)


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (RMSPropSDE(0.0, 1.0, 0.1, 1.0, 1.0), "time_step must be positive and finite, got 0.0"),
        (RMSPropSDE(0.1, 1.0, -0.1, 1.0, 1.0), "epsilon must be non-negative and finite, got -0.1"),
        (RMSPropSDE(0.1, 1.0, 0.1, 1.0, 0.0), "initial must be positive and finite, got 0.0"),
        (RMSPropSDE(0.5, 1.0, 0.1, 4.0, 1.0), r"time_step \* c2 must lie in \[0, 1\], got 2.0"),
        (AdamSDE(0.1, 0.0, 0.1, 1.0, 1.0), "noise must be positive and finite, got 0.0"),
        (AdamSDE(0.1, 1.0, 0.0, 1.0, 1.0), "epsilon must be positive and finite, got 0.0"),
        (AdamSDE(0.5, 1.0, 0.1, 4.0, 1.0), r"time_step \* c1 must lie in \[0, 1\], got 2.0"),
        (AdamSDE(0.5, 1.0, 0.1, 1.0, 4.0), r"time_step \* c2 must lie in \[0, 1\], got 2.0"),
        (SVAGRMSProp(0.0, 0.9, 0.1, 1.0, 1.0), "step_size must be positive and finite, got 0.0"),
        (SVAGRMSProp(0.1, 1.5, 0.1, 1.0, 1.0), r"beta2 must lie in \[0, 1\], got 1.5"),
        (SVAGRMSProp(0.1, 0.9, 0.1, 0.5, 1.0), r"level must lie in \[1.0, inf\], got 0.5"),
        (SVAGRMSProp(0.1, 0.9, 0.1, 1.0, 0.0), "initial must be positive and finite, got 0.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, PROBLEM, np.ones(2), 2)


@pytest.mark.parametrize(
    ("algorithm", "calls"),
    [
        (RMSPropSDE(0.1, 1.0, 0.1, 1.0, 1.0), {"sample_gradients": 3}),
        (AdamSDE(0.1, 1.0, 0.1, 1.0, 1.0), {"sample_gradients": 3}),
        (SVAGRMSProp(0.1, 0.9, 0.1, 2.0, 1.0), {"sample_gradient": 6}),
    ],
)
def test_oracle_calls_in_three_steps(algorithm, calls):
    t = run(algorithm, PROBLEM, np.ones(2), 3, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == calls


def test_without_curvature_in_time_the_odes_have_closed_forms():
    """u_0 = 1 stays: Ornstein-Uhlenbeck with drift lambda/P and diffusion s/P."""
    s, e = 0.75, 0.25
    a = SPECTRUM / (s + e)
    mean, square = rmsprop_moments(s, e, 2.0, 1.0)
    np.testing.assert_allclose(mean, START * np.exp(-a), rtol=1e-9)
    variance = (s / (s + e)) ** 2 * (1 - np.exp(-2 * a)) / (2 * a)
    np.testing.assert_allclose(square, START**2 * np.exp(-2 * a) + variance, rtol=1e-9)


def test_a_fast_first_moment_makes_adams_equation_that_of_rmsprop():
    """c1 -> infinity, u = gamma_2: the corrected preconditioner is constant, s + e; the distance falls like 1/c1."""
    s, e = 0.75, 0.25
    limit = rmsprop_moments(s, e, 2.0, 1.0)
    far, near = (np.abs(adam_moments(s, e, c1, 2.0) - limit).max() for c1 in (50.0, 200.0))
    assert near < 0.05
    assert near < far / 2
