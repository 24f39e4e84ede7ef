"""Local orders on root finders whose orders are classical, in decimals."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest

from refimpl.engines.ball import Ball, precision
from verification.evidence import local_order, superlinear
from verification.finding import Verdict

DIGITS = 1000
GOLDEN = (1 + 5**0.5) / 2


def errors(step, x, steps):
    """|x_k| of x+ = step(x): the root of f(x) = x + x^2 + 2 x^3 is 0."""
    with localcontext() as context:  # x^3 alone would have a zero Schwarzian at 0: Halley's order would be 4
        context.prec = DIGITS
        found = [abs(x)]
        for _ in range(steps):
            x = step(x)
            found.append(abs(x))
        return found


def f(x):
    return x + x * x + 2 * x**3


def slope(x):
    return 1 + 2 * x + 6 * x * x


def bend(x):
    return 2 + 12 * x


def newton(x):
    return x - f(x) / slope(x)


def halley(x):
    return x - 2 * f(x) * slope(x) / (2 * slope(x) ** 2 - f(x) * bend(x))


def test_newton_has_order_two_and_halley_three():
    assert local_order(errors(newton, Decimal("0.1"), 10), 2, digits=DIGITS).verdict is Verdict.HOLDS
    assert local_order(errors(halley, Decimal("0.1"), 6), 3, digits=DIGITS).verdict is Verdict.HOLDS
    assert local_order(errors(newton, Decimal("0.1"), 10), 3, digits=DIGITS).verdict is Verdict.VIOLATED
    assert local_order(errors(halley, Decimal("0.1"), 6), 2, digits=DIGITS).verdict is Verdict.VIOLATED


def test_the_secant_method_has_the_golden_order():
    with localcontext() as context:
        context.prec = DIGITS
        x = [Decimal("0.2"), Decimal("0.1")]
        for _ in range(14):
            a, b = x[-2:]
            x.append(b - f(b) * (b - a) / (f(b) - f(a)))
    found = [abs(v) for v in x]
    assert local_order(found, GOLDEN, digits=DIGITS).verdict is Verdict.HOLDS
    assert local_order(found, 1.5, digits=DIGITS).verdict is Verdict.VIOLATED


@pytest.mark.parametrize(
    "planted",
    [
        lambda x: x - Decimal("1.0001") * f(x) / slope(x),
        lambda x: x - f(x) / (slope(x) * (1 + Decimal("1e-8"))),
        lambda x: x - f(x) / (slope(x) + Decimal("1e-12")),
    ],
)
def test_tiny_errors_of_newton_lose_the_order(planted):
    """In float64 the last of these cannot be seen at all."""
    assert local_order(errors(planted, Decimal("0.1"), 14), 2, digits=DIGITS).verdict is Verdict.VIOLATED


def test_an_order_read_at_the_floor_is_not_used():
    found = [max(e, Decimal(10) ** -300) for e in errors(newton, Decimal("0.1"), 12)]
    assert local_order(found, 2, digits=300).verdict is Verdict.HOLDS
    assert local_order(found, 2, digits=1000).verdict is Verdict.VIOLATED  # told that the floor is a value


def test_double_precision_shows_no_order():
    found = errors(newton, Decimal("0.1"), 10)
    assert local_order([float(e) for e in found[:4]], 2, digits=16).verdict is Verdict.INCONCLUSIVE


def test_no_convergence_is_violated():
    assert local_order([0.1, 0.2, 0.4, 0.8], 2, digits=100).verdict is Verdict.VIOLATED
    assert local_order([0.1, float("nan"), 0.1], 2, digits=100).verdict is Verdict.VIOLATED
    assert local_order([0.1, 0.01], 2, digits=100).verdict is Verdict.VIOLATED


def test_balls_and_fractions_are_read():
    fractions = [Fraction(1, 10) ** (2**j) for j in range(1, 8)]
    assert local_order(fractions, 2, digits=200).verdict is Verdict.HOLDS
    with precision(800):
        balls = [Ball(1) / Ball(10**n) for n in (2**j for j in range(1, 8))]
    assert local_order(balls, 2, digits=200).verdict is Verdict.HOLDS


def test_superlinear_without_an_order():
    factorial, fast, linear, slow = [Decimal(1)], [], [], []
    for j in range(1, 65):
        factorial.append(factorial[-1] / j)
        fast.append((-(Decimal(j) ** Decimal("1.5"))).exp())
        linear.append(Decimal("0.5") ** j)
        slow.append((-Decimal(j).sqrt()).exp())
    assert superlinear(factorial, digits=400).verdict is Verdict.HOLDS
    assert superlinear(fast, digits=400).verdict is Verdict.HOLDS
    assert superlinear(linear, digits=400).verdict is Verdict.VIOLATED
    assert superlinear(slow, digits=400).verdict is Verdict.VIOLATED
    assert superlinear(linear[:5], digits=400).verdict is Verdict.INCONCLUSIVE
    assert superlinear([0.5, float("nan")], digits=400).verdict is Verdict.VIOLATED
