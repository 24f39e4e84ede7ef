"""LAMB: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from verification.arithmetic.layerwise import lamb as decimal_lamb
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.first_order_adaptive.layerwise_tape import (
    GRADIENTS,
    START,
    STEP_SIZES,
    tape_iterates,
)
from verification.claims.first_order_adaptive.trust_ratio import FROM_ZERO, PARABOLA, VALLEY, descends, scaled
from verification.claims.stationary import is_fixed
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive import lamb as mutants
from verification.tape import follow

PAPER = "You, Li, Reddi, Hseu, Kumar, Bhojanapalli, Song, Demmel, Keutzer & Hsieh 2020"
AT_ZERO = (mutants.ZeroWeightsStay, mutants.UnguardedRatio)


@claim(
    "lamb",
    paper=PAPER,
    theorem="Algorithm 2",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="on a gradient tape with zeros and changing step sizes x_1, ..., x_8 equal LAMB in 80-digit decimals",
    engine="ball",
    engine_fixed=True,
    controls=planted(*(m for m in mutants.MUTANTS if m not in AT_ZERO)),
)
def first_iterates_on_a_tape(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    expected = decimal_lamb(START, GRADIENTS, STEP_SIZES, 0.75, 0.875, 2.0**-6, 0.25)
    return tape_iterates(method(0.25, 0.75, 0.875, 2.0**-6, 0.25), expected, engine)


@claim(
    "lamb",
    paper=PAPER,
    theorem="Algorithm 2 where norms vanish",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="from x_0 = 0 with no gradient in the first two steps x_1, ..., x_9 equal LAMB in 80-digit decimals",
    engine="ball",
    engine_fixed=True,
    controls=planted(*AT_ZERO),
)
def first_iterates_from_zero(method: type, engine: str) -> Finding:
    """The ratio is 1 where a norm is zero, and 0/0 is 0 with epsilon = 0: then x stays until a gradient comes."""
    expected = decimal_lamb(**FROM_ZERO, b1=0.75, b2=0.875, eps=0.0, d=0.25)
    return tape_iterates(method(0.25, 0.75, 0.875, 0.0, 0.25), expected, engine, **FROM_ZERO)


@claim(
    "lamb",
    paper=PAPER,
    theorem="length of the step",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="|x_t - x_t-1| = s_t |x_t-1| exactly, whatever the gradients, where neither norm is zero",
    engine_fixed=True,
    controls=(
        *planted(
            mutants.RatioWithoutDecay,
            mutants.DecayAfter,
            mutants.NoRatio,
            mutants.RatioOfGradient,
            mutants.AbsoluteNorms,
            mutants.EpsilonInRatio,
            mutants.StepTooLong,
        ),
        *without("x not zero", start=0.0),
    ),
)
def length_of_the_step(method: type, engine: str, start: float = 1.0) -> Finding:
    """The step is s (|x|/|u|) u, and its norm s (|x|/|u|) |u| = s |x| for every direction u that is not zero."""
    x, _ = follow(
        method(0.25, 0.75, 0.875, 2.0**-6, 0.25),
        start * START,
        GRADIENTS,
        step_sizes=STEP_SIZES,
        engine=engine,
    )
    moved, weights = np.linalg.norm(np.diff(x, axis=0), axis=1), np.linalg.norm(x[:-1], axis=1)
    # 30 roundings in the step and its norm, and one of x relative to the step, which is |x|/16 at least
    return identity(moved, STEP_SIZES * weights, tolerance=100 * 2.0**-53, scale=weights)


@claim(
    "lamb",
    paper=PAPER,
    theorem="the scale of the gradients",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with epsilon = 0 the gradients c g_t give the iterates of g_t, bit for bit where c is a power of two",
    engine_fixed=True,
    controls=(
        *planted(mutants.DecayInGradient, mutants.RatioOfGradient),
        *without("epsilon = 0", epsilon=2.0**-6),
    ),
)
def scale_of_the_gradients(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """m and v scale with c and c^2, so Adam's direction, and with it u, does not change."""
    algorithm = method(0.25, 0.75, 0.875, epsilon, 0.25)
    return scaled(algorithm, algorithm, START, 1.0, 2.0**10, engine)


@claim(
    "lamb",
    paper=PAPER,
    theorem="the scale of the weights",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="from c x_0 with the decay d/c LAMB has the iterates c x_t, whatever the gradients",
    engine_fixed=True,
    controls=(*planted(mutants.NoRatio, mutants.DecayAfter), *without("the decay d/c", decay=0.25)),
)
def scale_of_the_weights(method: type, engine: str, decay: float = 0.25 / 8) -> Finding:
    """u does not change, since (d/c)(c x) = d x; the ratio |x|/|u|, and with it the step, is multiplied by c."""
    one, other = (method(0.25, 0.75, 0.875, 2.0**-6, d) for d in (0.25, decay))
    return scaled(one, other, START, 8.0, 1.0, engine)


@claim(
    "lamb",
    paper=PAPER,
    theorem="descent along the signs",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="beta1 = beta2 = d = epsilon = 0: f(x+) <= f(x) - s |x| |g|_1/sqrt n + (L/2) s^2 |x|^2, n non-zero g_i",
    controls=(
        *planted(
            mutants.Ascends,
            mutants.StepTooLong,
            mutants.NoRatio,
            mutants.AbsoluteNorms,
        ),
        *without("beta1 = 0", beta1=0.875),
    ),
)
def descent_along_the_signs(method: type, engine: str, beta1: float = 0.0) -> Finding:
    """Then u = sign(g), |u| = sqrt n and <g, u> = |g|_1; the rest is the descent lemma.

    On the parabola L x^2/2 both sides are equal: s = 3/2 crosses the minimiser, so that a longer step shows.
    """

    def decrease(x: np.ndarray, g: np.ndarray) -> float:
        return float(np.linalg.norm(x) * np.abs(g).sum() / np.sqrt(np.maximum(np.sum(g != 0), 1)))

    cases = ((PARABOLA, 0.5), (PARABOLA, 1.5), (VALLEY, 0.125))
    epsilon = 2.0**-60 if beta1 else 0.0  # with momentum the quotient at g = 0 is no 0/0, and is refused
    return worst([descends(method(s, beta1, 0.0, epsilon, 0.0), i, decrease, s, engine) for i, s in cases])


@claim(
    "lamb",
    paper=PAPER,
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="without decay a point with zero gradient is a fixed point, exactly",
    controls=(*planted(mutants.UnguardedRatio), *without("zero gradient", offset=1e-3)),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """m stays 0, so u = 0 and x+ = x. The data are integers: g = 0 exactly, in floating point as well."""
    return is_fixed(method(0.125, 0.75, 0.875, 2.0**-6, 0.0), offset, engine)


CLAIMS = (
    first_iterates_on_a_tape,
    first_iterates_from_zero,
    length_of_the_step,
    scale_of_the_gradients,
    scale_of_the_weights,
    descent_along_the_signs,
    stationary_point_is_fixed,
)
