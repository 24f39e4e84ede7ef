"""First iterates where f_x depends on y and g_x on x: a stale variable in either cannot hide."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from verification.claim import Kind, Standing, claim, planted
from verification.finding import Finding
from verification.mutants.bilevel import f2sa as f2sa_mutants
from verification.mutants.bilevel import f2sa_parameters
from verification.mutants.bilevel import penalty_gradient as penalty_mutants
from verification.oracle.coupled import CoupledBilevel
from verification.trial import first_iterates

Vector = list[Fraction]

A, C, D = ([[2, 1, 0], [1, 3, -1], [0, -1, 4]], [[1, -2, 0], [3, 1, -1]], [[2, 0, -1], [1, -1, 1]])
START = [1, 0, -1]
SCHEDULES = (  # mistakes in the growth of lambda, which is frozen here
    f2sa_parameters.PenaltyNotIncreased,
    f2sa_parameters.PenaltyIncreasedEarly,
    f2sa_parameters.SlowSchedule,
    f2sa_parameters.StepNotShrunk,
)


def _times(M: list[list[int]], v: Vector) -> Vector:
    return [sum((a * w for a, w in zip(row, v)), Fraction(0)) for row in M]


def _plus(a: Vector, b: Vector, factor: Fraction | int = 1) -> Vector:
    return [v + factor * w for v, w in zip(a, b)]


def _transposed(M: list[list[int]]) -> list[list[int]]:
    return [list(column) for column in zip(*M)]


def _iterates(eta: Fraction, gamma: Fraction, alpha: Fraction, weight: Fraction) -> list[Vector]:
    """x_1, ..., x_4 with two inner steps: z by gamma g_y, y by alpha (f_y + weight g_y), x by
    eta (f_x(x, y) + weight (g_x(x, y) - g_x(x, z))); f_x = x/4 + Cy, f_y = C'x + y/2, g_x = Dy + x, g_y = Ay + D'x.
    """
    x, found = [Fraction(2), Fraction(-1)], []
    y = z = [Fraction(v) for v in START]
    for _ in range(4):
        for _ in range(2):
            z = _plus(z, _plus(_times(A, z), _times(_transposed(D), x)), -gamma)
            upper = _plus(_times(_transposed(C), x), y, Fraction(1, 2))
            lower = _plus(_times(A, y), _times(_transposed(D), x))
            y = _plus(y, _plus(upper, lower, weight), -alpha)
        difference = _plus(_times(D, y), _times(D, z), -1)
        direction = _plus(_plus(_times(C, y), x, Fraction(1, 4)), difference, weight)
        x = _plus(x, direction, -eta)
        found.append(x)
    return found


def _problem() -> CoupledBilevel:
    return CoupledBilevel(*(np.array(M, float) for M in (A, C, D)))


@claim(
    "f2sa",
    theorem="Algorithm 1, lambda frozen",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 on a problem with f_xy and g_xx not zero equal F2SA in exact rational arithmetic",
    engine="ball",
    controls=planted(*(m for m in f2sa_mutants.MUTANTS if m not in SCHEDULES)),
)
def first_iterates_where_levels_are_coupled(method: type, engine: str) -> Finding:
    """The update is the definition; lists of fractions evaluate it without this library. lambda = 2 and growth = 0."""
    c, gamma, xi, weight = Fraction(1, 8), Fraction(3, 16), Fraction(1, 4), Fraction(2)
    expected = _iterates(xi * c / weight, gamma, c / weight, weight)
    algorithm = method(0.125, 0.1875, 0.25, 2.0, 0.0, 2, np.array(START, float))
    return first_iterates(algorithm, _problem(), np.array([2.0, -1.0]), expected, engine)


@claim(
    "penalty-gradient",
    theorem="double-loop method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 on a problem with f_xy and g_xx not zero equal the method in exact rational arithmetic",
    engine="ball",
    controls=planted(*penalty_mutants.MUTANTS),
)
def first_penalty_iterates_where_levels_are_coupled(method: type, engine: str) -> Finding:
    """The update is the definition; lists of fractions evaluate it without this library. weight = 1/sigma = 4."""
    eta, gamma, sigma = Fraction(1, 16), Fraction(1, 8), Fraction(1, 4)
    expected = _iterates(eta, gamma, gamma * sigma, 1 / sigma)
    algorithm = method(0.0625, 0.125, 0.25, 2, np.array(START, float))
    return first_iterates(algorithm, _problem(), np.array([2.0, -1.0]), expected, engine)
