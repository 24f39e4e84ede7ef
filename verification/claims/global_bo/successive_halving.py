"""Successive halving: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import numpy as np

from refimpl.core.draws import tape
from verification.arithmetic import racing as exact
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.global_bo.racing import FLAT, PROBLEM, START, arms, draws, sample_values
from verification.evidence import identity, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.global_bo.successive_halving import MUTANTS, FromScratch
from verification.trial import complete_run, first_iterates

controls = partial(named, MUTANTS)
UNIT = 2.0**-53


@claim(
    "successive-halving",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 for eta = 2, 3, R no power of it, and among equals, given draws, equal sorted fractions",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_in_fractions(method: type, engine: str) -> Finding:
    """Losses are means summed afresh; configurations are sorted by loss, stably.

    In the last case some are equal on the first example.
    """
    findings = []
    for n, R, eta, s in ((7, 6, 2, 2), (8, 7, 2, 2), (7, 7, 3, 1)):
        wanted = exact.halving(n, R, eta, s, Fraction(2), 4)
        findings.append(
            first_iterates(method(2.0, n, R, eta, s), PROBLEM, START, wanted, engine, rng=draws())
        )
    # the first example sees the first coordinate alone: the first two of four equals go on, others are nearer to 0
    stream = tape(
        [v for far in (4.0, 0.0, 0.0, 0.0) for v in (8, 0, 0, far, 0, far - 1, 0, far - 2, 0, far - 3)]
    )
    wanted = [[Fraction(0), Fraction(k, 4)] for k in (3, 2, 1, 0)]
    findings.append(first_iterates(method(0.25, 5, 3, 2, 1), FLAT, np.zeros(2), wanted, engine, rng=stream))
    return worst(findings)


def outcome(method: type, engine: str, nu: np.ndarray, signs: np.ndarray, s: int, width: float) -> float:
    """f_R of the winner among arms with R = 8 that are drawn around 0."""
    problem, ys = arms(nu, signs, width, 8)
    algorithm = method(0.5, len(nu), 8, 2, s)
    x = complete_run(algorithm, problem, np.zeros(8), 1, engine=engine, rng=tape(2 * ys.ravel())).x[1]
    return float(problem.value(x))


@claim(
    "successive-halving",
    theorem="the best one survives, worst case",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="if all rivals start 2 G ahead: x+ is the best one iff #{j: nu_j - min nu <= 2 G(r_i)} <= n_{i+1}, s = 2",
    controls=(
        *controls("maximises", "sums-forgotten", "resource-fixed", "nobody-leaves", "one-halving-fewer"),
        *controls("unscaled-draws", "radius-squared"),
        *without("the envelope stated", width=1.125),
        *without("the envelope stated, which is attained", width=0.875),
    ),
)
def best_survives(method: type, engine: str, width: float = 1.0) -> Finding:
    """One that is better than y_1, the best, in rung i has nu_j <= l(j) + G <= l(1) + G <= nu_1 + 2 G(r_i): with at
    most n_{i+1} of these, itself counted, y_1 goes on, and in the last rung it wins. Where y_1 has l = nu_1 + G and the
    others l = nu_j - G the count is of exactly those before it, and y_1 leaves when there is one more. Here n_i = 8, 4,
    2 and r_i = 2, 4, 8, thus 2 G = 3/4, 1/4, 0: n_{i+1} - 1 rivals near, and one 1/64 beyond 2 G or within it.
    """
    found, wanted = [], []
    for near, limit, rivals in ((0.5, 0.75, 3), (0.125, 0.25, 1)):
        for beyond in (1 / 64, -1 / 64):
            gaps = [2.0] * (6 - rivals) + [near] * rivals + [limit + beyond] + [0.0]
            signs = np.where(np.arange(8) == 7, 1.0, -1.0)
            found.append(outcome(method, engine, 4 + np.array(gaps), signs, 2, width))
            wanted.append(4.0 if beyond > 0 else 4 + near)
    return tight(found, wanted, tolerance=40 * UNIT, xlabel="case", ylabel="f_R(x+)")


@claim(
    "successive-halving",
    theorem="regret by the envelope",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f_R(x+) <= min_j f_R(y_j) + 2 sum_{i<s} G(r_i), s = 3, slow and fast starters by chance",
    controls=(
        *controls("maximises", "unscaled-draws"),
        *without("the distance of the curves from their ends", distance=0.0),
    ),
)
def regret_of_a_race(method: type, engine: str, distance: float = 2.0) -> Finding:
    """Of those in rung i let y be the best by f_R. If it leaves, every one that goes on has l <= l(y), thus a mean over
    R of at most f_R(y) + 2 G(r_i): each rung loses that much at most, and the last one nothing.
    """
    rng, left, right = np.random.default_rng(0), [], []
    for _ in range(24):
        nu, signs = 2 + 4 * rng.random(8), np.sign(rng.standard_normal(8))
        left.append(outcome(method, engine, nu, signs, 3, 1.0))
        right.append(nu.min() + distance * sum(1 / r - 1 / 8 for r in (1, 2, 4)))
    return step_inequality(left, right, allowance=1e-13, label="f_R(x+)")


@claim(
    "successive-halving",
    theorem="cost",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="sum over i of floor(n/eta^i) (r_i - r_{i-1}) sample values; n R for s = 0",
    controls=(
        *controls("counted-again", "nobody-leaves", "rounded-up", "rounded-first"),
        *planted(FromScratch),
    ),
)
def cost_of_a_race(method: type, engine: str) -> Finding:
    """A configuration of rung i is known over r_{i-1} examples: r_i - r_{i-1} are new. The sums below are by hand."""
    cases = {(7, 6, 2, 2): 7 * 1 + 3 * 2 + 1 * 3, (8, 8, 2, 1): 8 * 4 + 4 * 4, (5, 6, 2, 0): 5 * 6}
    found = [sample_values(method(0.25, *c), PROBLEM, START, 1, engine, draws()) for c in cases]
    return identity(found, list(cases.values()), tolerance=UNIT)


CLAIMS = (first_iterates_in_fractions, best_survives, regret_of_a_race, cost_of_a_race)
