"""Networks in which a unit or an input has nothing to do, for the methods that train hidden weights."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.problems import TwoLayerNetwork
from refimpl.problems.two_layer_network import Tanh
from verification.special_cases import Special


def idle_parts(algorithm: Any, dead_input: bool = False) -> list[Special]:
    """No weights at all; a unit without weights; an input that is always zero, if asked for."""
    problem = TwoLayerNetwork(
        np.array([[1.0, 2.0], [-1.0, 1.0], [0.5, -1.0]]), np.array([1.0, -2.0, 0.5]), 2, Tanh()
    )
    cases = [
        Special("no weights", algorithm, problem, None, np.zeros(6)),
        Special("an idle unit", algorithm, problem, None, np.array([0.5, -0.25, 0.0, 0.0, 1.0, 0.0])),
    ]
    if dead_input:
        dead = problem._replace(X=problem.X * np.array([1.0, 0.0]))
        cases.append(
            Special("a dead input", algorithm, dead, None, np.array([0.5, -0.25, -0.5, 0.75, 1.0, 0.5]))
        )
    return cases
