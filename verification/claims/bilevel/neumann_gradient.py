"""Hyper-gradients by a Neumann series: what is claimed of them, with proofs, and what each claim must reject."""

from __future__ import annotations

from collections.abc import Callable
from decimal import localcontext
from typing import Any

import numpy as np

from refimpl.problems import QuadraticBilevel, random_log_cosh_bilevel, random_quadratic_bilevel
from verification.arithmetic import bilevel as lists
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.bilevel.overparameterised import instance, projected
from verification.evidence import bound, identity, tight
from verification.finding import Finding, worst
from verification.mutants.bilevel import neumann_gradient as mutants
from verification.trial import complete_run, first_iterates

FLIPPED, STOPPED, DIRECT, LONG, STALE, COLD, FEWER = mutants.SHARED
SERIES = mutants.SERIES[:4]


def iterates_by_lists(
    adjoint: Callable[..., Any], inner_steps: int, gamma: str = "0.0625", cold: bool = False
) -> list[Any]:
    """x_1, ..., x_4 with eta = 1/8, gamma and q = adjoint(x, y), in 200 digits; `cold` starts every lower run anew."""
    with localcontext() as context:
        context.prec = 200
        x, y, expected = lists.decimals(lists.X0), lists.decimals(lists.START), []
        for _ in range(4):
            y = lists.decimals(lists.START) if cold else y
            y = lists.unrolled(x, y, lists.Decimal(gamma), inner_steps)[-1]
            x = lists.plus(x, lists.hypergradient(x, y, adjoint(x, y)), -lists.Decimal("0.125"))
            expected.append(x)
    return expected


def three_terms(x: Any, y: Any) -> Any:
    """gamma (3 - 3 gamma H + gamma^2 H^2) f_y, gamma = 1/16."""
    gamma, H, v = lists.Decimal("0.0625"), lists.lower_yy(x, y), lists.upper_y(x, y)
    Hv = lists.times(H, v)
    q = lists.plus(lists.plus([3 * w for w in v], Hv, -3 * gamma), lists.times(H, Hv), gamma**2)
    return [gamma * w for w in q]


@claim(
    "neumann-gradient",
    theorem="the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 with T = 2 lower steps and i = 3 terms, all derivatives coupled, in 200-digit decimals",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_where_levels_are_coupled(method: type, engine: str) -> Finding:
    """q = gamma (3 - 3 gamma H + gamma^2 H^2) f_y, the series multiplied out; list arithmetic."""

    algorithm = method(0.125, 0.0625, 2, 3, np.array(lists.START))
    return first_iterates(
        algorithm, lists.curved(), np.array(lists.X0), iterates_by_lists(three_terms, 2), engine
    )


@claim(
    "neumann-gradient",
    theorem="T1-T2, the identity approximation",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="one term: x+ = x - eta (f_x - gamma g_xy f_y), no g_yy; x_1, ..., x_4 in 200-digit decimals",
    engine="ball",
    shows=("P286/2",),
    controls=(
        *planted(FLIPPED, STOPPED, DIRECT, STALE, *SERIES[:2]),
        *without("one term", terms=2),
    ),
)
def identity_approximation(method: type, engine: str, terms: int = 1) -> Finding:
    """The first term of the series is gamma f_y, so q = gamma f_y; list arithmetic without second derivatives in y."""
    expected = iterates_by_lists(lambda x, y: [w / 16 for w in lists.upper_y(x, y)], 2)
    algorithm = method(0.125, 0.0625, 2, terms, np.array(lists.START))
    return first_iterates(algorithm, lists.curved(), np.array(lists.X0), expected, engine)


@claim(
    "neumann-gradient",
    theorem="series and unrolling",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at y*(x) the i-term direction is the derivative through i lower steps from y*, i = 1, 3, 6; 1e-13",
    controls=(
        *planted(FLIPPED, STOPPED, DIRECT, *SERIES),
        *without("start at the lower solution", offset=0.1),
    ),
)
def series_is_unrolling_at_the_solution(method: type, engine: str, offset: float = 0.0) -> Finding:
    """Lower steps stay at y*, so all their Jacobians are equal: dy_i/dx = -gamma sum_{j<i} (I - gamma H)^j g_yx.

    The right-hand side is differenced in 200 digits; y* by Newton steps in 200 digits. Rounding: 1e2 operations.
    """
    x0, left, right = np.array(lists.X0), [], []
    with localcontext() as context:
        context.prec = 200
        x = lists.decimals(lists.X0)
        y = [v + lists.Decimal(offset) for v in lists.solution(x, lists.decimals(lists.START))]
        for i in (1, 3, 6):
            right.append(lists.unrolled_gradient(x, y, lists.Decimal("0.0625"), i))
            start = np.array([float(v) for v in y])
            moved = complete_run(method(1.0, 0.0625, i, i, start), lists.curved(), x0, 1, engine=engine).x
            left.append(moved[0] - moved[1])
    return identity(np.array(left), np.array(right), tolerance=1e-13)


@claim(
    "neumann-gradient",
    theorem="error of the series",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="z_i - z = g_xy (I - gamma H)^i H^{-1} f_y; norm <= l_g1 (1 - gamma mu)^i |f_y|/mu, attained, i <= 15",
    controls=(
        *planted(FLIPPED, STOPPED, *SERIES),
        *without("gamma < 2/L_g", gamma=2.25),
    ),
)  # fmt: skip
def error_of_the_series(method: type, engine: str, gamma: float = 0.5) -> Finding:
    """(I - M) sum_{j<i} M^j = I - M^i with M = I - gamma H. One lower variable attains the bound.

    Beyond gamma = 2/L_g the norm of M^i grows and no 0 < mu gamma < 1 bounds it. Directions at the lower solution.
    """
    terms, findings = np.arange(1, 16), []
    scalar = QuadraticBilevel(np.array([[1.0]]), np.array([[2.0]]), np.array([1.0]), 0.0)
    curved = random_log_cosh_bilevel(dx=2, dy=3, mu=0.5, seed=1)
    for problem, x0, mu in ((scalar, np.array([1.5]), 1.0), (curved, np.array([0.5, -1.0]), 0.5)):
        y, errors = problem.lower_solution(x0), []
        f_y = np.linalg.norm(problem.upper_y(x0, y))
        for i in terms:
            x = complete_run(method(1.0, gamma, 1, int(i), y), problem, x0, 1, engine=engine).x
            errors.append(np.linalg.norm(x[0] - x[1] - problem.hypergradient(x0)))
        bounds = (1 - 0.5 * mu) ** terms * problem.l_g1() * f_y / mu
        if mu == 1.0:
            findings.append(
                tight(errors, bounds, tolerance=1e-9, x=terms, xlabel="i", ylabel="|z_i - grad psi|")
            )
        findings.append(bound(errors, bounds, x=terms, xlabel="i", ylabel="|z_i - grad psi|"))
    return worst(findings)


@claim(
    "neumann-gradient",
    theorem="fixed point of the truncated series",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="quadratic levels: x_k -> (r I + B'P A^{-1}B)^{-1} B'P t P = A^{-1}(I - (I - gamma A)^3), i = 3",
    controls=(
        *planted(FLIPPED, STOPPED, DIRECT, *SERIES),
        *without("the truncation", exact=True),
    ),
)
def limit_of_the_truncated_series(method: type, engine: str, exact: bool = False) -> Finding:
    """y -> A^{-1}Bx along the run; the direction r x + B'P (A^{-1}Bx - t) vanishes there. 260 steps, linear rate."""
    problem, gamma = random_quadratic_bilevel([1.0, 2.0, 5.0], 2, 0.5, seed=1), 0.1875
    P = (1 - (1 - gamma * np.diag(problem.A)) ** 3) / np.diag(problem.A)
    BP = problem.B.T * (P if not exact else 1 / np.diag(problem.A))
    W = np.linalg.solve(problem.A, problem.B)
    limit = np.linalg.solve(0.5 * np.eye(2) + BP @ W, BP @ problem.t)
    algorithm = method(0.25, gamma, 4, 3, np.zeros(3))
    x = complete_run(algorithm, problem, np.array([2.0, -1.0]), 260, engine=engine).x[-1]
    return identity(x, limit, tolerance=1e-11)


@claim(
    "neumann-gradient",
    paper="P304",
    theorem="implicit bias of the warm start",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="many lower solutions, lower level solved: y_k+1 is the projection of y_k on the solutions at x_k, 1e-12",
    shows=("P304/1",),
    controls=(
        *planted(COLD),
        *without("a warm start", cold=True),
    ),
)  # fmt: skip
def warm_start_projects(method: type, engine: str, cold: bool = False) -> Finding:
    """Gradients lie in the range of Phi', so the part of y_k in the null space stays: y + Phi^+ (c - Phi y).

    So the limit remembers every earlier x_k; a cold start would project the first y each time. 400 lower steps.
    """
    problem, start, left, right = instance(), np.array([0.25, 0.5, 1.0]), [], []
    before = start
    for steps in (1, 2, 3):
        algorithm = method(0.25, 0.25, 400, 60, start)
        t = complete_run(algorithm, problem, np.array([0.5, -0.25]), steps, engine=engine)
        before = projected(problem, t.x[-2], start if cold else before)
        left.append(t.state.y)
        right.append(before)
    return identity(np.array(left), np.array(right), tolerance=1e-12)


@claim(
    "neumann-gradient",
    paper="P304",
    theorem="series of a singular second derivative",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="f_y = r + v, v in the null space of H: q = H^+ (I - (I - gamma H)^i) r + i gamma v, i = 1, 3, 30, 1000; "
    "v = 0: the rate 1 - gamma s, s the least eigenvalue above 0",
    controls=(
        *planted(FLIPPED, STOPPED, *SERIES),
        *without("the growing part i gamma v", grows=0.0),
        *without("f_y in the range of H", part=1.0),
    ),
)  # fmt: skip
def null_space_grows(method: type, engine: str, grows: float = 1.0, part: float = 0.0) -> Finding:
    """(I - gamma H)^j v = v in every term, and the series of h > 0 is (1 - (1 - gamma h)^i)/h, by singular values.

    So |z_i - (f_x - g_xy H^+ r)| <= |g_xy| (1 - gamma s)^i |r|/s for v = 0, and with v there is no limit though every
    term is bounded. y is no lower solution: where it is, g_xy v = 0 and v is not seen. The identity is relative to
    1 + i gamma, 1e-12: 1e3 additions. `part` of v is left in f_y for the rate.
    """
    problem, gamma, x, y = instance(), 0.25, np.array([0.5, -0.25]), np.array([0.25, 0.5, 1.0])
    _, sizes, V = np.linalg.svd(problem.matrix(x))
    h, f_y = sizes**2, V @ problem.upper_y(x, y)
    found, expected, errors, terms = [], [], [], np.arange(1, 31)
    for i in (1, 3, 30, 1000):
        q = V.T @ np.append((1 - (1 - gamma * h) ** i) / h * f_y[:2], i * gamma * f_y[2] * grows)
        algorithm: Any = method(1.0, gamma, 1, i, y)
        found.append(algorithm.direction(problem, x, y) / (1 + i * gamma))
        expected.append((problem.upper_x(x, y) - problem.lower_xy_vector(x, y, q)) / (1 + i * gamma))
    in_range = problem._replace(t=problem.t + (1 - part) * f_y[2] * V[2])
    limit = -problem.lower_xy_vector(x, y, V[:2].T @ (f_y[:2] / h))
    for i in range(1, 31):
        algorithm = method(1.0, gamma, 1, i, y)
        errors.append(np.linalg.norm(algorithm.direction(in_range, x, y) - limit))
    size = np.linalg.norm(problem.lower_xy(x, y), 2) * np.linalg.norm(f_y[:2]) / h[1]
    bounds = size * (1 - gamma * h[1]) ** terms
    return worst(
        [
            identity(np.array(found), np.array(expected), tolerance=1e-12),
            bound(errors, bounds, x=terms, xlabel="i", ylabel="|z_i - (f_x - g_xy H^+ r)|"),
        ]
    )


CLAIMS = (
    null_space_grows,
    warm_start_projects,
    first_iterates_where_levels_are_coupled,
    identity_approximation,
    series_is_unrolling_at_the_solution,
    error_of_the_series,
    limit_of_the_truncated_series,
)
