"""BSVRB v1: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from verification.claim import Kind, Standing, claim, named, planted
from verification.claims.bilevel import blocks
from verification.claims.bilevel.blockwise import Words, claims_of
from verification.dialects.bilevel.bsvrb_v1 import DIALECTS
from verification.evidence import step_inequality
from verification.finding import Finding
from verification.mutants.bilevel.bsvrb_v1 import MUTANTS

controls = functools.partial(named, (*MUTANTS, *DIALECTS))


@claim(
    "bsvrb-v1",
    theorem="floor of the tracked Hessians",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="with noise of deviation 1/2 every H_i keeps eigenvalues of at least mu = 7/8 at 40 steps; some are mu",
    engine_fixed=True,
    controls=controls("not-projected", "cut-from-above"),
)
def hessians_keep_their_floor(method: type, engine: str) -> Finding:
    """P raises eigenvalues to mu and keeps the others. On the other side the smallest of all steps is mu: P acts.

    Rounding of the eigenvalues of 2 x 2 matrices below 8: 64 units.
    """
    algorithm: Any = blocks.made(method, blocks.NOISY, mu=0.875)
    state, rng, least = algorithm.init(blocks.NOISY, blocks.X0), np.random.default_rng(1), []
    for _ in range(40):
        state = algorithm.step(blocks.NOISY, state, rng)
        least.append(float(np.linalg.eigvalsh(state.H).min()))
    left, right = [*np.full(40, 0.875), min(least)], [*least, 0.875]
    return step_inequality(left, right, allowance=64 * 8 * 2.0**-53, label="mu")


CLAIMS = claims_of(
    "bsvrb-v1",
    Words("v1", "P", "H_i", "H_i = g_yy", "H_i = A_i"),
    {
        "iterates": planted(*MUTANTS, *DIALECTS),
        "errors": controls(
            "storm-gain", "moving-average", "share-inverted", "unsampled-corrected", "present-xat-old-point",
            "gain-of-sampling",
        ),
        "exactness": controls(
            "moving-average", "upper-moving-average", "present-xat-old-point", "present-hessian-at-old-point",
            "gain-of-sampling",
        ),
        "rest": controls("direct-gradient-dropped", "implicit-part-added", "hessian-not-inverted"),
        "sampling": controls("with-replacement"),
    },
    hessians_keep_their_floor,
)  # fmt: skip
