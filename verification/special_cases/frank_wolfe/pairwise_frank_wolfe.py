"""Cases made for pairwise-frank-wolfe."""

from __future__ import annotations

import numpy as np

from refimpl.frank_wolfe.pairwise_frank_wolfe import PairwiseFrankWolfe
from refimpl.problems import ConstrainedQuadratic, Quadratic, Simplex
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """A vertex that is the minimiser, reached exactly by a drop. A weight of exactly 2^-50 is not in use."""
    b = np.array([0.6875, 0.5, -0.1875])
    edge = ConstrainedQuadratic(Quadratic(np.eye(3), b), Simplex(), np.array([0.59375, 0.40625, 0.0]))
    steep = ConstrainedQuadratic(
        Quadratic(np.eye(3) / 4, np.array([2.0, 0.0, -1.0])), Simplex(), np.eye(3)[0]
    )
    least = np.array([0.5, 0.5 - 2.0**-50, 2.0**-50])
    return [
        Special("to a vertex", PairwiseFrankWolfe(2.0**-6), steep, None, np.eye(3)[1]),
        Special("least weight", PairwiseFrankWolfe(1.0), edge, None, least),
    ]
