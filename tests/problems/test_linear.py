"""Linear functions against the definition of a gradient, in fractions."""

from __future__ import annotations

from fractions import Fraction as F

import numpy as np
import pytest

from refimpl import problems as p
from refimpl.problems import Linear

C = (0.5, -2.0, 3.0)


def test_value_and_gradient_are_those_of_the_definition():
    problem, x, y = Linear(np.array(C)), np.array([1.0, 0.25, -4.0]), np.array([2.0, 1.0, 8.0])
    value = sum(F(c) * F(v) for c, v in zip(C, x))
    assert problem.value(x) == float(value)
    assert problem.value(y) - problem.value(x) == problem.gradient(x) @ (y - x)
    assert np.array_equal(problem.gradient(x), problem.gradient(1e6 * y))


def test_it_has_no_curvature_and_no_minimum():
    problem = p.Linear(np.array(C))
    assert problem.smoothness() == problem.strong_convexity() == problem.hessian_lipschitz() == 0.0
    assert not hasattr(problem, "minimizer")


def test_its_gradient_cannot_be_changed_through_what_it_returns():
    problem = Linear(np.array(C))
    problem.gradient(np.zeros(3))[:] = 0
    assert problem.c.tolist() == list(C)


def test_a_matrix_is_refused():
    with pytest.raises(ValueError, match=r"^c must have 1 dimension\(s\), got shape \(2, 2\)$"):
        Linear(np.ones((2, 2))).validate()
