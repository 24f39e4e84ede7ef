"""Gradient penalties and flooding by decimal list arithmetic: independent of the library."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext

from verification.arithmetic.gam import Oracle
from verification.arithmetic.newton import Vector
from verification.arithmetic.sam import DIGITS, dot, of_length

Direction = Callable[[Oracle, Vector], Vector]


def descent(oracle: Oracle, direction: Direction, start: Sequence[int], steps: int, eta: str) -> list[Vector]:
    """x_1, ..., x_steps of x <- x - eta direction(oracle, x); `eta` as decimal string."""
    found = []
    with localcontext() as context:
        context.prec = DIGITS
        x = [Decimal(v) for v in start]
        for _ in range(steps):
            x = [a - Decimal(eta) * b for a, b in zip(x, direction(oracle, x))]
            found.append(x)
    return found


def one_sided(gamma: str, epsilon: str) -> Direction:
    """g + gamma (grad f(x + epsilon g) - g)/epsilon; with epsilon < 0 the backward difference."""

    def direction(oracle: Oracle, x: Vector) -> Vector:
        g = oracle(x)[0]
        ahead = oracle([a + Decimal(epsilon) * b for a, b in zip(x, g)])[0]
        return [b + Decimal(gamma) * (c - b) / Decimal(epsilon) for b, c in zip(g, ahead)]

    return direction


def exact(gamma: str) -> Direction:
    """g + gamma H g."""

    def direction(oracle: Oracle, x: Vector) -> Vector:
        g, H = oracle(x)
        return [b + Decimal(gamma) * dot(row, g) for b, row in zip(g, H)]

    return direction


def norm_penalty(weight: str, rho: str) -> Direction:
    """g + (weight/rho) (grad f(x + rho g/|g|) - g)."""

    def direction(oracle: Oracle, x: Vector) -> Vector:
        g = oracle(x)[0]
        ahead = oracle([a + b for a, b in zip(x, of_length(rho, g))])[0]
        return [b + Decimal(weight) * (c - b) / Decimal(rho) for b, c in zip(g, ahead)]

    return direction


def joint_flatness(rho: str, alpha: str, beta: str) -> Direction:
    """g + alpha (beta (g1 - g) + (1 - beta) (g3 - g2)), the direction of FAD."""

    def ahead(oracle: Oracle, x: Vector, v: Vector) -> Vector:
        return oracle([a + b for a, b in zip(x, of_length(rho, v))])[0]

    def direction(oracle: Oracle, x: Vector) -> Vector:
        g = oracle(x)[0]
        g1 = ahead(oracle, x, g)
        y = [a + b for a, b in zip(x, of_length(rho, [a - b for a, b in zip(g1, g)]))]
        g2 = oracle(y)[0]
        g3 = ahead(oracle, y, g2)
        share, rest = Decimal(beta), 1 - Decimal(beta)
        return [a + Decimal(alpha) * (share * (b - a) + rest * (d - c)) for a, b, c, d in zip(g, g1, g2, g3)]

    return direction
