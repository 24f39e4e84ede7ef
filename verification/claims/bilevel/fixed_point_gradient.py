"""Implicit differentiation of fixed points: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext
from functools import cache, partial
from itertools import product
from typing import Any

import numpy as np

from refimpl.problems import QuadraticBilevel, random_quadratic_bilevel
from verification.arithmetic import bilevel as lists
from verification.claim import Kind, Standing, claim, named, without
from verification.evidence import identity, step_inequality
from verification.finding import Finding
from verification.mutants.bilevel.fixed_point_gradient import MUTANTS
from verification.trial import complete_run, first_iterates

planted = partial(named, MUTANTS)
ALL = tuple(m.variant_name for m in MUTANTS)
GAMMA, WEIGHT = Decimal("0.0625"), Decimal("0.75")


def least_energy(K: Any, b: Any) -> Any:
    """The combination c_1 b + c_2 K b of least s'K s/2 - b's, by its normal equations."""
    basis = [b, lists.times(K, b)]
    images = [lists.times(K, v) for v in basis]
    c = lists.solve([[lists.dot(u, v) for v in images] for u in basis], [lists.dot(u, b) for u in basis])
    return lists.plus([c[0] * v for v in basis[0]], basis[1], c[1])


@cache
def iterates_by_lists(steps: int) -> list[Any]:
    """x_1, ..., x_K with eta = 1/8, GAMMA, WEIGHT, two lower steps and two of conjugate gradients."""
    with localcontext() as context:
        context.prec = 100
        x, y, expected, w = lists.decimals(lists.X0), lists.decimals(lists.START), [], GAMMA * WEIGHT
        for _ in range(steps):
            for _ in range(2):
                u = lists.descended(x, y, GAMMA)
                y = [v - w if v > w else v + w if v < -w else Decimal(0) for v in u]
            M = [Decimal(bool(v)) for v in y]
            H, J = lists.lower_yy(x, y), lists.lower_xy(x, y)
            K = [[GAMMA * M[i] * H[i][j] * M[j] for j in range(3)] for i in range(3)]
            f_y = [m * v for m, v in zip(M, lists.upper_y(x, y))]
            z = lists.plus(lists.upper_x(x, y), lists.times(J, least_energy(K, f_y)), -GAMMA)
            d = [-v / 8 for v in z]
            b = [-GAMMA * m * v for m, v in zip(M, lists.times(lists.transposed(J), d))]
            x, y = lists.plus(x, d), lists.plus(y, least_energy(K, b))
            expected.append(x)
    return expected


@claim(
    "fixed-point-gradient",
    theorem="the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 with two lower steps and two of CG, coordinates come and go, in 100-digit decimals",
    engine="ball",
    controls=planted(*ALL),
)
def first_iterates_where_levels_are_coupled(method: type, engine: str) -> Finding:
    """The method is its definition; least energies by normal equations in b and K b, list arithmetic."""
    algorithm = method(0.125, float(GAMMA), float(WEIGHT), 2, 2, np.array(lists.START))
    return first_iterates(algorithm, lists.curved(), np.array(lists.X0), iterates_by_lists(4), engine)


def lasso(problem: QuadraticBilevel, x: Any, w: float) -> Any:
    """argmin_y g(x, y) + w |y|_1 by all sign patterns: the one that meets the optimality conditions."""
    b = problem.B @ x
    for pattern in product((0.0, 1.0, -1.0), repeat=b.size):
        signs = np.array(pattern)
        S, y = signs != 0, np.zeros(b.size)
        y[S] = np.linalg.solve(problem.A[np.ix_(S, S)], b[S] - w * signs[S])
        if np.all(y[S] * signs[S] > 0) and np.all(np.abs(problem.A @ y - b)[~S] <= w):
            return y
    raise AssertionError("a strictly convex lower level has a solution")


@claim(
    "fixed-point-gradient",
    theorem="gradient through a proximal fixed point",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at the lasso solution the direction is the derivative of psi, whatever gamma; supports of 1 to 4; 1e-9",
    controls=(
        *planted(
            "implicit-term-flipped", "stop-gradient", "direct-term-dropped",
            "no-active-set", "one-step-derivative", "one-conjugate-step-fewer",
            "threshold-unscaled", "no-shrinkage",
        ),
        *without("as many steps as coordinates", cg_steps=2),
        *without("a lower solution", offset=0.01),
    ),
)  # fmt: skip
def derivative_through_the_lasso(
    method: type, engine: str, cg_steps: int = 4, offset: float = 0.0
) -> Finding:
    """y* = T(x, y*) and T is differentiable there: (I - T_y) dy* = T_x dx, so grad psi = f_x + T_x'(I - T_y)^{-T} f_y.

    On the active set I - T_y is gamma g_SS.

    Solutions by enumeration of the sign patterns; y* is linear in x near each of the points, so psi is quadratic there
    and its central difference is exact up to rounding, 1e-13 2^10.
    """
    rng, w, h = np.random.default_rng(4), 1.5, 2.0**-10
    M = rng.integers(-2, 3, (4, 4)).astype(float)
    problem = QuadraticBilevel(M @ M.T / 4 + np.eye(4), rng.integers(-2, 3, (4, 2)) / 2, np.ones(4), 0.5)
    found, expected = [], []

    def psi(v: Any) -> float:
        return float(problem.upper(v, lasso(problem, v, w)))

    for gamma in (0.125, 0.0625):
        for x in rng.uniform(-4, 4, (6, 2)):
            start = lasso(problem, x, w)
            algorithm = method(1.0, gamma, w, 1, cg_steps, start + offset * (start != 0))
            moved = complete_run(algorithm, problem, x, 1, engine=engine).x[-1]
            found.append(x - moved)
            expected.append([(psi(x + h * e) - psi(x - h * e)) / (2 * h) for e in np.eye(2)])
    return identity(np.array(found), np.array(expected), tolerance=1e-9)


@claim(
    "fixed-point-gradient",
    theorem="descent on predicted solutions",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="psi(x+) <= psi - eta (1 - L eta/2) |grad psi|^2 at every k, eta = 1/L and 1.9/L; the prediction moves y",
    controls=planted(
        "implicit-term-flipped", "stop-gradient", "no-prediction", "prediction-flipped", "one-step-derivative",
        "one-conjugate-step-fewer", "cold-start",
    ),
)  # fmt: skip
def descent_on_predicted_solutions(method: type, engine: str) -> Finding:
    """w = 0, quadratic levels: y*(x) is linear and y + t = y*(x) + H^{-1}g_yx(x - x+) = y*(x+), so every direction is
    grad psi: the descent lemma. gamma is 2^-20, so that lower steps alone would hardly move y.
    """
    left, right, scale = [], [], []
    problem, x0 = random_quadratic_bilevel([1.0, 2.0, 5.0], 2, 0.5, seed=1), np.array([3.0, -2.0])
    L = problem.smoothness()
    for eta in (1 / L, 1.9 / L):
        algorithm = method(eta, 2.0**-20, 0.0, 1, 3, problem.lower_solution(x0))
        x = complete_run(algorithm, problem, x0, 12, engine=engine).x
        f = np.array([problem.hyperobjective(v) for v in x])
        g = np.array([np.linalg.norm(problem.hypergradient(v)) for v in x])
        left += list(f[1:])
        right += list(f[:-1] - eta * (1 - L * eta / 2) * g[:-1] ** 2)
        scale += list(f[:-1] + eta * g[:-1] ** 2)
    return step_inequality(left, right, allowance=1e-10 * np.array(scale), label="psi(x_k+1)")


@claim(
    "fixed-point-gradient",
    theorem="finite termination of conjugate gradients",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="H with eigenvalues 1, 3 twice each: two steps give grad psi and the predicted solution, 1e-11",
    controls=(
        *planted(
            "implicit-term-flipped", "one-conjugate-step-fewer", "one-step-derivative", "prediction-flipped"
        ),
        *without("two eigenvalues", third=2.0),
    ),
)
def two_eigenvalues_need_two_steps(method: type, engine: str, third: float = 3.0) -> Finding:
    """(gamma H - gamma)(gamma H - 3 gamma) = 0, so (gamma H)^{-1} b lies in span(b, H b), where the residual is zero.

    Three outer steps from y*(x_0) with lower steps of 2^-10: the predictions are seen in the later directions.
    """
    Q = np.linalg.qr(np.random.default_rng(2).standard_normal((4, 4)))[0]
    A = Q @ np.diag([1.0, 1.0, third, 3.0]) @ Q.T
    B = np.array([[1.0, 0.5], [-1.0, 2.0], [0.5, 1.0], [2.0, -0.5]])
    problem = QuadraticBilevel((A + A.T) / 2, B, np.array([1.0, -1.0, 2.0, 0.5]), 0.25)
    x, expected = np.array([2.0, -1.0]), []
    algorithm = method(0.0625, 2.0**-10, 0.0, 1, 2, problem.lower_solution(x))
    found = complete_run(algorithm, problem, x, 3, engine=engine).x[1:]
    for _ in range(3):
        x = x - 0.0625 * problem.hypergradient(x)
        expected.append(x)
    return identity(found, np.array(expected), tolerance=1e-11)


CLAIMS = (
    first_iterates_where_levels_are_coupled,
    derivative_through_the_lasso,
    descent_on_predicted_solutions,
    two_eigenvalues_need_two_steps,
)
