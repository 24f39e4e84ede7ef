"""Fixed points: where the gradient vanishes exactly, a method must not move, nor divide zero by zero."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.problems import Quadratic
from verification.evidence import identity
from verification.finding import Finding
from verification.trial import complete_run

# small integers: the gradient at the minimiser is zero exactly, in floating point as well
PROBLEM = Quadratic(np.array([[2.0, 1.0], [1.0, 4.0]]), np.array([4.0, 9.0]))
MINIMISER = np.array([1.0, 2.0])


def is_fixed(
    algorithm: Any, offset: float, engine: str, problem: Any = PROBLEM, minimiser: np.ndarray = MINIMISER
) -> Finding:
    """Five steps from the minimiser (moved by `offset`, for a control) end where they began."""
    t = complete_run(algorithm, problem, minimiser + offset, 5, engine=engine)
    return identity(t.x, np.tile(minimiser, (6, 1)), tolerance=2.0**-53)
