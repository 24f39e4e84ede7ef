"""The equations of SAM, USAM and DNSAM: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.dynamics_theory.dnsam_sde import DNSAMSDE
from refimpl.dynamics_theory.sam_sde import SAMSDE
from refimpl.dynamics_theory.usam_sde import USAMSDE
from refimpl.problems import random_least_squares
from verification.claims.dynamics_theory.sam_sdes import QUIET, STARTS, drift, flows, solved

every = pytest.mark.parametrize("method", [SAMSDE, USAMSDE, DNSAMSDE])


@every
@pytest.mark.parametrize(
    ("values", "message"),
    [
        ((0.0, 0.1, 0.1), "time_step must be positive and finite, got 0.0"),
        ((0.1, -0.1, 0.1), "eta must be positive and finite, got -0.1"),
        ((0.1, 0.1, np.nan), "rho must be non-negative and finite, got nan"),
    ],
)
def test_unusable_hyper_parameters_are_told(method, values, message):
    with pytest.raises(ValueError, match=message):
        run(method(*values), random_least_squares(n=8, d=2, noise=0.5, seed=0), np.ones(2), 2)


@pytest.mark.parametrize(("method", "full"), [(SAMSDE, 0), (USAMSDE, 0), (DNSAMSDE, 5)])
def test_oracle_calls(method, full):
    problem = random_least_squares(n=8, d=2, noise=0.5, seed=0)
    t = run(method(0.01, 0.1, 0.1), problem, np.ones(2), 5, count=True)
    assert t.calls is not None
    calls = {name: n for name, n in t.calls.items() if n}
    assert calls.pop("gradient", 0) == full
    assert calls == {"sample_gradients": 5, "sample_hessian_vectors": 5}


@every
def test_a_smaller_time_step_keeps_the_law(method):
    """Two steps of h/2 have the mean and the variance of one step of h up to order h^2; 800 paths of each."""
    problem = random_least_squares(n=8, d=2, noise=0.5, seed=0)
    ends = []
    for steps in (1, 2):
        rng = np.random.default_rng(steps)
        ends.append(
            [
                run(method(0.01 / steps, 0.5, 0.1), problem, np.ones(2), steps, rng=rng).x[-1]
                for _ in range(800)
            ]
        )
    one, two = np.array(ends)
    deviation = one.std(axis=0)
    assert (np.abs(one.mean(axis=0) - two.mean(axis=0)) < 5 * deviation * np.sqrt(2 / 800) + 1e-3).all()
    assert (np.abs(two.std(axis=0) / deviation - 1) < 5 / np.sqrt(800) + 0.02).all()


def test_flows_between_the_nodes_are_those_of_the_solver():
    """The polynomial in sqrt(eta) through seven solutions against a direct solution at 1e-10."""
    roots = np.sqrt(0.5 / np.array([4, 20, 60, 128]))

    def make(eta):
        return SAMSDE(1.0, eta, 0.5 * np.sqrt(eta))

    found = flows(make, QUIET, roots, np.array(STARTS[:2]))
    for k, root in enumerate(roots):
        for i in range(2):
            direct = solved(drift(make(root**2), QUIET), np.array(STARTS[i]), 1e-10)
            np.testing.assert_allclose(found[k, i], direct, atol=1e-7)
