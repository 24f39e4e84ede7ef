"""Projected SGD, prox-linear and proximal point: what the generic tests and the claims do not cover."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.core.draws import tape
from refimpl.nonsmooth_nonconvex.projected_sgd import ProjectedSGD
from refimpl.nonsmooth_nonconvex.prox_linear import ProxLinear
from refimpl.nonsmooth_nonconvex.proximal_point import ProximalPoint
from refimpl.problems import PhaseRetrieval
from refimpl.problems.registry import EXAMPLES

LINE = PhaseRetrieval(np.array([[1.0]]), np.array([1.0]))


@pytest.mark.parametrize("method", [ProjectedSGD, ProxLinear, ProximalPoint])
def test_unusable_weights_are_told(method):
    problem = EXAMPLES["noisy-ball"].build() if method is ProjectedSGD else LINE
    algorithm, start = method(-1.0), np.ones(problem.dimension())
    with pytest.raises(ValueError, match=r"beta must be positive and finite, got -1.0"):
        run(algorithm, problem, start, 1)


def test_a_weight_below_the_weak_convexity_is_refused_by_the_proximal_point_only():
    with pytest.raises(ValueError, match=r"beta must exceed the weak convexity 2 of the terms, got 2.0"):
        run(ProximalPoint(2.0), LINE, np.ones(1), 1)
    assert run(ProxLinear(2.0), LINE, np.array([1.5]), 1).x.shape == (2, 1)


@pytest.mark.parametrize("method", [ProxLinear, ProximalPoint])
def test_near_a_solution_implicit_steps_land_on_it(method):
    """|x^2 - 1| from 1.05 with beta = 8: the model's kink, or the proximal point 1, is nearer than a full step."""
    x = run(method(8.0), LINE, np.array([1.05]), 4, rng=tape([], [0] * 4)).x[:, 0]
    assert abs(x[-1] - 1) < 1e-12


def test_where_the_subgradient_vanishes_prox_linear_stays():
    assert run(ProxLinear(8.0), LINE, np.zeros(1), 3, rng=tape([], [0] * 3)).x[-1, 0] == 0.0
