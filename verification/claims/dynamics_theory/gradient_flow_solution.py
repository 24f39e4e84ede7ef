"""Gradient-flow solution of scalar networks: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np

from refimpl.problems import ScalarNetwork
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import bound, identity
from verification.finding import Finding, worst
from verification.mutants.dynamics_theory import gradient_flow_solution as mutants
from verification.trial import complete_run, first_iterates

U = 2.0**-53
STARTS = ((3.0, 0.25), (2.0, 0.5, 1.5), (1.75, 1.25, 0.75, 0.5), (0.5, 0.25, 1.0, 1.5, 0.125))


@claim(
    "gradient-flow-solution",
    theorem="bisection",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_12 on depths 2 to 4 are the roots of fractions that an exact bisection gives",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_in_fractions(method: type, engine: str) -> Finding:
    """prod q < 1 iff prod q^2 < 1, and q_i^2 = w_i^2 - min w^2 + c is a fraction: the bisection needs no root at all.

    The roots of the middles are taken in 80 digits.
    """
    found = []
    for start in (STARTS[0], STARTS[2], (1.25, 0.75, 0.25)):  # the last one meets its root c = 1/2 exactly
        squares = [Fraction(w) ** 2 for w in start]
        offsets = [s - min(squares) for s in squares]
        low, high, expected = Fraction(0), Fraction(2), []
        for _ in range(12):
            c, product = (low + high) / 2, Fraction(1)
            for offset in offsets:
                product *= offset + c
            low, high = (c, high) if product < 1 else (low, c)
            with localcontext() as context:
                context.prec = 80
                row = [o + (low + high) / 2 for o in offsets]
                expected.append([(Decimal(q.numerator) / Decimal(q.denominator)).sqrt() for q in row])
        found.append(
            first_iterates(method(2.0), ScalarNetwork(len(start)), np.array(start), expected, engine)
        )
    return worst(found)


@claim(
    "gradient-flow-solution",
    theorem="error of the bisection",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|min x_k^2 - c*| <= 2^{-k-1} at every k; depth 2: c* = 2/(s + sqrt(s^2 + 4)), s = |w_1^2 - w_2^2|",
    controls=planted(
        mutants.WrongHalf, mutants.LinearGaps, mutants.NoMinimum, mutants.Squares, mutants.ScaledWeights
    )
    + without("prod w = 1 as target", target=1.5),
)
def halves_its_error(method: type, engine: str, target: float = 1.0) -> Finding:
    """The bracket of length 2^{-k} holds c*, and the iterate is in its middle. Depth 2: c (c + s) = 1."""
    found = []
    for start in ((3.0, 0.25), (0.5, 0.375), (2.0, 2.0)):
        s = abs(start[0] ** 2 - start[1] ** 2)
        c = 2 * target / (s + np.sqrt(s * s + 4 * target))
        t = complete_run(method(1.0), ScalarNetwork(2), np.array(start), 40, engine=engine)
        error = np.abs(np.min(t.x[1:] ** 2, axis=1) - c)
        k = t.steps[1:]
        # the smallest square is known to some eight units of c <= 1
        found.append(
            bound(
                error,
                2.0 ** (-k - 1),
                allowance=np.full(40, 8 * U),
                x=k,
                ylabel="|c_k - c*|",
                xscale="linear",
            )
        )
    return worst(found)


@claim(
    "gradient-flow-solution",
    theorem="conserved gaps",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="x_i^2 - x_j^2 = w_i^2 - w_j^2 at every step, and the end solves prod x = 1, depth 2 to 5",
    controls=planted(
        mutants.LinearGaps, mutants.WrongHalf, mutants.NoMinimum, mutants.Squares, mutants.ScaledWeights
    )
    + without("a start on the conserved set", moved=1e-6),
)
def gaps_are_conserved(method: type, engine: str, moved: float = 0.0) -> Finding:
    """Along gradient flow d(w_i^2)/dt = -2 (P - 1) P for every i, so the gaps of squares never change.

    With them given, prod sqrt(offset_i + c) rises strictly with c: one end only.
    """
    found = []
    for start in STARTS:
        w = np.array(start)
        x = complete_run(method(1.0), ScalarNetwork(len(start)), w, 60, engine=engine).x
        gaps = (w + moved * np.arange(w.size)) ** 2
        left, right = x**2 - x[:, :1] ** 2, np.tile(gaps - gaps[0], (61, 1))
        # squares of roots of numbers below max w^2 + 1: four roundings on each side
        found.append(identity(left, right, tolerance=8 * U, scale=1 + np.max(w**2)))
        # c to two units; the logarithm of the product moves by the sharpness times that, and d roundings of roots
        sharpness = np.sum(1 / x[-1] ** 2)
        found.append(identity(np.prod(x[-1]), 1.0, tolerance=(4 * sharpness + 4 * w.size) * U, scale=1.0))
    return worst(found)


@claim(
    "gradient-flow-solution",
    theorem="sharpness of the solution",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="sum 1/x_i^2 at the end is the top eigenvalue of the Hessian; depth 2: sqrt((w_1^2 - w_2^2)^2 + 4)",
    controls=planted(
        mutants.LinearGaps, mutants.WrongHalf, mutants.NoMinimum, mutants.Squares, mutants.ScaledWeights
    )
    + without("the end of the bisection", steps=12),
)
def sharpness_of_the_solution(method: type, engine: str, steps: int = 60) -> Finding:
    """At prod q = 1 the Hessian is v v' with v_i = 1/q_i. Depth 2: (1/q_1^2 + 1/q_2^2) = q_1^2 + q_2^2, whose square is
    (q_1^2 - q_2^2)^2 + 4. Eigenvalues are NumPy's, of the problem's own Hessian.
    """
    found = []
    for start in STARTS:
        problem, w = ScalarNetwork(len(start)), np.array(start)
        x = complete_run(method(1.0), problem, w, steps, engine=engine).x[-1]
        value = np.sum(1 / x**2)
        # c to two units moves the value by its square times that; an eigenvalue is good to d units of the norm
        tolerance = (8 * value + 64) * U
        found.append(identity(value, np.linalg.eigvalsh(problem.hessian(x))[-1], tolerance=tolerance))
        if len(start) == 2:
            found.append(identity(value, np.hypot(w[0] ** 2 - w[1] ** 2, 2), tolerance=tolerance))
    return worst(found)


CLAIMS = (first_iterates_in_fractions, halves_its_error, gaps_are_conserved, sharpness_of_the_solution)
