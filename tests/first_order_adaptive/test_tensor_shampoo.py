"""Shampoo for tensors: what the tests of every method do not see."""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np
import pytest

from refimpl import run
from refimpl.first_order_adaptive.shampoo import Shampoo
from refimpl.first_order_adaptive.tensor_shampoo import TensorShampoo
from refimpl.problems import diagonal_quadratic
from verification.arithmetic import shampoo as decimals
from verification.arithmetic.tensor_shampoo import inverse_root
from verification.claim import mutants_of
from verification.tape import follow


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (TensorShampoo(0.0, 0.1, 3, 2, 2), "step_size must be positive and finite, got 0.0"),
        (TensorShampoo(0.1, 0.0, 3, 2, 2), "epsilon must be positive and finite, got 0.0"),
        (TensorShampoo(0.1, 0.1, 4, 2, 2), "order must be one of 1, 2, 3, got 4"),
        (TensorShampoo(0.1, 0.1, 3, 0, 2), "rows must be an integer of at least 1, got 0"),
        (TensorShampoo(0.1, 0.1, 3, 2, 0), "columns must be an integer of at least 1, got 0"),
        (TensorShampoo(0.1, 0.1, 1, 2, 1), "rows must be 1 in order 1, got 2"),
        (TensorShampoo(0.1, 0.1, 2, 2, 2), "columns must be 1 in order 2, got 2"),
        (TensorShampoo(0.1, 0.1, 3, 2, 3), "rows times columns must divide the dimension 8, got 6"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, diagonal_quadratic(np.arange(1.0, 9.0)), np.ones(8), 2)


@pytest.mark.parametrize(
    ("d", "sizes"), [(1, (1, 1)), (5, (1, 1)), (6, (2, 1)), (8, (2, 2)), (12, (2, 2)), (27, (3, 3))]
)
def test_prescribed_takes_modes_as_equal_as_can_be(d, sizes):
    assert TensorShampoo.prescribed(diagonal_quadratic([1.0] * d)) == TensorShampoo(1e-3, 1e-4, 3, *sizes)


def test_one_gradient_per_step():
    t = run(
        TensorShampoo(0.1, 0.1, 3, 2, 2), diagonal_quadratic(np.arange(1.0, 9.0)), np.ones(8), 7, count=True
    )
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 7}


def test_a_column_is_another_method_in_order_two_than_a_vector_and_in_order_three():
    """Orthogonal gradients: a vector does not see the first in the second step, columns share its size.

    Of order k the second step is 2 / (4 + eps)^{1/(2k)} over (9 + 16 + 4 + eps)^{1/(2k)} for every mode of size one.
    """
    g = np.array([[3.0, 0.0, 4.0], [0.0, 2.0, 0.0]])
    for algorithm, order in (
        (TensorShampoo(1.0, 0.25, 1, 1, 1), 1),
        (TensorShampoo(1.0, 0.25, 2, 3, 1), 2),
        (TensorShampoo(1.0, 0.25, 3, 3, 1), 3),
        (TensorShampoo(1.0, 0.25, 3, 1, 3), 3),
        (TensorShampoo(1.0, 0.25, 3, 1, 1), 3),
    ):
        x, _ = follow(algorithm, np.zeros(3), g)
        np.testing.assert_allclose(x[1], -g[0] / np.sqrt(25.25), rtol=1e-14)
        second = -2 / (4.25 * 29.25 ** (order - 1)) ** (1 / (2 * order))
        np.testing.assert_allclose(x[2] - x[1], [0.0, second, 0.0], atol=1e-14)


def test_gradients_of_size_one_hide_a_wrong_power_and_a_cube_the_order_of_reading():
    """Why the claims avoid them: after one step u (x) v (x) w of norm one is itself, but for epsilon."""
    by_name = {v.variant_name: v for v in mutants_of("tensor-shampoo")}
    one = np.kron(np.kron([0.6, 0.8], [0.8, -0.6]), [1.0, 0.0])[None]
    for name in ("matrix-roots", "power-of-the-order", "one-mode-too-many"):
        x, _ = follow(by_name[name](1.0, 1e-12, 3, 2, 2), np.zeros(8), one)
        np.testing.assert_allclose(x[1], -one[0], atol=1e-7)
    tape = np.random.default_rng(0).standard_normal((4, 8))
    both = [
        follow(m(0.5, 0.25, 3, 2, 2), np.zeros(8), tape)[0]
        for m in (TensorShampoo, by_name["first-index-first"])
    ]
    np.testing.assert_allclose(*both, rtol=1e-12)


def test_rounding_makes_no_root_of_a_negative_number():
    """A tensor of rank one moves by 1 / sqrt(t) along itself, with sums whose zero eigenvalues come out negative.

    G = a (x) b (x) c is of integers, so are its sums t |G|^2 aa'/|a|^2, and all are exact. A computed root P is V f V'
    with f between lambda^{-1/6}, lambda = t |G|^2, and eps^{-1/6}. With n <= 3 its eigenvectors are turned by some
    4n u, and V f V' and P G, with products of n terms, round by 2n u each: P G is off by 8n u eps^{-1/6} |G|. The two
    other modes stretch that by eps^{-1/6} each where the true step shrinks by lambda^{-1/6}: relative to the step
    8n u sqrt(lambda/eps), and a thousandth of it from the errors of later modes. The share of eps in the step,
    eps/lambda, is below u.
    """
    parts, epsilon = (np.array([3.0, -1.0, 7.0]), np.array([2.0, 5.0]), np.array([6.0, 1.0])), 2.0**-27
    one = 128 * np.kron(np.kron(*parts[:2]), parts[2])
    square = one @ one
    lowest = [
        np.linalg.eigvalsh(t * square / (a @ a) * np.outer(a, a))[0] for t in range(1, 6) for a in parts
    ]
    assert min(lowest) < -16 * epsilon, "no eigenvalue is negative, the case shows nothing"
    x, _ = follow(TensorShampoo(1.0, epsilon, 3, 3, 2), np.zeros(12), np.tile(one, (5, 1)))
    expected = -np.sum(1 / np.sqrt(np.arange(1, 6))) * one / np.linalg.norm(one)
    tolerance = 24 * 2.0**-53 * np.sqrt(5 * square / epsilon)
    assert np.linalg.norm(x[-1] - expected) <= tolerance * np.linalg.norm(expected)


def test_order_two_with_a_matrix_of_one_row_is_shampoo_too():
    tape = np.random.default_rng(1).standard_normal((4, 3))
    row, known = (
        follow(a, np.zeros(3), tape)[0] for a in (TensorShampoo(1.0, 0.25, 2, 1, 1), Shampoo(1.0, 0.25, 1))
    )
    np.testing.assert_allclose(row, known, rtol=1e-12, atol=1e-14)


def test_decimal_roots_against_square_roots_and_of_an_indefinite_matrix():
    with localcontext() as context:
        context.prec = decimals.DIGITS
        H = [[Decimal(5), Decimal(2)], [Decimal(2), Decimal("1.5")]]
        pairs = zip(decimals.inverse_fourth_root(H), inverse_root(H, 4), strict=True)
        assert max(abs(a - b) for p, q in pairs for a, b in zip(p, q, strict=True)) < Decimal("1e-85")
        with pytest.raises(ArithmeticError):
            inverse_root([[Decimal(1), Decimal(2)], [Decimal(2), Decimal(1)]], 6)
