"""MRCL-type learning: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from refimpl.problems import LinearTasks
from verification.arithmetic.tasks import mrcl_step
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.bilevel import tasks
from verification.claims.bilevel.adaptation import Streaming, claims_on_streams
from verification.claims.bilevel.subsets import uniforms
from verification.finding import Finding
from verification.mutants.bilevel.mrcl import MUTANTS

controls = functools.partial(named, MUTANTS)


@claim(
    "mrcl",
    theorem="streams without correlation",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="a stream of one example drawn uniformly: the mean of v+ is a gradient step on the mean of all losses, "
    "that of W+ one on the mean objective",
    engine_fixed=True,
    controls=(
        *controls(
            "readout-by-gradient", "readout-not-kept", "first-order", "features-detached", "step-too-long"
        ),
        *without("one example", problem=tasks.TASKS),
    ),
)
def uncorrelated_streams(method: type, engine: str, problem: LinearTasks = tasks.SINGLE) -> Finding:
    """v+ = v - alpha e_j h_j; the mean over j is v - alpha grad (1/m) sum e_j^2/2: no order, nothing to forget.

    With two examples in a row the second error depends on the first update. The part of W by dual numbers.
    """
    mean = [float(v) for v in tasks.averaged(mrcl_step, problem, [(0,), (1,), (2,)])]
    H = problem.X.reshape(-1, 2) @ tasks.W0.T
    e = H @ tasks.V0 - problem.y.ravel()
    mean[6:] = tasks.V0 - 0.25 * problem.X.shape[1] * H.T @ e / len(e)
    return tasks.mean_step(method(0.5, 0.25, 1), problem, [uniforms((k,), 3) for k in range(3)], mean)


def readout(algorithm: Any, pair: Any, rng: Any) -> np.ndarray:
    """v+ of a step."""
    return np.asarray(algorithm.step(tasks.TASKS, algorithm.init(tasks.TASKS, tasks.X0), rng).x[6:])


CLAIMS = claims_on_streams(
    Streaming("mrcl", "MRCL", "the errors of v+ on its stream", mrcl_step, readout),
    {
        "iterates": planted(*MUTANTS),
        "interference": controls(
            "stream-as-batch", "readout-reset", "readout-by-gradient", "readout-not-kept"
        ),
        "sampling": controls("with-replacement"),
    },
    (),
    uncorrelated_streams,
)
