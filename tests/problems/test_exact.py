"""The solvers that other tests and every minimiser lean on, against fractions."""

from __future__ import annotations

from fractions import Fraction as F

import numpy as np
import pytest
from constants import rational, to_the_last_digit

from refimpl import problems as p
from refimpl.problems import exact


def eliminated(A, b):
    """Solution of A x = b in fractions, by elimination without pivoting."""
    n = len(b)
    rows = [[F(v) for v in row] + [F(c)] for row, c in zip(A.tolist(), b.tolist())]
    for k in range(n):
        for i in range(n):
            if i != k:
                factor = rows[i][k] / rows[k][k]
                rows[i] = [u - factor * v for u, v in zip(rows[i], rows[k])]
    return [rational(rows[i][n] / rows[i][i]) for i in range(n)]


def hilbert(n):
    return 1.0 / (np.arange(n)[:, None] + np.arange(n) + 1)


@pytest.mark.parametrize("n", [1, 4, 8])
def test_solve_to_the_last_digit_up_to_condition_numbers_of_1e10(n):
    A, b = hilbert(n), np.linspace(1, 2, n)
    x = eliminated(A, b)
    assert to_the_last_digit(exact.solve(A, b), x)
    if n > 1:
        assert not to_the_last_digit(np.linalg.solve(A, b), x)


@pytest.mark.parametrize(
    ("A", "sentence"),
    [
        (np.zeros((2, 2)), "^the matrix must be regular, got a singular one$"),
        # the third column is the sum of the others, which elimination in floating point may or may not see, and
        # (5, 2, -29) A = 0: there is no solution, so none may be returned
        (np.array([[3.0, 5, 8], [7, 2, 9], [1, 1, 2]]), "^the (solution must exist|matrix must be regular)"),
    ],
)
def test_solve_refuses_what_it_cannot_answer(A, sentence):
    with pytest.raises(ValueError, match=sentence):
        exact.solve(A, np.ones(len(A)))


def test_minimizer_meets_a_closed_form():
    """log(e^{x - 1/2} + e^{-x}) is least where both terms are equal, at 1/4."""
    problem = p.LogSumExp(np.array([[1.0], [-1.0]]), np.array([0.5, 0.0]), 1.0)
    assert exact.minimizer(problem, np.array([3.0])).tolist() == [0.25]


def test_minimizer_refuses_singular_hessians():
    with pytest.raises(ValueError, match=r"^the problem must have a regular Hessian, got a singular one$"):
        exact.minimizer(p.Quadratic(np.zeros((2, 2)), np.ones(2)), np.zeros(2))


def test_value_is_rounded_once():
    """(1e16 + 1/4)/2 - 5e15 - 1e-9/2: the large terms cancel."""
    problem, x = p.Quadratic(np.eye(2), np.array([5e7, 1e-9])), np.array([1e8, 0.5])
    truth = F(1, 8) - F(1e-9) / 2
    assert to_the_last_digit(exact.value(problem, x), [rational(truth)])
    assert not to_the_last_digit(problem.value(x), [rational(truth)])


def test_value_takes_another_oracle():
    problem = p.rank_deficient_bilevel([1.0, -2.0, 0.5], rank=2)
    assert exact.value(problem, np.array([2.0, 0.0]), "hyperobjective") == 2.5
