"""Cases made for hoag-adaptive: comparisons at their thresholds, and steps that are undone."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.hoag_adaptive import AdaptiveHOAG
from refimpl.problems import QuadraticBilevel, coupled_levels_example, random_log_cosh_bilevel
from verification.special_cases import Special


def thresholds() -> list[Special]:
    """First |g_y| = mu e = 1 and |f_y| = e = 1, and an end of the lower steps. Then f = 9/8 at x = 3/2 after 9/2 at 3:

    9/2 + e/4 + (5 e'/4) (3/2) - 9/2 = 2 e', with e = e'/2. Last f = (x^2 + c)/2 at 10 and -11, c = 5 and above.
    """
    lazy = QuadraticBilevel(np.array([[2.0]]), np.array([[1.0]]), np.zeros(1), 0.25)
    plain = QuadraticBilevel(np.eye(1), np.eye(1), np.zeros(1), 0.0)
    offset = QuadraticBilevel(np.eye(3), np.array([[1.0], [0.0], [0.0]]), np.array([0.0, 2.0, 1.0]), 0.0)
    farther = offset._replace(t=np.array([0.0, 2.0, 1.0625]))
    met = AdaptiveHOAG(0.125, 0.125, 1.0, 1.0, 0.5, 3, np.ones(1))
    fall = AdaptiveHOAG(0.5, 1.0, 1.0, 0.5625, 0.5, 5, np.zeros(1))
    rise = AdaptiveHOAG(2.1, 1.0, 1.0, 2.0**-10, 0.5, 5, np.zeros(3))
    three, ten = np.array([3.0]), np.array([10.0])
    return [
        Special("tolerances that are just met", met, lazy, None, np.ones(1)),
        Special("a fall that is just enough", fall, plain, None, three),
        Special("a fall that is not enough", fall._replace(tolerance=0.5546875), plain, None, three),
        Special("a rise by exactly a fifth", rise, offset, None, ten),
        Special("a rise by less than a fifth", rise, farther, None, ten),
    ]


def special_cases(steps: int) -> list[Special]:
    """Steps that are undone, twice running, longer ones later, where the tolerances decide; upper levels below zero.

    From 1 to -2, undone, to -1/2: 1/2 + e/4 + (5 e'/4) (3/2) - 3/2 >= 1/8 for e' = 3/4, which e'/2 would not reach.
    """
    curved = random_log_cosh_bilevel(dx=2, dy=3, mu=0.5, seed=3)
    plain = QuadraticBilevel(np.eye(1), np.eye(1), np.zeros(1), 0.0)
    coupled = coupled_levels_example()
    far = AdaptiveHOAG(64.0, 0.5, 0.5, 0.5, 0.75, 50, np.array([0.25, 0.5, -0.5]))
    loose = AdaptiveHOAG(3.0, 1.0, 1.0, 0.75, 0.5, 5, np.zeros(1))
    signed = AdaptiveHOAG(0.125, 0.125, 1.0, 0.0625, 0.75, 50, np.zeros(3))
    return [
        *thresholds(),
        Special("steps that are undone", far, curved, None, np.array([1.0, -0.5])),
        Special("an undone step, loosely", loose, plain, None, np.ones(1)),
        Special("an upper level below zero", signed, coupled, None, np.full(2, 0.25)),
    ]
