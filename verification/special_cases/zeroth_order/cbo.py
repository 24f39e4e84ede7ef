"""Cases made for cbo."""

from __future__ import annotations

import numpy as np

from refimpl.problems import Linear
from refimpl.zeroth_order.cbo import CBO, Anisotropic
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """Values 2^11 apart: the least one subtracted leaves weights 1 and 0, the largest one overflows."""
    offsets = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, -1.0]])
    problem = Linear(np.array([2.0**11, 0.0]))
    algorithm = CBO(1.0, 0.5, 0.5, 0.25, offsets, Anisotropic())
    return [Special("values far apart", algorithm, problem, None, np.ones(2))]
