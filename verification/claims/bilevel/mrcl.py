"""MRCL-type learning: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from typing import Any

from refimpl.core.draws import tape
from refimpl.problems import LinearTasks
from verification.arithmetic.blocks import decoded
from verification.arithmetic.tasks import mrcl_step
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.bilevel import tasks
from verification.claims.bilevel.subsets import sampling_claim, uniforms
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.bilevel.mrcl import MUTANTS

controls = functools.partial(named, MUTANTS)


@claim(
    "mrcl",
    theorem="gradient through the stream",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 on sequences of two of three tasks equal MRCL in 200-digit decimals with dual numbers",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_by_dual_numbers(method: type, engine: str) -> Finding:
    """Dual numbers carry the derivative along every coordinate of W forwards through the stream: no adjoint."""
    return tasks.compared_iterates(method(0.5, 0.25, 2), mrcl_step, engine)


@claim(
    "mrcl",
    theorem="interference",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the errors of v+ on its stream are the product of the matrices I - alpha Q u_t u_t' at those of v",
    engine_fixed=True,
    controls=controls("stream-as-batch", "readout-reset", "readout-by-gradient", "readout-not-kept"),
)
def interference_by_the_gram_matrix(method: type, engine: str) -> Finding:
    """v_{t+1} = v_t - alpha e_t h_t moves every error h_i'v - y_i by -alpha Q_it e_t. Rounding: 64 units below 4."""
    algorithm: Any = method(0.5, 0.25, 2)
    found = []
    for pair, draws in zip(tasks.PAIRS, tasks.DRAWS, strict=True):
        after = algorithm.step(tasks.TASKS, algorithm.init(tasks.TASKS, tasks.X0), tape(draws))
        sides = tasks.errors_after(after.x[6:], decoded(pair))
        found.append(identity(*sides, tolerance=64 * 2.0**-53, scale=4.0))
    return worst(found)


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


pairs_are_equally_likely = sampling_claim(
    "mrcl", lambda method: method(0.5, 0.25, 2), controls("with-replacement")
)


CLAIMS = (
    first_iterates_by_dual_numbers,
    interference_by_the_gram_matrix,
    uncorrelated_streams,
    pairs_are_equally_likely,
)
