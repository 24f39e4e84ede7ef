"""Cases made for newton-polyak."""

from __future__ import annotations

import numpy as np

from refimpl.problems import Quadratic
from refimpl.second_order.newton_polyak import NewtonPolyak
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """G = 3/4 and 2 (f - f*) = 5/8 at the start: the step is not the full one, but nearly."""
    bowl = Quadratic(np.diag([1.0, 2.0]), np.zeros(2))
    return [Special("nearly a full step", NewtonPolyak(0.0625), bowl, None, np.array([0.5, 0.5]))]
