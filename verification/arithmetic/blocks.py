"""Blockwise bilevel methods in decimals: lists, no call of this library's oracles; dx = dy = 2, two blocks a step."""

from __future__ import annotations

from collections.abc import Generator
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np

from verification.arithmetic.levels import Matrix, Vector, dot, exact, plus, scaled, times, turned


class Block(NamedTuple):
    """A block with the mean terms u, e, n of a batch."""

    A: Matrix
    B: Matrix
    t: Vector
    c: Decimal
    r: Decimal
    u: Vector
    e: Vector
    n: Vector

    def lower_yy(self, x: Vector) -> Matrix:
        """g_yy."""
        return [
            [v + (self.c * dot(x, x) + self.n[i] if i == j else 0) for j, v in enumerate(row)]
            for i, row in enumerate(self.A)
        ]

    def lower_y(self, x: Vector, y: Vector) -> Vector:
        """g_y."""
        return plus(plus(times(self.lower_yy(x), y), times(self.B, x), -1), self.e)

    def upper_y(self, y: Vector) -> Vector:
        """f_y."""
        return plus(plus(y, self.t, -1), self.u)

    def direction(self, x: Vector, y: Vector, v: Vector) -> Vector:
        """f_x - g_xy v."""
        g_xy = plus(scaled(x, 2 * self.c * dot(y, v)), times(turned(self.B), v), -1)
        return plus(scaled(x, self.r), g_xy, -1)


def batches(problem: Any, size: int, draws: list[float]) -> Generator[Any, int, None]:
    """Answers to the blocks asked for, each from the next `size` draws: send the index of a block."""
    A, B, t, c = (exact(v, Decimal) for v in (problem.A, problem.B, problem.t, problem.c))
    left, noise = iter(draws), Decimal(problem.noise)
    answer: Any = None
    while True:
        i = yield answer
        rows = [[Decimal(next(left)) for _ in range(6)] for _ in range(size)]
        z = [noise * sum(column, Decimal(0)) / size for column in zip(*rows, strict=True)]
        answer = Block(A[i], B[i], t[i], c[i], Decimal(problem.r), z[:2], z[2:4], z[4:])


def decoded(pair: tuple[int, int]) -> tuple[int, int]:
    """The two indices that two integers draw: the second is its own unless it is the first, whose place 0 has taken."""
    return pair[0], 0 if pair[1] == pair[0] else pair[1]


def floored(p: Decimal, q: Decimal, s: Decimal, mu: Decimal) -> Vector:
    """[[p, q], [q, s]] with its eigenvalues raised to mu: f(H) = f(l)(H - k)/(l - k) + f(k)(H - l)/(k - l)."""
    half = (((p - s) / 2) ** 2 + q * q).sqrt()
    top, low = (p + s) / 2 + half, (p + s) / 2 - half
    f, g = max(top, mu), max(low, mu)
    slope = (f - g) / (top - low)
    return [g + slope * (p - low), slope * q, slope * q, g + slope * (s - low)]


def solved(H: Vector, b: Vector) -> Vector:
    """H^{-1} b by Cramer's rule."""
    det = H[0] * H[3] - H[1] * H[2]
    return [(H[3] * b[0] - H[1] * b[1]) / det, (H[0] * b[1] - H[2] * b[0]) / det]


def shortened(v: Vector, bound: Decimal) -> Vector:
    """v, or the vector of length `bound` along it."""
    length = dot(v, v).sqrt()
    return v if length <= bound else scaled(v, bound / length)


def iterates(
    algorithm: Any, problem: Any, x0: Any, draws: list[float], pairs: list[tuple[int, int]]
) -> list[Vector]:
    """x_1, x_2, ...: of version 1 where the algorithm has `mu`, of version 2 otherwise.

    `pairs` are the integers drawn for the two blocks of a step.
    """
    p = {n: Decimal(float(v)) for n, v in zip(algorithm._fields, algorithm, strict=True) if np.ndim(v) == 0}
    m, hessians = len(problem.t), "mu" in p
    blocks = batches(problem, algorithm.batch, draws)
    next(blocks)
    a, beta, eta, tau = p["tracking"], p["momentum"], p["step_size"], p["lower_step_size"]
    gamma = (m - p["blocks"]) / (p["blocks"] * (1 - a)) + 1 - a

    def quantity(b: Block, x: Vector, y: Vector, v: Vector) -> Vector:
        """What is tracked: g_y, and behind it g_yy row by row or g_yy v - f_y."""
        H = b.lower_yy(x)
        second = H[0] + H[1] if hessians else plus(times(H, v), b.upper_y(y), -1)
        return b.lower_y(x, y) + second

    def direction(b: Block, x: Vector, y: Vector, e: Vector) -> Vector:
        return b.direction(x, y, solved(e, b.upper_y(y)) if hessians else e)

    x, Y = exact(x0, Decimal), exact(algorithm.start, Decimal)
    nothing = [Decimal(0), Decimal(0)]
    V = [nothing for _ in range(m)]
    T = (
        [nothing + row for row in exact(algorithm.hessians.reshape(m, -1), Decimal)]
        if hessians
        else [nothing] * m
    )
    old: Any = None
    z, found = nothing, []
    for pair in [None, *pairs]:
        chosen = range(m) if pair is None else decoded(pair)
        drawn, before = [(i, blocks.send(i)) for i in chosen], [list(row) for row in T]
        for i, b in drawn:
            now = quantity(b, x, Y[i], V[i])
            if pair is None:
                T[i] = now
            else:
                change = plus(now, quantity(b, old[0], old[1][i], old[2][i]), -1)
                T[i] = plus(plus(scaled(T[i], 1 - a), now, a), change, gamma)
            if hessians:
                T[i] = T[i][:2] + floored(T[i][2], T[i][3], T[i][5], p["mu"])
        used = [row[2:] for row in before] if hessians else V
        G, G_old = nothing, nothing
        for i, b in drawn:
            G = plus(G, direction(b, x, Y[i], used[i]), Decimal(1) / len(drawn))
            if pair is not None:
                G_old = plus(G_old, direction(b, old[0], old[1][i], old[3][i]), Decimal(1) / len(drawn))
        z = G if pair is None else plus(scaled(plus(z, G_old, -1), 1 - beta), G)
        old = x, Y, V, used
        x, Y = plus(x, z, -eta), [plus(y, row[:2], -tau) for y, row in zip(Y, T, strict=True)]
        if not hessians:
            moved = [plus(v, row[2:], -p["vector_step_size"]) for v, row in zip(V, T, strict=True)]
            V = [shortened(v, p["bound"]) for v in moved]
        found.append(x)
    return found
