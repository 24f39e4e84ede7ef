"""Evolutionary algorithms in integers: strings as sets of set bits, orders by the heaviest bit that differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from itertools import combinations

Bits = frozenset[int]
Order = Callable[[Bits, Bits], tuple[int, ...]]  # of the parent and a string; smaller is better
START: Bits = frozenset((0, 1, 3))
N = 4
WEIGHTS = (2, 1, 1, 1)


def static(parent: Bits, y: Bits) -> tuple[int, ...]:
    """Sum of the weights of the set bits."""
    return (sum(WEIGHTS[i] for i in y),)


def adversarial(parent: Bits, y: Bits) -> tuple[int, ...]:
    """Lexicographic: the bits that the parent has set first, of one kind the later ones first."""
    ranked = sorted(range(N), key=lambda i: (i in parent, i), reverse=True)
    return tuple(int(i in y) for i in ranked)


def switching(parent: Bits, y: Bits) -> tuple[int, ...]:
    """Adversarial with fewer than half of the bits set, else the bits that the parent has clear first."""
    if len(parent) < Fraction(N, 2):
        return adversarial(parent, y)
    ranked = sorted(range(N), key=lambda i: (i not in parent, i), reverse=True)
    return tuple(int(i in y) for i in ranked)


def draws(k: int) -> list[float]:
    """k uniform draws in 32nds, from a linear congruence."""
    found, state = [], 7
    for _ in range(k):
        state = (5 * state + 3) % 8192
        found.append(state // 256 / 32)
    return found


def offspring(x: Bits, count: int, rate: Fraction, stream: Iterator[float]) -> list[Bits]:
    """`count` strings, each x with the bits exchanged whose draw is below the rate."""
    return [x ^ frozenset(i for i in range(N) if next(stream) < rate) for _ in range(count)]


def vector(x: Bits) -> list[int]:
    """0 and 1."""
    return [int(i in x) for i in range(N)]


def plus(order: Order, count: int, rate: Fraction, steps: int, stream: Iterator[float]) -> list[list[int]]:
    """x_1, x_2, ... of the (1 + count) scheme; the offspring wins ties with its parent."""
    x, found = START, []
    for _ in range(steps):
        y = min(offspring(x, count, rate, stream), key=partial(order, x))
        x = y if order(x, y) <= order(x, x) else x
        found.append(vector(x))
    return found


def comma(
    order: Order,
    factor: Fraction,
    growth: Fraction,
    largest: int,
    rate: Fraction,
    steps: int,
    stream: Iterator[float],
) -> list[list[int]]:
    """x_1, x_2, ... of the (1, lambda) scheme: lambda over `factor` after success, times `growth` after failure."""
    x, size, found = START, Fraction(1), []
    for _ in range(steps):
        among = offspring(x, largest, rate, stream)[: int(size + Fraction(1, 2))]
        y = min(among, key=partial(order, x))
        shrunk, grown = max(Fraction(1), size / factor), min(size * growth, Fraction(largest))
        size = shrunk if order(x, y) < order(x, x) else grown
        x = y
        found.append(vector(x))
    return found


def subsets(n: int) -> list[Bits]:
    """All sets of flipped bits."""
    return [frozenset(c) for k in range(n + 1) for c in combinations(range(n), k)]


def probability(flips: int, n: int, p: Fraction) -> Fraction:
    """Of one set of so many flipped bits."""
    return p**flips * (1 - p) ** (n - flips)


def least_drift(z: int, n: int, p: Fraction) -> Fraction:
    """Minimum of E(z - z+) over all sets of accepted flips that a monotone function allows, by trying them all.

    The first z bits are set: an offspring with more of them cleared, or fewer of the others set, is no worse, so that
    what is accepted is closed upwards; all 2^n flips are ordered like the subsets of n things.
    """
    gain = frozenset(range(z))
    flips = subsets(n)
    good = [s ^ (frozenset(range(n)) - gain) for s in flips]  # larger is better
    weight = [probability(len(s), n, p) * (len(s & gain) - len(s - gain)) for s in flips]
    order = sorted(range(len(flips)), key=lambda i: -len(good[i]))
    above = [[j for j in order if good[i] < good[j]] for i in range(len(flips))]
    best = Fraction(n)
    stack: list[tuple[int, frozenset[int], Fraction]] = [(0, frozenset(), Fraction(0))]
    while stack:
        k, chosen, total = stack.pop()
        if k == len(order):
            best = min(best, total)
            continue
        i = order[k]
        only_gains = bool(flips[i]) and flips[i] <= gain
        only_losses = bool(flips[i]) and not flips[i] & gain
        if not only_losses and all(j in chosen for j in above[i]):
            stack.append((k + 1, chosen | {i}, total + weight[i]))
        if not only_gains:
            stack.append((k + 1, chosen, total))
    return best
