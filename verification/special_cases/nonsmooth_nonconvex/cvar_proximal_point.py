"""Cases made for SPP for the conditional value at risk."""

from __future__ import annotations

import numpy as np

from refimpl.nonsmooth_nonconvex.cvar_proximal_point import CVaRProximalPoint
from refimpl.problems import FiniteNoise, LeastSquares, Quadratic
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """A cubic with three roots, losses of zero and below, and losses next to both limits."""
    equal, fitted = (
        LeastSquares(np.eye(4), np.full(4, 2.0)),
        LeastSquares(np.eye(4), np.array([0.0, 2.0, 0.0, 2.0])),
    )
    rule = CVaRProximalPoint(0.0625, 0.5, 0.75)
    passing, failing = (
        LeastSquares(np.eye(4), np.array([1.0, 2.0, *b])) for b in ((1.0, 2.1615), (1.4107, 4.0))
    )
    negative = FiniteNoise(
        Quadratic(np.diag([1.0, 0.5]), np.array([1.0, 1.0])),
        np.array([[2.0, 0.5], [-1.0, 0.25], [-1.0, -0.75]]),
    )
    rising = negative._replace(Z=np.array([[1.0, 0.25], [0.0, 0.5], [-1.0, -0.75]]))
    return [
        Special("three roots", CVaRProximalPoint(0.25, 2.0**-6, 1 - 2.0**-7), equal, None, np.zeros(4)),
        Special("no loss", CVaRProximalPoint(0.25, 4.0, 0.5), fitted, None, np.zeros(4)),
        Special("no loss below the level", CVaRProximalPoint(0.25, 0.5, 0.75), fitted, None, np.zeros(4)),
        Special("losses below zero", CVaRProximalPoint(0.25, 0.5, 0.5), negative, None, np.array([1.0, 2.0])),
        Special(
            "far below zero", CVaRProximalPoint(0.0625, 2.0, 0.75), negative, None, np.array([0.5, -1.0])
        ),
        Special(
            "above a low level", CVaRProximalPoint(0.015625, 2.0, 0.25), rising, None, np.array([1.0, 2.0])
        ),
        Special("hardly in the tail", rule, passing, None, np.zeros(4)),
        Special("hardly outside", rule, failing, None, np.zeros(4)),
    ]
