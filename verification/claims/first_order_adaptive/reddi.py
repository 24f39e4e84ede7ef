"""The online problem on which Adam goes to the worst point: f_t(x) = C x at t = 1, 4, 7, ..., else -x, on [-1, 1]."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.problems import Linear

# one sum of three losses is (C - 2) x, so the best point is -1 for C > 2
C, ALPHA = 3.0, 0.25
BETA2 = 1 / (1 + C**2)


def gradients(rounds: int) -> np.ndarray:
    """f_t' for t = 1, ..., rounds."""
    return np.where(np.arange(rounds) % 3 == 0, C, -1.0)


def play(algorithm: Any, rounds: int, steps: Any = None) -> np.ndarray:
    """The points x_1 = 1, ..., x_rounds played with `steps`, projected on [-1, 1] after each.

    `steps` (rounds,) are ALPHA/sqrt(t) where none are given.
    """
    if steps is None:
        steps = ALPHA / np.sqrt(np.arange(1, rounds + 1))
    points, state = [], algorithm.init(Linear(np.ones(1)), np.ones(1))
    for size, g in zip(steps, gradients(rounds)):
        points.append(float(state.x[0]))
        now = algorithm._replace(step_size=float(size))
        state = now.step(Linear(np.array([g])), state, None)
        state = state._replace(x=np.clip(state.x, -1.0, 1.0))
    return np.array(points)


def regret(points: np.ndarray) -> np.ndarray:
    """sum_{t <= T} f_t(x_t) - f_t(-1) for T = 1, ..., len(points)."""
    return np.cumsum(gradients(len(points)) * (points + 1))
