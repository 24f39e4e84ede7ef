"""Descent aggregation: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np

from refimpl.problems import descent_aggregation_example, many_solutions_example
from verification.arithmetic.levels import curved, exact, matrix_times, plus, times, turned
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import step_inequality, tight
from verification.finding import Finding
from verification.mutants.bilevel import bda as mutants
from verification.oracle.curved import curved_levels
from verification.trial import complete_run, first_iterates

PROBLEM = many_solutions_example()
START = np.array([0.5, -1.0, 0.25])


@claim(
    "bda",
    theorem="the aggregated iteration, unrolled",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 with T = 3 equal the method in 80-digit decimals where every second derivative moves",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_of_curved_levels(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    problem, x0 = curved_levels()
    g, expected = curved(problem, Decimal), []
    with localcontext() as context:
        context.prec = 80
        x = exact(x0, Decimal)
        for _ in range(4):
            y, J = exact(START, Decimal), [[Decimal(0)] * 2 for _ in range(3)]
            for j in range(3):
                a = Decimal("0.75") / (j + 1)
                up, low = a / 4, (1 - a) * 3 / 8
                f_yy, f_xy, g_yy, g_xy = g.curvatures(x, y)
                by_f = [plus(c, row) for c, row in zip(turned(f_xy), matrix_times(f_yy, J), strict=True)]
                by_g = [plus(c, row) for c, row in zip(turned(g_xy), matrix_times(g_yy, J), strict=True)]
                J = [plus(plus(row, f, -up), h, -low) for row, f, h in zip(J, by_f, by_g, strict=True)]
                y = plus(plus(y, g.upper_y(x, y), -up), g.lower_y(x, y), -low)
            direction = plus(g.upper_x(x, y), times(turned(J), g.upper_y(x, y)))
            x = plus(x, direction, Decimal("-0.125"))
            expected.append(x)
    algorithm = method(0.125, 0.25, 0.375, 0.75, 3, START)
    return first_iterates(algorithm, problem, x0, expected, engine)


@claim(
    "bda",
    theorem="counter-example to a unique lower solution",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="1 - x = p^2/(p^2 + (1 - a_{T-1})^2) at the limit, p = prod_j (1 - a/(j + 1)), p^2 < 1/(pi T); x* = 1",
    controls=(
        *planted(
            mutants.PlainUnrolling, mutants.ConstantAggregation, mutants.AggregationLate, mutants.LowerLevelUndamped,
            mutants.NoDirectTerm, mutants.UpperNotDifferentiated,
        ),
        *without("aggregation", aggregation=0.0),
    ),
)  # fmt: skip
def counter_example(method: type, engine: str, aggregation: float = 0.5) -> Finding:
    """f = (x - y_2)^2/2 + (y_1 - 1)^2/2, g = y_1^2/2 - x y_1, s_u = s_l = 1, y_0 = 0: after each step y_1 = (1 - a_j) x

    + a_j, and y_2 = (1 - p) x. So phi_T = p^2 x^2/2 + (1 - a_{T-1})^2 (x - 1)^2/2, and for a = 1/2 p is the central
    binomial coefficient over 4^T, p^2 < 1/(pi T). Without aggregation p = 1: x = 1/2 for every T. phi'' is between 0.7
    and 1.1: 40 steps of 3/4 leave 0.5^40 = 1e-12 of the first error, 1e-11 of the least 1 - x.
    """
    found, expected = [], []
    for T in (2, 4, 12):
        algorithm = method(0.75, 1.0, 1.0, aggregation, T, np.zeros(2))
        x = complete_run(algorithm, descent_aggregation_example(), np.zeros(1), 40, engine=engine).x[-1, 0]
        p, last = np.prod(1 - 0.5 / np.arange(1, T + 1)), 1 - 0.5 / T
        found.append(1 - x)
        expected.append(p**2 / (p**2 + last**2))
    return tight(found, expected, tolerance=1e-10, x=[2, 4, 12], xlabel="T", ylabel="1 - x")


@claim(
    "bda",
    theorem="descent of the unrolled objective",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="phi_T(x+) <= phi_T(x) - eta (1 - L eta/2)|grad phi_T|^2 at every step; equal along the top eigenvector",
    controls=(
        *planted(
            mutants.PlainUnrolling, mutants.WeightsExchanged, mutants.ConstantAggregation, mutants.NoDirectTerm,
            mutants.UpperNotDifferentiated, mutants.LastStepOnly,
        ),
        *without("the sharp L", assumed=0.9),
    ),
)  # fmt: skip
def descent_of_the_unrolled_objective(method: type, engine: str, assumed: float = 1.0) -> Finding:
    """y_T(x) = M x + m, a linear recursion; phi_T has the Hessian H = (I, M)'(hess f)(I, M), L = |H|.

    Descent lemma, an equality along the top eigenvector from the stationary point. Rounding: 64 units.
    """
    s_u, s_l, a, T = 0.25, 0.375, 0.75, 5
    M, m = np.zeros((3, 2)), np.ones(3)
    for j in range(T):
        up, low = a / (j + 1) * s_u, (1 - a / (j + 1)) * s_l
        K = np.eye(3) - up * PROBLEM.Q - low * PROBLEM.A
        M, m = K @ M - up * PROBLEM.C.T + low * PROBLEM.B, K @ m + up * PROBLEM.q
    E, e = np.vstack([np.eye(2), M]), np.concatenate([np.zeros(2), m])
    hess = np.block([[PROBLEM.P, PROBLEM.C], [PROBLEM.C.T, PROBLEM.Q]])
    H, h = E.T @ hess @ E, E.T @ (np.concatenate([PROBLEM.p, PROBLEM.q]) - hess @ e)
    w, V = np.linalg.eigh(H)
    L, least = assumed * w[-1], np.linalg.solve(H, h)
    eta = 0.5 / w[-1]
    x = (
        complete_run(
            method(eta, s_u, s_l, a, T, np.ones(3)), PROBLEM, least + 4 * V[:, -1], 20, engine=engine
        ).x
        - least
    )
    phi, g = np.sum((x @ H) * x, axis=1) / 2, x @ H
    right = phi[:-1] - eta * (1 - L * eta / 2) * np.sum(g[:-1] ** 2, axis=1)
    return step_inequality(phi[1:], right, allowance=64 * 2.0**-53 * 8, label="phi_T(x+)")


CLAIMS = (first_iterates_of_curved_levels, counter_example, descent_of_the_unrolled_objective)
