"""Cases made for oasis."""

from __future__ import annotations

import numpy as np

from refimpl.problems import Quadratic
from refimpl.second_order.oasis import OASIS
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """A linear function: only the growth bounds the lengths, and the two first are equal."""
    problem = Quadratic(np.zeros((2, 2)), np.array([1.0, -0.5]))
    return [Special("no curvature", OASIS(2.0**-4, 0.25, 0.5, 0.25), problem, None, np.zeros(2))]
