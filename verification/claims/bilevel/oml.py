"""OML: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from refimpl.bilevel.oml import stream
from refimpl.core.draws import tape
from refimpl.problems import LinearTasks
from verification.arithmetic.blocks import decoded
from verification.arithmetic.tasks import oml_step
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.bilevel import tasks
from verification.claims.bilevel.adaptation import Streaming, claims_on_streams
from verification.claims.bilevel.subsets import uniforms
from verification.evidence import identity
from verification.finding import Finding
from verification.mutants.bilevel.oml import MUTANTS

controls = functools.partial(named, MUTANTS)


@claim(
    "oml",
    theorem="mean over the sequences",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="the mean of x+ over all sequences of two of three tasks is a gradient step on the mean objective",
    engine_fixed=True,
    controls=controls("first-order", "features-detached", "last-task-only", "readout-reset", "step-too-long"),
)
def mean_over_the_sequences(method: type, engine: str) -> Finding:
    """Integers of a shuffle draw every ordered pair once; the gradient of a mean is the mean of gradients.

    Expected by dual numbers over the pairs themselves: (0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1).
    """
    sequences = [(i, j) for i in range(3) for j in range(3) if i != j]
    mean = tasks.averaged(oml_step, tasks.TASKS, sequences)
    return tasks.mean_step(method(0.5, 0.25, 2), tasks.TASKS, tasks.DRAWS, mean)


ORTHOGONAL = np.array([1.0, 1.0, 1.0, -1.0, 0.5, 0.0, 0.5, -0.25, 0.75])
"""The columns of W are orthogonal."""


@claim(
    "oml",
    theorem="orthogonal features do not interfere",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="one example per task, orthogonal features: both orders of two tasks lead to the same readout",
    engine_fixed=True,
    controls=(*controls("last-task-only", "readout-reset"), *without("orthogonal features", start=tasks.X0)),
)
def orthogonal_features_do_not_interfere(
    method: type, engine: str, start: np.ndarray = ORTHOGONAL
) -> Finding:
    """The factors I - alpha h h' of orthogonal features commute: v_K is the same, hence a, their product at L_v.

    G is not: it is the derivative off the orthogonal features. Rounding: 32 units of numbers below 4.
    """
    problem = LinearTasks(
        np.array([[[1.0, 0.0]], [[0.0, 1.0]]]),
        np.array([[1.0], [-2.0]]),
        tasks.TASKS.Z[:2].copy(),
        tasks.TASKS.s[:2].copy(),
        3,
    )
    algorithm: Any = method(0.5, 0.25, 2)
    state = algorithm.init(problem, start)
    one, other = (algorithm.step(problem, state, tape(uniforms((k, 1), 2))).x[6:] for k in (0, 1))
    return identity(one, other, tolerance=32 * 2.0**-53, scale=4.0)


def readout(algorithm: Any, pair: Any, rng: Any) -> np.ndarray:
    """v after the stream."""
    return np.asarray(algorithm.followed(tasks.W0, tasks.V0, *stream(tasks.TASKS, list(decoded(pair))))[-1])


CLAIMS = claims_on_streams(
    Streaming("oml", "OML", "the errors on the stream after it", oml_step, readout),
    {
        "iterates": planted(*MUTANTS),
        "interference": controls("stream-as-batch", "readout-reset"),
        "sampling": controls("with-replacement"),
    },
    (mean_over_the_sequences,),
    orthogonal_features_do_not_interfere,
)
