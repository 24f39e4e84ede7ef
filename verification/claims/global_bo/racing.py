"""What claims about races share: the data of exact arithmetic, and examples of which the first ones mislead."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import LeastSquares
from verification.arithmetic import racing as exact
from verification.finding import Finding, Verdict
from verification.trial import complete_run

PROBLEM = LeastSquares(np.array(exact.A, float), np.array(exact.B, float))
# the first example does not see the second coordinate
FLAT = LeastSquares(np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]), np.zeros(3))
START = np.array(exact.START, float)


def with_enough_draws(examine: Callable[..., Finding]) -> Callable[..., Finding]:
    """Violated where a run asks for more draws than the claim has: there are more configurations than it says."""

    @functools.wraps(examine)
    def examined(*arguments: Any, **setting: Any) -> Finding:
        try:
            return examine(*arguments, **setting)
        except IndexError as error:
            if "the tape is exhausted" not in str(error):
                raise
            return Finding(Verdict.VIOLATED, "enough draws", str(error), float("nan"), 0, reason=str(error))

    return examined


def sample_values(algorithm: Any, problem: Any, x0: Any, steps: int, engine: str, rng: Any) -> int:
    """How many sample values a run asks for."""
    calls = complete_run(algorithm, problem, x0, steps, engine=engine, rng=rng, count=True).calls or {}
    return calls["sample_value"]


def draws(skip: int = 0) -> Any:
    """The draws of exact arithmetic, without the first ones."""
    return tape(exact.normals()[skip:])


def arms(nu: Any, signs: Any, width: float, R: int) -> tuple[LeastSquares, np.ndarray]:
    """A problem whose example i is y_i^2/2, and y_j whose means over r are nu_j + sign_j width (1/r - 1/R), as rows.

    G(r) = width (1/r - 1/R): the losses are nu_j + sign_j width (1 - 1/R) first, and nu_j - sign_j width/R after it.
    """
    losses = np.outer(nu, np.ones(R)) - width / R * np.outer(signs, np.ones(R))
    losses[:, 0] += width * np.asarray(signs)
    return LeastSquares(np.eye(R), np.zeros(R)), np.sqrt(2 * losses)
