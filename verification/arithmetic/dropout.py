"""Dropout and its modified equations on least squares, features behind gates, in exact or decimal list arithmetic.

f(x; c) = (1/2n) sum_i (sum_r c_r A_ir x_r - b_i)^2; its gradient is c_r sum_i A_ir res_i / n.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np

from refimpl.problems import LeastSquares, gated

ROWS, TARGETS, START = ((1, 2), (-1, 1), (2, 1)), (1, -2, 4), (2, -1)
N, D = len(ROWS), len(START)


def problem() -> Any:
    """The instance as a problem of this library."""
    return gated(LeastSquares(np.array(ROWS, float), np.array(TARGETS, float)), np.eye(D))


def start() -> np.ndarray:
    """The start as an array."""
    return np.array(START, float)


def gradient(x: list[Any], c: list[Any]) -> list[Any]:
    """Gradient in x of the loss with gates c."""
    residuals = [sum(a * v * g for a, v, g in zip(row, x, c)) - b for row, b in zip(ROWS, TARGETS)]
    return [c[r] * sum(row[r] * e for row, e in zip(ROWS, residuals)) / N for r in range(D)]


def dropout(step: Fraction, keep: Fraction, steps: int, seed: int) -> list[list[Fraction]]:
    """x - step grad f(x; c) with the uniform draws of NumPy's generator, one per gate."""
    rng, x, found = np.random.default_rng(seed), [Fraction(v) for v in START], []
    for _ in range(steps):
        c = [1 / keep if Fraction(float(rng.random())) < keep else Fraction(0) for _ in range(D)]
        x = [v - step * g for v, g in zip(x, gradient(x, c))]
        found.append(x)
    return found


def equation(
    h: Decimal, eps: Decimal, keep: Decimal, order: int, steps: int, seed: int
) -> list[list[Decimal]]:
    """Euler-Maruyama with the masks in lexicographic order; order 2 adds (eps/2) H gbar to the drift."""
    rng, found = np.random.default_rng(seed), []
    with localcontext() as context:
        context.prec = 80
        x = [Decimal(v) for v in START]
        masks = list(product((0, 1), repeat=D))
        weights = [keep ** sum(m) * (1 - keep) ** (D - sum(m)) for m in masks]
        gates = [[v / keep for v in m] for m in masks]
        for _ in range(steps):
            xi = [Decimal(float(v)) for v in rng.standard_normal(len(masks))]
            G = [gradient(x, c) for c in gates]
            mean = [sum(w * g[r] for w, g in zip(weights, G)) for r in range(D)]
            drift = list(mean)
            if order == 2:
                at_zero = [gradient([Decimal(0)] * D, c) for c in gates]
                along = [gradient(mean, c) for c in gates]
                for r in range(D):
                    product_ = sum(w * (g[r] - o[r]) for w, g, o in zip(weights, along, at_zero))
                    drift[r] += eps / 2 * product_
            noise = [
                sum(w.sqrt() * z * (g[r] - mean[r]) for w, z, g in zip(weights, xi, G)) for r in range(D)
            ]
            x = [v - h * d + (h * eps).sqrt() * z for v, d, z in zip(x, drift, noise)]
            found.append(x)
    return found
