"""Hyperband: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import LeastSquares
from verification.arithmetic import racing as exact
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.global_bo.racing import (
    FLAT,
    PROBLEM,
    START,
    arms,
    draws,
    sample_values,
    with_enough_draws,
)
from verification.dialects.global_bo.hyperband import DIALECTS
from verification.evidence import step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.global_bo.hyperband import MUTANTS, FloatDeepest, FromScratch
from verification.trial import complete_run, first_iterates

controls = partial(named, MUTANTS)
UNIT = 2.0**-53


@claim(
    "hyperband",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, x_2, ... of cycles for R = 6, 8, eta = 2 and R = 8, eta = 3 equal sorted fractions",
    engine="ball",
    controls=planted(*(m for m in MUTANTS if m.variant_name != "always-halved"), *DIALECTS),
)
@with_enough_draws
def first_iterates_in_fractions(method: type, engine: str) -> Finding:
    """Losses are means summed afresh, configurations are sorted, winners of a cycle compared by their means over R.

    In the last case all are equal on the first example: the first of two goes on, s = 1, 0, 1, 0, 1, 0. In its last
    bracket the winner is as good as the incumbent, which stays.
    """
    findings = []
    for R, eta, radius, cycles in ((6, 2, 1.0, 2), (8, 2, 0.5, 1), (8, 3, 0.5, 2)):
        wanted = exact.hyperband(R, eta, Fraction(radius), cycles)
        findings.append(first_iterates(method(radius, R, eta), PROBLEM, START, wanted, engine, rng=draws()))
    stream = tape([v for z in (4, 3, 5, 3, 1, -1, -1, 0, 0, -2, -4, 9) for v in (0.0, z)])
    wanted = [[Fraction(0), Fraction(k, 4)] for k in (4, 3, 4, 2, 2, 2)]
    findings.append(first_iterates(method(0.25, 3, 2), FLAT, np.zeros(2), wanted, engine, rng=stream))
    return worst(findings)


def values(method: type, engine: str, R: int, steps: int) -> int:
    """Sample values of so many steps for eta = 3, of at most R configurations each: there are no more draws."""
    problem = LeastSquares(np.ones((R, 1)), np.zeros(R))
    return sample_values(method(0.5, R, 3), problem, np.zeros(1), steps, engine, tape([1.0] * R * steps))


@claim(
    "hyperband",
    theorem="brackets",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="R = 27, eta = 3: brackets of 27, 12, 6, 4 cost 81, 78, 90, 108 values",
    controls=(
        *controls(
            "plain-powers", "one-bracket-fewer", "skips-random-search", "counted-again", "nobody-leaves"
        ),
        *controls("always-halved"),
        *planted(FromScratch, *DIALECTS),
    ),
)
@with_enough_draws
def cost_of_brackets(method: type, engine: str) -> Finding:
    """Bracket s costs sum n_i (r_i - r_{i-1}): 27 + 9*2 + 3*6 + 18, 12*3 + 4*6 + 18, 6*9 + 2*18, 4*27."""
    found = [values(method, engine, 27, steps) for steps in (1, 2, 3, 4)]
    return tight(found, np.cumsum([81, 78, 90, 108]), tolerance=UNIT, xlabel="steps", ylabel="sample values")


@claim(
    "hyperband",
    theorem="s_max",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="R = 243 = 3^5: the first bracket has s = 5 and costs 1053 values",
    controls=planted(FloatDeepest),
)
@with_enough_draws
def deepest_bracket(method: type, engine: str) -> Finding:
    """The first bracket has s_max + 1 rungs of 243, 81, .., 1 configurations: 243 + 5*162 values. With s = 4, as the
    quotient of two rounded logarithms gives, it has 81 configurations and costs 891 values.
    """
    return tight(
        [values(method, engine, 243, 1)], [1053], tolerance=UNIT, xlabel="case", ylabel="sample values"
    )


@claim(
    "hyperband",
    theorem="regret of a cycle",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f_R(x) <= min over brackets so far of [min_j f_R(y_j) + 2 sum_{i<s} G(r_i)], at every bracket",
    controls=(
        *controls("maximises", "last-winner", "centre-moves"),
        *without("the distance of the curves from their ends", distance=0.0),
    ),
)
@with_enough_draws
def regret_of_a_cycle(method: type, engine: str, distance: float = 2.0) -> Finding:
    """The winner of bracket s is that much worse than its best configuration at most (see `successive-halving`), and x
    is the best of the winners: all of them are compared by the same R examples. Brackets 3, 2, 1, 0 have 8, 6, 4, 4.
    """
    rng, left, right = np.random.default_rng(0), [], []
    sizes, G = (8, 6, 4, 4), {r: 1 / r - 1 / 8 for r in (1, 2, 4)}
    for _ in range(12):
        nu, signs = 2 + 4 * rng.random(22), np.sign(rng.standard_normal(22))
        problem, ys = arms(nu, signs, 1.0, 8)
        x = complete_run(
            method(0.5, 8, 2), problem, np.zeros(8), 4, engine=engine, rng=tape(2 * ys.ravel())
        ).x
        start, least = 0, np.inf
        for k, n in enumerate(sizes):
            lost = distance * sum(G[8 // 2**m] for m in range(1, 4 - k))
            least = min(least, nu[start : start + n].min() + lost)
            start += n
            left.append(problem.value(x[k + 1]))
            right.append(least)
    return step_inequality(left, right, allowance=1e-13, label="f_R(x+)")


CLAIMS = (first_iterates_in_fractions, cost_of_brackets, deepest_bracket, regret_of_a_cycle)
