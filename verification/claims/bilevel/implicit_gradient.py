"""Implicit differentiation: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import localcontext
from itertools import product
from typing import Any

import numpy as np

from refimpl.problems import (
    QuadraticBilevel,
    hyper_cleaning,
    random_log_cosh_bilevel,
    random_quadratic_bilevel,
    ridge_tuning,
)
from verification.arithmetic import bilevel as lists
from verification.claim import Kind, Standing, claim, planted, without
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


def ridge_value(problem: Any, x: np.ndarray) -> Any:
    """psi(x), for complex x: weighted normal equations, the weights written out again."""
    A, n = problem.A, len(problem.A)
    if hasattr(problem, "mu"):
        w, R = 1 / (1 + np.exp(-x)), problem.mu * np.eye(A.shape[1])
    else:
        w, R = np.ones(n), np.diag(np.exp(x))
    y = np.linalg.solve(A.T @ (w[:, None] * A) / n + R, A.T @ (w * problem.b) / n)
    e = problem.V @ y - problem.c
    return e @ e / (2 * len(e))


@claim(
    "implicit-gradient",
    paper="P241",
    theorem="hyper-parameters of ridge regression",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="weights of features and of examples: the direction is the derivative of the validation loss, 1e-12",
    controls=planted(FLIPPED, STOPPED, STALE, mutants.IdentityForInverse, mutants.LowerGradientInAdjoint),
)
def hyper_parameters_of_ridge_regression(method: type, engine: str) -> Finding:
    """One Newton step solves the quadratic lower level, and the implicit function theorem is exact there.

    psi is differentiated by steps of 1e-30 i through the normal equations. Rounding: condition 1e2 times 1e2
    operations.
    """
    left: list[Any] = []
    right: list[Any] = []
    for problem in (ridge_tuning(8, 3, 1, 0.5, seed=1), hyper_cleaning(8, 2, 2, 0.25, seed=1)):
        x0 = np.linspace(-1.5, 1.0, problem.dimension())
        x = complete_run(method(1.0, 1, np.ones(problem.lower_dimension())), problem, x0, 1, engine=engine).x
        left.extend(x[0] - x[1])
        right.extend(ridge_value(problem, x0 + shift).imag / 1e-30 for shift in 1e-30j * np.eye(len(x0)))
    return identity(np.array(left), np.array(right), tolerance=1e-12)


def on_the_simplex(A: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """argmin y'A y/2 - b'y on the simplex and its support, by all supports: the one that meets KKT strictly."""
    for support in product((False, True), repeat=b.size):
        S, y = np.array(support), np.zeros(b.size)
        if not S.any():
            continue
        free, pull = np.linalg.solve(A[np.ix_(S, S)], np.column_stack([b[S], np.ones(S.sum())])).T
        multiplier = (free.sum() - 1) / pull.sum()
        y[S] = free - multiplier * pull
        if np.all(y[S] > 0) and np.all((A @ y - b + multiplier)[~S] > 0):
            return y, S
    raise AssertionError("the active set is degenerate")


@claim(
    "implicit-gradient",
    paper="P294",
    theorem="all maps agree at the solution",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="QP on the simplex, supports of 2, 3, 4: the root on the face, the projected gradient map and psi, 1e-9",
    controls=(
        *planted(FLIPPED, STOPPED, DIRECT, mutants.IdentityForInverse, mutants.LowerGradientInAdjoint),
        *without("the active set", masked=False),
    ),
)
def maps_of_the_simplex_agree(method: type, engine: str, masked: bool = True) -> Finding:
    """y = P(y - gamma (A y - B x)), P the projection, of Jacobian D = diag(s) - s s'/|s|_1, s the indicator of the

    support: (I - D (I - gamma A)) dy = gamma D B dx. On the face y = y_0 + Z u, Z orthonormal, y'A y least at y_0, the
    solution is the root of Z'A Z u = Z'B x and f = |u - Z'(t - y_0)|^2/2 + r |x|^2/2 + constant: these levels the
    method gets. Supports by enumeration; psi is quadratic near each point, so its central difference is exact up to
    rounding, 1e-13 2^10.
    """
    A = np.array([[2.0, 0.5, 0.0, -0.5], [0.5, 1.5, 0.25, 0.0], [0.0, 0.25, 1.0, 0.5], [-0.5, 0.0, 0.5, 2.5]])
    B = np.array([[1.0, 0.5], [-0.5, 1.0], [0.5, -1.0], [0.25, 0.75]])
    t, r, gamma, h, one = np.array([1.0, -1.0, 2.0, 0.5]), 0.5, 0.25, 2.0**-10, np.eye(4)

    def psi(v: np.ndarray) -> float:
        return float(np.sum((on_the_simplex(A, B @ v)[0] - t) ** 2) + r * v @ v) / 2

    found, by_map, by_differences = [], [], []
    for x in np.array([[0.1, 0.1], [0.4, 0.1], [0.4, -0.3]]):
        y, S = on_the_simplex(A, B @ x)
        s = S.astype(float) if masked else np.ones(4)
        D = np.diag(s) - np.outer(s, s) / s.sum()
        dy = np.linalg.solve(one - D @ (one - gamma * A), gamma * D @ B)
        by_map.append(r * x + dy.T @ (y - t))
        by_differences.append([(psi(x + h * e) - psi(x - h * e)) / (2 * h) for e in np.eye(2)])
        inverse = np.linalg.solve(A[np.ix_(S, S)], np.ones(S.sum()))
        Z, least = np.zeros((4, S.sum() - 1)), np.zeros(4)
        Z[S], least[S] = np.linalg.svd(np.ones((1, S.sum())))[2][1:].T, inverse / inverse.sum()
        K = Z.T @ A @ Z
        face = QuadraticBilevel((K + K.T) / 2, Z.T @ B, Z.T @ (t - least), r)
        moved = complete_run(method(1.0, 1, np.ones(len(Z[0]))), face, x, 1, engine=engine).x
        found.append(moved[0] - moved[1])
    return identity(np.array([found, found]), np.array([by_map, by_differences]), tolerance=1e-9)


CLAIMS = (
    maps_of_the_simplex_agree,
    hyper_parameters_of_ridge_regression,
    first_iterates_where_levels_are_coupled,
    descent_with_exact_hypergradients,
    error_of_inexact_solutions,
    linear_iteration,
)
