"""RCIG: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any

import numpy as np

from refimpl.problems import DatasetDistillation
from verification.arithmetic.bilevel import solve
from verification.arithmetic.zeroth_order import decimals
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.bilevel import rcig as mutants
from verification.trial import complete_run, first_iterates

ROUNDING = 2.0**-53
X = np.array([[1.0, -0.5], [0.5, 1.0], [-0.75, 0.25], [0.25, 1.5]])
Y = np.array([1.0, -0.5, 0.25, 2.0])
DIRECTIONS = np.array([[1.0, 0.5], [-0.25, 0.75]])  # m = p = d: no mistake ends in unequal shapes
PROBLEM = DatasetDistillation(X, Y, DIRECTIONS, 0.5, 2)
X0 = np.array([0.5, -0.25, 1.0, 0.75, 0.5, -1.0])
LABELS = (mutants.IdentityForInverse, mutants.RidgeForInverse, mutants.LabelsAscend, mutants.FrozenLabels)


@claim(
    "rcig",
    theorem="update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 with two points and two curved features in 80-digit decimals, in the primal form",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_in_the_primal_form(method: type, engine: str) -> Finding:
    """theta and q solve systems with Phi'Phi + lambda I, r = Phi theta - t: lists of decimals, not the kernel form."""
    eta, eta_t, ridge, kappa = (Decimal(v) for v in ("0.0625", "0.125", "0.25", "0.5"))
    wanted = []
    with localcontext() as context:
        context.prec = 80
        W, y, z = decimals(DIRECTIONS), decimals(Y), decimals(X) @ decimals(DIRECTIONS).T
        Z, S, t = z + kappa / 2 * z * z, decimals(X0[:4]).reshape(2, 2), decimals(X0[4:])
        for _ in range(4):
            U = S @ W.T
            Phi = U + kappa / 2 * U * U
            H = [list(row) for row in Phi.T @ Phi + np.diag([ridge, ridge])]
            theta = np.array(solve(H, list(Phi.T @ t)))
            q = np.array(solve(H, list(Z.T @ (Z @ theta - y))))
            r = Phi @ theta - t
            G = -(r[:, None] * q + (Phi @ q)[:, None] * theta)
            S, t = S - eta * ((G * (1 + kappa * U)) @ W), t - eta_t * (Phi @ q)
            wanted.append([*S.ravel(), *t])
        return first_iterates(method(0.0625, 0.125, 0.25), PROBLEM, X0, wanted, engine)


def kernel_loss(problem: DatasetDistillation, x: Any, ridge: float) -> Any:
    """|k(X, S)(k(S, S) + lambda I)^{-1} t - y|^2/2, for complex x."""
    m, d = problem.points, problem.X.shape[1]

    def phi(S: Any) -> Any:
        U = S @ problem.W.T
        return U + problem.curvature / 2 * U**2

    Phi, Z = phi(x[: m * d].reshape(m, d)), phi(problem.X)
    e = Z @ Phi.T @ np.linalg.solve(Phi @ Phi.T + ridge * np.eye(m), x[m * d :]) - problem.y
    return e @ e / 2


@claim(
    "rcig",
    theorem="implicit gradient is that of the kernel form",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="points and labels move along the derivative of the loss in its kernel form; one, two and four points",
    controls=planted(*(m for m in mutants.MUTANTS if m not in (mutants.LabelsFirst, mutants.PointsFirst))),
)
def derivative_of_the_kernel_form(method: type, engine: str) -> Finding:
    """theta(S, t) solves g_theta = Phi'r + lambda theta = 0, so d theta = -H^{-1} d(Phi'r + lambda theta) and

    df = v'd theta = -q'(dPhi' r + Phi'dPhi theta - Phi'dt): the stated G and Phi q. Phi'K^{-1} t is theta by
    Phi'(Phi Phi' + lambda I) = (Phi'Phi + lambda I) Phi'. The loss is differentiated by steps of 1e-30 i. Rounding:
    the condition of K is below 1e2, times 1e2 operations.
    """
    found = []
    for points, curvature in ((1, 0.5), (2, 0.0), (4, 0.25)):
        problem = PROBLEM._replace(points=points, curvature=curvature)
        x0 = np.resize(np.array([0.5, -0.25, 1.0, 0.75, 0.625]), 3 * points)
        one = complete_run(method(1.0, 2.0, 0.25), problem, x0, 1, engine=engine)
        slopes = [kernel_loss(problem, x0 + shift, 0.25).imag / 1e-30 for shift in 1e-30j * np.eye(len(x0))]
        steps = np.where(np.arange(len(x0)) < 2 * points, 1.0, 2.0)
        found.append(identity((one.x[0] - one.x[1]) / steps, slopes, tolerance=1e-12))
    return worst(found)


def label_map(problem: DatasetDistillation, x: np.ndarray, ridge: float) -> tuple[np.ndarray, np.ndarray]:
    """M = Z Phi'K^{-1}, what labels predict on the full data, and the points' features."""
    m = problem.points
    U, Z = x[: 2 * m].reshape(m, 2) @ problem.W.T, problem.X @ problem.W.T
    Phi, Z = U + problem.curvature / 2 * U**2, Z + problem.curvature / 2 * Z**2
    return np.linalg.solve(Phi @ Phi.T + ridge * np.eye(m), Phi @ Z.T).T, Phi


@claim(
    "rcig",
    theorem="descent in the labels",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="fixed points: f(t+) <= f(t) - eta_t (1 - eta_t Lambda/2)|Phi q|^2 at every step, eta_t = 1/Lambda and "
    "1.9/Lambda",
    controls=(*planted(*LABELS), *without("eta_t < 2/Lambda", longer=2.0)),
)
def descent_in_the_labels(method: type, engine: str, longer: float = 1.0) -> Finding:
    """f = |M t - y|^2/2 is quadratic with Hessian M'M <= Lambda I, gradient M'(M t - y) = Phi q."""
    left, right, scale = [], [], []
    M, _ = label_map(PROBLEM, X0, 0.25)
    Lambda = np.linalg.norm(M, 2) ** 2
    for eta in (1 / Lambda, 1.9 / Lambda):
        x = complete_run(method(0.0, longer * eta, 0.25), PROBLEM, X0, 10, engine=engine).x
        t = x[:, 4:]
        f = np.array([np.sum((M @ v - Y) ** 2) / 2 for v in t])
        g = np.array([np.sum((M.T @ (M @ v - Y)) ** 2) for v in t[:-1]])
        left += list(f[1:])
        right += list(f[:-1] - eta * (1 - eta * Lambda / 2) * g)
        scale += list(f[:-1] + eta * g)
    # rounding: 100 operations of the size of the values
    return step_inequality(left, right, allowance=200 * ROUNDING * np.array(scale), label="f(t_k+1)")


@claim(
    "rcig",
    theorem="optimum of the full data",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="fixed points: t_k in closed form, and f tends to the optimum of the full data with two points for two "
    "features",
    controls=(*planted(*LABELS), *without("as many points as features", points=1)),
)
def optimum_of_the_full_data(method: type, engine: str, points: int = 2) -> Finding:
    """t_k - t* = (I - eta_t M'M)^k (t_0 - t*) with M t* the projection of y to the range of Z Phi': all of Z's where

    Phi has rank p, one line of it with one point. Orthogonal points of length 1 and the data above: the condition of
    M'M is below 3, so (1 - 1/3)^150 is 4e-27.
    """
    problem = DatasetDistillation(X, Y, np.eye(2), 0.0, points)
    S, t0, steps = np.array([[0.6, 0.8], [-0.8, 0.6]])[:points], np.array([0.5, -1.0])[:points], 150
    x0 = np.concatenate([S.ravel(), t0])
    M, _ = label_map(problem, x0, 0.25)
    eta = 1 / np.linalg.norm(M, 2) ** 2
    t = complete_run(method(0.0, eta, 0.25), problem, x0, steps, engine=engine).x[:, 2 * points :]
    values, vectors = np.linalg.eigh(M.T @ M)
    best = np.linalg.lstsq(M, Y, rcond=None)[0]
    powers = (1 - eta * values) ** np.arange(steps + 1)[:, None]
    wanted = best + (powers * (vectors.T @ (t0 - best))) @ vectors.T
    theta = np.linalg.lstsq(X, Y, rcond=None)[0]
    least = np.sum((X @ theta - Y) ** 2) / 2
    found = np.sum((M @ t[-1] - Y) ** 2) / 2
    # a contraction: 100 roundings of each step at most three of which add up
    return worst(
        [identity(t, wanted, tolerance=400 * ROUNDING), identity([found], [least], tolerance=400 * ROUNDING)]
    )


CLAIMS = (
    first_iterates_in_the_primal_form,
    derivative_of_the_kernel_form,
    descent_in_the_labels,
    optimum_of_the_full_data,
)
