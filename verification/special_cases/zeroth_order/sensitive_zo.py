"""Cases made for sensitive-zo."""

from __future__ import annotations

import numpy as np

from refimpl.problems import LeastSquares
from refimpl.zeroth_order.sensitive_zo import SensitiveZO
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """Both coordinates are equally sensitive: the first one is kept."""
    problem = LeastSquares(np.array([[1.0, 1.0], [2.0, 2.0], [-1.0, -1.0]]), np.array([1.0, 0.0, 2.0]))
    return [Special("equally sensitive", SensitiveZO(0.125, 0.25, 1), problem, None, np.array([0.5, 0.5]))]
