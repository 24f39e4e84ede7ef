"""L-BFGS, right, with its mistakes and as another dialect, over decimals: H as a matrix, by its recursion."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from verification.vectors.second_way.decimals import CENT, Matrix, Vector, identity, norm, outer, product

Pair = tuple[Vector, Vector]
CURVATURE = Decimal.from_float(1e-10)


def newest(pairs: list[Pair], before: list[Pair]) -> Decimal:
    """s'y / y'y of the newest pair, 1 before there is one."""
    return _ratio(pairs[-1]) if pairs else Decimal(1)


def _ratio(pair: Pair) -> Decimal:
    s, y = pair
    return s @ y / (y @ y)


def inverse_hessian(pairs: list[Pair], gamma: Decimal, d: int, symmetric: bool = True) -> Matrix:
    """H <- (I - rho s y') H (I - rho y s') + rho s s' from gamma I, the first pair of the list first.

    With `symmetric` False the left factor is missing.
    """
    H, one = gamma * identity(d), identity(d)
    for s, y in pairs:
        rho = 1 / (s @ y)
        H = product(H, one + -rho * outer(y, s))
        if symmetric:
            H = product(one + -rho * outer(s, y), H)
        H += rho * outer(s, s)
    return H


def kept(s: Vector, y: Vector, known: list[Pair], m: int) -> list[Pair]:
    """The pairs with the new one if s'y > 1e-10, the last m."""
    return [*known, (s, y)][-m:] if s @ y > CURVATURE else known


def first_step(eta: Decimal, g: Vector) -> Decimal:
    """eta min(1, 1/|g|_1)."""
    return eta / max(Decimal(1), sum(map(abs, g), Decimal(0)))


def lbfgs(
    gamma: Any = newest,
    remember: Any = kept,
    difference: Any = lambda s, y, p: (s, y),
    used: Any = lambda pairs, before: pairs,
    matrix: Any = inverse_hessian,
    shortened: Any = first_step,
    length: Any = 1,
) -> Any:
    """x+ = x - length eta H g with H = matrix(used pairs, gamma, d)."""

    def iterates(o: Any, p: Any, x: Vector, draws: Any) -> Iterator[Vector]:
        pairs: list[Pair] = []
        before: list[Pair] = []
        g = o.gradient(x)
        x_old, g_old, eta = x, g, shortened(p.step_size, g)
        while True:
            H = matrix(used(pairs, before), gamma(pairs, before), len(x))
            x = x - length * eta * (H @ g)
            yield x
            g, eta, before = o.gradient(x), p.step_size, pairs
            pairs = remember(*difference(x - x_old, g - g_old, p), pairs, p.memory)
            x_old, g_old = x, g

    return iterates


def _any_sign(s: Vector, y: Vector, known: list[Pair], m: int) -> list[Pair]:
    return [*known, (s, y)][-m:] if abs(s @ y) > CURVATURE else known


def _all(s: Vector, y: Vector, known: list[Pair], m: int) -> list[Pair]:
    return [*known, (s, y)][-m:] if s @ y else known


def _long(pairs: list[Pair], before: list[Pair]) -> Decimal:
    s, y = pairs[-1] if pairs else (Vector([1]), Vector([1]))
    return s @ s / (s @ y)


def _euclidean(eta: Decimal, g: Vector) -> Decimal:
    return eta / max(Decimal(1), norm(g))


def _always(eta: Decimal, g: Vector) -> Decimal:
    size = sum(map(abs, g), Decimal(0))
    return eta / size if size else eta


LBFGS = {
    "reference": lbfgs(),
    "history-one-off": lbfgs(lambda pairs, before: newest(before, []), used=lambda pairs, before: before),
    "gamma-before-new-pair": lbfgs(lambda pairs, before: newest(before, [])),
    "gamma-of-oldest-pair": lbfgs(lambda pairs, before: newest(pairs[:1], [])),
    "gamma-inverted": lbfgs(lambda pairs, before: 1 / newest(pairs, before)),
    "long-gamma": lbfgs(_long),
    "without-gamma": lbfgs(lambda pairs, before: Decimal(1)),
    "negative-difference": lbfgs(difference=lambda s, y, p: (s, -y)),
    "direction-for-step": lbfgs(difference=lambda s, y, p: (s / p.step_size, y)),
    "every-pair-kept": lbfgs(remember=_any_sign),
    "oldest-pairs-stay": lbfgs(
        remember=lambda s, y, known, m: known if len(known) == m else kept(s, y, known, m)
    ),
    "one-pair-remembered": lbfgs(
        remember=lambda s, y, known, m: kept(s, y, known, m)[-1:] if s @ y > CURVATURE else known
    ),
    "loops-exchanged": lbfgs(used=lambda pairs, before: pairs[::-1]),
    "beta-missing": lbfgs(matrix=partial(inverse_hessian, symmetric=False)),
    "long-first-step": lbfgs(shortened=lambda eta, g: eta),
    "first-step-always-scaled": lbfgs(shortened=_always),
    "step-too-long": lbfgs(length=CENT),
    "euclidean-first-step": lbfgs(remember=_all, shortened=_euclidean),
}
