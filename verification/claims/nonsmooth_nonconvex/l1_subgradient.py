"""Subgradient steps on an l1 penalty: what is claimed of them, with proofs, and what each claim must reject."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.problems import Quadratic
from verification.arithmetic.l1 import Lasso, expected, subgradient
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.nonsmooth_nonconvex import l1_subgradient as mutants
from verification.trial import complete_run, first_iterates

UNIT = 2.0**-53
LASSO = Lasso()


@claim(
    "l1-subgradient",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a lasso equal the method in fractions; one entry starts at zero",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_lasso(method: Any, engine: str) -> Finding:
    """The update is the definition, evaluated entry by entry without this library; sign(0) = 0 at the start."""
    x0, a = [2.0, 0.0, -0.25], 0.375
    wanted = expected(LASSO, x0, 6, a, subgradient)
    return first_iterates(method(a, LASSO.weight), LASSO.problem(), np.array(x0), wanted, engine)


@claim(
    "l1-subgradient",
    theorem="one step",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="|x+ - x*|^2 <= |x - x*|^2 - 2a (phi(x) - phi*) + a^2 |s|^2 at every k",
    controls=(
        *planted(
            mutants.PenaltyNotScaled, mutants.PenaltyReversed, mutants.NoPenalty, mutants.SquaredPenalty
        ),
        *without("convex f", curvature=-1.0),
    ),
)
def one_step(method: Any, engine: str, curvature: float = 1.0) -> Finding:
    """Expand |x - a s - x*|^2; convexity gives <s, x - x*> >= phi(x) - phi(x*) for a subgradient s of phi at x.

    The sign of every x_i is a subgradient of |x_i|, 0 at 0 included. With the curvature reversed the inequality for s
    holds the other way.
    """
    A = np.array(LASSO.A)
    lasso = LASSO._replace(A=tuple(map(tuple, curvature * A)))
    problem, a = lasso.problem(), 0.125
    x = complete_run(method(a, lasso.weight), problem, np.array([2.0, 1.0, 1.0]), 40, engine=engine).x
    s = x @ problem.A - problem.b + lasso.weight * np.sign(x)
    distance = np.sum((x - np.array(lasso.x_star)) ** 2, axis=1)
    right = distance[:-1] - 2 * a * lasso.value(x)[:-1] + a**2 * np.sum(s[:-1] ** 2, axis=1)
    # sums of a few products of numbers of the size of the distance and of s
    return step_inequality(
        distance[1:], right, allowance=64 * UNIT * (1 + distance[:-1]), label="|x_k+1 - x*|^2"
    )


@claim(
    "l1-subgradient",
    theorem="plateau",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="the mean of phi - phi* up to T is at most |x_0 - x*|^2/(2aT) + a max|s|^2/2, for every T",
    controls=planted(mutants.PenaltyNotScaled, mutants.PenaltyReversed),
)
def plateau(method: Any, engine: str) -> Finding:
    """Sum the one-step inequality over k < T and drop |x_T - x*|^2; the second term does not vanish with T."""
    problem, findings = LASSO.problem(), []
    for a, steps in ((0.125, 150), (0.03125, 150)):
        x0 = np.array([2.0, 1.0, 1.0])
        x = complete_run(method(a, LASSO.weight), problem, x0, steps, engine=engine).x[:-1]
        s = x @ problem.A - problem.b + LASSO.weight * np.sign(x)
        T = np.arange(1, steps + 1)
        largest = np.maximum.accumulate(np.sum(s**2, axis=1))
        right = np.sum((x0 - np.array(LASSO.x_star)) ** 2) / (2 * a * T) + a / 2 * largest
        findings.append(
            bound(np.cumsum(LASSO.value(x)) / T, right, x=T, xlabel="T", ylabel="mean of phi - phi*")
        )
    return worst(findings)


@claim(
    "l1-subgradient",
    theorem="the cycle",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on sum h_i x_i^2/2 + weight |x|_1 the end is +- a weight/(2 - a h_i): the l1 norm grows with the weight",
    controls=(
        *planted(
            mutants.SoftThreshold,
            mutants.SquaredPenalty,
            mutants.PenaltyNotScaled,
            mutants.PenaltyReversed,
            mutants.SmoothedSign,
            mutants.NoPenalty,
            mutants.PenaltyTooLarge,
        ),
        *without("a start that never meets zero", start=0.0),
    ),
)
def cycle(method: Any, engine: str, start: float = 1.0) -> Finding:
    """For x > 0 the step is x+ = (1 - ah) x - a w; c = a w/(2 - ah) satisfies (1 - ah) c - a w = -c.

    Write x = c + r with 0 < x: x+ = -c + (1 - ah) r, and by symmetry so from the other side: once the signs alternate
    the deviation is multiplied by 1 - ah at every step, so |x| tends to c; while x does not change sign |x| falls.
    With h = 0 the deviation stays: |x_t| + |x_{t+1}| = a w. No entry is ever zero from a generic start; an entry
    that is zero stays zero.
    """
    h, a = np.array([1.0, 3.0, 0.5, 0.0]), 0.25
    problem, findings = Quadratic(np.diag(h), np.zeros(4)), []
    x0, norms = start * np.array([0.3, -0.7, 0.2, 0.45]), []
    for weight in (1.0, 2.0, 4.0):
        x = np.abs(complete_run(method(a, weight), problem, x0, 200, engine=engine).x[-2:])
        c = a * weight / (2 - a * h)
        # the deviation, at most a weight, falls by 1 - ah >= 7/8 in size over more than 150 steps of alternating sign
        findings.append(identity(x[:, :3], np.tile(c[:3], (2, 1)), tolerance=(7 / 8) ** 150 + 16 * UNIT))
        findings.append(identity(x.sum(axis=0)[3:], np.array([a * weight]), tolerance=400 * UNIT))
        norms.append(x.sum() / 2)
    findings.append(identity(np.array(norms), norms[0] * np.array([1.0, 2.0, 4.0]), tolerance=1e-12))
    return worst(findings)


CLAIMS = (first_iterates_on_a_lasso, one_step, plateau, cycle)
