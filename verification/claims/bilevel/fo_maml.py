"""FO-MAML: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import LinearTasks
from verification.arithmetic.tasks import fo_maml_step
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.bilevel.adaptation import Adapting, claims_of
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


CLAIMS = claims_of(
    Adapting(
        "fo-maml",
        title="FO-MAML",
        theorem="gradient at the adapted point",
        mean="step along the mean adapted gradient",
        form="H_q M_j d, M_j = (I - alpha H_j)^2,",
        moving=np.ones(9),
        through=False,
        step=fo_maml_step,
        paper=PAPER,
    ),
    {
        "iterates": planted(*MUTANTS),
        "mean": controls(
            "second-order", "not-adapted", "one-step-short", "towards-adapted", "sum-of-tasks", "step-too-long"
        ),
        "fit": controls(
            "second-order", "through-last-step", "not-adapted", "one-step-short", "towards-adapted",
            "judged-on-support", "sum-of-tasks", "step-too-long",
        ),
        "sampling": controls("with-replacement"),
    },
    distance_from_maml,
)  # fmt: skip
