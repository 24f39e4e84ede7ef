"""Cases made for shampoo-4bit-naive."""

from __future__ import annotations

import numpy as np

from refimpl.pruning_quantisation.shampoo_4bit_naive import Shampoo4bitNaive
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """The first column of the first factor is (45, 1)/2 at once: 1/45 = 5/225 lies in the middle of 1/225 and 9/225."""
    gradients = np.random.default_rng(0).integers(-16, 17, (steps, 4)) / 8
    gradients[0] = [4.0, 0.0, 0.25, 0.5]
    return [Special("a tie of levels", Shampoo4bitNaive(0.125, 0.5, 29.0, 2, 1), None, gradients, np.ones(4))]
