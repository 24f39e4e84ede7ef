"""Noisy expected improvement: what is claimed of it, and what each claim must reject; proofs are in `lines`."""

from __future__ import annotations

from verification.arithmetic import bayesian as exact
from verification.claims.global_bo.lines import claims_of_lines
from verification.mutants.global_bo.noisy_expected_improvement import MUTANTS

CLAIMS = claims_of_lines(
    "noisy-expected-improvement",
    exact.noisy_expected_improvement,
    lambda asked, n: sorted({*asked}),
    MUTANTS,
    {
        "iterates": (),
        "integral": ("least-gain",),
        "optimality": ("slopes-of-others", "prior-mean-zero"),
        "limit": ("all-points", "slopes-without-noise", "others-fixed", "noise-squared",
            "noise-forgotten", "best-noisy-incumbent", "plug-in"),
    },
)  # fmt: skip
