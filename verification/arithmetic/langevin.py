"""Langevin chains in exact rationals: lists and loops that know nothing of this library's methods.

The instance: F(x; y) = x'Ax/2 - b'x + y'x with y = s times normal draws, which NumPy's generator gives as numbers.
Step sizes are such that the roots in the noise are rational.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from refimpl.problems import LinearNoise, Quadratic

Vector = list[Fraction]

A, B, SCALE, START = ((3, 1), (1, 2)), (1, -1), Fraction(1, 4), (2, -1)
D = len(START)


def problem() -> Any:
    """The instance as a problem of this library."""
    return LinearNoise(Quadratic(np.array(A, float), np.array(B, float)), float(SCALE))


def start() -> np.ndarray:
    """The start as an array."""
    return np.array(START, float)


def draws(seed: int) -> Iterator[Fraction]:
    """Normal draws of NumPy's generator, one by one, as exact numbers."""
    rng = np.random.default_rng(seed)
    while True:
        yield Fraction(float(rng.standard_normal()))


def several(source: Iterator[Fraction]) -> Vector:
    """The next draws, one for each coordinate."""
    return [next(source) for _ in range(D)]


def sampled_gradient(x: Vector, source: Iterator[Fraction]) -> Vector:
    """A x - b + y with the next draws as noise."""
    return [
        sum((a * v for a, v in zip(row, x)), Fraction(0)) - c + SCALE * y
        for row, c, y in zip(A, B, several(source))
    ]


def sgld(a: Fraction, root: Fraction, steps: int, seed: int) -> list[Vector]:
    """x - a g + root xi with root^2 = 2 a."""
    x, source, found = [Fraction(v) for v in START], draws(seed), []
    for _ in range(steps):
        g = sampled_gradient(x, source)
        x = [v - a * w + root * n for v, w, n in zip(x, g, several(source))]
        found.append(x)
    return found


def entropy_mcmc(a: Fraction, root: Fraction, variance: Fraction, steps: int, seed: int) -> list[Vector]:
    """Iterate and guide, both from the old pair; the iterates."""
    x, source, found = [Fraction(v) for v in START], draws(seed), []
    z = list(x)
    for _ in range(steps):
        g, first, second = sampled_gradient(x, source), several(source), several(source)
        moved = [
            (
                v - a * w - a * (v - u) / variance + root * n,
                u - a * (u - v) / variance + root * m,
            )
            for v, u, w, n, m in zip(x, z, g, first, second)
        ]
        x, z = [m[0] for m in moved], [m[1] for m in moved]
        found.append(x)
    return found


def entropy_sgd(
    a: Fraction,
    scope: Fraction,
    b: Fraction,
    inner_root: Fraction,
    inner_steps: int,
    averaging: Fraction,
    outer_root: Fraction | None,
    steps: int,
    seed: int,
) -> list[Vector]:
    """The nested loop with inner noise inner_root xi, and outer noise outer_root zeta where one is given."""
    x, source, found = [Fraction(v) for v in START], draws(seed), []
    for _ in range(steps):
        y, mean = list(x), list(x)
        for _ in range(inner_steps):
            g, noise = sampled_gradient(y, source), several(source)
            y = [v - b * (w + scope * (v - u)) + inner_root * n for v, w, u, n in zip(y, g, x, noise)]
            mean = [(1 - averaging) * m + averaging * v for m, v in zip(mean, y)]
        x = [v - a * scope * (v - m) for v, m in zip(x, mean)]
        if outer_root is not None:
            x = [v + outer_root * n for v, n in zip(x, several(source))]
        found.append(x)
    return found
