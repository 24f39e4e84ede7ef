"""Shampoo: what the tests of every method do not see."""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np
import pytest

from refimpl import run
from refimpl.first_order_adaptive.shampoo import Shampoo
from refimpl.problems import Linear, Quadratic, diagonal_quadratic
from verification.arithmetic import shampoo as arithmetic
from verification.claim import dialects_of, mutants_of
from verification.tape import follow

ENGINES = ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)]


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (Shampoo(0.0, 0.1, 2), "step_size must be positive and finite, got 0.0"),
        (Shampoo(0.1, -0.1, 2), "epsilon must be non-negative and finite, got -0.1"),
        (Shampoo(0.1, 0.1, 0), "rows must be an integer of at least 1, got 0"),
        (Shampoo(0.1, 0.1, 3), "rows must divide the dimension 4, got 3"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, diagonal_quadratic([1.0, 2.0, 3.0, 4.0]), np.ones(4), 2)


@pytest.mark.parametrize(("d", "rows"), [(1, 1), (2, 1), (3, 1), (4, 2), (6, 2), (12, 3)])
def test_prescribed_takes_the_matrix_nearest_to_a_square(d, rows):
    assert Shampoo.prescribed(diagonal_quadratic([1.0] * d)) == Shampoo(1e-3, 1e-4, rows)


def test_one_gradient_per_step():
    t = run(Shampoo(0.1, 0.1, 2), diagonal_quadratic([1.0, 2.0, 3.0, 4.0]), np.ones(4), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 7}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("epsilon", [0.0, 0.1])
def test_where_the_gradient_is_zero_nothing_moves(engine, epsilon):
    flat = Quadratic(np.diag([2.0, 0.0, 3.0, 0.0]), np.zeros(4))
    x0 = np.array([0.0, 3.0, 0.0, -1.0])
    t = run(Shampoo(0.25, epsilon, 2), flat, x0, 4, engine=engine)
    assert t.stopped_at == 4
    assert np.array_equal(t.x, np.tile(x0, (5, 1)))


def test_a_gradient_of_zero_in_between_changes_nothing():
    tape = np.array([[1.0, 2.0, -1.0, 0.5], [0.0] * 4, [2.0, 0.0, 1.0, -1.0]])
    x, _ = follow(Shampoo(0.5, 0.25, 2), np.zeros(4), tape)
    assert np.array_equal(x[1], x[2])
    without, _ = follow(Shampoo(0.5, 0.25, 2), np.zeros(4), tape[[0, 2]])
    assert np.array_equal(x[3], without[2])


@pytest.mark.parametrize("engine", ENGINES)
def test_exact_zero_eigenvalues_are_left_out_where_epsilon_is_zero(engine):
    """G = diag(4, 0): both factors are exactly diagonal, the pseudo-powers keep U V' on the range."""
    t = run(Shampoo(0.5, 0.0, 2), Linear(np.array([4.0, 0.0, 0.0, 0.0])), np.zeros(4), 1, engine=engine)
    assert np.array_equal(t.x[1], [-0.5, 0.0, 0.0, 0.0])


def test_the_step_size_is_that_of_the_step():
    tape, sizes = np.random.default_rng(0).standard_normal((4, 4)), [1.0, 0.25, 2.0, 0.5]
    x, _ = follow(Shampoo(9.0, 0.25, 2), np.zeros(4), tape, step_sizes=sizes)
    unit, _ = follow(Shampoo(1.0, 0.25, 2), np.zeros(4), tape)
    np.testing.assert_allclose(
        np.diff(x, axis=0), np.diff(unit, axis=0) * np.array(sizes)[:, None], rtol=1e-13
    )


def test_a_matrix_of_one_row_is_scaled_by_the_vector_and_turned_by_the_outer_products():
    """For (1, n): L = sum |g|^2. With one gradient D = g / sqrt(|g|^2 + eps)."""
    g = np.array([3.0, 4.0])
    x, _ = follow(Shampoo(1.0, 11.0, 1), np.zeros(2), g[None])
    np.testing.assert_allclose(x[1], -g / 6, rtol=1e-14)


def test_singular_values_of_one_hide_a_wrong_power():
    """Why the claims avoid them: on an orthogonal gradient every power gives the same first step."""
    Q = np.array([[0.6, -0.8], [0.8, 0.6]])
    by_name = {v.variant_name: v for v in (*mutants_of("shampoo"), *dialects_of("shampoo"))}
    for name in ("eighth-powers", "plain-inverses", "half-powers"):
        x, _ = follow(by_name[name](1.0, 0.0, 2), np.zeros(4), Q.reshape(1, 4))
        np.testing.assert_allclose(x[1], -Q.ravel(), rtol=1e-14)


def test_decimal_roots_against_the_closed_form_of_two_by_two():
    """sqrt(M) = (M + sqrt(det M) I) / sqrt(tr M + 2 sqrt(det M)) by Cayley and Hamilton."""
    with localcontext() as context:
        context.prec = arithmetic.DIGITS
        M = [[Decimal(5), Decimal(2)], [Decimal(2), Decimal("1.5")]]
        root = M
        for _ in range(2):
            det = root[0][0] * root[1][1] - root[0][1] * root[1][0]
            scale = (root[0][0] + root[1][1] + 2 * det.sqrt()).sqrt()
            root = [
                [(root[i][j] + (det.sqrt() if i == j else 0)) / scale for j in range(2)] for i in range(2)
            ]
        product = arithmetic.product(arithmetic.inverse_fourth_root(M), root)
        unit = arithmetic.scaled_identity(2, Decimal(1))
        gap = max(abs(a - b) for p, q in zip(product, unit) for a, b in zip(p, q))
        assert gap < Decimal("1e-85")


def test_decimal_roots_of_an_indefinite_matrix_are_refused():
    M = [[Decimal(1), Decimal(2)], [Decimal(2), Decimal(1)]]
    with localcontext() as context:
        context.prec = arithmetic.DIGITS
        with pytest.raises(ArithmeticError):
            arithmetic.square_roots(M)
