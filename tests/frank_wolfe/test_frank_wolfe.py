"""Frank-Wolfe and its stochastic form: what the generic tests and the claims do not cover."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.core.draws import tape
from refimpl.frank_wolfe.frank_wolfe import FrankWolfe
from refimpl.frank_wolfe.stochastic_frank_wolfe import StochasticFrankWolfe
from refimpl.problems import Box, Constrained, L1Ball, L2Ball, LinearNoise, Quadratic, SimplexWorstCase


def quadratic(domain, d=2):
    return Constrained(Quadratic(np.eye(d), np.full(d, 0.25)), domain)


@pytest.mark.parametrize(
    ("algorithm", "sentence"),
    [
        (FrankWolfe(1.0), r"shift must lie in \[2.0, inf\], got 1.0"),
        (StochasticFrankWolfe(-1.0), "averaging must be positive and finite, got -1.0"),
        (StochasticFrankWolfe(4.0, 0.0), r"shift must lie in \[2.0, inf\], got 0.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, sentence):
    problem = LinearNoise(quadratic(L2Ball(1.0)), 0.1)
    with pytest.raises(ValueError, match=sentence):
        run(algorithm, problem, np.zeros(2), 1)


def test_costs_are_those_of_the_headers():
    problem = LinearNoise(quadratic(L2Ball(1.0)), 0.1)
    for algorithm, oracle in ((FrankWolfe(), "gradient"), (StochasticFrankWolfe(), "sample_gradient")):
        calls = run(algorithm, problem, np.zeros(2), 10, count=True).calls
        assert {name: n for name, n in calls.items() if n} == {oracle: 10, "linear_minimizer": 10}


@pytest.mark.parametrize(
    "domain", [Box(np.array([-1.0, -2.0]), np.array([3.0, 1.0])), L1Ball(2.0), L2Ball(1.0)]
)
def test_the_start_is_forgotten(domain):
    problem = quadratic(domain)
    one = run(FrankWolfe(), problem, np.array([0.5, 0.25]), 1).x[1]
    assert domain.contains(one, 1e-15)
    np.testing.assert_array_equal(one, domain.linear_minimizer(problem.gradient(np.array([0.5, 0.25]))))


def test_three_steps_on_the_simplex_by_hand():
    # from e_1: e_2 (lowest index at a tie), then 2/3 to e_1, then 1/2 to e_3
    x = run(FrankWolfe(), SimplexWorstCase(3), np.array([1.0, 0.0, 0.0]), 3).x
    np.testing.assert_allclose(x[1:], [[0, 1, 0], [2 / 3, 1 / 3, 0], [1 / 3, 1 / 6, 1 / 2]], rtol=1e-15)


def test_a_step_with_known_noise_by_hand():
    # x = 0: g = -(1/4, 1/4) + 1/2 (1, -1) = (1/4, -3/4), d = g / 2, v = (0, 1) on the l1 ball, gamma = 1/4
    problem = LinearNoise(quadratic(L1Ball(1.0)), 0.5)
    one = run(StochasticFrankWolfe(averaging=2.0), problem, np.zeros(2), 1, rng=tape([1.0, -1.0]))
    np.testing.assert_allclose(one.state.average, [1 / 8, -3 / 8], rtol=1e-15)
    np.testing.assert_array_equal(one.x[1], [0, 1 / 4])


def test_without_noise_and_averaging_the_stochastic_form_is_frank_wolfe():
    problem = LinearNoise(quadratic(L2Ball(1.0), 3), 0.0)
    stochastic = run(StochasticFrankWolfe(1e9, 2.0), problem, np.array([0.5, -0.5, 0.0]), 30).x
    np.testing.assert_array_equal(stochastic, run(FrankWolfe(), problem, np.array([0.5, -0.5, 0.0]), 30).x)
