"""FO-MAML: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import LinearTasks
from verification.arithmetic.tasks import fo_maml_step
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.bilevel import tasks
from verification.claims.bilevel.subsets import sampling_claim
from verification.evidence import identity, tight
from verification.finding import Finding, worst
from verification.mutants.bilevel.fo_maml import MUTANTS

controls = functools.partial(named, MUTANTS)
PAPER = "Finn, Abbeel & Levine 2017"
ROUNDING = 64 * 2.0**-53
ALPHAS = 0.25, 0.5, 0.75


@claim(
    "fo-maml",
    paper=PAPER,
    theorem="gradient at the adapted point",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4, T = 2, two of three tasks, equal FO-MAML in 200-digit decimals with dual numbers",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_by_dual_numbers(method: type, engine: str) -> Finding:
    """The inner steps are written out; dual numbers give the query gradient at their end, which is all there is."""
    return tasks.compared_iterates(method(0.5, 0.25, 2, 2), fo_maml_step, engine)


@claim(
    "fo-maml",
    paper=PAPER,
    theorem="mean over the tasks",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="the mean of x+ over all pairs of three tasks is a step along the mean adapted gradient of all tasks",
    engine_fixed=True,
    controls=controls(
        "second-order", "not-adapted", "one-step-short", "towards-adapted", "sum-of-tasks", "step-too-long"
    ),
)
def mean_over_the_tasks(method: type, engine: str) -> Finding:
    """Every task is in as many pairs as any other one; the adapted gradient of a task does not know the other task."""
    mean = tasks.averaged(fo_maml_step, tasks.TASKS, [(0,), (1,), (2,)])
    return tasks.mean_step(method(0.5, 0.25, 2, 2), tasks.TASKS, tasks.DRAWS, mean)


@claim(
    "fo-maml",
    paper=PAPER,
    theorem="near a point that fits all tasks",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="d, of size 2^-26, from an exact fit: x+ = x - eta mean H_q M_j d, M_j = (I - alpha H_j)^2, to 2^-18 |d|",
    engine_fixed=True,
    controls=(
        *controls("second-order", "through-last-step", "not-adapted", "one-step-short", "towards-adapted",
                  "judged-on-support", "sum-of-tasks", "step-too-long"),
        *without("an exact fit", shift=0.25),
    ),
)  # fmt: skip
def local_form(method: type, engine: str, shift: float = 0.0) -> Finding:
    """There grad f_j = H_j d + O(|d|^2): u_T - x* = M_j d; the query gradient is H_q M_j d, without MAML's last M_j."""
    return tasks.near_a_fit(method(0.5, 0.25, 2, 3), shift, np.ones(9), through=False)


@claim(
    "fo-maml",
    paper=PAPER,
    theorem="distance from MAML",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="one inner step: |a - a_MAML| <= alpha |H_j(x)| |a|, attained by networks of one unit with W = v; where "
    "alpha |H_j(x)| > 1 the step raises the objective of MAML",
    engine_fixed=True,
    controls=(
        *controls("second-order", "through-last-step", "not-adapted", "judged-on-support", "towards-adapted",
                  "step-too-long"),
        *without("W = v", other=0.5),
    ),
)  # fmt: skip
def distance_from_maml(method: type, engine: str, other: float = 1.0) -> Finding:
    """a_MAML = (I - alpha H_j(x)) a, so the difference is alpha H_j(x) a.

    One unit, one example z = 1 of target y: f = (wv - y)^2/2, at w = v the Hessian has the eigenvectors (1, 1) of
    3v^2 - y and (1, -1) of -v^2 + y, and all gradients are along (1, 1). On w = v the objective is L(v) =
    (u^2 - s)^2/2 with u = v - alpha (v^2 - y) v, whose derivative is twice each part of a_MAML. At y = 1/2 and v = 1
    alpha |H| = 5 alpha/2. Rounding: 64 units of numbers below 8.
    """
    y, s, one = 0.5, -1.0, np.ones((1, 1))
    distances, bounds, found = [], [], []
    for alpha in ALPHAS:
        u, curvature = 1 - alpha * (1 - y), 3 - y
        through = u * (u * u - s) * (1 - alpha * curvature)
        problem = LinearTasks(one[None], y * one, one[None], s * one, 1)
        algorithm: Any = method(1.0, alpha, 1, 1)
        x = np.array([1.0, other])
        a = x - algorithm.step(problem, algorithm.init(problem, x), tape([0.5])).x
        distances.append(np.linalg.norm(a - through))
        bounds.append(alpha * curvature * np.linalg.norm(a))
        # negative where alpha |H| > 1: up for MAML
        found.append(
            identity((1 - alpha * curvature) * a, np.full(2, through), tolerance=ROUNDING, scale=8.0)
        )
    return worst([tight(distances, bounds, tolerance=ROUNDING, x=ALPHAS, xlabel="alpha"), *found])


pairs_are_equally_likely = sampling_claim(
    "fo-maml", lambda method: method(0.5, 0.25, 2, 2), controls("with-replacement"), paper=PAPER
)


CLAIMS = (
    first_iterates_by_dual_numbers,
    mean_over_the_tasks,
    local_form,
    distance_from_maml,
    pairs_are_equally_likely,
)
