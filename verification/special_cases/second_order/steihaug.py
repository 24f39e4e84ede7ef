"""Cases made for steihaug."""

from __future__ import annotations

import numpy as np

from refimpl.problems import Quadratic
from refimpl.second_order.steihaug import Steihaug
from verification.arithmetic import quadratic_residuals
from verification.arithmetic.trust_region import SCALAR, scalar_problem
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """Every end of the iteration, and every change of the radius; a model without curvature, and one solved before the
    last iteration; an iterate of length Delta exactly; in one variable, gains at the thresholds and close to them.
    """
    problem, plane = quadratic_residuals.problem(), quadratic_residuals.problem(2)
    flat = Quadratic(np.zeros((2, 2)), np.array([1.0, 0.0]))
    line = Quadratic(np.eye(1), np.array([3.0]))
    sheared = Quadratic(np.array([[1.0, 1.0], [1.0, 0.25]]), np.array([-1.0, 0.0]))
    return [
        Special("rejections", Steihaug(4.0, 2), problem, None, np.array([-1.0, -1.0, 0.5])),
        Special("last iterations", Steihaug(4.0, 3), problem, None, np.array([0.5, -1.0, 0.75])),
        Special("good steps inside", Steihaug(4.0, 2), plane, None, np.array([3.0, -2.0])),
        Special("no curvature", Steihaug(1.0, 2), flat, None, np.zeros(2)),
        Special("exact in one iteration", Steihaug(8.0, 3), line, None, np.array([5.0])),
        Special("length of the radius", Steihaug(1.0, 1), sheared, None, np.zeros(2)),
        *(
            Special(f"gain of {name}", Steihaug(data[-1], 1), scalar_problem(*data[:-1]), None, np.zeros(1))
            for name, data, _ in SCALAR
        ),
    ]
