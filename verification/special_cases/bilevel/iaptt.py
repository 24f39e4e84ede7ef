"""Cases made for iaptt: a tie, and trajectories that end in different places."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.iaptt import IAPTT
from refimpl.problems import QuadraticBilevel
from verification.arithmetic import bilevel as lists
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """The start solves the lower level, so that all values are equal; then K changes."""
    tied = QuadraticBilevel(2 * np.eye(1), np.eye(1), np.full(1, 2.0), 0.25)
    still = IAPTT(0.5, 0.25, 0.125, 3, np.full(1, 0.5))
    varied = IAPTT(0.125, 0.1875, 0.0625, 4, np.array([-0.125, 0.375, 0.125]))
    return [
        Special("a tie", still, tied, None, np.ones(1)),
        Special("ends that differ", varied, lists.curved(), None, np.array([-0.125, 0.625])),
    ]
