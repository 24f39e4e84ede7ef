"""Cases made for expected improvement."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.global_bo.expected_improvement import ExpectedImprovement
from refimpl.global_bo.gaussian_process import scattered
from refimpl.problems import GaussianWells, Quadratic
from verification.special_cases import Special


def wells() -> GaussianWells:
    """Two wells in the plane and a wide one between."""
    centres = np.array([[0.0, 0.0], [2.0, -1.0], [1.0, 0.5]])
    return GaussianWells(np.array([1.0, 0.75, 0.5]), centres, np.array([[0.5, 0.75], [1.0, 1.5], [2.0, 2.0]]))


def line(method: Any, *rest: Any) -> list[Special]:
    """Many points, of which small errors choose others; values far from those of wells; and few points, all used up."""
    f, x0 = wells(), np.array([0.5, 0.25])
    bowl = Quadratic(np.array([[2.0, 1.0], [1.0, 4.0]]), np.array([-4.0, 9.0]))
    fine = np.outer(np.linspace(0.0, 4.0, 65) ** 1.5, np.array([0.5, -0.25]))
    return [
        Special("fine line", method(fine, -0.75, 0.5, *rest), f, None, x0),
        Special("fine plane", method(2 * scattered(64, 2), -0.5, 1.0, *rest), f, None, x0),
        Special("values above one", method(scattered(12, 2), 4.0, 2.0, *rest), bowl, None, x0),
        Special("few points", method(scattered(4, 2), 0.25, 1.0, *rest), f, None, x0),
    ]


def special_cases(steps: int) -> list[Special]:
    """Many points, and all points."""
    return line(ExpectedImprovement)
