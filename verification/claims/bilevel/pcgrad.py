"""PCGrad: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from verification.arithmetic.levels import Vector, dot, plus
from verification.claim import Kind, Standing, claim, planted
from verification.claims.bilevel.surgery import (
    ETA,
    FIXED,
    ONE,
    WEIGHT,
    X0,
    noisy_iterates,
    objectives,
    path,
    value,
)
from verification.evidence import identity, step_inequality
from verification.finding import Finding
from verification.mutants.bilevel import pcgrad as mutants
from verification.trial import first_iterates

LONGER, EXCHANGED, UNWEIGHTED, MAXIMISED = mutants.SHARED


@claim(
    "pcgrad",
    theorem="the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on noisy objectives, in conflict and not, equal the update in 80-digit decimals",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_with_noise(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it on the recorded draws, case by case."""

    def direction(k: int, g: Vector, a: Vector) -> Vector:
        weight, slope = Decimal(WEIGHT), dot(g, a)
        if slope >= 0:
            return plus(g, a, weight)
        main, auxiliary = plus(g, a, -slope / dot(a, a)), plus(a, g, -slope / dot(g, g))
        return plus(main, auxiliary, weight)

    problem, draws, expected = noisy_iterates(direction)
    return first_iterates(method(ETA, WEIGHT, FIXED), problem, X0, expected, engine, rng=draws)


@claim(
    "pcgrad",
    theorem="neither objective rises in first order",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="no noise, an obtuse angle: F and A fall by eta s |g|^2 and eta lambda s |a|^2, less L |x+ - x|^2/2",
    controls=planted(
        mutants.AuxiliaryKept,
        mutants.MainKept,
        mutants.ProjectedInTurn,
        mutants.InAgreement,
        MAXIMISED,
        EXCHANGED,
    ),
)
def descent_of_both_objectives(method: type, engine: str) -> Finding:
    """With c = <g, a> < 0 and s = 1 - c^2/(|a|^2 |g|^2): g' = g - c/|a|^2 a is orthogonal to a, a' to g, so

    <g, g' + lambda a'> = |g|^2 - c^2/|a|^2 = s |g|^2 and <a, g' + lambda a'> = lambda s |a|^2. Both Hessians are the
    identity, so that the inequality of smoothness is an equality. Rounding: 64 units of values below 64.
    """
    problem = objectives(np.eye(3), np.zeros(3), np.eye(3), [4.0, 1.0, 0.0])
    x, _, g, a = path(method(0.125, 0.5, ONE), problem, [1.0, 2.0, -1.0], 8, engine)
    gg, aa, ga = np.sum(g * g, axis=1), np.sum(a * a, axis=1), np.sum(g * a, axis=1)
    s, moved = 1 - np.minimum(ga, 0) ** 2 / (gg * aa), np.sum((x[1:] - x[:-1]) ** 2, axis=1) / 2
    F, A = value(problem, x), np.sum(x * x, axis=1) / 2 - x @ problem.objective.p
    left = [*(F[1:] - F[:-1]), *(A[1:] - A[:-1])]
    right = [*(moved - 0.125 * s * gg), *(moved - 0.125 * 0.5 * s * aa)]
    return step_inequality(left, right, allowance=64 * 64 * 2.0**-53, label="F(x+) - F, A(x+) - A")


@claim(
    "pcgrad",
    theorem="it rests at every Pareto point",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="F = |x - p|^2/2, A = |x - q|^2: every point between p and q is kept, so x depends on the start",
    controls=planted(
        mutants.AuxiliaryKept,
        mutants.MainKept,
        mutants.ProjectedInTurn,
        mutants.OwnLength,
        mutants.InAgreement,
    ),
)
def every_point_between_is_kept(method: type, engine: str) -> Finding:
    """There a = -t g with t > 0: <g, a>/|a|^2 a = g and <g, a>/|g|^2 g = a, nothing is left of either.

    Of the regularised sum one point is stationary; surgery that keeps the main gradient leads to p. The numbers are
    dyadic, and up to 8 units of the quotients nothing is rounded.
    """
    p, q = np.array([1.0, 0.0, -2.0]), np.array([3.0, 4.0, 2.0])
    problem = objectives(np.eye(3), p, 2 * np.eye(3), 2 * q)
    starts = [p + t * (q - p) for t in (0.25, 0.5, 0.875)]
    ends = [path(method(0.125, 0.5, ONE), problem, x, 3, engine)[0][-1] for x in starts]
    return identity(np.array(ends), np.array(starts), tolerance=8 * 2.0**-53)


@claim(
    "pcgrad",
    theorem="nothing to project off",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="where g or a vanishes the step is that of the other objective alone",
    controls=planted(LONGER, EXCHANGED, UNWEIGHTED, MAXIMISED),
)
def minimisers_of_either_objective(method: type, engine: str) -> Finding:
    """<g, a> = 0 there, and the component along a gradient of zero is none. F = |x - p|^2/2, A = |x - q|^2; dyadic."""
    p, q = np.array([1.0, 0.0, -2.0]), np.array([3.0, 4.0, 2.0])
    problem = objectives(np.eye(3), p, 2 * np.eye(3), 2 * q)
    ends = [path(method(0.125, 0.5, ONE), problem, x, 1, engine)[0][1] for x in (p, q)]
    return identity(np.array(ends), np.array([p + (q - p) / 8, q - (q - p) / 8]), tolerance=0.0)


CLAIMS = (
    first_iterates_with_noise,
    descent_of_both_objectives,
    every_point_between_is_kept,
    minimisers_of_either_objective,
)
