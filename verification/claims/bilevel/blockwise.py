"""What is claimed of both versions of BSVRB in the same words: iterates, errors, exactness, rest, sampling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from verification.claim import Claim, Control, Kind, Standing, claim, without
from verification.claims.bilevel import blocks
from verification.claims.bilevel.subsets import sampling_claim
from verification.finding import Finding


class Words(NamedTuple):
    """How a version speaks of what it tracks besides g_y."""

    version: str
    acts: str  # what cuts or raises in the first iterates
    tracked: str
    exact: str
    at_rest: str


def claims_of(
    name: str, words: Words, controls: Mapping[str, tuple[Control, ...]], own: Claim
) -> tuple[Claim, ...]:
    """The claims of the version called `name`; its `own` one stands before the last."""

    @claim(
        name,
        theorem=f"algorithm {words.version}",
        kind=Kind.ITERATE,
        standing=Standing.DERIVED,
        statement="x_1, ..., x_5 with noise, two of three blocks, batches of three, equal "
        f"{words.version} in 200-digit decimals; {words.acts} acts",
        engine="ball",
        controls=controls["iterates"],
    )
    def first_iterates_with_noise(method: type, engine: str) -> Finding:
        """The update is the definition; lists of decimals evaluate it on recorded draws and blocks, with P in closed
        form.
        """
        return blocks.compared_iterates(method, engine)

    @claim(
        name,
        theorem="mean square error of MSVR",
        kind=Kind.DISTRIBUTION,
        standing=Standing.DERIVED,
        statement="no noise, two of four blocks: E|e'|^2 = (p (1-a)^2 + 1-p)|e|^2 + (p c^2 + 1-p)|D|^2 for every s_i "
        f"and {words.tracked}, the mean over all pairs, p = 1/2, c = (1-p)/(p (1-a))",
        engine_fixed=True,
        controls=controls["errors"],
    )
    def mean_square_error_of_the_estimates(method: type, engine: str) -> Finding:
        """Sampled: e' = (1 - a) e + (gamma - 1 + a) D, for h' - g(w_t) = (1 - a)(e - D) + gamma D; else e' = e - D.

        gamma - 1 + a = c, so E|e'|^2 has p c^2 + 1 - p at |D|^2 and 2 [p (1 - a) c - (1 - p)] e'D = 0: so was it made.
        D is between all variables of both times, (x, y, v) for u_i; the projection of H_i is inactive. Rounding: some
        400 units of squares summed.
        """
        return blocks.mean_square_errors(method)

    @claim(
        name,
        theorem="all blocks, no noise",
        kind=Kind.IDENTITY,
        standing=Standing.DERIVED,
        statement=f"I = m without noise: s_i = g_y, {words.exact} and z = mean G for ever, on curved blocks too",
        engine_fixed=True,
        controls=(*controls["exactness"], *without("no noise", problem=blocks.NOISY)),
    )
    def exact_estimates_stay_exact(method: type, engine: str, problem: Any = blocks.QUIET) -> Finding:
        """gamma = 1 - a: e' = (1 - a) e, and e = 0 in the first step; z - G_t = (1 - beta)(z - G~_t) = 0 likewise.

        Rounding: 64 units of numbers below 8 per step.
        """
        return blocks.exact_for_ever(method, problem)

    @claim(
        name,
        theorem="rest at the minimiser",
        kind=Kind.IDENTITY,
        standing=Standing.DERIVED,
        statement=f"quadratic levels, I = m, no noise: at x*, y_i*, {words.at_rest} and z = 0 a step moves nothing",
        engine_fixed=True,
        controls=(*controls["rest"], *without("quadratic levels", problem=blocks.QUIET)),
    )
    def rest_at_the_minimiser(method: type, engine: str, problem: Any = None) -> Finding:
        """s_i = g_y = 0 there, and the mean of f_x - g_xy A_i^{-1} f_y is the gradient of psi by implicit
        differentiation, whether A_i^{-1} f_y is solved for or is v_i, with g_yy v_i = f_y.

        x* solves the normal equations of psi, written with A_i^{-1} B_i and without hyper-gradients.
        """
        return blocks.rest(method, problem)

    sampling = sampling_claim(
        name, lambda method: blocks.made(method, blocks.FOUR), controls["sampling"], "block"
    )
    return (
        first_iterates_with_noise,
        mean_square_error_of_the_estimates,
        exact_estimates_stay_exact,
        rest_at_the_minimiser,
        own,
        sampling,
    )
