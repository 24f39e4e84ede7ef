"""Steps for the conditional value at risk on least squares in fractions: the minimisers of the models by cases."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

Vector = list[Fraction]
A = ((2, 1), (-1, 1), (1, -2))
B = (3, -2, 1)
START = (1, -1)


def dot(a: Vector, b: Vector) -> Fraction:
    """Inner product."""
    return sum((v * w for v, w in zip(a, b, strict=True)), Fraction(0))


def subgradient(
    value: Fraction, level: Fraction, square: Fraction, up: Fraction, lam: tuple[Fraction, ...]
) -> Fraction:
    """nu: in the tail or not."""
    return Fraction(value > level)


def prox_linear(
    value: Fraction, level: Fraction, square: Fraction, up: Fraction, lam: tuple[Fraction, ...]
) -> Fraction:
    """nu by cases: outside if it stays outside, inside if it stays inside, else where the model meets the level."""
    if value <= level - lam[1]:
        return Fraction(0)
    if value - lam[0] * up * square >= level - lam[1] * (1 - up):
        return Fraction(1)
    return (value - level + lam[1]) / (up * lam[0] * square + up * lam[1])


def proximal_point(
    value: Fraction, level: Fraction, square: Fraction, up: Fraction, lam: tuple[Fraction, ...]
) -> Fraction:
    """nu by halving [0, 1] 300 times, on the loss after the step against the level after the step."""
    low, high = Fraction(0), Fraction(1)
    if value <= level - lam[1]:
        return low
    c = lam[0] * up * square / (2 * value) if value else Fraction(0)
    for _ in range(300):
        nu = (low + high) / 2
        if value / (1 + c * nu) ** 2 > level - lam[1] * (1 - up * nu):
            low = nu
        else:
            high = nu
    return high if high == 1 else low


@lru_cache
def iterates(
    multiplier: object, lam: tuple[Fraction, ...], quantile: Fraction, draws: tuple[int, ...]
) -> list[list[Decimal]]:
    """x_1, x_2, ... from (START, 0), to 90 digits."""
    x, level, up, found = [Fraction(v) for v in START], Fraction(0), 1 / (1 - quantile), []
    for i in draws:
        a = [Fraction(v) for v in A[i]]
        r = dot(a, x) - B[i]
        value, square = r * r / 2, r * r * dot(a, a)
        nu = multiplier(value, level, square, up, lam)  # type: ignore[operator]
        shrunk = 1 + lam[0] * up * nu * dot(a, a) if multiplier is proximal_point else Fraction(1)
        x = [v - lam[0] * up * nu * r * w / shrunk for v, w in zip(x, a)]
        level = level - lam[1] * (1 - up * nu)
        x, level = [v.limit_denominator(10**100) for v in x], level.limit_denominator(10**100)
        with localcontext() as context:
            context.prec = 95
            found.append([Decimal(v.numerator) / Decimal(v.denominator) for v in x])
    return found
