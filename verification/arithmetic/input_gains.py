"""Training of the hidden layer by 110-digit decimals, on four examples and a network with a bent activation."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import NamedTuple

import numpy as np

from refimpl.problems import TwoLayerNetwork

Row = list[Decimal]
X = ((1, 2, 1), (-1, 1, 1), (2, -1, 1), (1, 1, -1))
Y = (1, -1, 2, 3)  # no linear network fits them
START = (0.5, -0.25, 0.25, -0.5, 0.25, 0.5, 1.0, 0.5)


class Bent(NamedTuple):
    """s(z) = z + bend z^2/2."""

    bend: float

    def value(self, z):
        return z + self.bend * z * z / 2

    def slope(self, z):
        return 1.0 + self.bend * z

    def curvature(self, z):
        return self.bend + 0 * z

    def curvature_bound(self):
        return self.bend


def network(bend: float) -> TwoLayerNetwork:
    """Two units on the data above."""
    return TwoLayerNetwork(np.array(X, float), np.array(Y, float), 2, Bent(bend))


def iterates(whitened: bool, gains: bool, bend: float, damping: float, steps: int) -> list[Row]:
    """x_1, ..., x_steps; the direction is `whitened` or not, and has a gain per input or one for all."""
    with localcontext() as context:
        context.prec = 110
        return _iterates(whitened, gains, bend, damping, steps)


def _iterates(whitened: bool, gains: bool, bend: float, damping: float, steps: int) -> list[Row]:
    """The same in the precision of the context."""
    s, n, x, found = Decimal(bend), len(X), [Decimal(v) for v in START], []
    X_ = [[Decimal(v) for v in row] for row in X]
    p, m = len(X_[0]), 2
    grow = 1 + Decimal(damping)
    R = [[sum((u[i] * u[j] for u in X_), Decimal(0)) / n for j in range(p)] for i in range(p)]
    for _ in range(steps):
        W, a = [x[j * p : (j + 1) * p] for j in range(m)], x[m * p :]
        z = [[dot(w, u) for w in W] for u in X_]
        r = [dot(a, [v + s * v * v / 2 for v in row]) - y for row, y in zip(z, Y)]
        slope = [[a[j] * (1 + s * row[j]) for j in range(m)] for row in z]
        G = [
            [-sum((r[i] * slope[i][j] * X_[i][k] for i in range(n)), Decimal(0)) / n for k in range(p)]
            for j in range(m)
        ]
        D = [solve(R, row) for row in G] if whitened else G
        # what each gain changes the outputs by
        turn = [
            [sum((slope[i][j] * D[j][k] * X_[i][k] for j in range(m)), Decimal(0)) for k in range(p)]
            for i in range(n)
        ]
        if not gains:
            turn = [[sum(row, Decimal(0))] for row in turn]
        gain = least_squares(turn, [-v for v in r], grow)
        gain = gain if gains else gain * p
        W = [[w + d * c for w, d, c in zip(row, step, gain)] for row, step in zip(W, D)]
        S = [[(v := dot(w, u)) + s * v * v / 2 for w in W] for u in X_]
        change = least_squares(S, [y - dot(a, row) for row, y in zip(S, Y)], grow)
        a = [v + c for v, c in zip(a, change)]
        x = [v for row in W for v in row] + a
        found.append(x)
    return found


def least_squares(A: list[Row], b: Row, grow: Decimal) -> Row:
    """(A'A with its diagonal times `grow`)^{-1} A'b."""
    columns = list(zip(*A))
    M = [[dot(p, q) * (grow if i == j else 1) for j, q in enumerate(columns)] for i, p in enumerate(columns)]
    return solve(M, [dot(p, b) for p in columns])


def dot(a: object, b: object) -> Decimal:
    """<a, b>."""
    return sum((v * w for v, w in zip(a, b)), Decimal(0))  # type: ignore[call-overload]


def solve(M: list[Row], b: Row) -> Row:
    """M^{-1} b of a positive definite matrix by elimination."""
    rows = [[*row, v] for row, v in zip(M, b)]
    for k, _ in enumerate(rows):
        rows[k] = [v / rows[k][k] for v in rows[k]]
        for i, row in enumerate(rows):
            if i != k:
                rows[i] = [v - row[k] * w for v, w in zip(row, rows[k])]
    return [row[-1] for row in rows]
