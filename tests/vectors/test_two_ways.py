"""Both ways to every number: they agree, a disagreement is seen, and the decimals are right by a third path."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest

from refimpl import get_method
from verification.arithmetic import frank_wolfe, gam
from verification.arithmetic.newton import derivatives
from verification.claim import mutants_of
from verification.vectors import second_way
from verification.vectors.instances import INSTANCES
from verification.vectors.second_way.decimals import (
    Matrix,
    Vector,
    eigen,
    identity,
    norm,
    of_eigenvalues,
    precise,
    product,
    root,
    solve,
)
from verification.vectors.second_way.lazy_cubic import cubic
from verification.vectors.second_way.shampoo import rooted
from verification.vectors.two_ways import NotPublished, inputs_of, path_of

by_id = {instance.id: instance for instance in INSTANCES}
everywhere = pytest.mark.parametrize("instance", INSTANCES, ids=by_id)


@everywhere
def test_balls_and_decimals_agree_on_the_reference(instance):
    path = path_of(instance, get_method(instance.name).load(), "reference")
    assert path.x.shape == (instance.steps + 1, instance.start.size)
    assert np.array_equal(path.x[0], instance.start)
    assert np.isfinite(path.x).all()


@everywhere
def test_a_difference_in_the_last_published_digits_is_seen(instance, monkeypatch):
    def nearly(*arguments):
        rows = second_way_iterates(*arguments)
        with precise():
            rows[-1][0] += Decimal("1e-42")
        return rows

    second_way_iterates = second_way.iterates
    monkeypatch.setattr(second_way, "iterates", nearly)
    with pytest.raises(NotPublished, match="the two ways disagree"):
        path_of(instance, get_method(instance.name).load(), "reference")


def test_a_formula_under_the_name_of_another_mistake_is_not_published():
    sam, wrong = by_id["sam-0001"], {m.variant_name: m for m in mutants_of("sam")}["step-too-long"]
    with pytest.raises(NotPublished, match="the two ways disagree"):
        path_of(sam, wrong, "radius-too-large")
    with pytest.raises(NotPublished, match="no second arithmetic"):
        path_of(sam, wrong, "unheard-of")


def close(rows, expected):
    assert len(rows) == len(expected)
    for row, wanted in zip(rows, expected, strict=True):
        assert max(abs(a - b) for a, b in zip(row, wanted, strict=True)) < Decimal("1e-70")


def test_gam_equals_the_arithmetic_of_its_claims():
    rows = second_way.iterates("gam", "reference", inputs_of(by_id["gam-0001"]))
    close(rows[1:], gam.exact_form(derivatives, ["0.5", -1], 6, "0.03125", "0.25", "0.75"))
    four = ("0.03125", "0.0625", "0.25", "0.375", "0.625", "0.125")
    rows = second_way.iterates("gam-accelerated", "reference", inputs_of(by_id["gam-accelerated-0001"]))
    close(rows[1:], gam.accelerated_form(derivatives, [1, -2], 6, four))


def test_frank_wolfe_equals_the_arithmetic_of_its_claims():
    instance = frank_wolfe.Instance(noise=0.0)
    expected = frank_wolfe.expected_iterates(instance, frank_wolfe.exact, 6, averaging=1e9, shift=2)
    close(second_way.iterates("frank-wolfe", "reference", inputs_of(by_id["frank-wolfe-0001"]))[1:], expected)


def test_frank_wolfe_on_the_simplex_is_rational():
    """By fractions: the vertices that the decimals choose are those of exact arithmetic."""
    instance = by_id["frank-wolfe-0002"]
    A = [[Fraction(v) for v in row] for row in instance.problem.objective.A]
    b = [Fraction(v) for v in instance.problem.objective.b]
    x, rows = (
        [Fraction(v) for v in instance.start],
        second_way.iterates("frank-wolfe", "reference", inputs_of(instance)),
    )
    for k in range(instance.steps):
        g = [sum(a * v for a, v in zip(row, x)) - c for row, c in zip(A, b)]
        gamma, best = Fraction(2, k + 3), g.index(min(g))
        x = [(1 - gamma) * v + gamma * (i == best) for i, v in enumerate(x)]
        assert max(abs(Fraction(a) - v) for a, v in zip(rows[k + 1], x)) < Fraction(1, 10**75)


def test_solve_and_root_by_fractions():
    source = random.Random(0)
    for _ in range(20):
        rows = [[Fraction(source.randint(-9, 9)) for _ in range(3)] for _ in range(3)]
        x = [Fraction(source.randint(-9, 9)) for _ in range(3)]
        (a, b, c), (d, e, f), (g, h, i) = rows
        if a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g) == 0:
            continue
        v = [sum(p * q for p, q in zip(row, x)) for row in rows]
        with precise():
            found = solve(Matrix(map(as_decimals, rows)), Vector(as_decimals(v)))
        assert max(abs(Fraction(p) - q) for p, q in zip(found, x)) < Fraction(1, 10**70)
    with precise():
        assert abs(root(Decimal(2), 3) ** 3 - 2) < Decimal("1e-75")


def as_decimals(row):
    return [Decimal(int(v)) for v in row]


def test_eigenvectors_turn_a_matrix_into_its_eigenvalues():
    source, one = random.Random(1), identity(4)
    for _ in range(5):
        entries = [[source.randint(-9, 9) for _ in range(4)] for _ in range(4)]
        with precise():
            H = Matrix(entries) + Matrix(entries).T
            found = eigen(H)
            values = [w for w, _ in found]
            for w, v in found:
                assert norm(H @ v - w * v) < Decimal("1e-70")
            for (_, v), row in zip(found, one.rows):
                close([[v @ u for _, u in found]], [row])
            assert values == sorted(values)
            assert abs(sum(values) - sum(H.rows[i].entries[i] for i in range(4))) < Decimal("1e-70")
            close(product(of_eigenvalues(H, lambda w: 1 / w), H).rows, one.rows)


def test_roots_of_shampoo_are_roots():
    with precise():
        M = Matrix([[5, 2], [2, 3]])
        fourth = product(rooted(M, SimpleNamespace(epsilon=1), 2), rooted(M, SimpleNamespace(epsilon=1), 2))
        close(product(product(fourth, fourth), M + identity(2)).rows, identity(2).rows)


@pytest.mark.parametrize("entries", [[[3, 1], [1, 2]], [[1, 2], [2, -3]]])
def test_the_cubic_step_is_stationary_and_no_other_is_lower(entries):
    with precise():
        H, g, M = Matrix(entries), Vector([1, -2]), Decimal(3)
        h = cubic(eigen(H), g, M)
        assert norm(H @ h + M / 2 * norm(h) * h + g) < Decimal("1e-70")

        def model(v):
            return g @ v + v @ (H @ v) / 2 + M / 6 * norm(v) ** 3

        grid = [Vector([Decimal(a) / 4, Decimal(b) / 4]) for a in range(-12, 13) for b in range(-12, 13)]
        assert min(map(model, grid)) >= model(h)


def test_mezo_with_normal_directions_is_rational():
    instance = by_id["mezo-0001"]
    A = [[Fraction(v) for v in row] for row in instance.problem.objective.objective.A]
    b = [Fraction(v) for v in instance.problem.objective.objective.b]
    draws, x = iter(map(Fraction, instance.draws)), [Fraction(v) for v in instance.start]
    eta, decay, scale = Fraction(1, 16), Fraction(1, 8), Fraction(1, 2)
    rows = second_way.iterates("mezo", "reference", inputs_of(instance))
    for k in range(instance.steps):
        xi, z = ([next(draws) for _ in x] for _ in range(2))
        # of a quadratic a central difference is the slope z'(Ax - b + scale xi)
        g = [sum(a * v for a, v in zip(row, x)) - c + scale * e for row, c, e in zip(A, b, xi)]
        slope = sum(p * q for p, q in zip(z, g))
        x = [v - eta * (slope * w + decay * v) for v, w in zip(x, z)]
        assert max(abs(Fraction(a) - v) for a, v in zip(rows[k + 1], x)) < Fraction(1, 10**70)
