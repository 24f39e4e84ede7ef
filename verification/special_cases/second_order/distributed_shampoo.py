"""Cases made for distributed-shampoo."""

from __future__ import annotations

import numpy as np

from refimpl.second_order.distributed_shampoo import DistributedShampoo
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """Two blocks of 2 x 2; the second has seen no gradient when the roots are first taken."""
    gradients = np.random.default_rng(0).integers(1, 32, (steps, 8)) / 16
    gradients[0, 4:] = 0.0
    return [
        Special(
            "a block without gradients", DistributedShampoo(0.125, 0.25, 2, 2, 3), None, gradients, np.ones(8)
        )
    ]
