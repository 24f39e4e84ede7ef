"""What the searches for the worst point of a ball share: ascent at every step, and instances with exact answers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from refimpl.problems import Quadratic
from verification.evidence import identity, step_inequality
from verification.finding import Finding
from verification.trial import complete_run

Rational = tuple[Fraction, ...]


class Instance(NamedTuple):
    """A quadratic with integer Hessian, a point w on it, and the maximiser d of a ball around w, exactly."""

    hessian: tuple[tuple[int, ...], ...]
    gradient: Rational
    maximiser: Rational
    rho: float
    shift: float

    @property
    def center(self) -> np.ndarray:
        """The point w: (1, -1/2, 2), as many entries as there are."""
        return np.array([1.0, -0.5, 2.0])[: len(self.gradient)]

    @property
    def problem(self) -> Quadratic:
        """The quadratic whose gradient at w is `gradient`."""
        A = np.array(self.hessian, float)
        return Quadratic(A, A @ self.center - np.array(self.gradient, float))


def times(H: Any, v: Rational) -> Rational:
    """H v in fractions."""
    return tuple(sum((h * a for h, a in zip(row, v)), Fraction(0)) for row in H)


def minus(a: Rational, b: Rational) -> Rational:
    """a - b."""
    return tuple(p - q for p, q in zip(a, b))


def scaled(factor: Any, v: Rational) -> Rational:
    """factor v."""
    return tuple(factor * a for a in v)


def dot(a: Rational, b: Rational) -> Fraction:
    """<a, b>."""
    return sum((p * q for p, q in zip(a, b)), Fraction(0))


def reaches(algorithm: Any, instance: Instance, start: Any, engine: str, steps: int = 200) -> Finding:
    """The run from `start` ends at w + d, which is exact to a few roundings of w and d."""
    t = complete_run(algorithm, instance.problem, np.asarray(start, float), steps, engine=engine)
    expected = instance.center + np.array(instance.maximiser, float)
    # the map contracts: what remains is the rounding of one step, some 2^5 units through G and its norm
    return identity(t.x[-1], expected, tolerance=2.0**-47)


def ascends(
    algorithm: Any, problem: Any, start: Any, values: Any, directions: Any, factor: float, engine: str
) -> Finding:
    """v(x_{k+1}) - v(x_k) >= factor |G_k| |x_{k+1} - x_k|^2 over 20 steps from the first iterate on.

    `values(x)` is what is maximised, `directions(x)` the vector G at x.
    """
    x = complete_run(algorithm, problem, np.asarray(start, float), 21, engine=engine).x[1:]
    v = np.array([values(p) for p in x])
    size = np.array([np.linalg.norm(directions(p)) for p in x[:-1]])
    return ascends_by(v, factor * size * np.sum(np.diff(x, axis=0) ** 2, axis=1))


def ascends_by(values: np.ndarray, gain: np.ndarray) -> Finding:
    """v_{k+1} - v_k >= gain_k at every k."""
    # values of size |v| carry some 2^5 roundings each
    allowance = 2.0**-47 * np.maximum(np.abs(values[1:]), np.abs(values[:-1]))
    return step_inequality(values[:-1] + gain, values[1:], allowance=allowance, label="v(x_k) + gain")
