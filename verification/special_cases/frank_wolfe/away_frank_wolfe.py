"""Cases made for away-frank-wolfe."""

from __future__ import annotations

import numpy as np

from refimpl.frank_wolfe.away_frank_wolfe import AwayFrankWolfe
from refimpl.problems import ConstrainedQuadratic, Quadratic, Simplex
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """Both directions have the slope 7/16 and M = 1 is the curvature: the parabola is f itself. A vertex, reached
    exactly by a step that is cut at 1, is a minimiser. A weight of exactly 2^-50 is not in use.
    """
    b = np.array([0.6875, 0.5, -0.1875])
    tie = ConstrainedQuadratic(Quadratic(np.eye(3), b), Simplex(), np.array([0.59375, 0.40625, 0.0]))
    steep = ConstrainedQuadratic(
        Quadratic(np.eye(3) / 4, np.array([2.0, 0.0, -1.0])), Simplex(), np.eye(3)[0]
    )
    least = np.array([0.5, 0.5 - 2.0**-50, 2.0**-50])
    return [
        Special("equal slopes", AwayFrankWolfe(2.0, 0.5), tie, None, np.array([0.25, 0.5, 0.25])),
        Special("to a vertex", AwayFrankWolfe(2.0**-6), steep, None, np.eye(3)[1]),
        Special("least weight", AwayFrankWolfe(1.0), tie, None, least),
    ]
