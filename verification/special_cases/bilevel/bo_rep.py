"""Cases made for bo-rep: directions of norm 0 and of norm 1."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.bo_rep import BOREP
from refimpl.problems import Box, NoisyLevels, QuadraticLevels
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """Levels that are not coupled, so that h = x - p: x stays, and x is at first normalised by 1."""
    one, plane = np.ones((1, 1)), np.eye(2)
    box = Box(np.full(2, -9.0), np.full(2, 9.0)), Box(-np.ones(1), np.ones(1))
    algorithm = BOREP(0.125, 0.25, 0.25, 0.5, 2, 2, 1, 2, np.ones(1))
    found = []
    for words, p in (("no direction", np.zeros(2)), ("a direction of norm one", np.array([0.0, 1.0]))):
        levels = QuadraticLevels(
            one, np.zeros((1, 2)), 0 * one, plane, plane, np.zeros((2, 1)), one, p, np.zeros(1)
        )
        found.append(Special(words, algorithm, NoisyLevels(levels, *box, 0.0, 0.0), None, np.zeros(2)))
    return found
