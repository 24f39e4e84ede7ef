"""Self-adjusting (1,lambda)-EA: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from itertools import product
from math import comb
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.global_bo.evolution import SwitchingBinVal
from refimpl.global_bo.one_comma_lambda import State
from refimpl.problems import Linear
from verification.arithmetic import evolution as exact
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.global_bo.evolution import ORDERS, flips, string
from verification.evidence import identity, tight
from verification.finding import Finding, worst
from verification.mutants.global_bo.one_comma_lambda import MUTANTS
from verification.trial import first_iterates

controls = partial(named, MUTANTS)
UNIT = 2.0**-53


@claim(
    "one-comma-lambda-ea",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_11 on a static and both dynamic functions, F = 5/4 and 2, given draws, equal set arithmetic",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_of_sets(method: type, engine: str) -> Finding:
    """Strings as sets, lambda as a fraction: F^(1/s) = F^2. With F = 2 the largest lambda 3 leads to 3/2."""
    problem, x0 = Linear(np.array(exact.WEIGHTS, float)), np.array(exact.vector(exact.START), float)
    stream, findings = exact.draws(11 * 12 * exact.N), []
    for order, sets in ORDERS:
        for factor in (Fraction(5, 4), Fraction(2)):
            wanted = exact.comma(sets, factor, factor**2, 3, Fraction(3, 8), 11, iter(stream))
            algorithm = method(0.375, float(factor), 0.5, 3, order)
            findings.append(first_iterates(algorithm, problem, x0, wanted, engine, rng=tape(stream)))
    return worst(findings)


@claim(
    "one-comma-lambda-ea",
    theorem="drift on OneMax",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="n = 3, lambda = 1 and 2: E(z - z+) = sum over k of k (F(k)^lambda - F(k-1)^lambda), over all flips",
    controls=(
        *controls("maximises", "last-offspring", "chained", "one-draw-for-all", "other-probability"),
        *controls("half-the-flips", "keeps-better-parent"),
        *without("OneMax", order=SwitchingBinVal()),
    ),
)
def drift_on_one_max(method: type, engine: str, order: Any = None) -> Finding:
    """D_j = (set bits cleared) - (clear bits set) of offspring j has the law F of Bin(z, p) - Bin(n - z, p); the
    offspring are independent, the best one has the largest D, whose law is F^lambda, and it replaces x whatever it is.
    """
    n, p, found, wanted = 3, 0.25, [], []
    problem = Linear(np.ones(n))
    algorithm = method(p, 1.25, 0.5, 8) if order is None else method(p, 1.25, 0.5, 8, order)
    for count in (1, 2):
        for z in range(n + 1):
            total = 0.0
            for sets in product(exact.subsets(n), repeat=count):
                weight = np.prod([p ** len(s) * (1 - p) ** (n - len(s)) for s in sets])
                state = State(string(z, n), float(count))
                total += weight * (
                    z - np.sum(algorithm.step(problem, state, flips([*sets, *[()] * (32 - count)], n, p)).x)
                )
            found.append(total)
            wanted.append(_largest_gain(z, n, p, count))
    return identity(found, wanted, tolerance=400 * UNIT)


def _largest_gain(z: int, n: int, p: float, count: int) -> float:
    mass = dict.fromkeys(range(z - n, z + 1), 0.0)
    for a in range(z + 1):
        for b in range(n - z + 1):
            mass[a - b] += comb(z, a) * comb(n - z, b) * p ** (a + b) * (1 - p) ** (n - a - b)
    total, below = 0.0, 0.0
    for k in sorted(mass):
        total += k * ((below + mass[k]) ** count - below**count)
        below += mass[k]
    return total


def sizes(
    method: type, outcomes: str, start: float | None, factor: float, s: float, largest: int
) -> list[float]:
    """lambda after every one of `outcomes`: '+' every offspring better, '-' every one worse, '=' every one equal."""
    algorithm, problem = method(0.5, factor, s, largest), Linear(np.ones(2))
    state, found = algorithm.init(problem, string(1, 2)), []
    if start is not None:
        state = state._replace(size=start)
    sets = {"+": (0,), "-": (1,), "=": ()}
    for outcome in outcomes:
        draws = flips([sets[outcome]] * (4 * largest), 2, 0.5)
        state = algorithm.step(problem, state._replace(x=string(1, 2)), draws)
        found.append(float(state.size))
    return found


@claim(
    "one-comma-lambda-ea",
    theorem="balance of the success rule",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="s failures and one success keep lambda, in any order, s = 2; two successes and one failure, s = 1/2",
    controls=controls(
        "grows-on-success", "power-inverted", "ratio-ignored", "root-on-success", "keeps-rounded", "equal-is-success",
        "maximises",
    ),
)  # fmt: skip
def success_and_failures_balance(method: type, engine: str) -> Finding:
    """(F^(1/s))^s / F = 1 wherever no limit is met. An equal value is a failure; F = 9/4 has the root 3/2."""
    findings = []
    for outcomes in ("-=+", "=+-", "+--"):
        found = sizes(method, outcomes, 8.0, 2.25, 2.0, 64)
        middle = 8.0 * (1.5 if outcomes[0] != "+" else 1 / 2.25)
        findings.append(identity([found[0], found[2]], [middle, 8.0], tolerance=64 * UNIT))
    found = sizes(method, "+-+", 8.0, 1.5, 0.5, 64)
    findings.append(identity(found, [8 / 1.5, 12.0, 8.0], tolerance=64 * UNIT))
    return worst(findings)


@claim(
    "one-comma-lambda-ea",
    theorem="limits of lambda",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="after k failures lambda = min(F^(k/s), largest); after successes it is 1, from both sides",
    controls=controls(
        "no-lower-limit", "no-upper-limit", "grows-on-success", "power-inverted", "ratio-ignored", "root-on-success",
        "fixed-size", "keeps-rounded", "equal-is-success",
    ),
)  # fmt: skip
def growth_up_to_the_limit(method: type, engine: str) -> Finding:
    """From lambda_0 = 1 on products of F^2 = 25/16, stopped at 12; from 3/2 on quotients by F = 5/4, stopped at 1."""
    up = sizes(method, "-=-=-=--", None, 1.25, 0.5, 12)
    down = sizes(method, "+" * 4, 1.5, 1.25, 0.5, 12)
    wanted = [min(1.25 ** (2 * k), 12.0) for k in range(1, 9)] + [1.5 / 1.25, 1.0, 1.0, 1.0]
    return tight([*up, *down], wanted, tolerance=64 * UNIT, xlabel="step", ylabel="lambda")


CLAIMS = (first_iterates_of_sets, drift_on_one_max, success_and_failures_balance, growth_up_to_the_limit)
