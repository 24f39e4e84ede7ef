"""Cold start: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.bilevel.neumann_gradient import NeumannGradient
from refimpl.problems import (
    OverparameterisedBilevel,
    QuadraticBilevel,
    many_solutions_example,
    random_quadratic_bilevel,
)
from verification.arithmetic import bilevel as lists
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.bilevel.neumann_gradient import iterates_by_lists, three_terms
from verification.claims.bilevel.overparameterised import instance, projected
from verification.evidence import bound, identity, tight
from verification.finding import Finding, worst
from verification.mutants.bilevel import cold_start as mutants
from verification.trial import complete_run, first_iterates

FLIPPED, STOPPED, DIRECT, LONG, FEWER, MORE, UNSCALED, LAST, REUSED, STUCK, AT_START = mutants.SHARED
X0, START = np.array([0.5, -0.25]), np.array([0.25, 0.5, 1.0])


@claim(
    "cold-start",
    theorem="the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 with T = 2 lower steps from the start and i = 3 terms, in 200-digit decimals",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_where_levels_are_coupled(method: type, engine: str) -> Finding:
    """q = gamma (3 - 3 gamma H + gamma^2 H^2) f_y, the series multiplied out; every lower run starts anew."""
    expected = iterates_by_lists(three_terms, 2, cold=True)
    algorithm = method(0.125, 0.0625, 2, 3, np.array(lists.START))
    return first_iterates(algorithm, lists.curved(), np.array(lists.X0), expected, engine)


@claim(
    "cold-start",
    theorem="where warm and cold agree",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="many lower solutions, x on the right-hand side only: warm and cold start have the same iterates, 1e-12",
    controls=(
        *planted(mutants.StartAtZero, mutants.StaleLower, FLIPPED),
        *without("a matrix that x does not change", changed=True),
    ),
)
def warm_equals_cold(method: type, engine: str, changed: bool = False) -> Finding:
    """Both end at A^+ B x + P_N start: what is warm has the same part in the null space, on which no gradient acts.

    So an example with x in c alone shows no difference; a warm start is a mistake that is not seen here. 80 lower
    steps with curvatures within [0.79, 2.21], gamma = 2/5: 0.69^80 = 1e-13.
    """
    problem: Any = instance() if changed else many_solutions_example()
    setting = (0.25, 0.4, 80, 80, START)
    one, other = (
        complete_run(a, problem, X0, 4, engine=engine).x
        for a in (method(*setting), NeumannGradient(*setting))
    )
    return identity(one, other, tolerance=1e-12)


def response(problem: OverparameterisedBilevel, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """-g_xy (Phi'Phi)^+ f_y at a solution y, where g_xy = diag(Q y) Phi."""
    M = problem.P + x[:, None] * problem.Q
    return -(problem.Q @ y) * (np.linalg.pinv(M).T @ (y - problem.t))


@claim(
    "cold-start",
    theorem="implicit bias of the cold start",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="many lower solutions: at each of three outer steps y = Phi^+ c + P_N start, next to the start",
    controls=(
        *planted(mutants.WarmStart, mutants.StartAtZero, mutants.StaleLower),
        *without("the start's part in the null space", start=0.0),
    ),
)
def nearest_solution_to_the_start(method: type, engine: str, start: float = 1.0) -> Finding:
    """Gradients lie in the range of Phi', so the part of y in the null space stays; the rest contracts to Phi^+ c.

    500 lower steps with curvatures within [0.35, 2.2], gamma = 1/4: 0.92^500 = 1e-18. The direction tells y.
    """
    problem = instance()
    x = complete_run(method(0.0625, 0.25, 500, 500, START), problem, X0, 3, engine=engine).x
    expected = [response(problem, v, projected(problem, v, start * START)) for v in x[:-1]]
    return identity((x[:-1] - x[1:]) / 0.0625, np.array(expected), tolerance=1e-12)


@claim(
    "cold-start",
    theorem="the pseudo-inverse response is not the derivative",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="T, i -> inf: the direction is f_x - g_xy (Phi'Phi)^+ f_y, not the gradient of f(x, Phi^+ c)",
    controls=(
        *planted(FLIPPED, STOPPED, LAST, REUSED),
        *without("the response of implicit differentiation", derivative="of the shortest solution"),
    ),
)
def limit_of_the_direction(method: type, engine: str, derivative: str = "implicit") -> Finding:
    """On the range of Phi' the series converges to the pseudo-inverse; in the null space it grows by gamma per term,

    which g_xy = diag(Q y) Phi + diag(r) Q does not see where r = Phi y - c = 0. Truly d(Phi^+ c) has a second term,
    P_N dPhi'(Phi^+)'y: the null space turns.
    """
    problem = instance()
    x = complete_run(method(1.0, 0.25, 600, 600, np.zeros(3)), problem, X0, 1, engine=engine).x
    y = projected(problem, X0, np.zeros(3))
    expected = response(problem, X0, y)
    if derivative != "implicit":
        expected = problem.hypergradient(X0)
    return identity(x[0] - x[1], expected, tolerance=1e-12)


@claim(
    "cold-start",
    theorem="error of T lower steps and i terms",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|error| <= (l_g1/mu)((1 - gamma mu)^i |f_y| + (1 - gamma mu)^T |start - y*|) on quadratics; attained",
    controls=(
        *planted(FLIPPED, STOPPED, FEWER, MORE, UNSCALED, mutants.StartAtZero),
        *without("gamma < 2/L_g", gamma=1.25),
    ),
)
def error_of_lower_steps_and_terms(method: type, engine: str, gamma: float = 0.125) -> Finding:
    """q_i - A^{-1}f_y(y_T) = -(I - gamma A)^i A^{-1}f_y(y_T), and f_y(y_T) - f_y(y*) = (I - gamma A)^T (start - y*).

    In one dimension both errors have one sign where f_y < 0 < start - y*, and the bound is attained. T = i + 2.
    """
    scalar = QuadraticBilevel(np.array([[2.0]]), np.array([[1.0]]), np.array([9.0]), 0.0)
    plane, findings = random_quadratic_bilevel([1.0, 2.0, 5.0], 2, 0.5, seed=1), []
    for problem, x0, start in (
        (scalar, np.ones(1), np.full(1, 3.0)),
        (plane, np.array([2.0, -1.0]), np.ones(3)),
    ):
        mu, errors, bounds = problem.lower_strong_convexity(), [], []
        best, q = problem.lower_solution(x0), 1 - 0.125 * problem.lower_strong_convexity()
        for i in range(1, 13):
            x = complete_run(method(1.0, gamma, i + 2, i, start), problem, x0, 1, engine=engine).x
            errors.append(np.linalg.norm(x[0] - x[1] - problem.hypergradient(x0)))
            y = best + (1 - 0.125 * np.diag(problem.A)) ** (i + 2) * (start - best)
            size = q**i * np.linalg.norm(y - problem.t) + q ** (i + 2) * np.linalg.norm(start - best)
            bounds.append(problem.l_g1() / mu * size)
        if len(start) == 1:
            findings.append(
                tight(
                    errors, bounds, tolerance=1e-12, x=np.arange(1, 13), xlabel="i", ylabel="|z - grad psi|"
                )
            )
        findings.append(bound(errors, bounds, x=np.arange(1, 13), xlabel="i", ylabel="|z - grad psi|"))
    return worst(findings)


CLAIMS = (
    first_iterates_where_levels_are_coupled,
    nearest_solution_to_the_start,
    warm_equals_cold,
    limit_of_the_direction,
    error_of_lower_steps_and_terms,
)
