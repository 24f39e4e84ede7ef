"""Parallel expected improvement: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from scipy.stats import multivariate_normal, norm

from refimpl.core.draws import tape
from refimpl.global_bo.gaussian_process import least_known
from verification.arithmetic import bayesian as exact
from verification.claim import Kind, Standing, claim, named, planted
from verification.claims.global_bo.posterior import (
    LENGTH,
    MU,
    START,
    UNIT,
    WELLS,
    fall,
    grid,
    posterior,
    rows,
)
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.global_bo.q_expected_improvement import MUTANTS
from verification.trial import complete_run, first_iterates

controls = partial(named, MUTANTS)
NODES, WEIGHTS = np.polynomial.legendre.leggauss(40)
NORMALS = tuple((np.round(64 * np.random.default_rng(5).standard_normal(60)) / 64).tolist())


class Told(NamedTuple):
    """The gain of the best pair, by the draws Z (m,)."""

    algorithm: Any
    Z: Any

    def measure(self, problem, state):
        first, second = self.algorithm.pair(state, self.Z)
        best = least_known(state.mean, state.asked)
        return self.algorithm.gain(state, best, first, second, self.Z)


@claim(
    "q-expected-improvement",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 of eleven, of eight and of four points, given draws, equal those of decimals of 90 digits",
    engine="ball",
    controls=planted(*(m for m in MUTANTS if m.variant_name not in ("independent", "lengthscale-x4"))),
)
def first_iterates_in_decimals(method: type, engine: str) -> Finding:
    """The second value is drawn given the first; of four points one is left then, and x rests."""
    findings = []
    for algorithm, wanted in searches(method):
        findings.append(first_iterates(algorithm, WELLS, START, wanted, engine, rng=tape(NORMALS)))
    return worst(findings)


def searches(method: type) -> Iterator[tuple[Any, Any]]:
    """Algorithms, and their iterates in decimals."""
    for n, shift, mu, length, m in ((11, 0.0, MU, LENGTH, 4), (8, 0.5, -1.5, 1.25, 4), (4, 0.0, 0.0, 1.0, 3)):
        wanted = exact.search_of_pairs(rows(n), mu, length, m, 4, tuple(START.tolist()), NORMALS)
        yield method(shift + grid(n), mu, length, m), wanted


@claim(
    "q-expected-improvement",
    theorem="the step",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="in floats the same points are asked as in decimals of 90 digits",
    controls=planted(*(m for m in MUTANTS if m.variant_name not in ("independent", "lengthscale-x4"))),
)
def points_in_floats(method: type, engine: str) -> Finding:
    """Points are multiples of 1/1024, which floats hold: x is the point or another one, whatever the rounding. What
    ends in balls, as they hold zero where they are divided by, goes on here.
    """
    findings = []
    for algorithm, wanted in searches(method):
        x = complete_run(algorithm, WELLS, START, 4, engine=engine, rng=tape(NORMALS)).x[1:]
        findings.append(identity(x, np.array(wanted, dtype=float), tolerance=0.0, scale=1.0))
    return worst(findings)


@claim(
    "q-expected-improvement",
    theorem="unbiased",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="of three points the gain told by 1000 draws is qEI of the two open ones, within six standard errors",
    controls=controls(
        "sum-of-falls", "root-missing", "greater-for-lesser", "first-unbounded",
        "second-certain", "least-pair", "lengthscale-x4",
    ),
    alpha=1e-7,
)  # fmt: skip
def gain_is_an_expectation(method: type, engine: str) -> Finding:
    """A mean of conditional expectations is the expectation: qEI = integral of P(min(f_i, f_j) < v) over v < b, where
    P = P(f_i < v) + P(f_j < v) - P(both), and E (.)^2 = 2 integral of (b - v) P bounds the variance of a draw:
    conditioning lowers it. A mean of 1000 draws leaves six standard errors with probability below 1e-8 (normal, with
    room).
    """
    told, wanted, errors = [], [], []
    for seed, mu, length in ((0, -0.5, 1.5), (1, 0.0, 1.0), (2, -1.0, 1.0)):
        algorithm = method(grid(8)[[0, 3, 5 + seed]], mu, length, 1000)
        draws = np.random.default_rng(seed).standard_normal(1000)
        told.append(first_gain(algorithm, draws, engine))
        points = START + algorithm.grid
        best = WELLS.value(points[0])
        m, C = posterior(points, [0], np.array([best]), mu, length, 0.0)
        s = np.sqrt(np.diag(C)[1:])
        low = min(m[1:].min(), best) - 9 * s.max()
        v = low + (best - low) * (1 + NODES) / 2
        both = multivariate_normal(m[1:], C[1:, 1:]).cdf(np.stack((v, v), axis=1))
        P = norm.cdf(v, m[1], s[0]) + norm.cdf(v, m[2], s[1]) - both
        weight = WEIGHTS * (best - low) / 2
        mean, square = weight @ P, weight @ (2 * (best - v) * P)
        wanted.append(mean)
        errors.append(np.sqrt((square - mean * mean) / 1000))
    return identity(told, wanted, tolerance=6.0, scale=np.array(errors))


def first_gain(algorithm: Any, draws: np.ndarray, engine: str) -> float:
    """The gain told of the first pair, by these draws."""
    found = complete_run(
        algorithm, WELLS, START, 1, engine=engine, record=(Told(algorithm, draws),), rng=tape(list(draws))
    )
    return float(found.observed["Told"][0])


@claim(
    "q-expected-improvement",
    theorem="one-step optimality",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="no pair has a larger expected fall of the least value known, over the same draws, than is told",
    controls=controls(
        "independent", "sum-of-falls", "correlation-reversed", "variance-twice", "root-missing", "greater-for-lesser",
        "first-unbounded", "second-certain", "least-pair", "prior-mean-zero", "two-missing",
    ),
)  # fmt: skip
def no_pair_gains_more(method: type, engine: str) -> Finding:
    """Given f_i the least value becomes min(b, f_i), and the fall from there to f_j is an integral, taken by quadrature
    with the mean and variance of f_j given f_i, two lines of the posterior with p_i among what was asked.
    """
    findings = []
    for mu, length in ((-0.25, 0.75), (-0.75, 1.0)):
        algorithm = method(grid(7), mu, length, 6)
        draws = np.random.default_rng(3).standard_normal(6)
        told = first_gain(algorithm, draws, engine)
        points = START + algorithm.grid
        best = np.array([WELLS.value(START)])
        m, C = posterior(points, [0], best, mu, length, 0.0)
        gains = []
        for i in range(1, 7):
            for j in range(i + 1, 7):
                fall_of_pair = 0.0
                for u in m[i] + np.sqrt(C[i, i]) * draws:
                    after, left = posterior(points, [0, i], np.append(best, u), mu, length, 0.0)
                    least = min(best[0], u)
                    fall_of_pair += best[0] - least + fall(least, after[j], left[j, j])
                gains.append(fall_of_pair / 6)
        x = complete_run(algorithm, WELLS, START, 1, engine=engine, rng=tape(list(draws))).x[1]
        pairs = [(i, j) for i in range(1, 7) for j in range(i + 1, 7)]
        chosen = max(g for g, (_, j) in zip(gains, pairs) if np.array_equal(points[j], x))
        findings.append(step_inequality([max(gains)], [chosen], allowance=100 * 64 * UNIT))
        findings.append(identity([told], [max(gains)], tolerance=100 * 64 * UNIT, scale=1.0))
    return worst(findings)


CLAIMS = (first_iterates_in_decimals, points_in_floats, gain_is_an_expectation, no_pair_gains_more)
