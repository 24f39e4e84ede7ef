"""Cases made for zo-sign-sgd."""

from __future__ import annotations

import numpy as np

from refimpl.problems import QuadraticRegression
from refimpl.zeroth_order.zo_sign_sgd import ZOSignSGD
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """F(h; i) - F(-h; i) = 2 h (q_i h^2/2 - 1) turns at |h| = sqrt(2/q_i): one draw of each sample is 1 % off that."""
    rng = np.random.default_rng(0)
    sizes: dict[int, float] = {}
    for _ in range(steps):
        sizes.setdefault(int(rng.integers(0, 2)), abs(float(rng.standard_normal(1)[0])))
    q = 2 / np.array([1.01 * sizes[0], 0.99 * sizes[1]]) ** 2
    problem = QuadraticRegression(np.full(2, -1.0), np.ones((2, 1)), q[:, None])
    return [Special("slopes near their zeros", ZOSignSGD(2.0**-20, 1.0), problem, None, np.zeros(1))]
