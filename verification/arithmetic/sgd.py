"""SGD with momentum, Nesterov's momentum, AdaGrad and RMSProp by decimal list arithmetic.

Independent of the library and of its recursions: every direction is a sum over all gradients so far.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal, localcontext
from typing import Any

Vector = list[Decimal]
Gradient = Callable[[int, Vector], Vector]  # of the step (from 0) and the point
Direction = Callable[
    [Vector], Decimal
]  # of one coordinate of all gradients so far, the last one being current
DIGITS = 80


def quadratic(A: Sequence[Sequence[int]], b: Sequence[int]) -> Gradient:
    """Gradient of x'Ax/2 - b'x at every step."""
    return lambda t, x: [sum((a * v for a, v in zip(row, x)), Decimal(-c)) for row, c in zip(A, b)]


def taped(gradients: Iterable[Iterable[float]]) -> Gradient:
    """Row t of `gradients`, wherever the point."""
    rows = [[Decimal(float(g)) for g in row] for row in gradients]
    return lambda t, x: rows[t]


def iterates(
    gradient: Gradient,
    start: Any,
    step_sizes: Iterable[float],
    direction: Direction,
    weight_decay: float = 0.0,
) -> list[Vector]:
    """x_1, x_2, ...: x <- x - s direction(g_1, ..., g_t) in every coordinate, decay added to every gradient."""
    with localcontext() as context:
        context.prec = DIGITS
        x, past, found = [Decimal(float(v)) for v in start], [], []
        for t, s in enumerate(step_sizes):
            past.append([g + Decimal(weight_decay) * v for g, v in zip(gradient(t, x), x)])
            x = [v - Decimal(float(s)) * direction(list(column)) for v, column in zip(x, zip(*past))]
            found.append(x)
    return found


def sgd_momentum(momentum: float, dampening: float = 0.0) -> Direction:
    """mu^(t-1) g_1 + (1 - tau) sum_{1<k<=t} mu^(t-k) g_k, for mu > 0."""
    mu, tau = Decimal(momentum), Decimal(dampening)
    return lambda g: mu ** (len(g) - 1) * g[0] + (1 - tau) * _weighted(mu, g[1:])


def nesterov(momentum: float) -> Direction:
    """g_t + sum_k mu^(t-k+1) g_k, for mu > 0."""
    mu = Decimal(momentum)
    return lambda g: g[-1] + mu * _weighted(mu, g)


def adagrad(epsilon: float) -> Direction:
    """g_t / (sqrt(sum_k g_k^2) + epsilon), 0 at 0/0."""
    return lambda g: _quotient(g[-1], sum((v * v for v in g), Decimal(0)).sqrt() + Decimal(epsilon))


def rmsprop(beta2: float, epsilon: float, momentum: float) -> Direction:
    """sum_k mu^(t-k) g_k / (sqrt(v_k) + epsilon), v_k = (1 - beta2) sum_j beta2^(k-j) g_j^2; mu, beta2 > 0."""
    r, mu = Decimal(beta2), Decimal(momentum)

    def scaled(g: Vector) -> Decimal:
        mean = (1 - r) * _weighted(r, [v * v for v in g])
        return _quotient(g[-1], mean.sqrt() + Decimal(epsilon))

    return lambda g: _weighted(mu, [scaled(g[: k + 1]) for k in range(len(g))])


def _weighted(factor: Decimal, values: Vector) -> Decimal:
    """The last value, plus `factor` times the one before, plus its square times the one before that ..."""
    return sum((factor**k * v for k, v in enumerate(reversed(values))), Decimal(0))


def _quotient(a: Decimal, b: Decimal) -> Decimal:
    return a / b if b else Decimal(0)
