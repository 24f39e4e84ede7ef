"""BSVRB v2: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from verification.claim import Kind, Standing, claim, named, planted
from verification.claims.bilevel import blocks
from verification.claims.bilevel.blockwise import Words, claims_of
from verification.dialects.bilevel.bsvrb_v2 import DIALECTS
from verification.evidence import step_inequality
from verification.finding import Finding
from verification.mutants.bilevel.bsvrb_v2 import MUTANTS

controls = functools.partial(named, (*MUTANTS, *DIALECTS))


@claim(
    "bsvrb-v2",
    theorem="bound on the vectors",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="with noise of deviation 1/2 every |v_i| is at most R = 5/8 at 40 steps; some of every i are R",
    engine_fixed=True,
    controls=controls("not-bounded", "bounded-together", "right-side-dropped"),
)
def vectors_keep_their_bound(method: type, engine: str) -> Finding:
    """A row longer than R is cut to R. On the other side the longest of all steps is R for every i: the bound acts.

    Rounding of a length: 8 units.
    """
    algorithm: Any = blocks.made(method, blocks.NOISY, bound=0.625)
    state, rng, longest = algorithm.init(blocks.NOISY, blocks.X0), np.random.default_rng(1), []
    for _ in range(40):
        state = algorithm.step(blocks.NOISY, state, rng)
        longest.append(np.linalg.norm(state.V, axis=1))
    found = np.array(longest)
    left, right = [*found.max(axis=1), *np.full(3, 0.625)], [*np.full(40, 0.625), *found.max(axis=0)]
    return step_inequality(left, right, allowance=8 * 2.0**-53, label="|v_i|")


CLAIMS = claims_of(
    "bsvrb-v2",
    Words("v2", "R", "u_i", "u_i = g_yy v_i - f_y", "v_i = A_i^{-1} f_y"),
    {
        "iterates": planted(*MUTANTS, *DIALECTS),
        "errors": controls(
            "storm-gain", "moving-average", "share-inverted", "unsampled-corrected", "present-xat-old-point",
            "present-vector-at-old-point", "gain-of-sampling",
        ),
        "exactness": controls(
            "moving-average", "upper-moving-average", "present-xat-old-point", "present-vector-at-old-point",
            "right-side-dropped", "residual-reversed", "gain-of-sampling",
        ),
        "rest": controls("direct-gradient-dropped", "implicit-part-added"),
        "sampling": controls("with-replacement"),
    },
    vectors_keep_their_bound,
)  # fmt: skip
