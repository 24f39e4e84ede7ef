"""REINFORCE on a tabular softmax policy by decimal list arithmetic: independent of the library."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext

from verification.arithmetic.newton import Vector

DIGITS = 80
REWARDS = (("1", "0.25", "-0.5"), ("-1", "0.75", "0.5"), ("0.125", "-0.75", "2"))
START = ("0.5", "-0.25", "1", "0.25", "0", "-1", "0.75", "-0.5", "0")


def probabilities(z: Sequence[Decimal]) -> list[Decimal]:
    """softmax."""
    e = [v.exp() for v in z]
    return [v / sum(e, Decimal(0)) for v in e]


def iterates(draws: Sequence[tuple[int, float]], eta: str, baseline: str) -> list[Vector]:
    """x_1, x_2, ... for draws (state, u): the action is the first whose distribution function exceeds u."""
    found = []
    with localcontext() as context:
        context.prec = DIGITS
        x = [Decimal(v) for v in START]
        for s, u in draws:
            q = probabilities(x[3 * s : 3 * s + 3])
            a = next(i for i in range(3) if Decimal(u) < sum(q[: i + 1], Decimal(0)))
            weight = Decimal(eta) * (Decimal(REWARDS[s][a]) - Decimal(baseline))
            score = [Decimal(int(i == a)) - q[i] for i in range(3)]
            x = [v + (weight * score[j - 3 * s] if 0 <= j - 3 * s < 3 else 0) for j, v in enumerate(x)]
            found.append(x)
    return found
