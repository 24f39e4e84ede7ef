"""Objectives of which one has a gradient of zero, for the methods of gradient surgery."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.problems import Box, NoisyLevels, QuadraticLevels
from verification.special_cases import Special


def vanishing(algorithm: Any) -> list[Special]:
    """One case without a main objective, one without an auxiliary one; no noise."""
    one, none = np.ones((1, 1)), np.zeros((2, 2))
    box = Box(-np.ones(2), np.ones(2)), Box(-np.ones(1), np.ones(1))
    found = []
    for words, R, P in (("main", none, np.eye(2)), ("auxiliary", np.eye(2), none)):
        levels = QuadraticLevels(
            one, np.zeros((1, 2)), 0 * one, R, P, np.zeros((2, 1)), one, np.zeros(2), np.zeros(1)
        )
        problem = NoisyLevels(levels, *box, 0.0, 0.0)
        found.append(Special(f"{words} gradient zero", algorithm, problem, None, np.array([1.0, -0.5])))
    return found
