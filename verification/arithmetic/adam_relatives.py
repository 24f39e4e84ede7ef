"""Rules of further relatives of Adam, as in `adam`: the step of a coordinate from all its gradients so far."""

from __future__ import annotations

from decimal import Decimal

from verification.arithmetic.adam import Rule, Vector, mean


def weighted(values: Vector, beta: float) -> Decimal:
    """sum beta^age value, with 0^0 = 1."""
    kept, last = Decimal(beta), len(values) - 1
    return sum((v * (kept ** (last - i) if i < last else 1) for i, v in enumerate(values)), Decimal(0))


def averages(values: Vector, beta: float) -> Vector:
    """(1 - beta) sum beta^age value of the first 1, 2, ... values."""
    return [(1 - Decimal(beta)) * weighted(values[: k + 1], beta) for k in range(len(values))]


def quotient(a: Decimal, b: Decimal) -> Decimal:
    """a/b, and 0 for b = 0."""
    return a / b if b else Decimal(0)


def over_root(numerator: Decimal, square: Decimal, beta2: float, steps: int, epsilon: float) -> Decimal:
    """numerator / (sqrt(square / (1 - beta2^steps)) + epsilon)."""
    return quotient(numerator, (square / (1 - Decimal(beta2) ** steps)).sqrt() + Decimal(epsilon))


def adamax(beta1: float, beta2: float, epsilon: float) -> Rule:
    """Mean over the largest beta2^age (|g| + epsilon)."""

    def rule(g: Vector) -> Decimal:
        faded = [
            weighted([abs(v) + Decimal(epsilon), *[Decimal(0)] * (len(g) - 1 - i)], beta2)
            for i, v in enumerate(g)
        ]
        return quotient(mean(g, beta1), max(faded))

    return rule


def adamomentum(beta1: float, beta2: float, epsilon: float) -> Rule:
    """Mean over the root of averaged squares of averages, every one of them with epsilon."""

    def rule(g: Vector) -> Decimal:
        terms = [(1 - Decimal(beta2)) * m * m + Decimal(epsilon) for m in averages(g, beta1)]
        return over_root(mean(g, beta1), weighted(terms, beta2), beta2, len(g), 0.0)

    return rule


def diffgrad(beta1: float, beta2: float, epsilon: float) -> Rule:
    """Adam times the logistic function of the last change."""

    def rule(g: Vector) -> Decimal:
        change = abs(g[-1] - (g[-2] if len(g) > 1 else 0))
        square = averages([v * v for v in g], beta2)[-1]
        return over_root(mean(g, beta1), square, beta2, len(g), epsilon) / (1 + (-change).exp())

    return rule


def adabelief(beta1: float, beta2: float, epsilon: float) -> Rule:
    """Mean over the root of averaged squares of g - m, every one of them with epsilon, plus epsilon."""

    def rule(g: Vector) -> Decimal:
        off = [v - m for v, m in zip(g, averages(g, beta1))]
        terms = [(1 - Decimal(beta2)) * v * v + Decimal(epsilon) for v in off]
        return over_root(mean(g, beta1), weighted(terms, beta2), beta2, len(g), epsilon)

    return rule


def yogi(beta1: float, beta2: float, epsilon: float, initial: float) -> Rule:
    """Both moments start at `initial`; the second one moves by (1 - beta2) g^2 towards g^2."""

    def rule(g: Vector) -> Decimal:
        t, v = len(g), Decimal(initial)
        for square in (a * a for a in g):
            v += (1 - Decimal(beta2)) * square * (1 if v < square else -1 if v > square else 0)
        faded = Decimal(beta1) ** t if beta1 else Decimal(0)
        m = averages(g, beta1)[-1] + faded * Decimal(initial)
        return over_root(m / (1 - faded), v, beta2, t, epsilon)

    return rule
