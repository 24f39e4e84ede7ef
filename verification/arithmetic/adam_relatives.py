"""Rules of further relatives of Adam, as in `adam`: the step of a coordinate from all its gradients so far."""

from __future__ import annotations

from decimal import Decimal, localcontext
from functools import cache
from itertools import pairwise
from typing import Any

from verification.arithmetic.adam import DIGITS, Gradient, Rule, Vector, adam, mean


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


def adadelta(beta2: float, epsilon: float) -> Rule:
    """Every step from the averaged squares of those before it."""

    def rule(g: Vector) -> Decimal:
        steps: Vector = []
        for t in range(1, len(g) + 1):
            v = averages([a * a for a in g[:t]], beta2)[-1]
            D = averages([u * u for u in steps], beta2)[-1] if steps else Decimal(0)
            steps.append(g[t - 1] * quotient((D + Decimal(epsilon)).sqrt(), (v + Decimal(epsilon)).sqrt()))
        return steps[-1]

    return rule


def adan(beta1: float, beta2: float, beta3: float, epsilon: float) -> Rule:
    """Mean plus beta2 times the mean difference, over the root mean square of looked-ahead gradients."""

    def rule(g: Vector) -> Decimal:
        changes = [Decimal(0), *(b - a for a, b in pairwise(g))]
        ahead = [a + Decimal(beta2) * c for a, c in zip(g, changes)]
        numerator = mean(g, beta1) + Decimal(beta2) * mean(changes, beta2)
        return over_root(numerator, averages([a * a for a in ahead], beta3)[-1], beta3, len(g), epsilon)

    return rule


def proximal(rule: Rule, gradient: Gradient, start: Any, step_sizes: Any, decay: float) -> list[Vector]:
    """x_1, ..., x_T: x_t = (x_{t-1} - eta_t rule(g_1, ..., g_t)) / (1 + eta_t decay)."""
    found, seen = [], []
    with localcontext() as context:
        context.prec = DIGITS
        x = [Decimal(v) for v in start]
        for t, size in enumerate(map(Decimal, step_sizes), 1):
            seen.append(gradient(t, x))
            u = [rule([g[i] for g in seen]) for i in range(len(x))]
            x = [(a - size * b) / (1 + size * Decimal(decay)) for a, b in zip(x, u)]
            found.append(x)
    return found


@cache
def slow_beta(beta1: float, beta3: float, t: int, warmup: int) -> Decimal:
    """The number with a half-life between those of beta1 and beta3, at the fraction t/warmup."""
    if t >= warmup:
        return Decimal(beta3)
    lives = [Decimal("0.5").ln() / Decimal(b).ln() for b in (beta1, beta3)]
    life = lives[0] + (lives[1] - lives[0]) * t / warmup
    return (Decimal("0.5").ln() / life).exp()


def ademamix(beta1: float, beta2: float, beta3: float, alpha: float, epsilon: float, warmup: int) -> Rule:
    """Mean plus alpha times the sum of gradients with the products of all later slow betas as weights."""

    def rule(g: Vector) -> Decimal:
        t = len(g)
        slow = Decimal(0)
        for i, v in enumerate(g, 1):
            weight = 1 - slow_beta(beta1, beta3, i, warmup)
            for j in range(i + 1, t + 1):
                weight *= slow_beta(beta1, beta3, j, warmup)
            slow += weight * v
        numerator = mean(g, beta1) + Decimal(alpha) * min(t, warmup) / warmup * slow
        return over_root(numerator, averages([v * v for v in g], beta2)[-1], beta2, t, epsilon)

    return rule


def grams(beta1: float, beta2: float, epsilon: float) -> Rule:
    """The size of Adam's step with the sign of the gradient."""

    def rule(g: Vector) -> Decimal:
        size = abs(adam(beta1, beta2, epsilon)(g))
        return size if g[-1] > 0 else -size if g[-1] < 0 else Decimal(0)

    return rule


def cautious(beta1: float, beta2: float, epsilon: float) -> Rule:
    """Adam's step where it goes down."""

    def rule(g: Vector) -> Decimal:
        u = adam(beta1, beta2, epsilon)(g)
        return u if u * g[-1] > 0 else Decimal(0)

    return rule


def ano(betas: Any, beta2: float, epsilon: float) -> Rule:
    """|g| times the sign of the average, beta1 = betas(t) in step t, over the root of Ano's second moment."""

    def rule(g: Vector) -> Decimal:
        m = v = Decimal(0)
        for t, a in enumerate(g, 1):
            square = a * a
            m = betas(t) * m + (1 - betas(t)) * a
            v = Decimal(beta2) * v + (1 - Decimal(beta2)) * square * (
                1 if square > v else -1 if square < v else 0
            )
        root = (v / (1 - Decimal(beta2) ** len(g)) + Decimal(epsilon)).sqrt()
        return quotient(abs(g[-1]) * (1 if m > 0 else -1 if m < 0 else 0), root)

    return rule


def adam_nc(beta1: float, fading: float) -> Rule:
    """(1/sqrt t) m / sqrt(mean of squares)."""

    def rule(g: Vector) -> Decimal:
        m, kept = Decimal(0), Decimal(beta1)
        for a in g:
            m = kept * m + (1 - kept) * a
            kept *= Decimal(fading)
        t = Decimal(len(g))
        return quotient(m, (sum((a * a for a in g), Decimal(0)) / t).sqrt()) / t.sqrt()

    return rule
