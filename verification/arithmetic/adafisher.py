"""AdaFisher and AdaFisherW on batches of a softmax regression, in decimals."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from verification.arithmetic.gauss_newton import INSTANCE
from verification.vectors.second_way.decimals import precise


def iterates(
    batches: Sequence[Sequence[int]], parameters: Sequence[float], coupled: float, decoupled: float
) -> list[list[Decimal]]:
    """x_1, x_2, ... for step size, damping, beta, keep and add, with both kinds of decay."""
    found = []
    with precise():
        eta, damping, beta, keep, add = (Decimal(v) for v in parameters)
        x = [Decimal(v) for v in INSTANCE.x0]
        m, H, S = [Decimal(0)] * 6, [Decimal(1)] * 2, [Decimal(1)] * 3
        for t, batch in enumerate(batches, 1):
            Q, b = INSTANCE.predictions(x), len(batch)
            a = [[Decimal(v) for v in INSTANCE.X[i]] for i in batch]
            s = [[q - (c == INSTANCE.labels[i]) for c, q in enumerate(Q[i])] for i in batch]
            H = [keep * h + add * sum(r[j] ** 2 for r in a) / b for j, h in enumerate(H)]
            S = [keep * h + add * sum(r[c] ** 2 for r in s) / b for c, h in enumerate(S)]
            for k in range(6):
                c, j = divmod(k, 2)
                g = sum((u[c] * v[j] for u, v in zip(s, a)), Decimal(0)) / b + Decimal(coupled) * x[k]
                m[k] = beta * m[k] + (1 - beta) * g
            x = [
                v - eta * (m[k] / (1 - beta**t) / (S[k // 2] * H[k % 2] + damping) + Decimal(decoupled) * v)
                for k, v in enumerate(x)
            ]
            found.append(x)
    return found
