"""What LAMB and LARS share: steps of known length, scaling, a tape from zero, and descent on smooth functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from refimpl.problems import LogQuadratic, diagonal_quadratic
from verification.claims.first_order_adaptive.layerwise_tape import GRADIENTS, STEP_SIZES
from verification.evidence import identity, step_inequality
from verification.finding import Finding
from verification.tape import follow
from verification.trial import complete_run

# x_0 = 0 and no gradient at first, so that both norms of a ratio vanish; then only that of the direction does
FROM_ZERO: dict[str, Any] = {
    "x0": np.zeros(6),
    "gradients": np.concatenate([np.zeros((2, 6)), GRADIENTS[1:]]),
    "step_sizes": (0.25, *STEP_SIZES),
}

# L = 2: on the parabola in one dimension the descent lemma is an equality
PARABOLA = (diagonal_quadratic([2.0]), np.array([3.0]))
VALLEY = (LogQuadratic(4), np.array([3.0, -0.4, 1.5, -2.0]))
L = 2.0


def scaled(
    algorithm: Any, other: Any, start: np.ndarray, weights: float, gradients: float, engine: str
) -> Finding:
    """`other` from `weights` x_0 on `gradients` g_t has the iterates `weights` x_t of `algorithm`.

    Both factors are powers of two: they pass through every rounding, so the two runs agree to the last bit.
    """
    x, _ = follow(algorithm, start, GRADIENTS, step_sizes=STEP_SIZES, engine=engine)
    y, _ = follow(other, weights * start, gradients * GRADIENTS, step_sizes=STEP_SIZES, engine=engine)
    return identity(y, weights * x, tolerance=0.0)


def descends(
    algorithm: Any, instance: Any, decrease: Callable[..., float], length: float, engine: str
) -> Finding:
    """f(x+) <= f(x) - length decrease(x, g) + (L/2)(length |x|)^2 over 30 steps."""
    problem, start = instance
    x = complete_run(algorithm, problem, start, 30, engine=engine).x
    f = np.array([problem.value(v) for v in x])
    fall = length * np.array([decrease(v, problem.gradient(v)) for v in x[:-1]])
    square = L / 2 * length**2 * np.sum(x[:-1] ** 2, axis=1)
    # some 50 roundings of the four terms, the step among them
    allowance = 50 * 2.0**-53 * (f[:-1] + f[1:] + np.abs(fall) + square)
    return step_inequality(f[1:], f[:-1] - fall + square, allowance=allowance, xlabel="t", label="f(x_t+1)")
