"""All outcomes of a step of a policy gradient, by enumeration."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import SoftmaxPolicy
from verification.trial import complete_run


def outcomes(
    algorithm: Any, problem: SoftmaxPolicy, x: np.ndarray, engine: str
) -> tuple[np.ndarray, np.ndarray]:
    """Steps (S A, d) of every state and action, and their probabilities: u is the middle of each action's interval."""
    S = len(problem.rewards)
    steps, weights = [], []
    for s in range(S):
        q = problem.policy(x, s)
        for u, chance in zip(np.cumsum(q) - q / 2, q):
            draws = tape([float(u)], [s])
            steps.append(complete_run(algorithm, problem, x, 1, engine=engine, rng=draws).x[1] - x)
            weights.append(chance / S)
    return np.array(steps), np.array(weights)
