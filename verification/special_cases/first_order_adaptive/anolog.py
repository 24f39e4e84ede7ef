"""Cases made for anolog."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.anolog import Anolog
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """Gradients of changing sign that fall to a quarter each time: the average m changes its sign with them or not."""
    quarters = (-0.25) ** np.minimum(np.arange(steps), 8)[:, None]
    return [Special(
        "gradients that fall by four", Anolog(0.125, 0.75, 2.0**-7), None, quarters * np.array([8.0, -4.0]),
        np.array([1.0, -2.0]),
    )]  # fmt: skip
