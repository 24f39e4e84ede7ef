"""Regularised Newton: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.problems import CubicChain, diagonal_quadratic
from refimpl.second_order.regularised_newton import RegularisedNewton


def test_an_unusable_constant_is_told():
    with pytest.raises(ValueError, match=r"M must be positive and finite, got 0\.0"):
        run(RegularisedNewton(0.0), CubicChain(3), np.ones(3), 2)


def test_prescribed_is_half_the_lipschitz_constant():
    problem = CubicChain(4)
    assert RegularisedNewton.prescribed(problem) == RegularisedNewton(problem.hessian_lipschitz() / 2)
    assert RegularisedNewton.prescribed(diagonal_quadratic([1.0, 2.0])) == RegularisedNewton(1.0)


def test_one_gradient_and_one_hessian_per_step():
    t = run(RegularisedNewton(1.0), CubicChain(4), np.zeros(4), 6, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 6, "hessian": 6}


def test_a_step_on_a_parabola():
    """f = 2 x^2 at x = 1: g = 4, lambda = sqrt(4 M) = 4 for M = 4, x+ = 1 - 4/(4 + 4)."""
    assert run(RegularisedNewton(4.0), diagonal_quadratic([4.0]), np.ones(1), 1).x[1, 0] == 0.5
