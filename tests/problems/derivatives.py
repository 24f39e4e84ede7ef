"""Derivatives checked by central differences in ball arithmetic, and constants checked against a search."""

from __future__ import annotations

import numpy as np

from refimpl.core.leaves import convert, settle
from refimpl.engines.ball import Ball, precision
from refimpl.engines.ball_array import to_balls

BITS, STEP = 400, 2.0**-80  # truncation STEP^2, rounding 2^-320: errors above 1e-40 are seen
TOLERANCE = 1e-30


def balls(value):
    """Arrays and floats as exact balls; integers stay."""
    if isinstance(value, int):
        return value
    return to_balls(value) if isinstance(value, np.ndarray) else Ball(value)


def derivative_error(problem, function, derivative, points, slot, seed=0):
    """Largest |(f(.. + h v) - f(.. - h v)) / 2h - derivative . v| over three directions v in argument `slot`.

    `points` are the arguments; `derivative` maps them to an array whose last axis is that argument's.
    """
    rng = np.random.default_rng(seed)
    errors = []
    with precision(BITS):
        served = convert(settle(problem), balls)
        arguments = [balls(point) for point in points]
        for _ in range(3):
            v = balls(rng.standard_normal(len(points[slot])))
            ahead = [a + STEP * v if i == slot else a for i, a in enumerate(arguments)]
            behind = [a - STEP * v if i == slot else a for i, a in enumerate(arguments)]
            slope = (function(served, *ahead) - function(served, *behind)) / (2 * STEP)
            gap = np.abs(slope - np.dot(derivative(served, *arguments), v))
            errors.append(np.max(np.array([b.midpoint() + b.radius() for b in np.atleast_1d(gap)])))
    return max(errors)


def planted(problem, name, offset=2.0**-60):
    """The problem with a constant added to every entry of its derivative `name`."""
    correct = getattr(type(problem), name)
    wrong = type(f"Planted{type(problem).__name__}", (type(problem),), {
        name: lambda self, *arguments: correct(self, *arguments) + offset
    })  # fmt: skip
    return wrong(*problem)


def is_supremum(values, constant, *, attained):
    """Whether no value exceeds the constant and, where it is attained, one reaches it to 1e-3.

    A constant that is 2 % too small must fail; one that is attained must fail 2 % too large as well.
    """

    def accepts(c):
        return max(values) <= c * (1 + 1e-12) and (not attained or max(values) >= (1 - 1e-3) * c)

    assert not attained or not accepts(1.02 * constant), "the check does not see a constant 2 % too large"
    if max(values) > 0.98 * constant:
        assert not accepts(0.98 * constant), "the check does not see a constant 2 % too small"
    return accepts(constant)


def curvatures(problem, points):
    """Spectral norms of the Hessian at points."""
    return [float(np.linalg.norm(problem.hessian(np.asarray(x, float)), 2)) for x in points]


def hessian_slopes(problem, pairs):
    """|H(x) - H(y)| / |x - y| over pairs of points."""
    return [
        float(np.linalg.norm(problem.hessian(x) - problem.hessian(y), 2) / np.linalg.norm(x - y))
        for x, y in pairs
    ]


def random_pairs(d, seed, scale=1.0, n=200):
    """Pairs of nearby and of far points."""
    rng = np.random.default_rng(seed)
    x = scale * rng.standard_normal((n, d))
    return [(p, p + 10.0 ** rng.uniform(-3, 1) * rng.standard_normal(d)) for p in x]
