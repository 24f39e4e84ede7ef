"""Polynomial preconditioning in decimals on four quadratic residuals: powers and traces, no recursion of adjugates."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import prod
from typing import Any

from verification.arithmetic.marquardt import minimiser
from verification.arithmetic.quadratic_residuals import data, jacobian, residual
from verification.vectors.second_way.decimals import Matrix, Vector, identity, precise, product


def symmetric(values: Sequence[Any], order: int, without: int | None = None) -> Fraction:
    """The elementary symmetric polynomial of the values, one of them left out."""
    kept = [Fraction(v) for i, v in enumerate(values) if i != without]
    return sum((prod(chosen, start=Fraction(1)) for chosen in combinations(kept, order)), Fraction(0))


def chebyshev(kappa: float, degree: int) -> Fraction:
    """T_degree((kappa + 1)/(kappa - 1))."""
    x = Fraction(kappa + 1) / Fraction(kappa - 1)
    before, now = Fraction(1), x
    for _ in range(degree - 1):
        before, now = now, 2 * x * now - before
    return now


def hessian(x: Vector) -> Matrix:
    """J'J + sum z_i Q_i."""
    rows = jacobian(x)
    found = product(rows.T, rows)
    for z, (_, q) in zip(residual(x), data(len(x)), strict=True):
        found = found + z * q
    return found


def preconditioner(B: Matrix, order: int) -> Matrix:
    """P_order = (1/order) sum (-1)^(i-1) P_{order-i}(tr(B^i) I - B^i)."""
    unit = identity(len(B.rows))
    powers, found = [unit], [unit]
    for tau in range(1, order + 1):
        powers.append(product(powers[-1], B))
        total = 0 * unit
        for i in range(1, tau + 1):
            trace = sum(row.entries[j] for j, row in enumerate(powers[i].rows))
            total = total + (-1) ** (i - 1) * product(found[tau - i], trace * unit + (-1) * powers[i])
        found.append((Decimal(1) / tau) * total)
    return found[order]


def gradient(x: Vector) -> Vector:
    """J'z."""
    return jacobian(x).T @ residual(x)


@functools.cache
def iterates(
    method: str, start: tuple[float, ...], steps: int, parameters: tuple[Any, ...]
) -> list[list[Decimal]]:
    """x_1, ..., x_steps of 'plain', 'fast' or 'krylov'; the parameters are step size, order and centre."""
    with precise():
        s, B = Decimal(parameters[0]), hessian(Vector(parameters[2]))
        found = {"plain": _plain, "fast": _fast, "krylov": _krylov}[method](
            Vector(start), s, B, parameters[1]
        )
        return [list(next(found)) for _ in range(steps)]


def _plain(x: Vector, s: Decimal, B: Matrix, order: int) -> Iterator[Vector]:
    P = preconditioner(B, order)
    while True:
        x = x - s * (P @ gradient(x))
        yield x


def _fast(x: Vector, s: Decimal, B: Matrix, order: int) -> Iterator[Vector]:
    """By estimating sequences: y = x + (v - x)/t, v+ = v - t s P g(y), t = (k + 2)/2."""
    P, v, k = preconditioner(B, order), x, 0
    while True:
        t = Decimal(k + 2) / 2
        y = x + (v - x) / t
        g = P @ gradient(y)
        x, v, k = y - s * g, v - (s * t) * g, k + 1
        yield x


def _krylov(x: Vector, s: Decimal, B: Matrix, order: int) -> Iterator[Vector]:
    while True:
        basis = [gradient(x)]
        for _ in range(order):
            basis.append(B @ basis[-1])
        x = x + s * minimiser(B, gradient(x), basis)
        yield x
