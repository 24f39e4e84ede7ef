"""What is examined of methods with rank-one Kronecker factors in the same way."""

from __future__ import annotations

import functools
from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.problems import SoftmaxRegression
from verification.arithmetic import mkor
from verification.arithmetic.gauss_newton import INSTANCE
from verification.claims.second_order.gauss_newton_batches import BATCHES, START, recorded, whole
from verification.claims.stationary import is_fixed
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.trial import complete_run, first_iterates

UNIFORM = SoftmaxRegression(np.array([[1.0, 2.0], [-1.0, 1.0]]), np.full((2, 4), 0.25), 0.0)
# inputs and labels with means far from zero: vectors that come again and again
LEANING = SoftmaxRegression(
    np.array([[2.0, 1.0], [1.0, 1.0], [3.0, -1.0], [2.0, 0.0]]), np.eye(3)[[0, 0, 1, 0]], 0.0
)
LEANING_START = np.array([-1.0, 0.5, 1.0, 0.0, 0.0, -0.5])
PARAMETERS: dict[str, tuple[float, ...]] = {
    "kfac": (0.125, 0.75),
    "mkor": (0.375, 0.75, 0.875, 0.25),
    "mkor-h": (0.75, 0.75, 0.875, 0.25, 0.0859375),
}


@functools.cache
def expected(which: str) -> tuple[list[list[Decimal]], list[int]]:
    """x_1, ..., x_5 on recorded batches of two, and what happened on the way."""
    function = mkor.kfac if which == "kfac" else mkor.mkor
    return function(BATCHES[:5], *PARAMETERS[which])


def in_decimals(method: type, engine: str, which: str) -> Finding:
    """These, against the method."""
    algorithm = method(*PARAMETERS[which], 2, 3)
    return first_iterates(
        algorithm, INSTANCE.problem(), START, expected(which)[0], engine, rng=recorded(BATCHES)
    )


def rest(algorithm: Any, engine: str, offset: float) -> Finding:
    """Labels of probability 1/4 each: s = 0 at x = 0, exactly."""
    return is_fixed(algorithm, offset, engine, UNIFORM, np.zeros(8))


def lengths_and_slopes(algorithm: Any, engine: str) -> Finding:
    """|W+ - W| = eta |G| and <G, W - W+> >= eta |G|^2 2 r^t/(1 + r^2t), r = 1 + b^-4, in six steps on all examples."""
    problem, steps = LEANING, 6
    x = complete_run(algorithm, problem, LEANING_START, steps, rng=whole(4, steps), engine=engine).x
    g = np.array([problem.gradient(v) for v in x[:-1]])
    moved, size = x[:-1] - x[1:], np.linalg.norm(g, axis=1)
    k = (1 + algorithm.decay**-4.0) ** np.arange(1, steps + 1)
    least = 2 * k / (1 + k * k) * algorithm.step_size * size**2
    # sums of a few numbers of order one
    return worst([
        identity(np.linalg.norm(moved, axis=1), algorithm.step_size * size, tolerance=1e-13),
        step_inequality(least, np.sum(g * moved, axis=1), allowance=1e-14),
    ])  # fmt: skip
