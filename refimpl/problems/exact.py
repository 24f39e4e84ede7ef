"""Linear systems to the last digit, on the host: what minimisers of quadratics are computed with."""

from __future__ import annotations

import math
from typing import Any

import numpy as np


def solve(A: Any, b: Any) -> np.ndarray:
    """Solution of A x = b within one rounding, for A of shape (n, n) and condition below 1e15.

    Iterative refinement with residuals in 256-bit arithmetic: each sweep removes 16 - log10(cond) digits of
    the error. Raises ValueError where A is singular or the sweeps do not settle.
    """
    from flint import arb_mat, ctx

    A, b = np.asarray(A, np.float64), np.asarray(b, np.float64)
    before, ctx.prec = ctx.prec, 256
    try:
        matrix, right = arb_mat(A.tolist()), arb_mat([[v] for v in b.tolist()])
        x = np.linalg.solve(A, b)
        tail = np.zeros_like(x)  # x + tail is the current solution
        for _ in range(60):
            point = arb_mat([[v] for v in x.tolist()]) + arb_mat([[v] for v in tail.tolist()])
            residual = np.array([float(r[0].mid()) for r in (right - matrix * point).tolist()])
            tail = tail + np.linalg.solve(A, residual)
            x, tail = x + tail, tail - ((x + tail) - x)
            if not np.all(np.isfinite(x)):
                break
            if np.all(np.abs(np.linalg.solve(A, residual)) <= 2.0**-60 * np.abs(x)) or not residual.any():
                return x
    except np.linalg.LinAlgError:
        pass
    finally:
        ctx.prec = before
    raise ValueError("the matrix must be regular with condition below 1e15, got one that is not")


def dot(a: Any, b: Any) -> float:
    """Inner product of two vectors, rounded once."""
    from fractions import Fraction

    if not (np.all(np.isfinite(a)) and np.all(np.isfinite(b))):
        return math.nan
    return float(sum((Fraction(float(u)) * Fraction(float(v)) for u, v in zip(a, b)), Fraction(0)))
