"""Gauss-Newton on batches of a softmax regression, in decimals, with the full matrix of the size of x."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from verification.arithmetic.softmax import Instance
from verification.vectors.second_way.decimals import Matrix, Vector, identity, precise, solve

INSTANCE = Instance(mu=0.0)
SHARE, SHRINK, GROW = map(Decimal.from_float, (0.1, 0.8, 1.5))  # of the line search, as doubles


def loss(x: Vector, batch: Sequence[int]) -> Decimal:
    """Mean of -log q_label."""
    Q = INSTANCE.predictions(list(x))
    return -sum((Q[i][INSTANCE.labels[i]].ln() for i in batch), Decimal(0)) / len(batch)


def gradient(x: Vector, batch: Sequence[int]) -> Vector:
    """Mean of (q - e_label) u'."""
    rows = INSTANCE.gradients(list(x))
    return _mean([Vector(rows[i]) for i in batch])


def gauss_newton(x: Vector, batch: Sequence[int]) -> Matrix:
    """Mean of (diag q - q q') (x) u u', the Hessian for linear scores."""
    Q, total = INSTANCE.predictions(list(x)), None
    for i in batch:
        q, u = Q[i], [Decimal(v) for v in INSTANCE.X[i]]
        block = Matrix(
            [(q[a] * (a == b) - q[a] * q[b]) * u[j] * u[k] for b in range(3) for k in range(2)]
            for a in range(3)
            for j in range(2)
        )
        total = block if total is None else total + block
    assert total is not None
    return (Decimal(1) / len(batch)) * total


def damped(x: Vector, batch: Sequence[int], damping: Decimal) -> Matrix:
    """G + damping I."""
    return gauss_newton(x, batch) + damping * identity(6)


@functools.cache
def egn(batches: tuple[tuple[int, ...], ...], size: Any, damping: Any) -> list[list[Decimal]]:
    """x_1, x_2, ... of damped Gauss-Newton by elimination."""
    found = []
    with precise():
        x = Vector(INSTANCE.x0)
        for batch in batches:
            x = x - Decimal(size) * solve(damped(x, batch, Decimal(damping)), gradient(x, batch))
            found.append(list(x))
    return found


@functools.cache
def sgn(
    batches: tuple[tuple[int, ...], ...], size: Any, damping: Any, iterations: int
) -> list[list[Decimal]]:
    """x_1, x_2, ... with the minimiser of g'd + d'Gd/2 over the span of g, G g, ..., by its normal equations."""
    found = []
    with precise():
        x = Vector(INSTANCE.x0)
        for batch in batches:
            g, G = gradient(x, batch), damped(x, batch, Decimal(damping))
            basis = [g]
            for _ in range(iterations - 1):
                basis.append(G @ basis[-1])
            images = [G @ v for v in basis]
            system = Matrix([v @ w for w in images] for v in basis)
            weights = solve(system, Vector(v @ g for v in basis))
            for weight, v in zip(weights, basis):
                x = x - Decimal(size) * weight * v
            found.append(list(x))
    return found


@functools.cache
def adaptive(
    batches: tuple[tuple[int, ...], ...], parameters: tuple[Any, ...]
) -> tuple[list[list[Decimal]], list[tuple[int, str]]]:
    """x_1, x_2, ... with momentum, line search and adaptive damping; for every step: reductions, change of damping.

    The parameters are the largest length, momentum, damping, searches and adaptation.
    """
    found, events = [], []
    with precise():
        top, beta, damping, change = (Decimal(parameters[i]) for i in (0, 1, 2, 4))
        x, eta = Vector(INSTANCE.x0), top
        directions: list[Vector] = []
        for batch in batches:
            g = gradient(x, batch)
            directions.append(-solve(damped(x, batch, damping), g))
            ages = range(len(directions) - 1, -1, -1)
            weights = [beta**a if a else Decimal(1) for a in ages]
            u = Vector(
                sum((w * v for w, v in zip(weights, c)), Decimal(0)) / sum(weights) for c in zip(*directions)
            )
            eta, reductions = min(GROW * eta, top), 0
            while reductions < parameters[3]:
                if loss(x, batch) - loss(x + eta * u, batch) >= -SHARE * eta * (g @ u):
                    break
                eta, reductions = SHRINK * eta, reductions + 1
            s = eta * u
            ratio = (loss(x + s, batch) - loss(x, batch)) / (g @ s + (s @ (gauss_newton(x, batch) @ s)) / 2)
            event = "up" if ratio < Decimal("0.25") else "down" if ratio > Decimal("0.75") else "kept"
            damping *= {"up": 1 + change, "down": 1 - change, "kept": Decimal(1)}[event]
            x = x + s
            found.append(list(x))
            events.append((reductions, event))
    return found, events


def _mean(rows: list[Vector]) -> Vector:
    total = rows[0]
    for row in rows[1:]:
        total = total + row
    return total / len(rows)
