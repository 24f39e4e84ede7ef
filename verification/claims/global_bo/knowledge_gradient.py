"""Knowledge gradient: what is claimed of it, and what each claim must reject; proofs are in `lines`."""

from __future__ import annotations

from verification.arithmetic import bayesian as exact
from verification.claims.global_bo.lines import claims_of_lines
from verification.mutants.global_bo.knowledge_gradient import MUTANTS

CLAIMS = claims_of_lines(
    "knowledge-gradient",
    exact.knowledge_gradient,
    lambda asked, n: range(n),
    MUTANTS,
    {
        "iterates": ("first-of-parallels", "prior-covariance"),
        "integral": (),
        "optimality": ("first-of-parallels",),
        "limit": (
            "hidden-lines", "first-of-parallels", "asked-only", "slopes-without-noise", "others-fixed", "noise-squared",
            "noise-forgotten", "best-noisy-incumbent",
        ),
    },
)  # fmt: skip
