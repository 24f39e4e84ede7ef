"""DoG: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.problems import Quadratic, random_logistic
from verification.arithmetic import adam as tapes
from verification.arithmetic import dog as decimals
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.first_order_adaptive.adam_iterates import A, B
from verification.claims.first_order_adaptive.adam_tapes import GRADIENTS, START
from verification.claims.first_order_adaptive.layerwise_tape import tape_iterates
from verification.evidence import bound, identity, tight
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive.dog import MUTANTS
from verification.tape import follow
from verification.trial import complete_run, first_iterates


@claim(
    "dog",
    theorem="DoG",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_12 on a quadratic with an off-diagonal Hessian equal DoG in 80-digit decimals",
    engine="ball",
    controls=planted(*(m for m in MUTANTS if m.__name__ != "PresentDistance")),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it with the maximum and the sum over the whole path."""
    expected = decimals.trajectory(tapes.quadratic(A, B), [2.0, -1.0], 12, 0.125, 0.0625)
    problem = Quadratic(np.array(A, float), np.array(B, float))
    return first_iterates(method(0.125, 0.0625), problem, np.array([2.0, -1.0]), expected, engine)


@claim(
    "dog",
    theorem="DoG",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_10 on a tape with zeros equal DoG in 80-digit decimals",
    engine="ball",
    engine_fixed=True,
    controls=planted(*MUTANTS),
)
def first_iterates_on_a_tape(method: type, engine: str) -> Finding:
    """The update is the definition; the gradients turn back on this tape, so that the distance falls again."""
    signs = np.array([1.0, 1, 1, -1, -1, -1, -1, 1, 1, 1])[:, None]
    g = signs * (np.abs(GRADIENTS) + 1)
    expected = decimals.trajectory(tapes.tape(g), START, 10, 0.5, 2.0**-4)
    return tape_iterates(method(0.5, 2.0**-4), expected, engine, x0=START, gradients=g, step_sizes=None)


@claim(
    "dog",
    theorem="scale invariance",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at epsilon = 0 the gradients c g give the iterates of g, to the last bit for powers of two",
    engine_fixed=True,
    controls=(
        *named(MUTANTS, "root-forgotten", "sum-of-norms"),
        *without("epsilon = 0", epsilon=2.0**-10),
    ),
)
def scale_invariance(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """The root of the sum of squares is multiplied by c, and so is g: their quotient stays, and with it the path."""
    x, _ = follow(method(0.25, epsilon), START, GRADIENTS, engine=engine)
    findings = []
    for c in (2.0**20, 2.0**-20):
        y, _ = follow(method(0.25, epsilon), START, c * GRADIENTS, engine=engine)
        findings.append(identity(y, x, tolerance=0.0))
    return worst(findings)


@claim(
    "dog",
    theorem="the longest step",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|x_{t+1} - x_t| <= max(radius, max_{k <= t} |x_k - x_0|) at every t, attained by the first step at "
    "epsilon = 0, so |x_t - x_0| <= (2^t - 1) radius",
    engine_fixed=True,
    controls=(
        *named(
            MUTANTS, "distance-from-origin", "radius-added", "root-forgotten", "sum-of-norms", "step-too-long"
        ),
        *without("epsilon = 0", epsilon=0.25),
    ),
)
def longest_step(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """|g_t| <= sqrt(G_t), as g_t is one of the gradients that G_t sums; in the first step it is the only one. So
    the distance from the start at most doubles, up to the radius.
    """
    problem, x0, radius = random_logistic(n=12, d=3, mu=0.0625, seed=2), np.array([3.0, 1.0, -2.0]), 2.0**-10
    x = complete_run(method(radius, epsilon), problem, x0, 60, engine=engine).x
    steps, away = np.linalg.norm(np.diff(x, axis=0), axis=1), np.linalg.norm(x - x0, axis=1)
    reach = np.maximum(np.maximum.accumulate(away), radius)
    # x is 2^12 radii away from zero, so its roundings are 2^13 of those of the first steps
    allowance = 2.0**-38
    return worst([
        bound(steps, reach[:-1], allowance=allowance, xlabel="t", ylabel="|x_{t+1} - x_t|"),
        bound(away[1:12], (2.0 ** np.arange(1, 12) - 1) * radius, allowance=allowance, xlabel="t",
              ylabel="|x_t - x_0|"),
        tight(steps[:1], np.full(1, radius), tolerance=allowance, ylabel="|x_1 - x_0|"),
    ])  # fmt: skip


@claim(
    "dog",
    theorem="gradients that are zero at first",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at epsilon = 0 nothing moves until the first gradient, and the iterates are then those from it on",
    engine_fixed=True,
    controls=(
        *named(MUTANTS, "stale-distance", "present-distance", "distance-from-last", "distance-from-origin",
                  "sum-of-norms", "gradients-not-summed", "ascent", "step-too-long"),
        *without("zero gradients", first=2.0**-6),
    ),
)  # fmt: skip
def until_the_first_gradient(method: type, engine: str, first: float = 0.0) -> Finding:
    """Zero gradients add nothing to the sum of squares and do not move x, so the distance stays at the radius. The rest
    is worked out in decimals.
    """
    g = np.vstack([np.full((3, 5), first), GRADIENTS])
    x, _ = follow(method(0.25, 0.0), START, g, engine=engine)
    later = decimals.trajectory(tapes.tape(GRADIENTS), START, 10, 0.25, 0.0)
    expected = np.vstack([np.tile(START, (4, 1)), [[float(v) for v in row] for row in later]])
    # ten steps of a dozen roundings each
    return identity(x, expected, tolerance=128 * 2.0**-53)


CLAIMS = (
    first_iterates_on_a_quadratic,
    first_iterates_on_a_tape,
    scale_invariance,
    longest_step,
    until_the_first_gradient,
)
