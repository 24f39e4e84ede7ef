"""MAML: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools

import numpy as np

from verification.arithmetic.tasks import maml_step
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.bilevel import tasks
from verification.claims.bilevel.subsets import sampling_claim
from verification.finding import Finding
from verification.mutants.bilevel.maml import MUTANTS

controls = functools.partial(named, MUTANTS)


@claim(
    "maml",
    theorem="gradient through the inner steps",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4, T = 2, two of three tasks, equal MAML in 200-digit decimals with dual numbers",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_by_dual_numbers(method: type, engine: str) -> Finding:
    """Dual numbers carry the derivative along every coordinate forwards through the inner steps: no Hessian."""
    return tasks.compared_iterates(method(0.5, 0.25, 2, 2), maml_step, engine)


@claim(
    "maml",
    theorem="mean over the tasks",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="the mean of x+ over all pairs of three tasks is a gradient step on the mean objective of all tasks",
    engine_fixed=True,
    controls=controls("first-order", "last-step-only", "judged-on-support", "sum-of-tasks", "step-too-long"),
)
def mean_over_the_tasks(method: type, engine: str) -> Finding:
    """Every task is in as many pairs as any other one; the objective of a task does not know the other task."""
    mean = tasks.averaged(maml_step, tasks.TASKS, [(0,), (1,), (2,)])
    return tasks.mean_step(method(0.5, 0.25, 2, 2), tasks.TASKS, tasks.DRAWS, mean)


@claim(
    "maml",
    theorem="near a point that fits all tasks",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at a distance d = 2^-26 from an exact fit: x+ = x - eta mean M_j H_q M_j d, M_j = (I - alpha H_j)^2, to "
    "2^-18 |d|",
    engine_fixed=True,
    controls=(
        *controls("first-order", "last-step-only", "hessian-added", "judged-on-support", "sum-of-tasks",
                  "step-too-long"),
        *without("an exact fit", shift=0.25),
    ),
)  # fmt: skip
def local_form(method: type, engine: str, shift: float = 0.0) -> Finding:
    """There grad f_j = H_j d + O(|d|^2): u_T - x* = M_j d, the query gradient H_q M_j d, and its adjoint M_j again."""
    return tasks.near_a_fit(method(0.5, 0.25, 2, 3), shift, np.ones(9))


pairs_are_equally_likely = sampling_claim(
    "maml", lambda method: method(0.5, 0.25, 2, 2), controls("with-replacement")
)


CLAIMS = (first_iterates_by_dual_numbers, mean_over_the_tasks, local_form, pairs_are_equally_likely)
