"""Trust-region Newton in decimals on least squares with quadratic residuals: conjugate directions by Gram-Schmidt."""

from __future__ import annotations

import functools
from decimal import Decimal
from fractions import Fraction

import numpy as np

from refimpl.problems import QuadraticRegression
from verification.arithmetic.quadratic_residuals import data, jacobian, residual
from verification.vectors.second_way.decimals import Matrix, Vector, precise, zero


def value(x: Vector) -> Decimal:
    """|z(x)|^2/2."""
    z = residual(x)
    return z @ z / 2


def derivatives(x: Vector) -> tuple[Vector, Matrix]:
    """Gradient and Hessian."""
    z, J = residual(x), jacobian(x)
    H = Matrix([a @ b for b in J.T.rows] for a in J.T.rows)
    for weight, (_, q) in zip(z, data(len(x)), strict=True):
        H = H + weight * q
    return J.T @ z, H


def trial(g: Vector, B: Matrix, radius: Decimal, iterations: int) -> tuple[Vector, str]:
    """The trial step, and how it ended: 'inside', at the 'edge', or along 'negative' curvature.

    Every direction is minus the gradient of the model, made conjugate to all before it.
    """
    p = zero(g)
    before: list[Vector] = []
    for _ in range(iterations):
        slope = g + B @ p
        d = -slope
        for e in before:
            d = d - ((slope @ (B @ e)) / -(e @ (B @ e))) * e
        curvature, end = d @ (B @ d), ""
        if curvature <= 0:
            end = "negative"
        else:
            longer = p + (-(slope @ d) / curvature) * d
            if longer @ longer >= radius**2:
                end = "edge"
        if end:
            a, b, c = d @ d, 2 * (p @ d), p @ p - radius**2
            return p + ((-b + (b * b - 4 * a * c).sqrt()) / (2 * a)) * d, end
        p, before = longer, [*before, d]
    return p, "inside"


@functools.cache
def steihaug(
    start: tuple[float, ...], steps: int, radius: float, iterations: int
) -> tuple[list[list[Decimal]], list[str]]:
    """x_1, ..., x_steps, and for every step how the trial ended and what became of it and of the radius."""
    found, events = [], []
    with precise():
        x, size = Vector(start), Decimal(radius)
        for _ in range(steps):
            g, B = derivatives(x)
            p, end = trial(g, B, size, iterations)
            promised, gain = -(g @ p) - (p @ (B @ p)) / 2, value(x) - value(x + p)
            share = gain / promised
            change = (
                "/"
                if share < Decimal("0.25")
                else "*"
                if share > Decimal("0.75") and end != "inside"
                else "="
            )
            size = {"/": size / 4, "*": size * 2, "=": size}[change]
            x = x + p if gain > 0 else x
            found.append(list(x))
            events.append(f"{end} {'accepted' if gain > 0 else 'rejected'} {change}")
    return found, events


# y, slope, bend and radius; the share of the promise that the first step gains from 0
SCALAR = (
    ("nothing", (-3.0, -2.5, 2.0, 1.5), 0.0),
    ("a quarter", (-3.0, -2.25, 1.5, 1.5), 0.25),
    ("less than a quarter", (-4.0, -4.0, 1.75, 1.375), 0.2242),
    ("three quarters", (-15.8125, 1.0, 14.0, 1.0), 0.75),
    ("less than three quarters", (-15.0, 1.0, 14.0, 1.0), 0.7364),
    ("more than three quarters", (-3.0, -2.0, 0.25, 0.5), 0.9878),
)


def scalar(
    y: float, slope: float, bend: float, radius: float, steps: int
) -> tuple[list[list[Fraction]], list[Fraction]]:
    """x_1, ..., x_steps from 0 on (y + slope x + bend x^2/2)^2/2, and the shares of the promise gained."""
    a, b, c, size, x = (Fraction(v) for v in (y, slope, bend, radius, 0.0))
    found, shares = [], []

    def z(x: Fraction) -> Fraction:
        return a + b * x + c * x * x / 2

    for _ in range(steps):
        g, B = z(x) * (b + c * x), (b + c * x) ** 2 + z(x) * c
        inside = B > 0 and abs(g) < size * B
        p = -g / B if inside else -size if g > 0 else size
        gain = (z(x) ** 2 - z(x + p) ** 2) / 2
        share = gain / (-g * p - B * p * p / 2)
        if 4 * share < 1:
            size /= 4
        elif 4 * share > 3 and not inside:
            size *= 2
        x = x + p if gain > 0 else x
        found.append([x])
        shares.append(share)
    return found, shares


def scalar_problem(y: float, slope: float, bend: float) -> QuadraticRegression:
    """(y + slope x + bend x^2/2)^2/2."""
    return QuadraticRegression(np.array([y]), np.array([[slope]]), np.array([[bend]]))
