"""Metagradient descent: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.bilevel.metagradient_descent import MetagradientDescent
from refimpl.bilevel.reverse_unrolled import ReverseUnrolled
from refimpl.problems import random_log_cosh_bilevel

PROBLEM = random_log_cosh_bilevel(dx=2, dy=3, mu=0.5, seed=1)
METHOD = MetagradientDescent(0.125, 0.125, 0.5, 3, 2, np.zeros(3))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"arity": 1}, "arity must be an integer of at least 2, got 1"),
        ({"depth": 0}, "depth must be an integer of at least 1, got 0"),
        ({"momentum": 1.5}, r"momentum must lie in \[0, 1\], got 1.5"),
        ({"start": np.zeros(2)}, r"start must have shape \(3,\), got \(2,\)"),
    ],
)
def test_unusable_hyper_parameters_are_told(change, message):
    with pytest.raises(ValueError, match=message):
        run(METHOD._replace(**change), PROBLEM, np.zeros(2), 2)


def test_without_momentum_it_is_reverse_mode_through_gradient_steps():
    plain = ReverseUnrolled(0.125, 0.125, 9, 9, np.zeros(3))
    x = run(METHOD._replace(momentum=0.0), PROBLEM, np.array([0.5, -1.0]), 4).x
    np.testing.assert_allclose(x, run(plain, PROBLEM, np.array([0.5, -1.0]), 4).x, rtol=1e-13)
