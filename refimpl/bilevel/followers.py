"""What the T-step Cournot game and the T-step monopoly model share: checks and common steps."""

from __future__ import annotations

import numpy as np

from refimpl.core import checks


def check(algorithm, problem):
    """Raise ValueError unless steps are positive, T is an integer of at least 0 and the start fits."""
    checks.positive("step_size", algorithm.step_size)
    checks.positive("follower_step", algorithm.follower_step)
    checks.count("anticipation", algorithm.anticipation, 0)
    checks.array("start", algorithm.start, shape=(problem.lower_dimension(),))


def prescribed_steps(problem):
    """eta = 1/16, a common value, s = 1/L_g, T = 3 and the start 0."""
    return 0.0625, 1.0 / problem.objective.lower_smoothness(), 3, np.zeros(problem.lower_dimension())
