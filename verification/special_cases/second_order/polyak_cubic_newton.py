"""Cases made for polyak-cubic-newton."""

from __future__ import annotations

import numpy as np

from refimpl.problems import Quadratic
from refimpl.second_order.polyak_cubic_newton import PolyakCubicNewton
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """A minimiser with singular Hessian, whose value is above what it is to be."""
    flat = Quadratic(np.diag([2.0, 0.0]), np.zeros(2))
    return [Special("no way down", PolyakCubicNewton(-1.0), flat, None, np.array([0.0, 3.0]))]
