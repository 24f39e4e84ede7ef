"""Cases made for psgd-closed-form."""

from __future__ import annotations

import numpy as np

from refimpl.problems import QuadraticRegression
from refimpl.second_order.psgd_closed_form import PSGDClosedForm
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """Three dimensions, where eigenvectors are no symmetric matrix. Residuals 1 + x_1 and x'Q x/2, which vanishes at 0:
    the Hessian is e_1 e_1' there, exactly, and the mean is diagonal until the spectrum is simple.
    """
    Q = np.array([[2.0, 1.0, -1.0], [1.0, -2.0, 3.0], [-1.0, 3.0, 1.0]])
    J = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    problem = QuadraticRegression(np.array([1.0, 0.0]), J, np.vstack([np.zeros((3, 3)), Q]))
    return [Special("three dimensions", PSGDClosedForm(0.25), problem, None, np.zeros(3))]
