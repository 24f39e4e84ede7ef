"""Cases made for accelerated-cubic-newton."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.problems import CubicChain, FiniteNoise, Quadratic
from refimpl.second_order.accelerated_cubic_newton import AcceleratedCubicNewton
from verification.arithmetic.newton import plane_quartic
from verification.special_cases import Special
from verification.special_cases.second_order.cubic_newton import of_the_model


def special_cases(steps: int) -> list[Special]:
    """Without errors, with an error of the Hessian only and with both; three dimensions, also where the Hessian is 0;
    the cases of the model, whose hard case is also asked for with a short gradient.
    """
    noise, start = np.array([[1.0, -0.5], [-1.0, 0.5]]), np.array([1.0, -2.0])
    sampled, exact = FiniteNoise(plane_quartic(), noise), quiet(plane_quartic())
    both, alone, plain, small = (
        AcceleratedCubicNewton(*v)
        for v in ((2.0, 0.25, 0.5), (2.0, 0.5, 0.0), (2.0, 0.0, 0.0), (0.5, 0.0, 0.0))
    )
    bent = quiet(Quadratic(np.diag([-0.5, 0.5, 2.0]), np.zeros(3)))
    return [
        Special("exact", plain, exact, None, start),
        Special("inexact Hessian", alone, exact, None, start),
        Special("inexact Hessian and gradients", both, sampled, None, start),
        Special("three dimensions", plain, quiet(CubicChain(3)), None, np.array([3.125, 2.0, 1.0625])),
        Special("short gradient", small, bent, None, np.array([0.0, 0.25, 0.0])),
        Special("no curvature", plain, quiet(CubicChain(3)), None, np.zeros(3)),
        *of_the_model(plain, serve=quiet),
    ]


def quiet(problem: Any) -> FiniteNoise:
    """A problem with sampled gradients that have no errors."""
    return FiniteNoise(problem, np.zeros((1, problem.dimension())))
