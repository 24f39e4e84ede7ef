"""Cases made for hoag."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.hoag import HOAG
from refimpl.problems import QuadraticBilevel
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """|g_y| = mu e = 1 and |f_y| = e = 1 at the start: neither solver moves."""
    problem = QuadraticBilevel(np.array([[2.0]]), np.array([[1.0]]), np.zeros(1), 0.25)
    algorithm = HOAG(0.125, 0.125, 1.0, 1.0, 0.5, 3, np.ones(1))
    return [Special("tolerances that are just met", algorithm, problem, None, np.ones(1))]
