"""Laws of random directions without sampling: all outcomes of a finite law, or quadrature exact for polynomials."""

from __future__ import annotations

from itertools import product
from typing import Any, NamedTuple

import numpy as np

from refimpl.core.draws import Tape, tape
from refimpl.zeroth_order.estimators import Normal, Signs, Sphere


class Listed(NamedTuple):
    """Directions as their law draws them: rows of `reals` or `coins` for a tape, and their probabilities."""

    law: Any
    reals: np.ndarray  # (m, d) normal draws, or (m, 0)
    coins: np.ndarray  # (m, d) integers 0 and 1, or (m, 0)
    weights: np.ndarray  # (m,)

    def tape(self, rows: tuple[int, ...]) -> Tape:
        """The draws of these rows in order."""
        return tape(self.reals[list(rows)].ravel(), self.coins[list(rows)].ravel())

    def paths(self, directions: int) -> list[tuple[tuple[int, ...], float]]:
        """All sequences of that many independent directions, and their probabilities."""
        indices = range(len(self.weights))
        return [
            (rows, float(np.prod(self.weights[list(rows)]))) for rows in product(indices, repeat=directions)
        ]


def normal(d: int, nodes: int = 4) -> Listed:
    """Gauss-Hermite nodes: exact for polynomials of degree 2 `nodes` - 1 in every entry."""
    points, weights = np.polynomial.hermite_e.hermegauss(nodes)
    reals = np.array(list(product(points, repeat=d)))
    probabilities = np.prod(list(product(weights / weights.sum(), repeat=d)), axis=1)
    return Listed(Normal(), reals, np.zeros((len(reals), 0), int), probabilities / probabilities.sum())


def sphere(d: int) -> Listed:
    """The same nodes weighted by |z|^4/(d(d+2)), exact for f(z/|z|) where f(z/|z|) |z|^4 is a polynomial.

    z/|z| and |z| of a normal z are independent, and E|z|^4 = d (d + 2).
    """
    found = normal(d)
    weights = found.weights * np.sum(found.reals**2, axis=1) ** 2 / (d * (d + 2))
    return found._replace(law=Sphere(), weights=weights / weights.sum())


def signs(d: int) -> Listed:
    """All 2^d sign vectors."""
    coins = np.array(list(product((0, 1), repeat=d)))
    return Listed(Signs(), np.zeros((2**d, 0)), coins, np.full(2**d, 0.5**d))


def second_moment(law: Any, p: np.ndarray) -> np.ndarray:
    """E g g' of g = (p'v) v: 2pp' + |p|^2 I for normal v, d/(d+2) of it on the sphere, less 2 diag(p_i^2) for signs.

    Wick's formula for normal v; |v|^4 is independent of v/|v|, with mean d(d+2) against d^2 on the sphere; for signs
    E v_i v_j v_k v_l = 1 for two pairs and for four equal indices, where Wick's formula counts 3.
    """
    d, square = len(p), np.outer(p, p)
    found = 2 * square + p @ p * np.eye(d)
    if isinstance(law, Sphere):
        return d / (d + 2) * found
    return found - 2 * np.diag(p * p) if isinstance(law, Signs) else found
