"""Levenberg-Marquardt in decimals on least squares with quadratic residuals: whole systems, no recursions."""

from __future__ import annotations

import functools
from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.problems import QuadraticRegression
from verification.arithmetic.quadratic_residuals import jacobian, residual
from verification.vectors.second_way.decimals import Matrix, Vector, precise, solve


def equal() -> QuadraticRegression:
    """(1 + x/2 + x^2/2)^2/2: from 0 the step with damping 1 is -1, where the value is that at 0."""
    return QuadraticRegression(np.ones(1), np.full((1, 1), 0.5), np.ones((1, 1)))


def normal(rows: Matrix, damping: Decimal) -> tuple[Matrix, Vector]:
    """J'J + damping diag J'J, and the diagonal of J'J."""
    columns = rows.T.rows
    D = Vector(c @ c for c in columns)
    gram = Matrix([a @ b for b in columns] for a in columns)
    return gram + Matrix([damping * v * (i == j) for j in range(len(D))] for i, v in enumerate(D)), D


def minimiser(A: Matrix, g: Vector, basis: list[Vector]) -> Vector:
    """The minimiser of g'd + d'Ad/2 over the span of the basis, by its normal equations."""
    images = [A @ v for v in basis]
    weights = solve(Matrix([v @ w for w in images] for v in basis), Vector(v @ g for v in basis))
    d = 0 * g
    for weight, v in zip(weights, basis, strict=True):
        d = d - weight * v
    return d


@functools.cache
def levenberg_marquardt(
    start: tuple[float, ...], steps: int, parameters: tuple[Any, ...]
) -> tuple[list[list[Decimal]], list[bool]]:
    """x_1, ..., x_steps, and which steps were accepted; the parameters are the first damping and the iterations.

    A direction is the minimiser of g'd + d'Ad/2 over the span of M g, M A M g, ..., M the inverse of (1 + lambda) D.
    """
    found, accepted = [], []
    with precise():
        x, damping, nu = Vector(start), Decimal(parameters[0]), Decimal(2)
        for _ in range(steps):
            r, rows = residual(x), jacobian(x)
            A, D = normal(rows, damping)
            g = rows.T @ r
            basis = [_scaled(g, D)]
            for _ in range(parameters[1] - 1):
                basis.append(_scaled(A @ basis[-1], D))
            d = minimiser(A, g, basis)
            linear, tried = r + rows @ d, residual(x + d)
            ratio = (r @ r - tried @ tried) / (r @ r - linear @ linear)
            accepted.append(ratio > 0)
            if ratio > 0:
                x, nu = x + d, Decimal(2)
                damping *= max(Decimal(1) / 3, 1 - (2 * ratio - 1) ** 3)
            else:
                damping, nu = damping * nu, 2 * nu
            found.append(list(x))
    return found, accepted


@functools.cache
def subsets(
    start: tuple[float, ...], steps: int, parameters: tuple[Any, ...]
) -> tuple[list[list[Decimal]], list[int]]:
    """x_1, ..., x_steps, and the numbers of halvings; the parameters are damping, subsets and searches."""
    found, halvings = [], []
    with precise():
        x, damping = Vector(start), Decimal(parameters[0])
        for _ in range(steps):
            r, rows = residual(x), jacobian(x).rows
            total, weight = Vector([0] * len(x)), Vector([0] * len(x))
            for k in range(parameters[1]):
                part = Matrix(rows[k :: parameters[1]])
                A, D = normal(part, damping)
                d = -solve(A, part.T @ Vector(r.entries[k :: parameters[1]]))
                total, weight = total + Vector(a * b for a, b in zip(D, d)), weight + D
            d, count = Vector(a / b for a, b in zip(total, weight)), 0
            while residual(x + d) @ residual(x + d) >= r @ r and count <= parameters[2]:
                d, count = d / 2, count + 1
            x = x + d if count <= parameters[2] else x
            found.append(list(x))
            halvings.append(count)
    return found, halvings


def _scaled(v: Vector, D: Vector) -> Vector:
    return Vector(a / b for a, b in zip(v, D))
