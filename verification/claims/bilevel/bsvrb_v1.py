"""BSVRB v1: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.bilevel import blocks
from verification.claims.bilevel.subsets import sampling_claim
from verification.dialects.bilevel.bsvrb_v1 import DIALECTS
from verification.evidence import step_inequality
from verification.finding import Finding
from verification.mutants.bilevel.bsvrb_v1 import MUTANTS

controls = functools.partial(named, (*MUTANTS, *DIALECTS))


@claim(
    "bsvrb-v1",
    theorem="algorithm v1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 with noise, two of three blocks, batches of three, equal v1 in 200-digit decimals; P acts",
    engine="ball",
    controls=planted(*MUTANTS, *DIALECTS),
)
def first_iterates_with_noise(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it on recorded draws and blocks, P in closed form."""
    return blocks.compared_iterates(method, engine)


@claim(
    "bsvrb-v1",
    theorem="mean square error of MSVR",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="no noise, two of four blocks: E|e'|^2 = (p (1-a)^2 + 1-p)|e|^2 + (p c^2 + 1-p)|D|^2 for every s_i and "
    "H_i, the mean over all pairs, p = 1/2, c = (1-p)/(p (1-a))",
    engine_fixed=True,
    controls=controls(
        "storm-gain", "moving-average", "share-inverted", "unsampled-corrected", "present-xat-old-point",
        "gain-of-sampling",
    ),
)  # fmt: skip
def mean_square_error_of_the_estimates(method: type, engine: str) -> Finding:
    """Sampled: e' = (1 - a) e + (gamma - 1 + a) D, for h' - g(w_t) = (1 - a)(e - D) + gamma D; else e' = e - D.

    gamma - 1 + a = c, so E|e'|^2 has p c^2 + 1 - p at |D|^2 and 2 [p (1 - a) c - (1 - p)] e'D = 0: so was it made.
    The projection is inactive. Rounding: some 400 units of squares summed.
    """
    return blocks.mean_square_errors(method)


@claim(
    "bsvrb-v1",
    theorem="all blocks, no noise",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="I = m without noise: s_i = g_y, H_i = g_yy and z = mean G for ever, on curved blocks too",
    engine_fixed=True,
    controls=(
        *controls("moving-average", "upper-moving-average", "present-xat-old-point", "present-hessian-at-old-point",
                  "gain-of-sampling"),
        *without("no noise", problem=blocks.NOISY),
    ),
)  # fmt: skip
def exact_estimates_stay_exact(method: type, engine: str, problem: Any = blocks.QUIET) -> Finding:
    """gamma = 1 - a: e' = (1 - a) e, and e = 0 in the first step; z - G_t = (1 - beta)(z - G~_t) = 0 in the same way.

    Rounding: 64 units of numbers below 8 per step.
    """
    return blocks.exact_for_ever(method, problem)


@claim(
    "bsvrb-v1",
    theorem="rest at the minimiser",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="quadratic levels, I = m, no noise: at x*, y_i*, H_i = A_i and z = 0 a step moves nothing",
    engine_fixed=True,
    controls=(
        *controls("direct-gradient-dropped", "implicit-part-added", "hessian-not-inverted"),
        *without("quadratic levels", problem=blocks.QUIET),
    ),
)
def rest_at_the_minimiser(method: type, engine: str, problem: Any = None) -> Finding:
    """s_i = g_y = 0 there, and the mean of f_x - g_xy A_i^{-1} f_y is the gradient of psi by implicit differentiation.

    x* solves the normal equations of psi, written with A_i^{-1} B_i and without hyper-gradients.
    """
    return blocks.rest(method, problem)


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


pairs_are_equally_likely = sampling_claim(
    "bsvrb-v1", lambda method: blocks.made(method, blocks.FOUR), controls("with-replacement"), "block"
)


CLAIMS = (
    first_iterates_with_noise,
    mean_square_error_of_the_estimates,
    exact_estimates_stay_exact,
    rest_at_the_minimiser,
    hessians_keep_their_floor,
    pairs_are_equally_likely,
)
