"""What methods of gradient surgery share: gradients of the two objectives, the projection, checks.

Of a problem of two levels they take the lower level as the main objective F = g(., y), which is to be minimal, and the
upper level as the auxiliary one A = f(., y), which chooses among the minimisers; y is held fixed.
"""

from __future__ import annotations

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import quotient


def gradients(problem, x, y, rng):
    """Gradients in x of the main and of the auxiliary objective, on one draw."""
    drawn = problem.realisation(rng)
    return drawn.lower_x(x, y), drawn.upper_x(x, y)


def without(a, r):
    """a less its component along r; a where r = 0."""
    return a - quotient(np.dot(a, r), np.dot(r, r)) * r


def check(algorithm, problem):
    """Raise ValueError unless the step is positive, the weight not negative and what is fixed fits."""
    checks.positive("step_size", algorithm.step_size)
    checks.nonnegative("weight", algorithm.weight)
    checks.array("fixed", algorithm.fixed, shape=(problem.lower_dimension(),))
