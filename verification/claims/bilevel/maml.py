"""MAML: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools

import numpy as np

from verification.arithmetic.tasks import maml_step
from verification.claim import named, planted
from verification.claims.bilevel.adaptation import Adapting, claims_of
from verification.mutants.bilevel.maml import MUTANTS

controls = functools.partial(named, MUTANTS)

CLAIMS = claims_of(
    Adapting(
        "maml",
        title="MAML",
        theorem="gradient through the inner steps",
        mean="gradient step on the mean objective",
        form="M_j H_q M_j d, M_j = (I - alpha H_j)^2,",
        moving=np.ones(9),
        through=True,
        step=maml_step,
    ),
    {
        "iterates": planted(*MUTANTS),
        "mean": controls(
            "first-order", "last-step-only", "judged-on-support", "sum-of-tasks", "step-too-long"
        ),
        "fit": controls(
            "first-order",
            "last-step-only",
            "hessian-added",
            "judged-on-support",
            "sum-of-tasks",
            "step-too-long",
        ),
        "sampling": controls("with-replacement"),
    },
)
