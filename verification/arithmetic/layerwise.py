"""Lion, LAMB, LARS and Adafactor on gradient tapes by list arithmetic in decimals: independent of the library.

Numbers come as floats, which decimals hold exactly, gradients as a list of vectors, one step size for each.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any

DIGITS = 80
Vector = list[Decimal]
Floats = Any  # a sequence of floats, or an array


def lion(
    x0: Floats, gradients: Any, step_sizes: Floats, b1: float, b2: float, d: float, kernel: Any = None
) -> list[Vector]:
    """x_1, ..., x_T: x <- (1 - s d) x - s K(b1 m + (1 - b1) g), and then m <- b2 m + (1 - b2) g.

    `kernel` K maps vectors to vectors; it is the sign of every entry where none is given.
    """
    found = []
    with localcontext() as context:
        context.prec = DIGITS
        (x, *tape), (beta1, beta2, decay) = _exact([x0, *gradients]), _numbers([b1, b2, d])
        m = [Decimal(0) for _ in x]
        for g, s in zip(tape, _numbers(step_sizes)):
            c = [beta1 * a + (1 - beta1) * b for a, b in zip(m, g)]
            u = kernel(c) if kernel else [_sign(w) for w in c]
            x = [v - s * decay * v - s * w for v, w in zip(x, u)]
            m = [beta2 * a + (1 - beta2) * b for a, b in zip(m, g)]
            found.append(x)
    return found


def unit(c: Vector) -> Vector:
    """c/|c|, and 0 at 0."""
    return [v / _norm(c) for v in c] if any(c) else c


def hyperbolic_tangents(scale: float) -> Any:
    """The map of every entry to tanh(entry/scale), by exponentials."""

    def tangents(c: Vector) -> Vector:
        powers = [(2 * v / Decimal(scale)).exp() for v in c]
        return [(e - 1) / (e + 1) for e in powers]

    return tangents


def lamb(
    x0: Floats, gradients: Any, step_sizes: Floats, b1: float, b2: float, eps: float, d: float
) -> list[Vector]:
    """x_1, ..., x_T: u = m^ / (sqrt(v^) + eps) + d x, x <- x - s (|x|/|u|) u; a ratio with a zero is 1."""
    found = []
    with localcontext() as context:
        context.prec = DIGITS
        (x, *tape), (beta1, beta2, e, decay) = _exact([x0, *gradients]), _numbers([b1, b2, eps, d])
        m, v = [Decimal(0) for _ in x], [Decimal(0) for _ in x]
        for t, (g, s) in enumerate(zip(tape, _numbers(step_sizes)), 1):
            m = [beta1 * a + (1 - beta1) * b for a, b in zip(m, g)]
            v = [beta2 * a + (1 - beta2) * b * b for a, b in zip(v, g)]
            u = []
            for a, b, w in zip(m, v, x):
                root = (b / (1 - beta2**t)).sqrt() + e
                u.append((a / (1 - beta1**t) / root if root else Decimal(0)) + decay * w)
            ratio = _norm(x) / _norm(u) if any(x) and any(u) else Decimal(1)
            x = [a - s * ratio * b for a, b in zip(x, u)]
            found.append(x)
    return found


def lars(
    x0: Floats, gradients: Any, step_sizes: Floats, mu: float, eta: float, d: float, eps: float
) -> list[Vector]:
    """x_1, ..., x_T: b <- mu b + s r (g + d x), r = eta |x| / (|g| + d |x| + eps), x <- x - b; r with a zero is 1."""
    found = []
    with localcontext() as context:
        context.prec = DIGITS
        (x, *tape), (momentum, trust, decay, e) = _exact([x0, *gradients]), _numbers([mu, eta, d, eps])
        b = [Decimal(0) for _ in x]
        for g, s in zip(tape, _numbers(step_sizes)):
            divisor = _norm(g) + decay * _norm(x) + e
            r = trust * _norm(x) / divisor if any(x) and divisor else Decimal(1)
            b = [momentum * a + s * r * (c + decay * w) for a, c, w in zip(b, g, x)]
            x = [w - a for w, a in zip(x, b)]
            found.append(x)
    return found


def adafactor(
    x0: Floats, gradients: Any, step_sizes: Floats, rows: int, eps: float, floor: float, clip: float, d: float
) -> list[Vector]:
    """x_1, ..., x_T of Adafactor in PyTorch's form; vectors are matrices of so many rows, row by row."""
    found = []
    with localcontext() as context:
        context.prec = DIGITS
        (x, *tape), (e, least, limit, decay) = _exact([x0, *gradients]), _numbers([eps, floor, clip, d])
        columns = len(x) // rows
        R, C = [Decimal(0)] * rows, [Decimal(0)] * columns
        for t, (g, s) in enumerate(zip(tape, _numbers(step_sizes)), 1):
            fresh = (Decimal("-0.8") * Decimal(t).ln()).exp()  # 1 - beta2_t = t^-0.8
            square = [[g[i * columns + j] ** 2 for j in range(columns)] for i in range(rows)]
            means = [sum(row, Decimal(0)) / columns for row in square]
            R = [(1 - fresh) * a + fresh * b for a, b in zip(R, means)]
            means = [sum((row[j] for row in square), Decimal(0)) / rows for j in range(columns)]
            C = [(1 - fresh) * a + fresh * b for a, b in zip(C, means)]
            scale = max(sum(R, Decimal(0)) / rows, e)
            u = [w / max(a * b / scale, e * e).sqrt() for w, (a, b) in zip(g, ((a, b) for a in R for b in C))]
            alpha = max(least, _rms(x)) * min(s, 1 / Decimal(t).sqrt()) / max(Decimal(1), _rms(u) / limit)
            x = [w - s * decay * w - alpha * v for w, v in zip(x, u)]
            found.append(x)
    return found


def _norm(x: Vector) -> Decimal:
    return sum((v * v for v in x), Decimal(0)).sqrt()


def _rms(x: Vector) -> Decimal:
    return _norm(x) / Decimal(len(x)).sqrt()


def _numbers(values: Floats) -> Vector:
    return [Decimal(float(v)) for v in values]


def _exact(rows: Any) -> list[Vector]:
    return [_numbers(row) for row in rows]


def _sign(v: Decimal) -> int:
    return (v > 0) - (v < 0)
