"""The oracle in its plain form: is this implementation the reference, and if not, which mistake is it?

An implementation is a callable that receives a `Case` and returns its iterates. Each of its steps is judged
from its own previous iterate, so that one rounding difference is not carried along, against the reference
step; the error allowed is measured, not chosen: the rigorous radius of that very step in 53-bit balls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from verification.claim import mutants_of
from verification.oracle.cases import Case, cases_of
from verification.oracle.judge import judge
from verification.oracle.report import Report, decide

__all__ = ["Case", "Report", "cases_of", "check"]


def check(implementation: Callable[[Case], Any], algorithm: str, steps: int = 12) -> Report:
    """Judge `implementation` against the registered `algorithm`.

    Raises ValueError when the name is unknown or the implementation does not return (steps, d) or
    (steps + 1, d) real iterates.
    """
    judged, mutants = [], mutants_of(algorithm)
    for reference, case in cases_of(algorithm, steps):
        returned = implementation(case._replace(start=case.start.copy(), draws=case.draws.rewound()))
        judged.append(judge(reference, case, _iterates(returned, case), mutants))
    return decide(algorithm, judged, mutants)


def _iterates(returned: Any, case: Case) -> np.ndarray:
    x = np.asarray(returned, np.float64)
    d = case.start.shape
    if x.shape not in ((case.steps, *d), (case.steps + 1, *d)):
        raise ValueError(f"implementation must return iterates of shape {(case.steps, *d)}, got {x.shape}")
    if len(x) > case.steps and not np.array_equal(x[0], case.start):
        raise ValueError(f"iterates must begin with the start where {case.steps + 1} are returned")
    return x if len(x) > case.steps else np.concatenate([case.start[None], x])
