"""Claims of gains that are expected maxima of lines, for any method that has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import LinearNoise
from verification.arithmetic import bayesian as exact
from verification.claim import Claim, Kind, Standing, claim, planted, without
from verification.claims.global_bo.posterior import (
    CERTAIN,
    LENGTH,
    MU,
    NOISE,
    START,
    UNIT,
    WELLS,
    fall,
    grid,
    posterior,
    rows,
    searched,
)
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.trial import first_iterates

# so far from each other that in floats they are independent: all lines but that of the point in question are parallel
FAR = np.array([[0.0, 0.0], [5.0, 0.0], [0.0, 5.0], [-5.0, 0.0]])
NODES, WEIGHTS = np.polynomial.legendre.leggauss(40)
NORMALS = (
    0.75, -0.25, 1.5, 0.5, -1.0, 0.25, -0.5, -1.25, 1.0, 0.125, -0.75, 0.375, 0.25, -1.75, 0.625, 1.125,
)  # fmt: skip
ROUGH, STEPS = 0.25, 5
NOISY = LinearNoise(WELLS, ROUGH)
ROUNDING = 100 / NOISE * 64 * UNIT  # conditions of at most (1 + n)/noise, some dozen roundings
Counted = Callable[
    [Sequence[int], int], Sequence[int]
]  # whose means count, of those asked and the number of points


def expected_top(a: np.ndarray, b: np.ndarray) -> float:
    """E max_j (a_j + b_j Z) by quadrature between all places where two of the lines meet."""
    slopes = b[:, None] - b
    cuts = ((a - a[:, None])[slopes != 0]) / slopes[slopes != 0]
    ends = np.unique(np.concatenate([np.arange(-12.0, 13.0, 2.0), cuts[np.abs(cuts) < 12]]))
    z = (ends[:-1, None] + np.diff(ends)[:, None] * (1 + NODES) / 2).ravel()
    weight = (np.diff(ends)[:, None] * WEIGHTS / 2).ravel() * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    return float(weight @ (a[:, None] + b[:, None] * z).max(axis=0))


SETTINGS = (  # points, mean, length, noise: the least noise is NOISE
    (grid(6), -1.5, 2.0, NOISE),
    (grid(6), MU, LENGTH, 1.0),
    (FAR, -1.0, 0.125, 0.25),
)


@cache
def expected_falls(counted: Counted, setting: int, asked: tuple[int, ...]) -> np.ndarray:
    """By how much a query at each point is expected to lower the least mean that counts, after these queries."""
    grid_, mu, length, noise = SETTINGS[setting]
    points, n, k = START + grid_ - grid_[0], len(grid_), len(asked)
    y = np.array([WELLS.value(points[i]) for i in asked])
    y = y + ROUGH * np.sum(np.reshape(NORMALS[: 2 * k], (k, 2)) * points[list(asked)], axis=1)
    m, C = posterior(points, list(asked), y, mu, length, noise)
    found = np.zeros(n)
    for i in range(n):
        more = [*asked, i]
        zero, one = (posterior(points, more, np.append(y, v), mu, length, noise)[0] for v in (0.0, 1.0))
        after = list(counted(more, n))
        top = expected_top(
            -(zero + (one - zero) * m[i])[after], (one - zero)[after] * np.sqrt(C[i, i] + noise)
        )
        found[i] = top + m[list(counted(asked, n))].min()
    return found


def falls(method: type, engine: str, counted: Counted, told: float = 1.0) -> np.ndarray:
    """Columns: gain told, fall by quadrature at the point asked, largest fall of any; rows: queries but the first."""
    found = []
    for setting, (points, mu, length, noise) in enumerate(SETTINGS):
        built = method(points, mu, length, told * noise)
        run = searched(built, NOISY, START, STEPS, engine, rng=tape(NORMALS))
        for k in range(1, STEPS):
            by_point = expected_falls(counted, setting, tuple(run.asked[1 : k + 1]))
            found.append((run.gains[k + 1], by_point[run.asked[k + 1]], by_point.max()))
    return np.array(found)


def claims_of_lines(
    algorithm: str, gain: exact.Gain, counted: Counted, mutants: Any, missed: dict[str, tuple[str, ...]]
) -> tuple[Claim, ...]:
    """Iterates, closed form, optimality and limit; `missed` names what a claim does not see or need not."""

    def seen(name: str) -> Any:
        return planted(*(m for m in mutants if m.variant_name not in missed[name]))

    @claim(
        algorithm,
        theorem="the step",
        kind=Kind.ITERATE,
        standing=Standing.DERIVED,
        statement="x_1, ..., x_4 of four and of five points, given the noise, equal those of decimals of 90 digits",
        engine="ball",
        controls=seen("iterates"),
    )
    def first_iterates_in_decimals(method: type, engine: str) -> Finding:
        """Posterior by elimination, maxima of lines over the intervals between all their crossings."""
        findings = []
        for n, shift, mu, length, noise in ((4, 0.5, -1.5, 0.5, 0.25), (5, 0.0, MU, LENGTH, 0.5)):
            wanted = exact.search(
                gain, rows(n), mu, length, noise, 4, tuple(START.tolist()), at_start=False, normals=NORMALS,
                rough=ROUGH,
            )  # fmt: skip
            built = method(shift + grid(n), mu, length, noise)
            findings.append(first_iterates(built, NOISY, START, wanted, engine, rng=tape(NORMALS)))
        return worst(findings)

    @claim(
        algorithm,
        theorem="closed form",
        kind=Kind.IDENTITY,
        standing=Standing.DERIVED,
        statement="the gain told is the expected fall of the least mean that counts, by quadrature",
        controls=seen("integral"),
    )
    def gain_is_an_integral(method: type, engine: str) -> Finding:
        """By what is known the value y to come is normal of mean m_i and variance C_ii + noise, and the mean after it,
        that of all queries at once, is affine in y: two values of y tell it, and the least of them is integrated over
        pieces on which it is one of them. In the method these are m_j + C_ji/(C_ii + noise) (y - m_i). The points of
        one grid are independent, as in ranking and selection: all lines but one are parallel, and the largest counts.
        """
        told = falls(method, engine, counted)
        return identity(told[:, 0], told[:, 1], tolerance=ROUNDING, scale=1.0)

    @claim(
        algorithm,
        theorem="one-step optimality",
        kind=Kind.STEP_INEQUALITY,
        standing=Standing.DERIVED,
        statement="no query has a larger expected fall of the least mean that counts than the one made, at every step",
        controls=(*seen("optimality"), *without("the variance of the noise", told=16.0)),
    )
    def nothing_gains_more(method: type, engine: str, told: float = 1.0) -> Finding:
        """The expected fall is computed of every point by the integral of the closed form, from posteriors of all
        queries at once, and the method asks where what it computes, the same number, is largest.
        """
        found = falls(method, engine, counted, told)
        return step_inequality(found[:, 2], found[:, 1], allowance=ROUNDING, label="largest expected fall")

    @claim(
        algorithm,
        theorem="limit without noise",
        kind=Kind.IDENTITY,
        standing=Standing.DERIVED,
        statement="two of three points known, noise 2^-40: the third gains the expected improvement on what counts",
        controls=seen("limit"),
    )
    def expected_improvement_in_the_limit(method: type, engine: str) -> Finding:
        """Without noise the means at known points stay: the least mean after the query is min(b, f) with b the least
        value and f the third one, on average b less expected improvement. That is the fall from b; from the least mean
        of all three it is EI - (b - m)^+.
        """
        found, wanted = [], []
        for third in range(2, 8):
            for mu in (0.25, -0.75):
                three = grid(8)[[0, 1, third]]
                run = searched(method(three, mu, 1.0, 2.0**-40), CERTAIN, START, 3, engine)
                known, y = run.asked[1:3], run.values[1:3]
                j = min({0, 1, 2} - set(known))
                m, C = posterior(run.points, known, y, mu, 1.0, 0.0)
                found.append(float(run.gains[3]))
                wanted.append(m[counted(known, 3)].min() - y.min() + fall(y.min(), m[j], C[j, j]))
        return identity(found, wanted, tolerance=2.0**-30, scale=1.0)

    return (
        first_iterates_in_decimals,
        gain_is_an_integral,
        nothing_gains_more,
        expected_improvement_in_the_limit,
    )
