"""Cases made for short-step-frank-wolfe."""

from __future__ import annotations

import numpy as np

from refimpl.frank_wolfe.short_step_frank_wolfe import ShortStepFrankWolfe
from refimpl.problems import ConstrainedQuadratic, Quadratic, Simplex
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """A vertex, reached exactly by a step that is cut, is a minimiser: the next direction is zero."""
    steep = ConstrainedQuadratic(
        Quadratic(np.eye(3) / 4, np.array([2.0, 0.0, -1.0])), Simplex(), np.eye(3)[0]
    )
    return [Special("to a vertex", ShortStepFrankWolfe(2.0**-6), steep, None, np.eye(3)[1])]
