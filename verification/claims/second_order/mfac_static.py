"""M-FAC, static, and pruning with it: constructions that take no steps, in fractions, and their cost, counted."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np

from refimpl.second_order import mfac_static as static
from verification.claim import Kind, Standing, claim, without
from verification.evidence import identity
from verification.finding import Finding, worst

G = np.array([[2.0, 1.0, 0.0, -1.0, 3.0], [0.5, -1.0, 2.0, 1.0, 0.0], [1.0, 1.0, -2.0, 0.5, 1.0]])
DAMPING, WEIGHTS = 0.25, np.array([1.0, -0.375, 0.25, 0.75, -1.0])


def exact_inverse(rows: Any, damping: float, divisor: int) -> list[list[Fraction]]:
    """(damping I + sum g g'/divisor)^{-1}, by Gauss-Jordan elimination in fractions."""
    gradients = [[Fraction(v) for v in row] for row in rows]
    d = len(gradients[0])
    table = [
        [Fraction(damping) * (i == j) + sum((g[i] * g[j] for g in gradients), Fraction(0)) / divisor for j in range(d)]
        + [Fraction(i == j) for j in range(d)]
        for i in range(d)
    ]  # fmt: skip
    for k in range(d):
        table[k] = [a / table[k][k] for a in table[k]]
        table = [
            row if i == k else [a - row[k] * b for a, b in zip(row, table[k])] for i, row in enumerate(table)
        ]
    return [row[d:] for row in table]


class Counted(float):
    """A number that counts the multiplications and divisions it takes part in."""

    total = 0

    def _of(self, value: float) -> Counted:
        Counted.total += 1
        return Counted(value)

    def __mul__(self, other: Any) -> Counted:
        return self._of(float(self) * float(other))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Counted:
        return self._of(float(self) / float(other))

    def __add__(self, other: Any) -> Counted:
        return Counted(float(self) + float(other))

    __radd__ = __add__

    def __sub__(self, other: Any) -> Counted:
        return Counted(float(self) - float(other))

    def __rsub__(self, other: Any) -> Counted:
        return Counted(float(other) - float(self))

    def __neg__(self) -> Counted:
        return Counted(-float(self))


def counted(array: Any) -> np.ndarray:
    """The array with counting entries."""
    return np.vectorize(Counted, otypes=[object])(array)


@claim(
    "mfac",
    theorem="the static algorithm",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="products, all entries of the inverse and q_i = m + g_i'F_{i-1}^{-1}g_i equal the inverse of the whole "
    "matrix in fractions",
    engine_fixed=True,
    controls=(
        *without("the mean over m gradients", divisor=1),
        *without("the damping", damping=0.5),
        *without("all of the gradients", rows=2),
    ),
    shows=("P140/0",),
)
def products_and_entries(
    method: type, engine: str, divisor: int = 3, damping: float = DAMPING, rows: int = 3
) -> Finding:
    """(F + g g'/m)^{-1} = F^{-1} - F^{-1}g g'F^{-1}/(m + g'F^{-1}g), by induction. Some hundred roundings, condition
    30."""
    V, q = static.factored(G, DAMPING)
    inverse = np.array(exact_inverse(G[:rows], damping, divisor), float)
    products = np.array([static.inverse_product(V, q, DAMPING, e) for e in np.eye(5)])
    entries = np.array([[static.inverse_entry(V, q, DAMPING, i, j) for j in range(5)] for i in range(5)])
    before = np.array(exact_inverse(G[:2], damping, divisor), float)
    return worst(
        [
            identity(products, inverse, tolerance=1e-13),
            identity(entries, inverse, tolerance=1e-13),
            identity(q[2], divisor + G[2] @ before @ G[2], tolerance=1e-13),
        ]
    )


@claim(
    "mfac",
    theorem="cost",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="multiplications and divisions, counted: (2 d + 1) m + d per product, 2 m per entry of the inverse off "
    "the diagonal, d m^2 + O(d m) for the factors: linear in d",
    engine_fixed=True,
    controls=(*without("products from the vectors", dense=True),),
)
def counted_multiplications(method: type, engine: str, dense: bool = False) -> Finding:
    """V x and (V x/q) V are 2 d m products and m divisions, x/lambda d more. The i-th vector costs a product with i -
    1 of them, d (2 i - 1) + (i - 1), and d for g_i'v_i: d m (m + 1) + m (m - 1)/2 in all.
    """
    found, expected = [], []
    for d, m in ((5, 2), (9, 2), (9, 4), (17, 4)):
        rows = np.resize(G, (m, d)) + np.arange(m)[:, None] / 8
        V, q = static.factored(rows, DAMPING)
        x = counted(np.resize(WEIGHTS, d))
        Counted.total = 0
        if dense:
            np.dot(counted(np.linalg.inv(DAMPING * np.eye(d) + rows.T @ rows / m)), x)
        else:
            static.inverse_product(counted(V), counted(q), DAMPING, x)
        found.append(Counted.total)
        expected.append((2 * d + 1) * m + d)
        Counted.total = 0
        static.inverse_entry(counted(V), counted(q), DAMPING, 0, 1)
        found.append(Counted.total)
        expected.append(2 * m)
        Counted.total = 0
        static.factored(counted(rows), DAMPING)
        found.append(Counted.total)
        expected.append(d * m * (m + 1) + m * (m - 1) // 2)
    return identity(np.array(found, float), np.array(expected, float), tolerance=0.0)


@claim(
    "mfac",
    theorem="Optimal Brain Surgeon",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="f = w'Fw/2: removing one weight costs exactly w_q^2/(2 (F^{-1})_qq), which no other point with w_q = 0 "
    "beats; the weight of least saliency is the cheapest to remove, and not the one of least magnitude",
    engine_fixed=True,
    controls=(
        *without("the other weights move", compensated=False),
        *without("saliencies of the inverse", saliency="magnitude"),
        *without("one half", half=1.0),
    ),
    shows=("P140/2",),
)
def pruning_one_weight(
    method: type, engine: str, compensated: bool = True, saliency: str = "inverse", half: float = 0.5
) -> Finding:
    """min (u'Fu)/2 over u = w + s, u_q = 0, around the minimiser w of the loss (s'Fs/2): s = -w_q
    F^{-1}e_q/(F^{-1})_qq, with the value w_q^2/(2 (F^{-1})_qq), by one Lagrange multiplier. Costs are found by solving
    for the other weights.
    """
    V, q = static.factored(G, DAMPING)
    F = DAMPING * np.eye(5) + G.T @ G / 3
    diagonal = np.array([static.inverse_entry(V, q, DAMPING, i, i) for i in range(5)])
    predicted = half * WEIGHTS**2 / diagonal
    cost, least = [], []
    for i in range(5):
        w = (
            static.removed(V, q, DAMPING, WEIGHTS, i)
            if compensated
            else np.where(np.arange(5) == i, 0, WEIGHTS)
        )
        s, rest = w - WEIGHTS, [j for j in range(5) if j != i]
        cost.append(s @ F @ s / 2)
        s = -WEIGHTS * (np.arange(5) == i)
        s[rest] = -np.linalg.solve(F[np.ix_(rest, rest)], F[rest, i] * s[i])
        least.append(s @ F @ s / 2)
    chosen = np.argmin(predicted if saliency == "inverse" else np.abs(WEIGHTS))
    return worst(
        [
            identity(np.array(cost), predicted, tolerance=1e-13),
            identity(np.array(least), predicted, tolerance=1e-12),
            identity(least[chosen], min(least), tolerance=1e-13),
        ]
    )


@claim(
    "mfac",
    theorem="several weights",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="f = w'Fw/2: removing a set S together costs w_S' ((F^{-1})_SS)^{-1} w_S/2, for every pair; moving for "
    "each weight alone and adding up costs more",
    engine_fixed=True,
    controls=(*without("one joint move", joint=False),),
)
def pruning_several_weights(method: type, engine: str, joint: bool = True) -> Finding:
    """The same minimum under |S| conditions u_S = 0, one multiplier each: s = -F^{-1}_{:S} ((F^{-1})_SS)^{-1} w_S,
    whose value is half of w_S'((F^{-1})_SS)^{-1} w_S. The single moves leave weights of S away from zero, which are
    then set to it.
    """
    V, q = static.factored(G, DAMPING)
    F = DAMPING * np.eye(5) + G.T @ G / 3
    inverse = np.array([[static.inverse_entry(V, q, DAMPING, i, j) for j in range(5)] for i in range(5)])
    cost, predicted = [], []
    for pair in combinations(range(5), 2):
        S = list(pair)
        predicted.append(WEIGHTS[S] @ np.linalg.solve(inverse[np.ix_(S, S)], WEIGHTS[S]) / 2)
        rest = [j for j in range(5) if j not in pair]
        s = np.zeros(5)
        if joint:
            s[S] = -WEIGHTS[S]
            s[rest] = -np.linalg.solve(F[np.ix_(rest, rest)], F[np.ix_(rest, S)] @ s[S])
        else:
            s = sum(static.removed(V, q, DAMPING, WEIGHTS, i) - WEIGHTS for i in S)
            s[S] = -WEIGHTS[S]
        cost.append(s @ F @ s / 2)
    return identity(np.array(cost), np.array(predicted), tolerance=1e-12)


CLAIMS = (products_and_entries, counted_multiplications, pruning_one_weight, pruning_several_weights)
