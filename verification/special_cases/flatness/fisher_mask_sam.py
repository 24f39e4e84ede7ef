"""Cases made for fisher-mask-sam."""

from __future__ import annotations

import numpy as np

from refimpl.flatness.fisher_mask_sam import FisherMaskSAM
from refimpl.problems import LeastSquares
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """Both coordinates have the same Fisher information: the first is perturbed."""
    problem = LeastSquares(np.array([[1.0, 1.0], [2.0, 2.0], [-1.0, -1.0]]), np.array([1.0, 0.0, 2.0]))
    algorithm = FisherMaskSAM(0.125, 0.25, 1, 3)
    return [Special("equal Fisher information", algorithm, problem, None, np.array([0.5, 0.5]))]
