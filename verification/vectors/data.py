"""The problems, starts and draws of the instances: dyadic data, and as few as tell the mistakes apart."""

from __future__ import annotations

import numpy as np

from refimpl.problems import (
    Constrained,
    L2Ball,
    LinearNoise,
    Logistic,
    Quadratic,
    QuadraticBilevel,
    RidgePolynomial,
    Simplex,
)


def row(*entries: float) -> np.ndarray:
    """A vector, shape (d,)."""
    return np.array(entries, np.float64)


def rows(*entries: tuple[float, ...]) -> np.ndarray:
    """A matrix by rows."""
    return np.array(entries, np.float64)


PLANE = Quadratic(rows((3, 1), (1, 2)), row(1, -1))
SPACE = Quadratic(rows((3, 1, 0), (1, 2, -1), (0, -1, 2)), row(1, -1, 2))
WHOLE = Quadratic(rows((2, 1), (1, 4)), row(4, 9))  # integers, with the minimiser (1, 2)
FLAT = Quadratic(rows((2, 0), (0, 0)), row(2, 0))  # singular; (1, 3) minimises
SADDLE = Quadratic(rows((2, 1), (1, -1)), row(0.25, 0))  # indefinite
PASS = Quadratic(rows((2, 0.5), (0.5, -1)), row(0.25, 0.5))  # indefinite, also by signs: a_ii is not +-a_ij
BLOCKS = Quadratic(rows((4, 1, 0, -1), (1, 3, 1, 0), (0, 1, 2, -0.5), (-1, 0, -0.5, 5)), row(1, -2, 0.5, 3))
CHAIN = Quadratic(
    rows((3, 1, 0, 0, 0, 0), (1, 2, -1, 0, 0, 0), (0, -1, 4, 1, 0, 0), (0, 0, 1, 3, -1, 0), (0, 0, 0, -1, 2, 0.5),
         (0, 0, 0, 0, 0.5, 1)), row(1, -1, 2, 0.5, -3, 1)
)  # fmt: skip
QUARTIC = RidgePolynomial(rows((3, 1), (1, 2)), rows((1, 2), (-1, 1)), row(0.5, -0.25), row(1, 0.5))
RIDGES = RidgePolynomial(
    rows((4, 1, 0), (1, 3, -1), (0, -1, 2)),
    rows((1, 0, 1), (-1, 2, 0.5)),
    row(0.25, -0.5),
    row(0.5, 0.25),
)
BALL = Constrained(SPACE, L2Ball(2.0))
NOISY = LinearNoise(BALL, 0.5)
NOISY_PLANE = LinearNoise(Constrained(PLANE, L2Ball(2.0)), 0.25)
CORNERS = Constrained(Quadratic(SPACE.A, row(0.75, 0.5, 1.25)), Simplex())
LABELS = Logistic(rows((1, 2, 0), (-1, 1, 0.5), (0, -1, 2), (2, 0, -1)), row(1, -1, 1, -1), 0.125)
LEVELS = QuadraticBilevel(
    rows((4, 1, 0), (1, 3, -1), (0, -1, 5)), rows((1, 2), (-1, 1), (3, 0)), row(1, -2, 3), 0.5
)
# once drawn from the normal law and rounded to 64ths: draws are data here, no seed has to be trusted
NORMAL = row(66, 105, 73, -62, -89, 4, 55, 33, 116, 48, 41, -47, -71, 95, 3, 52, -88, -28, -83, -50, 58, -95, -34,
              10, -43, -16, -14, 27, -28, 17, 4, 27, 14, 106, -42, 77, -26, -61, 78, -28, -25, -89, -134, 41, -75,
              50, 118, -7, -72, 25, 49, -17, 1, 85) / 64  # fmt: skip
# z = 0 in the second step of two draws of noise and two of direction each
RESTING = row(16, -32, 64, 24, 8, 40, 0, 0, -20, 12, 48, -56, 32, 4, -36, 28) / 64
UNIFORM = row(37, 5, 52, 20, 11, 60, 29, 43, 2, 33, 55, 17, 48, 24, 7, 39, 58, 13, 31, 50, 19, 4, 45, 26) / 64
TWO, THREE = row(2, -1), row(0.5, -0.25, 1)
LOWER = row(1, 0, -1)
