"""Implicit differentiation: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import localcontext

import numpy as np

from refimpl.problems import QuadraticBilevel, random_log_cosh_bilevel, random_quadratic_bilevel
from verification.arithmetic import bilevel as lists
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.bilevel.implicit_maps import MAPS
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding
from verification.mutants.bilevel import implicit_gradient as mutants
from verification.trial import complete_run, first_iterates

FLIPPED, STOPPED, DIRECT, LONG, STALE, COLD = mutants.SHARED


@claim(
    "implicit-gradient",
    paper="P294",
    theorem="implicit function theorem",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 with two Newton steps, every derivative needing both levels, in 200-digit decimals",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_where_levels_are_coupled(method: type, engine: str) -> Finding:
    """g_y(x, y*(x)) = 0 gives g_yx + g_yy dy* = 0; the chain rule gives f_x - g_xy g_yy^{-1} f_y. List arithmetic."""
    with localcontext() as context:
        context.prec = 200
        eta, expected = lists.Decimal("0.125"), []
        x, y = lists.decimals(lists.X0), lists.decimals(lists.START)
        for _ in range(4):
            for _ in range(2):
                y = lists.plus(y, lists.solve(lists.lower_yy(x, y), lists.lower_y(x, y)), -1)
            q = lists.solve(lists.lower_yy(x, y), lists.upper_y(x, y))
            x = lists.plus(x, lists.hypergradient(x, y, q), -eta)
            expected.append(x)
    algorithm = method(0.125, 2, np.array(lists.START))
    return first_iterates(algorithm, lists.curved(), np.array(lists.X0), expected, engine)


@claim(
    "implicit-gradient",
    paper="P241",
    theorem="descent, exact inner solves",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="psi(x+) <= psi - eta (1 - L eta/2) |grad psi|^2 at every k, quadratic lower level, eta = 1/L and 1.9/L",
    controls=(
        *planted(
            FLIPPED, STOPPED, DIRECT, STALE, mutants.IdentityForInverse, mutants.LowerGradientInAdjoint,
        ),
        *without("the sharp L", assumed=0.9),
    ),
)  # fmt: skip
def descent_with_exact_hypergradients(method: type, engine: str, assumed: float = 1.0) -> Finding:
    """Descent lemma for psi, whose gradient is exact: one Newton step solves the quadratic lower level.

    With dx = 1 psi is L times a square and both sides are equal; an assumed L that is too small fails there.
    """
    left, right, scale = [], [], []
    scalar = QuadraticBilevel(
        np.array([[2.0, 0.5], [0.5, 1.0]]), np.array([[2.0], [-1.0]]), np.array([1.0, 3.0]), 0.25
    )
    for problem, x0 in (
        (scalar, [3.0]),
        (random_quadratic_bilevel([1.0, 2.0, 5.0], 2, 0.5, seed=1), [1.0, -1.0]),
    ):
        L = problem.smoothness()
        for eta in (1 / L, 1.9 / L):
            algorithm = method(eta, 1, np.ones(problem.lower_dimension()))
            x = complete_run(algorithm, problem, np.array(x0), 12, engine=engine).x
            f = np.array([problem.hyperobjective(v) for v in x])
            g = np.array([np.linalg.norm(problem.hypergradient(v)) for v in x])
            left += list(f[1:])
            right += list(f[:-1] - eta * (1 - assumed * L * eta / 2) * g[:-1] ** 2)
            scale += list(f[:-1] + eta * g[:-1] ** 2)
    return step_inequality(left, right, allowance=1e-13 * np.array(scale), label="psi(x_k+1)")


@claim(
    "implicit-gradient",
    paper="P294",
    theorem="error of the hyper-gradient at an inexact solution",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|z - psi'| <= (l_g2 l_f0/mu + (l_g1/mu)(l_f1 + l_g2 l_f0/mu)) |y - y*|, 1 to 4 Newton steps",
    controls=planted(
        FLIPPED, STOPPED, mutants.IdentityForInverse, mutants.LowerGradientInAdjoint, mutants.DampedInverse
    ),
)  # fmt: skip
def error_of_inexact_solutions(method: type, engine: str) -> Finding:
    """q = g_yy^{-1} f_y at y, q* at y*, e = |y - y*|: g_yy(y*) (q - q*) = [g_yy(y*) - g_yy(y)] q + f_y(y) - f_y(y*),

    so |q - q*| <= (l_f1 + l_g2 |q|) e/mu, |q| <= l_f0/mu; z - grad psi = f_x - f_x* - [g_xy(y) - g_xy(y*)] q -
    g_xy(y*) (q - q*), and f_x does not depend on y here. Over 12 points; e after n Newton steps falls to 1e-12.
    """
    rng, errors, bounds = np.random.default_rng(5), [], []
    problem = random_log_cosh_bilevel(dx=2, dy=3, mu=0.5, seed=1)
    mu, l_f0, l_g1, l_g2 = 0.5, problem.l_f0(), problem.l_g1(), problem.l_g2()
    C = l_g2 * l_f0 / mu + l_g1 / mu * (1.0 + l_g2 * l_f0 / mu)
    for _ in range(3):
        x0, start = rng.standard_normal(2), rng.standard_normal(3)
        y = start
        for n in range(1, 5):
            y = y - np.linalg.solve(problem.lower_yy(x0, y), problem.lower_y(x0, y))
            e = np.linalg.norm(y - problem.lower_solution(x0))
            x = complete_run(method(1.0, n, start), problem, x0, 1, engine=engine).x
            errors.append(np.linalg.norm(x0 - x[1] - problem.hypergradient(x0)))
            bounds.append(C * e + 1e-13 * C)  # rounding: 1e3 operations of size C
    order = np.argsort(bounds)
    return bound(np.array(errors)[order], np.array(bounds)[order], x=np.array(bounds)[order] / C, xlabel="|y - y*|",
                 ylabel="|z - grad psi|")  # fmt: skip


@claim(
    "implicit-gradient",
    paper="P251",
    theorem="closed form on quadratics",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="quadratic levels: x_k - x* = (I - eta H)^k (x_0 - x*) with H = r I + B'A^{-2}B, x* in closed form",
    controls=(
        *planted(FLIPPED, STOPPED, DIRECT, STALE, LONG, mutants.IdentityForInverse, mutants.DampedInverse),
        *without("the exact Hessian of psi", curvature=0.01),
    ),
)
def linear_iteration(method: type, engine: str, curvature: float = 0.0) -> Finding:
    """psi is the quadratic of Hessian H; `curvature` changes H in the prediction. 30 steps, rounding 1e-12."""
    problem = random_quadratic_bilevel([1.0, 2.0, 5.0], 2, 0.5, seed=1)
    W = np.linalg.solve(problem.A, problem.B)
    H = (0.5 + curvature) * np.eye(2) + W.T @ W
    x0, best, eta = np.array([2.0, -1.0]), problem.minimizer(), 0.1
    x = complete_run(method(eta, 1, np.ones(3)), problem, x0, 30, engine=engine).x
    power, expected = x0 - best, []
    for _ in range(31):
        expected.append(best + power)
        power = power - eta * (H @ power)
    return identity(x, np.array(expected), tolerance=1e-12)


CLAIMS = (
    *MAPS,
    first_iterates_where_levels_are_coupled,
    descent_with_exact_hypergradients,
    error_of_inexact_solutions,
    linear_iteration,
)
