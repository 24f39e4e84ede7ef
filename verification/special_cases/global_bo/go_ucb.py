"""Cases made for GO-UCB."""

from __future__ import annotations

import numpy as np

from refimpl.global_bo.go_ucb import GOUCB
from refimpl.problems import random_least_squares
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """The points of a circle: the model has a minimum between them, and small changes choose another one."""
    noisy = random_least_squares(n=9, d=2, noise=0.5, seed=1)
    angles = 0.1 + 2 * np.pi * np.arange(720) / 720
    circle = np.round(4096 * np.column_stack([np.cos(angles), np.sin(angles)])) / 4096
    return [
        Special(
            words, GOUCB(circle, bend, queries, ridge, width, noise, failure), noisy, None, circle[0].copy()
        )
        for words, bend, queries, ridge, width, noise, failure in (
            ("a circle", 0.5, 5, 0.5, 1.0, 0.25, 0.25),
            ("a circle, bent", 2.0, 3, 2.0, 1.0, 0.5, 0.125),
            ("a circle, linear", 0.0, 1, 4.0, 0.0, 2.0, 0.9375),
        )
    ]
