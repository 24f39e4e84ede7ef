"""Methods of gradient surgery: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.bilevel.bloop import Bloop
from refimpl.bilevel.metabalance import MetaBalance
from refimpl.bilevel.pcgrad import PCGrad
from refimpl.problems import Box, NoisyLevels, coupled_levels_example

FIXED = np.array([0.25, 0.5, -0.25])
PROBLEM = NoisyLevels(
    coupled_levels_example(), Box(-np.ones(2), np.ones(2)), Box(-np.ones(3), np.ones(3)), 0.5, 0.25
)
BLOOP, PCGRAD, META = (
    Bloop(0.125, 0.5, 0.25, FIXED),
    PCGrad(0.125, 0.5, FIXED),
    MetaBalance(0.125, 0.5, 0.75, 0.75, FIXED),
)


@pytest.mark.parametrize(
    ("algorithm", "change", "message"),
    [
        *(
            (m, {"step_size": 0.0}, "step_size must be positive and finite, got 0.0")
            for m in (BLOOP, PCGRAD, META)
        ),
        *(
            (m, {"fixed": np.ones(2)}, r"fixed must have shape \(3,\), got \(2,\)")
            for m in (BLOOP, PCGRAD, META)
        ),
        (PCGRAD, {"weight": -1.0}, "weight must be non-negative and finite, got -1.0"),
        (BLOOP, {"average": 0.0}, "average must be positive and finite, got 0.0"),
        (BLOOP, {"average": 1.5}, r"average must lie in \[0, 1\], got 1.5"),
        (META, {"memory": 1.0}, "1 - memory must be positive and finite, got 0.0"),
        (META, {"balance": -0.5}, r"balance must lie in \[0, 1\], got -0.5"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, change, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm._replace(**change), PROBLEM, np.zeros(2), 2)


@pytest.mark.parametrize("algorithm", [BLOOP, PCGRAD, META])
def test_without_weight_all_of_them_follow_the_main_gradient(algorithm):
    quiet = PROBLEM._replace(upper_noise=0.0, lower_noise=0.0)
    x0 = np.array([1.0, -0.5])
    x1 = run(algorithm._replace(weight=0.0), quiet, x0, 1).x[1]
    g = quiet.objective.lower_x(x0, FIXED)
    if algorithm is PCGRAD:  # the main gradient is projected all the same
        a = quiet.objective.upper_x(x0, FIXED)
        g = g - min(g @ a, 0) / (a @ a) * a
    np.testing.assert_allclose(x1, x0 - 0.125 * g, rtol=1e-14)


@pytest.mark.parametrize("algorithm", [BLOOP, PCGRAD, META])
def test_a_main_gradient_that_vanishes_is_no_division_by_zero(algorithm):
    """g = 0 throughout: there is nothing to project off, and nothing to balance with."""
    levels = PROBLEM.objective._replace(R=np.zeros((2, 2)), B=np.zeros((3, 2)))
    flat = PROBLEM._replace(objective=levels, upper_noise=0.0, lower_noise=0.0)
    x0 = np.array([1.0, -0.5])
    moved = x0 - run(algorithm, flat, x0, 1).x[1]
    share = 0.25 if algorithm is META else 1.0  # 1 - r is not balanced
    np.testing.assert_allclose(moved, 0.125 * 0.5 * share * levels.upper_x(x0, FIXED), rtol=1e-14)
