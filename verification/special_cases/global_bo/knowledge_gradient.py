"""Cases made for gains that are expected maxima of lines."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.global_bo.gaussian_process import scattered
from refimpl.global_bo.knowledge_gradient import KnowledgeGradient
from refimpl.problems import LinearNoise, Quadratic
from verification.special_cases import Special
from verification.special_cases.global_bo.expected_improvement import wells


def lines(method: Any) -> list[Special]:
    """A mean below all values, where two hundredths choose others; values above one; and a point so far away that in
    floats its line is parallel to those of points near the start.
    """
    f, x0 = LinearNoise(wells(), 0.125), np.array([0.5, 0.25])
    bowl = LinearNoise(Quadratic(np.array([[2.0, 1.0], [1.0, 4.0]]), np.array([-1.0, 2.25])), 0.125)
    near = np.array([[0.0, 0.0], [-0.0625, 0.0625], [-0.3125, 0.21875], [0.3125, 0.15625], [0.125, -0.9375]])
    alone = np.array([[8.0, 0.0]])
    return [
        Special("low mean", method(0.5 * scattered(7, 2), -1.6875, 1.0, 0.25), f, None, x0),
        Special("values above one", method(scattered(6, 2), 2.0, 2.0, 1.0), bowl, None, x0),
        Special("parallel lines", method(np.concatenate([near, alone]), -0.125, 0.1875, 0.25), f, None, x0),
    ]


def special_cases(steps: int) -> list[Special]:
    """Those of lines."""
    return lines(KnowledgeGradient)
