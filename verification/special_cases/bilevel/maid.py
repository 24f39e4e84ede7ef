"""Cases made for maid: accuracies that are just met, and decisions that fall both ways."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.maid import MAID
from refimpl.problems import QuadraticBilevel
from verification.arithmetic import bilevel as lists
from verification.special_cases import Special


def thresholds() -> list[Special]:
    """First |g_y| = mu e, |f_y| = e and omega = |z|/2; then U - D = -1/2 + e + l_f1 e^2 at the first trial, a = 1.

    It is -1/4, as much as is asked for, with l_f1 = 8, and too high with more; a = 2 leads nowhere, a = 1 is not tried.
    """
    one = np.ones(1)
    lazy = QuadraticBilevel(np.array([[2.0]]), np.array([[1.0]]), np.full(1, 0.5), 0.25)
    met = MAID(0.125, 0.125, 2.0, 1.0, 0.25, 0.5, 0.5, 0.5, 0.5, 2, 3, one)
    plain = QuadraticBilevel(np.array([[1.0]]), np.array([[1.0]]), np.zeros(1), 0.0)
    equal = MAID(1.0, 1.0, 1.0, 8.0, 0.25, 0.0, 0.125, 0.5, 0.5, 2, 3, one)
    return [
        Special("accuracies that are just met", met, lazy, None, one),
        Special("a trial that is just accepted", equal, plain, None, one),
        Special("a trial that the curvature rejects", equal._replace(l_f1=8.25, trials=1), plain, None, one),
        Special("a trial more would be accepted", equal._replace(step_size=2.0, trials=1), plain, None, one),
    ]


SETTINGS = (
    (1.0, 0.03125, 1.0, 4.0, 0.25, 0.125, 0.125, 0.75, 0.5, 4, 3),
    (0.5, 0.03125, 1.0, 8.0, 0.125, 0.03125, 1.0, 0.625, 0.5, 4, 3),
    (0.5, 0.03125, 2.0, 0.25, 0.125, 0.125, 1.0, 0.625, 0.375, 4, 4),
)


def special_cases(steps: int) -> list[Special]:
    """With a problem all of whose derivatives move with both variables, and constants that are not its own."""
    start = np.array(lists.START)
    curved = [
        Special(f"decisions, setting {i}", MAID(*setting, start), lists.curved(), None, np.array(lists.X0))
        for i, setting in enumerate(SETTINGS)
    ]
    moving = QuadraticBilevel(np.array([[2.0]]), np.array([[1.0]]), np.zeros(1), 4.0)
    met = MAID(0.25, 0.125, 2.0, 0.125, 0.0625, 0.5, 0.5, 0.5, 0.5, 2, 3, np.ones(1))
    seen = Special(
        "a lower level that is just solved, and a step that is accepted", met, moving, None, np.ones(1)
    )
    return [*thresholds(), seen, *curved]
