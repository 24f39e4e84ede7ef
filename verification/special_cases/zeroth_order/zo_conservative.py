"""Cases made for zo-conservative."""

from __future__ import annotations

import numpy as np

from refimpl.problems import ReLU, TwoLayerNetwork
from refimpl.zeroth_order.zo_conservative import ZOConservative
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """The unit is active ahead of x only: a slope, but all three losses are equal and x stays."""
    problem = TwoLayerNetwork(np.array([[1.0]]), np.array([1.0]), 1, ReLU())
    algorithm = ZOConservative(2.0**-10, 16.0)
    return [Special("three equal losses", algorithm, problem, None, np.array([-1.0, 1.0]))]
