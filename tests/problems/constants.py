"""Constants against certified numbers, and the planted wrong constants that the same check must catch."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
from flint import arb, arb_mat

from refimpl.engines.ball import Ball, precision

BITS = 320
TWO_PERCENT = (lambda c: 0.98 * c, lambda c: 1.02 * c)
LAST_DIGITS = (lambda c: c + 2.0**-50 * np.abs(c) + 2.0**-1000,)  # four units in the last place, and off zero


def with_constant(problem, name, change):
    """The problem whose constant `name` is changed."""
    correct = getattr(type(problem), name)
    wrong = type(f"Planted{type(problem).__name__}", (type(problem),), {
        name: lambda self, *arguments: change(correct(self, *arguments))
    })  # fmt: skip
    return wrong(*problem)


def catches(check: Callable[..., bool], problem, name, changes=TWO_PERCENT):
    """Whether `check` accepts the constant `name` of the problem and rejects each changed one.

    `check(problem)` reads the constant from the problem that it is given.
    """
    return bool(check(problem)) and not any(check(with_constant(problem, name, c)) for c in changes)


def near(found, expected, roundings=16):
    """Whether floats agree entry by entry within `roundings` relative roundings."""
    found, expected = np.asarray(found), np.asarray(expected)
    return bool(np.all(np.abs(found - expected) <= roundings * 2.0**-53 * np.abs(expected)))


def to_the_last_digit(found, enclosures):
    """Whether each float lies within one unit in its last place of the number that a small ball encloses."""
    found = np.atleast_1d(found)
    with precision(BITS):
        return len(found) == len(enclosures) and all(
            abs(arb(float(f)) - exact) <= arb(float(np.spacing(abs(f))))
            for f, exact in zip(found, enclosures)
        )


def rational(value):
    """A fraction as a small ball."""
    with precision(BITS):
        return Ball(Fraction(value)).value


def matrix(A):
    """The matrix, or the vector as a column, in balls."""
    A = np.asarray(A, float)
    return arb_mat((A if A.ndim == 2 else A[:, None]).tolist())


def entries(column):
    """Entries of a column of balls."""
    return [row[0] for row in column.tolist()]


def certified_maximum(function, low, high, slack=1e-4):
    """Numbers (reached, bound) around the maximum of a positive function on [low, high], with bound certified.

    Bisection: a piece is done where `function` of the ball that covers it stays below (1 + slack) times the
    largest value met at a midpoint.
    """
    with precision(BITS):
        reached, pieces, done = -np.inf, [(low, high)], -np.inf
        while pieces:
            a, b = pieces.pop()
            middle, radius = (a + b) / 2, (b - a) / 2 * (1 + 2.0**-40)
            reached = max(reached, function(Ball(middle)).midpoint())
            value = function(Ball(arb(middle, radius)))
            top = value.midpoint() + value.radius()
            if top <= reached * (1 + slack):
                done = max(done, top)
            else:
                pieces += [(a, middle), (middle, b)]
    return reached, done


def is_maximum_of(constant, function, low, high):
    """Whether the constant lies between a value reached and the certified bound, which are 1e-4 apart."""
    reached, bound = certified_maximum(function, low, high)
    return reached * (1 - 1e-12) <= constant <= bound * (1 + 1e-12) and bound <= reached * (1 + 1e-3)
