"""Cases made for monotonic-frank-wolfe."""

from __future__ import annotations

import numpy as np

from refimpl.frank_wolfe.monotonic_frank_wolfe import MonotonicFrankWolfe
from refimpl.problems import SimplexWorstCase
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """From a vertex the first step goes to another one, where f is the same: it is taken."""
    return [Special("equal values", MonotonicFrankWolfe(), SimplexWorstCase(5), None, np.eye(5)[0])]
