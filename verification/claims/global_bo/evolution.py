"""What claims about evolutionary algorithms share: draws that flip chosen bits, and laws over all flips."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.global_bo.evolution import AdversarialBinVal, Static, SwitchingBinVal
from verification.arithmetic import evolution as exact

ORDERS = (
    (Static(), exact.static),
    (SwitchingBinVal(), exact.switching),
    (AdversarialBinVal(), exact.adversarial),
)


def flips(sets: Iterable[Iterable[int]], n: int, rate: float) -> Any:
    """A tape by which each offspring has the bits of its set flipped, and no others, at `rate`.

    Draws are 5/8 of the way to the rate, or 3/8 of the way from it to 1: other rates are seen.
    """
    reals = np.concatenate(
        [[rate * 0.625 if i in s else rate + (1 - rate) * 0.375 for i in range(n)] for s in sets]
    )
    return tape(reals)


def string(z: int, n: int) -> np.ndarray:
    """The first z of n bits set."""
    return np.where(np.arange(n) < z, 1.0, 0.0)
