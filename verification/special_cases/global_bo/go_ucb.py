"""Cases made for GO-UCB."""

from __future__ import annotations

import numpy as np

from refimpl.global_bo.go_ucb import GOUCB
from refimpl.problems import random_least_squares
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """The points of a circle: the model has a minimum between them, and small changes choose another one.

    On the wide one regression by Gauss-Newton steps comes to rest from 0, and not from the start.
    """
    noisy = random_least_squares(n=9, d=2, noise=0.5, seed=1)
    angles = 0.1 + 2 * np.pi * np.arange(720) / 720
    circle = np.column_stack([np.cos(angles), np.sin(angles)])
    return [
        Special(words, GOUCB(grid, bend, queries, ridge, width, noise, failure), noisy, None, grid[0].copy())
        for words, radius, bend, queries, ridge, width, noise, failure in (
            ("a circle", 1, 0.5, 5, 0.5, 1.0, 0.25, 0.25),
            ("a circle, bent", 1, 2.0, 3, 2.0, 1.0, 0.5, 0.125),
            ("a circle, linear", 1, 0.0, 1, 4.0, 0.0, 2.0, 0.9375),
            ("a wide circle", 2, 4.0, 3, 2.0, 1.0, 0.25, 0.25),
        )
        for grid in [np.round(4096 * radius * circle) / 4096]
    ]
