"""Cases made for lv-hba: multipliers at their bounds."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.lv_hba import LVHBA
from verification.oracle.curved import curved_constraint
from verification.special_cases import Special

SETTING = (0.25, 0.5, 0.625, 0.875, 0.25, 1.5, 0.75, 0.15625)


def special_cases(steps: int) -> list[Special]:
    """z overshoots the multiplier of the saddle point: it would be negative, or above its cap, and is neither."""
    problem, start = curved_constraint()
    algorithm = LVHBA(*SETTING, np.array([0.25, 0.5, -0.25]))
    return [Special("multipliers at their bounds", algorithm, problem, None, start)]
