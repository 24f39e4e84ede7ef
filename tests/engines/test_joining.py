"""Expressions that are computed in one loop: fewer arrays, and not one number another."""

from __future__ import annotations

import re

import numpy as np
import pytest
from counted import counted, made
from joinable import (
    advanced,
    carried,
    changed_by_a_helper,
    filled,
    in_turn,
    inertia,
    interrupted,
    moments,
    of_branches,
    renamed,
    shared,
    temporaries,
    truths,
    viewed,
)
from numba import njit
from test_expressions import assert_same, entries, without_spreading

from refimpl import get_engine
from refimpl.engines import compiled, joining
from refimpl.engines.fingerprint import fingerprint

pytestmark = [pytest.mark.compiled, pytest.mark.filterwarnings("ignore::RuntimeWarning")]


FUNCTIONS = [
    *(moments, truths, temporaries, in_turn, renamed, advanced, carried, inertia, shared),
    *(interrupted, of_branches, changed_by_a_helper, filled, viewed),
]
NAMES = [function.__name__ for function in FUNCTIONS]
COMPILED = {function: njit(function, **compiled.OPTIONS) for function in FUNCTIONS}


@pytest.mark.parametrize("function", FUNCTIONS, ids=NAMES)
def test_every_number_is_numpys_to_the_last_bit(function):
    for seed, n in enumerate((0, 1, 2, 7, 8, 9, 100)):
        x, y, z = (entries(n, 3 * seed + i) for i in range(3))
        for given in ((x, y, z), (x, x, y), (y, x, x)):
            ours, plain = (tuple(array.copy() for array in given) for _ in range(2))
            assert_same(COMPILED[function](*ours, 0.7), function(*plain, 0.7))
            assert_same(ours, plain)


@pytest.mark.parametrize(
    "function",
    [moments, truths, temporaries, in_turn, renamed, advanced, of_branches],
    ids=lambda f: f.__name__,
)
@pytest.mark.parametrize(
    "lengths", [(1, 5, 5), (5, 1, 5), (5, 5, 1), (1, 1, 5), (5, 1, 1), (0, 1, 0)], ids=str
)
def test_where_shapes_differ_each_is_on_its_own(function, lengths):
    given = *(entries(n, seed) for seed, n in enumerate(lengths)), 0.5
    assert_same(COMPILED[function](*given), function(*given))
    counts = counted(COMPILED[function], *given)
    assert counts.alloc == counts.free > 0


def spoiled(a, b, c, s):
    """Between the array `turned` and its use as many arrays of its length are made as memory was given back for."""
    turned = (a + 0.0)[::-1].copy()
    g = turned * s + b
    first = np.full(a.size, s)
    second = np.full(a.size, s)
    return g * c, g / c, first, second


@pytest.mark.parametrize("n", [10, 1000, 20_000])
def test_operands_of_what_is_not_made_live_on(n):
    """Given back too early, their memory is taken by the next array of their length."""
    given = entries(n, 0), entries(n, 1), entries(n, 2), 0.7
    assert_same(njit(spoiled, **compiled.OPTIONS)(*given), spoiled(*given))


def beside(a, x, y, s):
    """A single entry joins what is of two lengths."""
    t = s * a
    return t, t * x, t - y


def test_what_meets_in_a_single_entry_may_be_of_two_lengths():
    given = np.array([0.3]), entries(4, 0), entries(6, 1), 0.5
    assert_same(njit(beside, **compiled.OPTIONS)(*given), beside(*given))
    for function in (njit(beside, **compiled.OPTIONS), beside):
        with pytest.raises(ValueError, match="could not be broadcast together"):
            function(np.ones(2), *given[1:])


@pytest.mark.parametrize(
    ("function", "arrays"), [(moments, 3), (truths, 4), (temporaries, 5), (shared, 6), (advanced, 6)]
)
def test_what_only_others_need_is_not_made(function, arrays):
    given = *(np.ones(20) for _ in range(3)), 0.5
    assert made(COMPILED[function], *given) == arrays


def of_two_levels(x, y, u, s):
    """Two groups, whose vectors have nothing in common."""
    g = x * y
    a = x + s * g
    b = y - s * g
    h = u * u
    return a, b, u - s * h, u / (1.0 + h)


def test_expressions_without_an_array_in_common_stay_apart():
    given = np.ones(20), np.ones(20), np.ones(30), 0.5
    compiled_levels = njit(of_two_levels, **compiled.OPTIONS)
    assert_same(compiled_levels(*given), of_two_levels(*given))
    assert made(compiled_levels, *given) == 4


def of_matrices(A, B, x, s):
    C = A - s * B
    D = C * B
    return C, D, (D + C) * A, D[0] * x, x - D[0]


@pytest.mark.parametrize(
    "shapes", [((3, 4), (3, 4)), ((1, 4), (3, 1)), ((2, 1), (2, 4)), ((0, 4), (0, 4))], ids=str
)
def test_matrices(shapes):
    A, B = (entries(m * n, 3 + m).reshape(m, n) for m, n in shapes)
    if A.size:
        given = A, B, entries(max(A.shape[1], B.shape[1]), 0), 0.7
        assert_same(njit(of_matrices, **compiled.OPTIONS)(*given), of_matrices(*given))


ROW = "float64[::1]"


def code(function):
    made = njit(f"UniTuple({ROW}, 3)({ROW}, {ROW}, {ROW}, float64)", **compiled.OPTIONS)(function)
    (text,) = made.inspect_llvm().values()
    return text


def with_a_function_between(x, y, z, s):
    a = x / y
    b = np.log1p(x * y)
    c = a / z
    return a, b, c


def most_in_a_loop(function):
    """Quotients and roots of vectors in that piece of code without branches that has most."""
    vectors = re.compile(r"fdiv <\d+ x double>|call <\d+ x double> @llvm.sqrt")
    return max(len(vectors.findall(block)) for block in re.split(r"\n\n|\n\w[\w.]*:", code(function)))


def test_the_loop_is_one_of_vectors_without_questions_about_overlaps():
    assert most_in_a_loop(moments) == 3
    assert "memcheck" not in without_spreading(code(moments))


def test_a_function_that_is_called_for_every_entry_stays_out():
    """It would keep the others from vector registers."""
    assert most_in_a_loop(with_a_function_between) == 2


def test_the_key_of_what_is_kept_knows_the_joining(monkeypatch):
    before = fingerprint(*get_engine("numba").compiled_in)
    monkeypatch.setattr(joining, "_in_vectors", lambda expression: True)
    assert fingerprint(*get_engine("numba").compiled_in) != before
