"""The accelerated tensor method on a quartic in the plane, in 80-digit decimals: independent of the library."""

from __future__ import annotations

import functools
from decimal import Decimal, localcontext

import numpy as np

from verification.arithmetic.newton import CUBIC, QUARTIC, Matrix, Vector, W, derivatives, solve

DIGITS = 80
HALVINGS = 300  # 80 digits are 266 bits
NEWTON = 60
LIMIT = Decimal(10) ** -70


def third(x: Vector, v: Vector) -> Matrix:
    """D^3 f(x)[v] of the plane quartic."""
    T = [[Decimal(0)] * 2 for _ in range(2)]
    for w, c, a in zip(W, CUBIC, QUARTIC):
        along = (c + 2 * a * (w[0] * x[0] + w[1] * x[1])) * (w[0] * v[0] + w[1] * v[1])
        for i in range(2):
            for j in range(2):
                T[i][j] += along * w[i] * w[j]
    return T


def minimiser(y: Vector, g: Vector, B: Matrix, w: Vector, a: Decimal, b: Decimal, c: Decimal) -> Vector:
    """argmin <g, h> + B[h, h]/2 + (D^3 f(y)[h, h, h] + <w, h>^3)/6 + (a/2) |h|^2 + (b/3) |h|^3 + (c/4) |h|^4.

    A damped Newton method on a convex function; ArithmeticError unless the gradient vanishes to 70 digits.
    """

    def gradient(h: Vector) -> tuple[Vector, Matrix]:
        r = (h[0] * h[0] + h[1] * h[1]).sqrt()
        T, wh = third(y, h), w[0] * h[0] + w[1] * h[1]
        T = [[T[i][j] + wh * w[i] * w[j] for j in range(2)] for i in range(2)]
        size = a + b * r + c * r * r
        F = [g[i] + sum((B[i][j] + T[i][j] / 2) * h[j] for j in range(2)) + size * h[i] for i in range(2)]
        J = [
            [B[i][j] + T[i][j] + size * (i == j) + (b / r + 2 * c) * h[i] * h[j] for j in range(2)]
            for i in range(2)
        ]
        return F, J

    h = [-g[0], -g[1]]
    for _ in range(NEWTON):
        F, J = gradient(h)
        s, t = solve(J, F), Decimal(1)
        size = F[0] ** 2 + F[1] ** 2
        while t > Decimal(2) ** -20:
            ahead, _ = gradient([h[0] - t * s[0], h[1] - t * s[1]])
            if ahead[0] ** 2 + ahead[1] ** 2 < size:
                break
            t /= 2
        h = [h[0] - t * s[0], h[1] - t * s[1]]
    F, _ = gradient(h)
    if max(map(abs, F)) > LIMIT:
        raise ArithmeticError(f"the gradient of the model must vanish, got {max(map(abs, F)):.3g}")
    return h


def distance(C2: Decimal, C3: Decimal, C4: Decimal, size: Decimal) -> Decimal:
    """The root of C2 rho + C3 rho^2 + C4 rho^3 = size, by bisection."""
    low, high = Decimal(0), 1 + size / C4
    for _ in range(HALVINGS):
        rho = (low + high) / 2
        if rho * (C2 + rho * (C3 + rho * C4)) < size:
            low = rho
        else:
            high = rho
    return high


@functools.cache
def path(
    L: float, delta: tuple[float, float], noise: float, start: tuple[float, float], steps: int,
    Z: tuple[tuple[float, float], ...], draws: tuple[int, ...], E: tuple[tuple[float, float], ...],
    w: tuple[float, float],
) -> list[Vector]:  # fmt: skip
    """x_1, ..., x_steps; `Z` the noise of gradients, `draws` its rows, `E` and w x w x w the errors of the others."""
    M, d2, d3, nu, expected = 4 * Decimal(L), Decimal(delta[0]), Decimal(delta[1]), Decimal(noise), []
    with localcontext() as context:
        context.prec = DIGITS
        x0 = [Decimal(v) for v in start]
        x, u, s, form = x0, x0, [Decimal(0), Decimal(0)], [Decimal(v) for v in w]
        C4 = Decimal(L) * (192 if d2 + d3 + nu > 0 else 12)
        for k in range(1, steps + 1):
            A, a = Decimal(k * (k + 1) * (k + 2) * (k + 3)) / 24, Decimal(k * (k + 1) * (k + 2)) / 6
            y = [((A - a) * p + a * q) / A for p, q in zip(x, u)]
            g, H = sampled(y, Z[draws[2 * k - 2]])
            B = [[H[i][j] + Decimal(E[i][j]) for j in range(2)] for i in range(2)]
            tau = [nu * Decimal(i**3).sqrt() / Decimal(84).sqrt() for i in (k, k + 1)]
            x = [p + h for p, h in zip(y, minimiser(y, g, B, form, 2 * d2 + tau[0], d3, M / 6))]
            s = [p + a * q for p, q in zip(s, sampled(x, Z[draws[2 * k - 1]])[0])]
            j = k + 1
            weight = Decimal(j * (j + 1) * (j + 2)) / (j + 3)
            C2 = 2 * (2 * d2 + tau[1]) * weight + nu * Decimal(j**7).sqrt() / Decimal(126).sqrt()
            C3 = 16 * Decimal(2).sqrt() * d3 * weight / (j + 3)
            size = (s[0] * s[0] + s[1] * s[1]).sqrt()
            rho = distance(C2, C3, C4, size)
            u = [p - rho * q / size for p, q in zip(x0, s)]
            expected.append(x)
    return expected


def sampled(x: Vector, z: tuple[float, float] | np.ndarray) -> tuple[Vector, Matrix]:
    """Sampled gradient and Hessian of the plane quartic."""
    g, H = derivatives(x)
    return [p + Decimal(float(q)) for p, q in zip(g, z)], H
