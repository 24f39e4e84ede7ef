"""SAM on an attention forecaster in decimals: the forward pass by loops, gradients by central differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext
from functools import cache

from verification.arithmetic.newton import Vector

DIGITS = 80
STEP = Decimal(10) ** -26  # truncation 1e-52, rounding 1e-54
# two samples of two channels: inputs (2, 2) and targets (2, 1); width 1, temperature 2
INPUTS = ((("1", "-0.5"), ("0.25", "2")), (("-1", "1.5"), ("0.5", "0.75")))
TARGETS = (("1", "-2"), ("0.5", "1.5"))
START = ("0.5", "-0.25", "1", "0.5", "-0.5", "0.25", "0.75", "-1", "1", "0.5")  # Q, K, V, U, W
TEMPERATURE = "2"
Attention = Callable[[Sequence[Decimal], Sequence[Decimal]], list[list[Decimal]]]


def channel_attention(queries: Sequence[Decimal], keys: Sequence[Decimal]) -> list[list[Decimal]]:
    """softmax over b of query_a key_b / tau."""
    rows = [[(q * k / Decimal(TEMPERATURE)).exp() for k in keys] for q in queries]
    return [[e / sum(row, Decimal(0)) for e in row] for row in rows]


def identity_attention(queries: Sequence[Decimal], keys: Sequence[Decimal]) -> list[list[Decimal]]:
    """Every channel to itself."""
    return [[Decimal(int(a == b)) for b in range(len(keys))] for a in range(len(queries))]


def loss(x: Vector, attention: Attention) -> Decimal:
    """(1/2n) sum |(X + A X V U) W - Y|^2."""
    total = Decimal(0)
    for inputs, targets in zip(INPUTS, TARGETS):
        X = [[Decimal(v) for v in row] for row in inputs]
        Q, K, V, U, W = (x[2 * i : 2 * i + 2] for i in range(5))
        product = [[sum((r[t] * w[t] for t in range(2)), Decimal(0)) for r in X] for w in (Q, K, V)]
        A = attention(product[0], product[1])
        for a in range(2):
            mixed = sum((A[a][b] * product[2][b] for b in range(2)), Decimal(0))
            output = sum(((X[a][t] + mixed * U[t]) * W[t] for t in range(2)), Decimal(0))
            total += (output - Decimal(targets[a])) ** 2
    return total / (2 * len(INPUTS))


def gradient(x: Vector, attention: Attention) -> Vector:
    """Central differences of the loss."""

    def moved(i: int, h: Decimal) -> Decimal:
        return loss([v + h if j == i else v for j, v in enumerate(x)], attention)

    return [(moved(i, STEP) - moved(i, -STEP)) / (2 * STEP) for i in range(len(x))]


@cache
def sam(steps: int, eta: str, rho: str, attention: Attention) -> list[Vector]:
    """x_1, ..., x_steps of SAM from START."""
    found = []
    with localcontext() as context:
        context.prec = DIGITS
        x = [Decimal(v) for v in START]
        for _ in range(steps):
            g = gradient(x, attention)
            size = sum((v * v for v in g), Decimal(0)).sqrt()
            perturbed = gradient([v + Decimal(rho) * w / size for v, w in zip(x, g)], attention)
            x = [v - Decimal(eta) * w for v, w in zip(x, perturbed)]
            found.append(x)
    return found
