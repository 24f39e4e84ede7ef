"""Where the upper level rests on an active lower one, and where second derivatives move with y."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.fixed_point_gradient import FixedPointGradient
from refimpl.problems import QuadraticBilevel, random_log_cosh_bilevel
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """First f_y = 0 where y is active; then derivatives that depend on y, which the quadratic example has not."""
    resting = QuadraticBilevel(np.eye(1), np.eye(1), np.ones(1), 0.25)
    curved = random_log_cosh_bilevel(dx=2, dy=3, mu=2.0, seed=3)
    still = FixedPointGradient(0.125, 0.5, 0.0, 2, 1, np.ones(1))
    moving = FixedPointGradient(0.125, 0.25, 0.0625, 2, 2, np.array([0.25, 0.5, -0.5]))
    return [
        Special("an upper level at rest", still, resting, None, np.ones(1)),
        Special("second derivatives that move", moving, curved, None, np.array([1.0, -0.5])),
    ]
