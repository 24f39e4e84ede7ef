"""First iterates of the relatives of Adam: on a quadratic, and on the gradient tape that they share."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.problems import Quadratic
from verification.arithmetic import adam as decimals
from verification.claims.first_order_adaptive.adam_tapes import GRADIENTS, START, STEP_SIZES, TAPE
from verification.claims.first_order_adaptive.layerwise_tape import tape_iterates
from verification.finding import Finding
from verification.trial import first_iterates

A, B = [[3, 1], [1, 2]], [1, -1]


def on_a_quadratic(
    algorithm: Any, rule: decimals.Rule, engine: str, decay: float = 0.0, path: Any = decimals.trajectory
) -> Finding:
    """x_1, ..., x_8 on a quadratic with an off-diagonal Hessian equal those of the rule, which `path` follows."""
    sizes = [algorithm.step_size] * 8
    expected = path(rule, decimals.quadratic(A, B), [2.0, -1.0], sizes, decay)
    problem = Quadratic(np.array(A, float), np.array(B, float))
    return first_iterates(algorithm, problem, np.array([2.0, -1.0]), expected, engine)


def on_the_tape(
    algorithm: Any, rule: decimals.Rule, engine: str, decay: float = 0.0, path: Any = decimals.trajectory
) -> Finding:
    """x_1, ..., x_10 on the tape with zeros and changing step sizes equal those of the rule, which `path` follows."""
    expected = path(rule, decimals.tape(GRADIENTS), START, STEP_SIZES, decay)
    return tape_iterates(algorithm, expected, engine, **TAPE)
