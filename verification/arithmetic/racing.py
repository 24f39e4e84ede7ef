"""Races of configurations in fractions: losses summed afresh, configurations sorted, rungs as sets."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil

Vector = list[Fraction]
# eight examples at most are used; the others are there for who uses more
A = ((-1, 2), (0, 3), (1, 3), (0, -3), (0, 2), (-3, -3), (-2, 3), (-1, 1), *((k, 1) for k in range(24)))
B = (-3, 3, 1, -4, 3, 2, 3, 3, *range(24))
START = (1, -1)


def normals(count: int = 2000) -> list[float]:
    """Odd multiples of 1/32 within 2, from a linear congruence."""
    state, found = 5, []
    for _ in range(count):
        state = (137 * state + 29) % 1021
        found.append((2 * (state % 61) - 61) / 32)
    return found


def loss(y: Vector, examples: int) -> Fraction:
    """Mean over the first examples of (a'y - b)^2."""
    squares = [(sum((u * v for u, v in zip(a, y)), Fraction(-b))) ** 2 for a, b in zip(A[:examples], B)]
    return sum(squares, Fraction(0)) / examples


def cloud(x: Vector, radius: Fraction, count: int, draws: Iterator[float]) -> list[Vector]:
    """Configurations around x."""
    return [[v + radius * Fraction(next(draws)) for v in x] for _ in range(count)]


def halved(ys: list[Vector], R: int, eta: int, s: int) -> Vector:
    """The winner: after rung i there are floor(n / eta^(i+1)), in a stable order by loss."""
    alive, n = list(range(len(ys))), len(ys)
    for i in range(s + 1):
        examples = int(Fraction(R, eta ** (s - i)))
        alive.sort(key=lambda c: loss(ys[c], examples))
        alive = alive[: n // eta ** (i + 1)] if i < s else alive
    return ys[alive[0]]


def exponent(eta: int, R: int) -> int:
    """Digits of R in base eta, less one."""
    return 0 if eta > R else 1 + exponent(eta, R // eta)


def size(eta: int, s: int, brackets: int) -> int:
    """The least n with n (s + 1) >= brackets eta^s."""
    return ceil(Fraction(brackets * eta**s, s + 1))


def halving(n: int, R: int, eta: int, s: int, radius: Fraction, steps: int) -> list[Vector]:
    """x_1, x_2, ... of successive halving."""
    draws, x, found = iter(normals()), [Fraction(v) for v in START], []
    for _ in range(steps):
        x = halved(cloud(x, radius, n, draws), R, eta, s)
        found.append(x)
    return found


def hyperband(R: int, eta: int, radius: Fraction, cycles: int) -> list[Vector]:
    """x_1, x_2, ... of whole cycles of brackets."""
    draws, x, found, top = iter(normals()), [Fraction(v) for v in START], [], exponent(eta, R)
    for _ in range(cycles):
        centre, winners = x, []
        for s in range(top, -1, -1):
            winners.append(halved(cloud(centre, radius, size(eta, s, top + 1), draws), R, eta, s))
            found.append(min(winners, key=lambda y: loss(y, R)))
        x = found[-1]
    return found


def promoted(
    kind: str, losses: dict[int, Fraction], here: set[int], before: set[int], on: set[int], room: int
) -> set[int]:
    """Who goes on from a rung with `here` in it, `before` there ever, `on` from it for a smaller R."""
    ahead = on if kind == "efficient" else set()
    pool = sorted((before | here if kind == "preserving" else here) - ahead, key=lambda c: (losses[c], c))
    return ahead | set(pool[: room - len(ahead)])


def deepening(
    kind: str, eta: int, first: int, last: int, radius: Fraction, cycles: int, skip: int = 0
) -> list[Vector]:
    """x_1, x_2, ... of deepening from eta^first to eta^last, again and again; the first `skip` draws are not used."""
    draws, x, found = iter(normals()[skip:]), [Fraction(v) for v in START], []
    for _ in range(cycles):
        pools = [cloud(x, radius, size(eta, last - j, last + 1), draws) for j in range(last + 1)]
        been: dict[tuple[int, int], set[int]] = {}
        for M in range(first, last + 1):
            finalists = []
            for j in range(M + 1):
                n = size(eta, M - j, M + 1)
                here, ever = set(range(n)), [been.get((j, i), set()) for i in range(M - j + 1)]
                for i in range(M - j):
                    losses = {c: loss(pools[j][c], eta ** (j + i)) for c in ever[i] | here}
                    been[j, i] = ever[i] | here
                    here = promoted(kind, losses, here, ever[i], ever[i + 1], n // eta ** (i + 1))
                been[j, M - j] = here
                finalists += [pools[j][c] for c in sorted(here)]
            x = min(finalists, key=lambda y: loss(y, eta**M))
            found.append(x)
    return found
