"""Cases made for adazeta."""

from __future__ import annotations

import numpy as np

from refimpl.problems import LeastSquares
from refimpl.zeroth_order.adazeta import AdaZeta
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """alpha e^beta is 2 exactly at e = 1; 1 % below 2 at e = 1; 1.99404 at e = 2."""
    problem, start = (
        LeastSquares(np.array([[1.0, 1.0], [2.0, -1.0]]), np.array([1.0, 0.0])),
        np.array([0.75, -0.5]),
    )
    return [
        Special(f"queries {words}", AdaZeta(2.0**-6, 0.25, growth, exponent, 3, 1, 0.0), problem, None, start)
        for words, growth, exponent in (
            ("at a threshold", 2.0, 1.0),
            ("just below a threshold", 1.98, 0.75),
            ("by an exponent just below", 1.41, 0.5),
        )
    ]
