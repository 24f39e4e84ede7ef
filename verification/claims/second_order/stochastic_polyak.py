"""The stochastic Polyak step: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import partial

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import LeastSquares
from verification.arithmetic import polyak
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.second_order.polyak_steps import FITTED, ROUND, START, A, halved, residuals, resting
from verification.evidence import identity, step_inequality
from verification.finding import Finding
from verification.mutants.second_order.stochastic_polyak import MUTANTS
from verification.trial import complete_run, first_iterates
from verification.vectors.second_way.decimals import Vector

controls = partial(named, MUTANTS)


@claim(
    "stochastic-polyak",
    theorem="definition of the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on three rows in the plane, samples recorded, equal the definition in 80-digit decimals",
    engine="ball",
    controls=planted(
        *(m for m in MUTANTS if m.variant_name != "unguarded")
    ),  # no drawn gradient is zero here
)
def first_iterates_on_three_rows(method: type, engine: str) -> Finding:
    """By definition x+ = x - (f_i(x) - f*)_+ g/|g|^2, on rows of fractions; one of the values is below f*, and there
    the point stays.
    """
    start, target = [2.0, -1.0], 0.125
    expected, lengths = polyak.steps(start, target, lambda g: Vector([1, 1]), lambda gap, size: gap / size)
    assert {v > 0 for v in lengths} == {True, False}
    draws = tape((), polyak.SAMPLES)
    return first_iterates(method(target), polyak.problem(), np.array(start), expected, engine, rng=draws)


@claim(
    "stochastic-polyak",
    theorem="distance to a common minimiser",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f_i convex, f_i(x*) = f* for all i: |x+ - x*|^2 <= |x - x*|^2 - (f_i(x) - f*)^2/|g|^2 at every step",
    engine_fixed=True,
    controls=(
        *controls("norm-not-squared", "uphill"),
        *without("f_i(x*) = f*", target=-16.0),
    ),
)
def distance_falls(method: type, engine: str, target: float = 0.0) -> Finding:
    """With l = gap/|g|^2: |x+ - x*|^2 = |x - x*|^2 - 2 l <g, x - x*> + l^2 |g|^2, and <g, x - x*> >= gap by convexity.
    A dozen roundings on squares of order 50.
    """
    x = complete_run(method(target), FITTED, START, 9, engine=engine, rng=tape((), ROUND)).x
    distance = np.sum((x - np.array([1.0, -2.0])) ** 2, axis=1)
    r, _ = residuals(x, ROUND)
    gap, size = r * r / 2, r * r * np.sum(A[ROUND] ** 2, axis=1)
    return step_inequality(distance[1:], distance[:-1] - gap * gap / size, allowance=1e-13 * 50)


@claim(
    "stochastic-polyak",
    theorem="scales of the losses",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="f* = 0: every loss may be multiplied by a number of its own, without effect",
    engine_fixed=True,
    controls=(*controls("norm-not-squared", "full-value"), *without("f* = 0", target=-1.0)),
)
def scaled_losses_give_the_same_run(method: type, engine: str, target: float = 0.0) -> Finding:
    """(c f)/|c g|^2 c g = f/|g|^2 g. Powers of two are exact; the tolerance is for sums in another order."""
    c = np.array([4.0, 0.5, 0.125, 2.0])
    runs = [
        complete_run(method(target), problem, START, 9, engine=engine, rng=tape((), ROUND)).x
        for problem in (FITTED, LeastSquares(c[:, None] * A, c * FITTED.b))
    ]
    return identity(*runs, tolerance=1e-12)


CLAIMS = (
    first_iterates_on_three_rows,
    distance_falls,
    scaled_losses_give_the_same_run,
    halved(
        "stochastic-polyak",
        lambda method: method(0.0),
        controls("doubled", "step-too-long", "norm-not-squared", "uphill", "full-value"),
    ),
    resting("stochastic-polyak", lambda method, target: method(target), controls("unguarded")),
)
