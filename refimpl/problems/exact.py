"""Host computations to the last digit: linear systems, stationary points and values.

The solvers refine a floating-point solution with residuals in 256-bit arithmetic: each sweep removes
16 - log10(cond) digits of the error, so the condition number must stay below about 1e14.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

BITS = 256


def solve(A: Any, b: Any) -> np.ndarray:
    """Solution of A x = b, A of shape (n, n), within one rounding of its largest entry.

    Raises ValueError where A is singular or too badly conditioned.
    """
    from flint import arb_mat

    from refimpl.engines.ball import precision

    A, b = np.asarray(A, np.float64), np.asarray(b, np.float64)
    column = _column(b)
    try:
        with precision(BITS):
            matrix = arb_mat(A.tolist())

            def residual(x: np.ndarray, tail: np.ndarray) -> np.ndarray:
                rest = column - matrix * (_column(x) + _column(tail))
                return np.array([float(entry[0].mid()) for entry in rest.tolist()])

            return _refined(np.linalg.solve(A, b), residual, lambda r: np.linalg.solve(A, r))
    except np.linalg.LinAlgError:
        raise ValueError("the matrix must be regular, got a singular one") from None


def minimizer(problem: Any, x0: Any) -> np.ndarray:
    """Minimiser of a strictly convex problem, within one rounding of its largest entry.

    Newton's method from x0 with steps halved until f decreases enough, then refinement with gradients in ball
    arithmetic. Raises ValueError where the steps do not settle, for instance because no minimiser exists.
    """
    from refimpl.core.leaves import convert
    from refimpl.engines.ball import precision
    from refimpl.engines.ball_array import midpoints, to_balls

    x = np.array(x0, np.float64)
    try:
        for _ in range(200):
            g = problem.gradient(x)
            step = np.linalg.solve(problem.hessian(x), g)
            slope, f, length = float(g @ step), problem.value(x), 1.0
            if not slope > 1e-15 * max(abs(f), 1e-300):
                break
            while not problem.value(x - length * step) <= f - length * slope / 4 and length > 1e-10:
                length /= 2
            x = x - length * step
        H = problem.hessian(x)
        with precision(BITS):
            exact = convert(problem, lambda leaf: to_balls(np.asarray(leaf))[()])

            def residual(x: np.ndarray, tail: np.ndarray) -> np.ndarray:
                return -midpoints(exact.gradient(to_balls(x) + to_balls(tail)))

            return _refined(x, residual, lambda r: np.linalg.solve(H, r))
    except np.linalg.LinAlgError:
        raise ValueError("the problem must have a regular Hessian, got a singular one") from None


def value(problem: Any, x: Any, oracle: str = "value") -> float:
    """f(x), or another scalar oracle of x, rounded once from ball arithmetic."""
    from refimpl.core.leaves import convert
    from refimpl.engines.ball import precision
    from refimpl.engines.ball_array import to_balls

    with precision(BITS):
        exact = convert(problem, lambda leaf: to_balls(np.asarray(leaf))[()])
        return getattr(exact, oracle)(to_balls(np.asarray(x, np.float64))).midpoint()


def _refined(x: np.ndarray, residual: Callable[..., Any], correct: Callable[..., Any]) -> np.ndarray:
    """x after corrections; the current solution is the unevaluated sum x + tail."""
    tail = np.zeros_like(x)
    for _ in range(60):
        correction = correct(residual(x, tail))
        tail = tail + correction
        x, tail = x + tail, tail - ((x + tail) - x)
        if np.max(np.abs(correction)) <= 2.0**-80 * np.max(np.abs(x)):
            return x
    raise ValueError(
        "the solution must exist with a condition number below 1e14, the refinement did not settle"
    )


def _column(x: np.ndarray) -> Any:
    from flint import arb_mat

    return arb_mat([[entry] for entry in x.tolist()])
