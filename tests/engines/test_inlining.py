"""Helpers that are compiled into their callers: fewer arrays, and not one number another."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from counted import made
from numba import njit

from refimpl import get_engine, run
from refimpl.core.dialect import quotient
from refimpl.engines import compiled, inlining
from refimpl.engines.fingerprint import fingerprint

pytestmark = pytest.mark.compiled


def compile_(function, **options):
    return njit(function, **(compiled.OPTIONS | options))


def mixed(old, new, w):
    return w * old + (1 - w) * new


def twice(x):
    s = x * x
    return s + x * s


def bent(x):
    s = np.tanh(x) * x
    return s + x * s


def rebound(x, y):
    x = x + y
    y = x * y
    return mixed(x, y, 0.25) - x


def nested(a, b):
    b2 = twice(mixed(b, a, 0.25))
    return mixed(b2, twice(a + b), 0.5)


def swapped(old, new):
    s = mixed(new, old, 0.75)
    old = mixed(old, new, 0.5)
    return s - old


def pair(n=9):
    return np.linspace(-1, 2, n), np.linspace(0.3, -0.7, n)


@pytest.mark.parametrize(
    "function", [nested, swapped, lambda a, b: rebound(a - b, rebound(b, a))], ids=lambda f: f.__name__
)
def test_names_of_caller_and_helpers_do_not_meet(function):
    assert compile_(function)(*pair()).tobytes() == function(*pair()).tobytes()
    assert compile_(function)(0.3, -1.7) == function(0.3, -1.7)


def test_what_a_helper_returns_joins_the_expression_around_it():
    step = compile_(lambda a, b: a - 2 * mixed(a, np.square(b), 0.5))
    assert made(step, *pair()) == 1
    branch = compile_(lambda a, b: a - 2 * where_positive(a, b, 1.0))
    assert made(branch, *pair()) == 2


def test_an_operand_that_a_helper_reads_twice_is_computed_once():
    assert made(compile_(lambda a, b: bent(a + b)), *pair()) == 3  # a + b, the product, the value
    assert made(compile_(lambda a, b: twice(a + b)), *pair()) == 1  # all in one loop


def where_positive(a, b, s):
    return a + b if s > 0 else a - b


def in_place(x, y):
    x += y
    return x


def with_default(x, y, s=3.0):
    return x * y + s


def rest(x, *others):
    return x + len(others)


def callers(a, b, s):
    c = a.copy()
    d = in_place(c, b)
    return where_positive(a, b, s), c, d, with_default(a, b), with_default(a, s=1.0, y=b), rest(a), rest(a, b)


@pytest.mark.parametrize("s", [1.0, -1.0])
def test_other_helpers_stay_functions(s):
    ours, plain = compile_(callers)(*pair(), s), callers(*pair(), s)
    assert [x.tobytes() for x in ours] == [x.tobytes() for x in plain]


def to_the(x, p):
    return x**p - 1.0


def cube(x):
    return to_the(x, 3)


def cube_by_name(x):
    p = 3
    return to_the(x, p)


@pytest.mark.parametrize("function", [cube, cube_by_name])
def test_a_power_by_a_number_given_to_a_helper_is_the_librarys(function):
    """A product of three is another number for many of these."""
    numbers = [k / 97 for k in range(1, 97)]
    assert any(x * x * x - 1.0 != function(x) for x in numbers)
    ours = compile_(function)
    assert [ours(x) for x in numbers] == [function(x) for x in numbers]
    assert ours(np.array(numbers)).tolist() == function(np.array(numbers)).tolist()


def test_other_code_in_the_process_is_not_rewritten():
    function = compile_(lambda a, b: a - 2 * mixed(a, b, 0.5), error_model="python")
    assert made(function, *pair()) == 2


def test_methods_of_arguments_join_too():
    step = compile_(lambda method, a, b: a - 2 * method.mean(a, b))
    assert made(step, Method(0.5), *pair()) == 1


class State(NamedTuple):
    x: Any
    v: Any
    t: int


class Nowhere(NamedTuple):
    def slope(self, x):
        return x / (1.0 + x * x)


class Method(NamedTuple):
    """Methods of its own and of the problem, one in another, in a loop."""

    w: float

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        x, v = state.x, state.v
        for _ in range(3):
            v = self.mean(v, problem.slope(x))
            x = x - 0.5 * self.direction(x, v, state.t + 1)
        return State(x, v, state.t + 1)

    def mean(self, old, new):
        return mixed(old, new, self.w)

    def direction(self, x, v, t):
        scale = np.sqrt(1 - self.w**t)
        return quotient(scale * v, np.abs(x) + scale)


def test_methods_of_the_arguments_are_bit_identical_to_numpys():
    """Without a sum, every operation is rounded once; w^t is exact."""
    ours, plain = (run(Method(0.5), Nowhere(), pair()[0], 20, engine=engine) for engine in ("numba", "numpy"))
    assert ours.x.tobytes() == plain.x.tobytes()
    assert ours.state.v.tobytes() == plain.state.v.tobytes()


def test_the_key_of_what_is_kept_knows_what_is_rewritten(monkeypatch):
    before = fingerprint(*get_engine("numba").compiled_in)
    monkeypatch.setattr(inlining, "_body", lambda function: None)
    assert fingerprint(*get_engine("numba").compiled_in) != before
