"""Adam and its relatives by decimal list arithmetic: weighted sums over all gradients so far, no recursions.

Every method acts on each coordinate alone: a rule maps the gradients g_1, ..., g_t of one coordinate to its step
divided by the step size. Floats are taken exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext
from typing import Any

Vector = list[Decimal]
Rule = Callable[[Vector], Decimal]
Gradient = Callable[[int, Vector], Vector]
DIGITS = 80
BASE = 0.96  # of NAdam's schedule: the double, as every implementation has it


def trajectory(
    rule: Rule, gradient: Gradient, start: Any, step_sizes: Any, decay: float = 0.0
) -> list[Vector]:
    """x_1, ..., x_T: x_t = x_{t-1} - eta_t rule(g_1, ..., g_t) - eta_t decay x_{t-1}, g_t = gradient(t, x_{t-1})."""
    found, seen = [], []
    with localcontext() as context:
        context.prec = DIGITS
        x = [Decimal(v) for v in start]
        for t, size in enumerate(map(Decimal, step_sizes), 1):
            seen.append(gradient(t, x))
            u = [rule([g[i] for g in seen]) for i in range(len(x))]
            x = [a - size * b - size * Decimal(decay) * a for a, b in zip(x, u)]
            found.append(x)
    return found


def quadratic(A: Sequence[Sequence[int]], b: Sequence[int]) -> Gradient:
    """The gradients A x - b."""
    return lambda t, x: [
        sum((Decimal(a) * v for a, v in zip(row, x)), Decimal(0)) - c for row, c in zip(A, b)
    ]


def tape(rows: Any) -> Gradient:
    """The gradients rows[0], rows[1], ..., wherever they are asked for."""
    return lambda t, x: [Decimal(float(v)) for v in rows[t - 1]]


def mean(values: Vector, beta: float) -> Decimal:
    """The mean with weights beta^age: the corrected exponential average."""
    return sum((w * v for w, v in zip(_weights(beta, len(values)), values)), Decimal(0))


def adam(beta1: float, beta2: float, epsilon: float) -> Rule:
    """Mean over root mean square, with weights beta^age."""
    return lambda g: _over(mean(g, beta1), _root_mean_square(g, beta2), epsilon)


def amsgrad(beta1: float, beta2: float, epsilon: float) -> Rule:
    """The square under the root is the largest (1 - beta2) sum of weighted squares so far, over 1 - beta2^t."""

    def rule(g: Vector) -> Decimal:
        squares, kept = [v * v for v in g], Decimal(beta2)
        largest = max(_sum(squares[: k + 1], beta2) for k in range(len(g)))
        return _over(mean(g, beta1), ((1 - kept) * largest / (1 - _power(kept, len(g)))).sqrt(), epsilon)

    return rule


def nadam(beta1: float, beta2: float, epsilon: float, psi: float) -> Rule:
    """Look-ahead with the schedule mu_t = beta1 (1 - 0.96^(psi t) / 2), BASE for 0.96."""
    kept = Decimal(beta1)

    def rule(g: Vector) -> Decimal:
        t = len(g)
        mu = [kept * (1 - Decimal(BASE) ** (Decimal(psi) * k) / 2) for k in range(1, t + 2)]
        moment = (1 - kept) * _sum(g, beta1)
        n = mu[t] * moment / (1 - _product(mu)) + (1 - mu[t - 1]) * g[-1] / (1 - _product(mu[:t]))
        return _over(n, _root_mean_square(g, beta2), epsilon)

    return rule


def radam(beta1: float, beta2: float, epsilon: float) -> Rule:
    """The mean alone while rho_t <= 5, rectified Adam after."""

    def rule(g: Vector) -> Decimal:
        if rho(beta2, len(g))[1] <= 5:
            return mean(g, beta1)
        return rectification(beta2, len(g)) * _over(mean(g, beta1), _root_mean_square(g, beta2), epsilon)

    return rule


def rectification(beta2: float, t: int) -> Decimal:
    """r_t, for rho_t > 4."""
    with localcontext() as context:
        context.prec = DIGITS
        limit, length = rho(beta2, t)
        return ((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length)).sqrt()


def rho(beta2: float, t: int) -> tuple[Decimal, Decimal]:
    """rho and rho_t: 1 + 2 (mean age under the weights beta2^age), of all ages and of the ages 0, ..., t - 1."""
    kept = Decimal(beta2)
    weights = [_power(kept, k) for k in range(t)]
    age = sum((k * w for k, w in enumerate(weights)), Decimal(0)) / sum(weights, Decimal(0))
    return 1 + 2 * kept / (1 - kept), 1 + 2 * age


def largest_steps(beta1: float, beta2: float, steps: int) -> Vector:
    """U_1, ..., U_T: the largest |mean| / root mean square of t numbers; beta1^2 < beta2, both positive."""
    with localcontext() as context:
        context.prec = DIGITS
        a, b = Decimal(beta1), Decimal(beta2)
        ratio = a * a / b
        return [
            (1 - a) / (1 - a**t) * ((1 - b**t) * (1 - ratio**t) / ((1 - b) * (1 - ratio))).sqrt()
            for t in range(1, steps + 1)
        ]


def _weights(beta: float, t: int) -> Vector:
    powers = [_power(Decimal(beta), t - 1 - i) for i in range(t)]
    return [w / sum(powers, Decimal(0)) for w in powers]


def _power(base: Decimal, n: int) -> Decimal:
    return base**n if n else Decimal(1)  # 0^0 = 1: the newest value counts also at beta = 0


def _sum(values: Vector, beta: float) -> Decimal:
    return sum((v * _power(Decimal(beta), len(values) - 1 - i) for i, v in enumerate(values)), Decimal(0))


def _root_mean_square(values: Vector, beta: float) -> Decimal:
    return mean([v * v for v in values], beta).sqrt()


def _product(values: Vector) -> Decimal:
    result = Decimal(1)
    for v in values:
        result *= v
    return result


def _over(a: Decimal, root: Decimal, epsilon: float) -> Decimal:
    below = root + Decimal(epsilon)
    return a / below if below else Decimal(0)
