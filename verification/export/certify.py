"""Certified minimisers and minima: the nearest float64 numbers, with bounds on their errors.

Quadratics and least squares: the minimiser is the solution of a linear system in exact rationals, positive definite by
Sylvester's criterion. Logistic regression with mu > 0 is mu-strongly convex, so that at any x, with g the gradient in
ball arithmetic, |x - x*| <= |g|/mu and f(x) - |g|^2/(2 mu) <= f* <= f(x).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from refimpl.problems import Chain, LeastSquares, Logistic, Quadratic

BITS = 300


class Uncertified(Exception):
    """No certified minimum is known for a problem; one sentence."""


class Optimum(NamedTuple):
    """`minimizer` (d,) with every entry within `minimizer_radius`, and `minimum` within `minimum_radius`."""

    minimizer: np.ndarray
    minimizer_radius: float
    minimum: float
    minimum_radius: float


class Stated(NamedTuple):
    """A problem as `kind` and plain data, and its optimum."""

    kind: str
    data: dict[str, Any]
    optimum: Optimum


def state(problem: Any) -> Stated:
    """The problem in the words of the export; Uncertified where it has none."""
    from flint import fmpq

    if isinstance(problem, Chain):
        hessian = problem.hessian(np.zeros(problem.d))
        problem = Quadratic(hessian, problem.scale / 4 * np.eye(problem.d)[0])
    if isinstance(problem, Quadratic):
        data = {"A": problem.A, "b": problem.b}
        return Stated("quadratic", data, _quadratic(_rational(problem.A), _column(problem.b), fmpq(0)))
    if isinstance(problem, LeastSquares):
        n, A, b = len(problem.b), _rational(problem.A), _column(problem.b)
        data = {"A": problem.A, "b": problem.b}
        square = (b.transpose() * b)[0, 0] / (2 * n)
        return Stated("least-squares", data, _quadratic(A.transpose() * A / n, A.transpose() * b / n, square))
    if isinstance(problem, Logistic) and problem.mu > 0:
        data = {"A": problem.A, "y": problem.y, "mu": problem.mu}
        return Stated("logistic", data, _strongly_convex(problem, problem.mu))
    raise Uncertified(f"no certificate is known for {type(problem).__name__}")


def _quadratic(A: Any, b: Any, constant: Any) -> Optimum:
    """Of x'Ax/2 - b'x + constant in exact rationals."""
    from flint import fmpq_mat

    d = A.nrows()
    minors = (fmpq_mat(k, k, [A[i, j] for i in range(k) for j in range(k)]).det() for k in range(1, d + 1))
    if not all(minor > 0 for minor in minors):
        raise Uncertified("the Hessian must be positive definite")
    exact = A.solve(b)
    minimum = constant - (b.transpose() * exact)[0, 0] / 2
    minimizer = [_nearest(_fraction(exact[i, 0])) for i in range(d)]
    return Optimum(
        np.array([x for x, _ in minimizer]), max(r for _, r in minimizer), *_nearest(_fraction(minimum))
    )  # fmt: skip


def _strongly_convex(problem: Any, mu: float) -> Optimum:
    from flint import arb

    from refimpl.core.leaves import convert
    from refimpl.engines.ball import precision
    from refimpl.engines.ball_array import to_balls

    x = problem.minimizer()
    with precision(BITS):
        balls = convert(problem, lambda leaf: to_balls(np.asarray(leaf))[()])
        value = arb(balls.value(to_balls(x)))
        square = sum((arb(entry) * arb(entry) for entry in balls.gradient(to_balls(x))), arb(0))
        distance = _fraction((square.sqrt() / mu).upper())
        low = _fraction(value.lower()) - _fraction((square / (2 * arb(mu))).upper())
        high = _fraction(value.upper())
    minimum, rounding = _nearest((low + high) / 2)
    return Optimum(x, _above(distance), minimum, _above(Fraction(rounding) + (high - low) / 2))


def _rational(A: np.ndarray) -> Any:
    """The matrix, whose floats are exact, in rationals."""
    from flint import fmpq, fmpq_mat

    entries = [fmpq(*float(x).as_integer_ratio()) for x in np.ravel(A)]
    return fmpq_mat(*A.shape, entries)


def _column(b: np.ndarray) -> Any:
    return _rational(np.reshape(b, (-1, 1)))


def _fraction(exact: Any) -> Fraction:
    """A rational or a ball without radius as a fraction."""
    if hasattr(exact, "man_exp"):
        mantissa, exponent = map(int, exact.man_exp())
        return Fraction(mantissa) * Fraction(2) ** exponent
    return Fraction(int(exact.p), int(exact.q))


def _nearest(exact: Fraction) -> tuple[float, float]:
    """The nearest float64, and a float64 bound on the difference."""
    x = float(exact)
    return x, _above(abs(exact - Fraction(x)))


def _above(exact: Fraction) -> float:
    """A float64 that is not below."""
    x = float(exact)
    return x if Fraction(x) >= exact else float(np.nextafter(x, np.inf))
