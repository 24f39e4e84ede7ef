"""Cases made for lazy-cubic-newton."""

from __future__ import annotations

import numpy as np

from refimpl.problems import QuadraticRegression
from refimpl.second_order.lazy_cubic_newton import LazyCubicNewton
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """sum a_i^2 (x_i^2 - 1)^2/2: at first the gradient is orthogonal to the lowest eigenvector of the Hessian, and
    short; then the iterates converge, where eigenvalues are small and shifts smaller.
    """
    a = np.array([1.0, 0.25, 0.25])
    Q = np.concatenate([2 * np.diag(row) for row in np.diag(a)])
    problem = QuadraticRegression(-a, np.zeros((3, 3)), Q)
    return [Special("hard case", LazyCubicNewton(4.0, 2), problem, None, np.array([0.0, 1.25, 0.75]))]
