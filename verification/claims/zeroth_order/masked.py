"""What the claims of the masked methods share: laws of one step with the mask (1, 0) or (0, 1) in the plane."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.problems import Quadratic
from refimpl.zeroth_order.estimators import Normal
from verification.claims.zeroth_order.common import (
    GRADIENT,
    ROUNDING,
    deterministic,
    draws_of,
    estimates,
    law_of_a_step,
)
from verification.evidence import tight
from verification.finding import Finding


def moments(algorithm: Any, mask: Any, engine: str) -> Finding:
    """E g = m o p and E gg' = 2 (m o p)(m o p)' + |m o p|^2 diag m on the plane quadratic."""
    outcomes, weights = draws_of(Normal(), 1)
    q = np.array(mask) * GRADIENT
    second = 2 * np.outer(q, q) + q @ q * np.diag(mask)
    return law_of_a_step(algorithm, outcomes, weights, engine, mean=q, second=second)


def decrease(method: Any, x: Any, mask: Any, engine: str, *rest: Any, L: float = 2.0) -> Finding:
    """E f(x+) = f - eta (1 - eta L (k + 2)/2)|m o p|^2 for f = L|x|^2/2, at eta = 1/(L (k + 2)) and half of that."""
    k, x, values, wanted = int(sum(mask)), np.array(x), [], []
    p = L * np.array(mask) * x
    for eta in (1 / (L * (k + 2)), 0.5 / (L * (k + 2))):
        outcomes, weights = draws_of(Normal(), 1)
        problem = deterministic(Quadratic(L * np.eye(len(x)), np.zeros(len(x))))
        g = np.array(estimates(method(eta, 0.25, *rest), problem, x, outcomes, engine))
        values.append(weights @ (L / 2 * np.sum((x - eta * g) ** 2, axis=1)))
        wanted.append(L / 2 * (x @ x) - eta * (1 - eta * L * (k + 2) / 2) * (p @ p))
    # values of order one, slopes from them over 2c: 100 roundings
    return tight(values, wanted, tolerance=400 * ROUNDING, xlabel="step size", ylabel="E f(x+)")
