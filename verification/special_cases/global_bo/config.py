"""Cases made for CONFIG."""

from __future__ import annotations

import numpy as np

from refimpl.global_bo.config import CONFIG
from refimpl.global_bo.gaussian_process import scattered
from refimpl.problems import Beacons, GaussianWells
from verification.special_cases import Special
from verification.special_cases.global_bo.expected_improvement import wells


def special_cases(steps: int) -> list[Special]:
    """Many points, of which two hundredths of any constant choose others, and none feasible."""
    x0 = np.array([0.5, 0.25])
    centres = np.array([[0.5, -0.5], [1.5, 0.0], [1.0, 0.0]])
    bumps = GaussianWells(np.array([1.0, 0.75, 1.0]), centres, np.full((3, 2), 0.75))
    f, dark = Beacons(wells(), bumps, 0.375), Beacons(wells(), bumps, 0.9375)
    many = scattered(96, 2)
    return [
        Special("close bounds", CONFIG(many, -1.0, 0.25, 0.5, 1.0, 0.5, 0.25), f, None, x0),
        Special("wide kernel", CONFIG(many, 0.5, 0.75, 2.0, 0.0625, 0.5, 0.5), f, None, x0),
        Special("wide bounds", CONFIG(many, 2.0, 1.0, 1.0, 0.25, 4.0, 0.75), f, None, x0),
        Special(
            "none in the end", CONFIG(scattered(3, 2), 0.0, 0.9375, 0.75, 0.0625, 1.5, 1.0), dark, None, x0
        ),
        Special("none feasible", CONFIG(scattered(2, 2), 0.0, 0.9375, 0.5, 0.0625, 1.5, 1.0), dark, None, x0),
    ]
