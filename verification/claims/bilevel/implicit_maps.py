"""Implicit differentiation of what has a map of its own: ridge regression in its weights, and a QP on the simplex."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from refimpl.problems import HyperCleaning, QuadraticBilevel, hyper_cleaning, ridge_tuning
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import identity
from verification.finding import Finding
from verification.mutants.bilevel import implicit_gradient as mutants
from verification.trial import complete_run

FLIPPED, STOPPED, DIRECT, LONG, STALE, COLD = mutants.SHARED


def ridge_value(problem: Any, x: np.ndarray) -> Any:
    """psi(x), for complex x: weighted normal equations, the weights written out again."""
    A, n = problem.A, len(problem.A)
    if isinstance(problem, HyperCleaning):
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


MAPS = (maps_of_the_simplex_agree, hyper_parameters_of_ridge_regression)
