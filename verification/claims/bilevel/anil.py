"""ANIL: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from verification.arithmetic.tasks import anil_step
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.bilevel import tasks
from verification.claims.bilevel.subsets import sampling_claim, uniforms
from verification.evidence import identity
from verification.finding import Finding
from verification.mutants.bilevel.anil import MUTANTS

controls = functools.partial(named, MUTANTS)
PAPER = "Raghu, Raghu, Bengio & Vinyals 2020"


@claim(
    "anil",
    paper=PAPER,
    theorem="gradient through the inner steps of the readout",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4, T = 2, two of three tasks, equal ANIL in 200-digit decimals with dual numbers",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_by_dual_numbers(method: type, engine: str) -> Finding:
    """Dual numbers carry the derivative forwards through inner steps that leave W alone: nothing to transpose."""
    return tasks.compared_iterates(method(0.5, 0.25, 2, 2), anil_step, engine)


@claim(
    "anil",
    paper=PAPER,
    theorem="mean over the tasks",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="the mean of x+ over all pairs of three tasks is a gradient step on the mean objective of all tasks",
    engine_fixed=True,
    controls=controls(
        "first-order",
        "not-transposed",
        "features-detached",
        "representation-moves",
        "sum-of-tasks",
        "step-too-long",
    ),
)
def mean_over_the_tasks(method: type, engine: str) -> Finding:
    """Every task is in as many pairs as any other one; the objective of a task does not know the other task."""
    mean = tasks.averaged(anil_step, tasks.TASKS, [(0,), (1,), (2,)])
    return tasks.mean_step(method(0.5, 0.25, 2, 2), tasks.TASKS, tasks.DRAWS, mean)


@claim(
    "anil",
    paper=PAPER,
    theorem="near a point that fits all tasks",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="d, of size 2^-26, from an exact fit: x+ = x - eta mean M_j' H_q M_j d, M_j = (I - alpha P H_j)^2 with "
    "the projection P on the readout, to 2^-18 |d|",
    engine_fixed=True,
    controls=(
        *controls("first-order", "last-step-only", "hessian-added", "not-transposed", "features-detached",
                  "representation-moves", "readout-fixed", "differentiated-as-maml", "representation-frozen",
                  "judged-on-support", "sum-of-tasks", "step-too-long"),
        *without("an exact fit", shift=0.25),
    ),
)  # fmt: skip
def local_form(method: type, engine: str, shift: float = 0.0) -> Finding:
    """There grad f_j = H_j d + O(|d|^2): u_T - x* = M_j d, the query gradient H_q M_j d, and the adjoint M_j'.

    P and H_j do not commute, so M_j' = (I - alpha H_j P)^2 is not M_j, as it is for MAML.
    """
    return tasks.near_a_fit(method(0.5, 0.25, 2, 3), shift, np.repeat([0.0, 1.0], [6, 3]))


@claim(
    "anil",
    paper=PAPER,
    theorem="regression on fixed features",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="v_T and the readout's part of a are those of T gradient steps of linear regression on the features W z "
    "by eigenvectors of Q, T = 3, for every task",
    engine_fixed=True,
    controls=controls(
        "first-order", "last-step-only", "hessian-added", "representation-moves", "readout-fixed",
        "differentiated-as-maml", "judged-on-support", "step-too-long",
    ),
)  # fmt: skip
def regression_on_fixed_features(method: type, engine: str) -> Finding:
    """v_{t+1} = v_t - alpha (Q v_t - b): with Q = U diag(l) U' the coordinate U'v is multiplied by 1 - alpha l.

    So U'v_T = (1 - alpha l)^T U'v + alpha sum_{t<T} (1 - alpha l)^t U'b, and its derivative in v is the first factor.
    Rounding: 64 units of numbers below 4.
    """
    algorithm: Any = method(0.5, 0.25, 3, 1)
    sides: list[tuple[np.ndarray, np.ndarray]] = []
    for j in range(3):
        H, K = tasks.TASKS.X[j] @ tasks.W0.T, tasks.TASKS.Z[j] @ tasks.W0.T
        values, U = np.linalg.eigh(H.T @ H / 2)
        kept = (1 - 0.25 * values) ** 3
        total = 1 + (1 - 0.25 * values) + (1 - 0.25 * values) ** 2
        v = U @ (kept * (U.T @ tasks.V0) + 0.25 * total * (U.T @ (H.T @ tasks.TASKS.y[j] / 2)))
        slope = U @ (kept * (U.T @ (K.T @ (K @ v - tasks.TASKS.s[j]) / 2)))
        state = algorithm.init(tasks.TASKS, tasks.X0)
        after = algorithm.step(tasks.TASKS, state, tape(uniforms((j,), 3))).x
        adapted = algorithm.adapted(tasks.TASKS, tasks.X0, j)[-1]
        sides += [(adapted, np.concatenate([tasks.W0.ravel(), v])), (after[6:], tasks.V0 - 0.5 * slope)]
    found, expected = (np.concatenate(side) for side in zip(*sides, strict=True))
    return identity(found, expected, tolerance=64 * 2.0**-53, scale=4.0)


pairs_are_equally_likely = sampling_claim(
    "anil", lambda method: method(0.5, 0.25, 2, 2), controls("with-replacement"), paper=PAPER
)


CLAIMS = (
    first_iterates_by_dual_numbers,
    mean_over_the_tasks,
    local_form,
    regression_on_fixed_features,
    pairs_are_equally_likely,
)
