"""Iterative deepening Hyperband: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.global_bo.id_hyperband import Discarding, Efficient, Preserving
from refimpl.problems import random_least_squares
from verification.arithmetic import racing as exact
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.global_bo.racing import PROBLEM, START, arms, draws, sample_values
from verification.evidence import identity, tight
from verification.finding import Finding, worst
from verification.mutants.global_bo.id_hyperband import MUTANTS, FromScratch, StartsAnew
from verification.trial import complete_run, first_iterates

controls = partial(named, MUTANTS)
UNIT = 2.0**-53
PROMOTIONS = (("discarding", Discarding()), ("preserving", Preserving()), ("efficient", Efficient()))


@claim(
    "id-hyperband",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6, R = 2, 4, 8 twice, for each promotion, given draws, equal fractions, sorting and sets",
    engine="ball",
    controls=planted(*MUTANTS, StartsAnew),
)
def first_iterates_in_fractions(method: type, engine: str) -> Finding:
    """Losses are means summed afresh; who was promoted in a rung is a set, kept for the next R. The data are such that
    the three promotions have different winners.
    """
    findings = []
    for words, promotion in PROMOTIONS:
        wanted = exact.deepening(words, 2, 1, 3, Fraction(1, 4), 2)
        algorithm = method(0.25, 2, 1, 3, promotion)
        findings.append(first_iterates(algorithm, PROBLEM, START, wanted, engine, rng=draws()))
    return worst(findings)


@claim(
    "id-hyperband",
    theorem="discarding is Hyperband from scratch",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="discarding: R = 2, 4, 8 on the way end where R = 8 from scratch ends, in two cycles on the same draws",
    controls=(
        *controls("no-resampling", "stale-loss-promotion", "always-preserving", "always-efficient"),
        *without("discarding", promotion=Preserving()),
        *without("discarding, for efficient", promotion=Efficient()),
    ),
)
def discarding_is_from_scratch(method: type, engine: str, promotion: Any = Discarding()) -> Finding:  # noqa: B008
    """Rung i + 1 is a function of rung i and its losses over the same examples, rung 0 all n configurations: nothing of
    what was promoted before enters. Thus the rungs of the last R are those from scratch, and so is the winner.
    """
    problem = random_least_squares(
        n=8, d=2, noise=3.0, seed=25
    )  # slow starters: promotions that are kept win
    run = partial(complete_run, problem=problem, x0=problem.minimizer().round(1), engine=engine, rng=0)
    deepened = run(method(0.5, 2, 1, 3, promotion), steps=6).x[3::3]
    scratch = run(method(0.5, 2, 3, 3, promotion), steps=2).x[1:]
    return identity(deepened, scratch, tolerance=UNIT)


@claim(
    "id-hyperband",
    theorem="cost of deepening",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="eta = 3, R = 9 to 27 costs 288 values if the old ones stay ahead; 306 if not, unless efficient",
    controls=(
        *controls("no-resampling", "always-discarding", "always-efficient", "counted-again"),
        *planted(FromScratch, StartsAnew),
    ),
)
def cost_of_deepening(method: type, engine: str) -> Finding:
    """From scratch R = 9, 27 cost 69, 357 = 69 + 288. Rungs of R = 27 are no smaller than those of 9: if all that were
    promoted are among those that are, as efficient sees to, what is known is used to the end, and 288 are left. If
    every new configuration is ahead of all old ones, bracket 0 has 9 and 3 new ones in the rungs of 3 and 9, not 6 and
    2, bracket 1 has 4 in the rung of 9, not 3: 3*2 + 1*6 + 1*6 = 18 more.
    """
    sizes, old, found, wanted = (27, 12, 6, 4), (9, 5, 3, 0), [], []
    for ahead, costs in ((1.0, (357, 357, 357)), (3.0, (375, 375, 357))):
        nu = np.concatenate([np.where(np.arange(n) < m, ahead, 2.0) for n, m in zip(sizes, old)])
        problem, ys = arms(nu, np.zeros(49), 0.0, 27)
        for (_, promotion), cost in zip(PROMOTIONS, costs):
            algorithm = method(0.5, 3, 2, 3, promotion)
            stream = tape(2 * ys.ravel())
            found.append(sample_values(algorithm, problem, np.zeros(27), 2, engine, stream))
            wanted.append(cost)
    return tight(found, wanted, tolerance=UNIT, xlabel="case", ylabel="sample values")


CLAIMS = (first_iterates_in_fractions, discarding_is_from_scratch, cost_of_deepening)
