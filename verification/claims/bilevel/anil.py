"""ANIL: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from verification.arithmetic.tasks import anil_step
from verification.claim import Kind, Standing, claim, named, planted
from verification.claims.bilevel import tasks
from verification.claims.bilevel.adaptation import Adapting, claims_of
from verification.claims.bilevel.subsets import uniforms
from verification.evidence import identity
from verification.finding import Finding
from verification.mutants.bilevel.anil import MUTANTS

controls = functools.partial(named, MUTANTS)
PAPER = "Raghu, Raghu, Bengio & Vinyals 2020"


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


CLAIMS = claims_of(
    Adapting(
        "anil",
        title="ANIL",
        theorem="gradient through the inner steps of the readout",
        mean="gradient step on the mean objective",
        form="M_j' H_q M_j d, M_j = (I - alpha P H_j)^2 with the projection P on the readout,",
        moving=np.repeat([0.0, 1.0], [6, 3]),
        through=True,
        step=anil_step,
        paper=PAPER,
    ),
    {
        "iterates": planted(*MUTANTS),
        "mean": controls(
            "first-order", "not-transposed", "features-detached", "representation-moves", "sum-of-tasks",
            "step-too-long",
        ),
        "fit": controls(
            "first-order", "last-step-only", "hessian-added", "not-transposed", "features-detached",
            "representation-moves", "readout-fixed", "differentiated-as-maml", "representation-frozen",
            "judged-on-support", "sum-of-tasks", "step-too-long",
        ),
        "sampling": controls("with-replacement"),
    },
    regression_on_fixed_features,
)  # fmt: skip
