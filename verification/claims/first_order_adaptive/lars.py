"""LARS: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from verification.arithmetic.layerwise import lars as decimal_lars
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.first_order_adaptive.layerwise_tape import (
    GRADIENTS,
    START,
    STEP_SIZES,
    tape_iterates,
)
from verification.claims.first_order_adaptive.trust_ratio import FROM_ZERO, PARABOLA, VALLEY, descends, scaled
from verification.claims.stationary import is_fixed
from verification.evidence import bound, identity
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive import lars as mutants
from verification.tape import follow

PAPER = "You, Gitman & Ginsburg 2017"
AT_ZERO = (mutants.ZeroWeightsStay, mutants.UnguardedRatio)


@claim(
    "lars",
    paper=PAPER,
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="on a gradient tape with zeros and changing step sizes x_1, ..., x_8 equal LARS in 80-digit decimals",
    engine="ball",
    engine_fixed=True,
    controls=planted(*(m for m in mutants.MUTANTS if m not in (*AT_ZERO, mutants.RatioOffWithoutDecay))),
)
def first_iterates_on_a_tape(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    expected = decimal_lars(START, GRADIENTS, STEP_SIZES, 0.5, 0.25, 0.25, 2.0**-6)
    return tape_iterates(method(0.25, 0.5, 0.25, 0.25, 2.0**-6), expected, engine)


@claim(
    "lars",
    paper=PAPER,
    theorem="Algorithm 1 without decay, where norms vanish",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="from x_0 = 0, without decay and with no gradient in the first two steps, x_1, ..., x_9 equal LARS in "
    "80-digit decimals",
    engine="ball",
    engine_fixed=True,
    controls=planted(*AT_ZERO, mutants.RatioOffWithoutDecay),
)
def first_iterates_from_zero(method: type, engine: str) -> Finding:
    """The ratio is 1 where x = 0, so x leaves zero with the first gradient; from then on the ratio counts."""
    expected = decimal_lars(**FROM_ZERO, mu=0.5, eta=0.25, d=0.0, eps=0.0)
    return tape_iterates(method(0.25, 0.5, 0.25, 0.0, 0.0), expected, engine, **FROM_ZERO)


@claim(
    "lars",
    paper=PAPER,
    theorem="length of the step",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="without momentum, decay and epsilon |x_t - x_t-1| = s_t eta |x_t-1| exactly, whatever the gradients",
    engine_fixed=True,
    controls=(
        *planted(
            mutants.RatioOffWithoutDecay,
            mutants.SquaredNorms,
            mutants.AbsoluteNorms,
            mutants.NoTrustCoefficient,
            mutants.StepTooLong,
            mutants.OldBuffer,
        ),
        *without("x not zero", start=0.0),
        *without("no momentum", momentum=0.5),
        *without("no decay", decay=0.25),
    ),
)
def length_of_the_step(
    method: type, engine: str, start: float = 1.0, momentum: float = 0.0, decay: float = 0.0
) -> Finding:
    """The step is s eta (|x|/|g|) g, and its norm s eta (|x|/|g|) |g| = s eta |x| for every g that is not zero."""
    algorithm = method(0.25, momentum, 0.25, decay, 0.0)
    x, _ = follow(algorithm, start * START, GRADIENTS, step_sizes=STEP_SIZES, engine=engine)
    moved, weights = np.linalg.norm(np.diff(x, axis=0), axis=1), np.linalg.norm(x[:-1], axis=1)
    # 30 roundings in the step and its norm, and some of x, which are relative to |x|
    return identity(moved, 0.25 * np.array(STEP_SIZES) * weights, tolerance=100 * 2.0**-53, scale=weights)


@claim(
    "lars",
    paper=PAPER,
    theorem="bound of the buffer",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|x_t - x_t-1| <= eta sum_{k <= t} mu^(t-k) s_k |x_k-1|, with decay, whatever the gradients; equality "
    "where x_0 and all gradients have one direction",
    engine_fixed=True,
    controls=planted(
        mutants.DecayNotInDivisor,
        mutants.SquaredNorms,
        mutants.NoTrustCoefficient,
        mutants.StepTooLong,
        mutants.DecoupledDecay,
    ),
)
def bound_of_the_buffer(method: type, engine: str) -> Finding:
    """|g + d x| <= |g| + d |x|, so what enters the buffer has at most the norm s eta |x|; the rest is the recursion."""
    direction = np.array([0.6, -0.8])
    algorithm, findings = method(0.25, 0.5, 0.25, 0.25, 0.0), []
    for x0, gradients in ((START, GRADIENTS), (3 * direction, np.arange(1.0, 9.0)[:, None] * direction)):
        x, _ = follow(algorithm, x0, gradients, step_sizes=STEP_SIZES, engine=engine)
        b, bounds = 0.0, []
        for s, weights in zip(STEP_SIZES, np.linalg.norm(x[:-1], axis=1)):
            b = 0.5 * b + 0.25 * s * weights
            bounds.append(b)
        # 50 roundings in the step and its norm; x rounds relative to |x|, which is below 100 steps
        moved = np.linalg.norm(np.diff(x, axis=0), axis=1)
        findings.append(
            bound(
                moved,
                bounds,
                allowance=150 * 2.0**-53,
                x=np.arange(1, 9),
                xlabel="t",
                ylabel="|x_t - x_{t-1}|",
            )
        )
    return worst(findings)


@claim(
    "lars",
    paper=PAPER,
    theorem="homogeneity",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="from c x_0 the gradients c g_t give the iterates c x_t, and without decay c g_t alone those of g_t; bit "
    "for bit where c is a power of two and epsilon = 0",
    engine_fixed=True,
    controls=(
        *planted(mutants.SquaredNorms, mutants.RatioOffWithoutDecay),
        *without("epsilon = 0", epsilon=2.0**-6),
        *without("no decay, for gradients alone", decay=0.25),
    ),
)
def homogeneity(method: type, engine: str, epsilon: float = 0.0, decay: float = 0.0) -> Finding:
    """r = eta |x| / (|g| + d |x|) does not change in the first case, where g + d x and so b and x are multiplied by c;
    in the second, d = 0, r is divided by c and r g does not change.
    """
    with_decay, without_decay = (
        method(0.25, 0.5, 0.25, 0.25, epsilon),
        method(0.25, 0.5, 0.25, decay, epsilon),
    )
    return worst(
        [
            scaled(with_decay, with_decay, START, 8.0, 8.0, engine),
            scaled(without_decay, without_decay, START, 1.0, 8.0, engine),
        ]
    )


@claim(
    "lars",
    paper=PAPER,
    theorem="descent along the normalised gradient",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="mu = d = epsilon = 0: f(x+) <= f(x) - s eta |x| |g| + (L/2)(s eta |x|)^2 for every L-smooth f",
    controls=(
        *planted(
            mutants.Ascends,
            mutants.StepTooLong,
            mutants.RatioOffWithoutDecay,
            mutants.NoTrustCoefficient,
            mutants.AbsoluteNorms,
        ),
        *without("no momentum", momentum=0.875),
    ),
)
def descent_along_the_gradient(method: type, engine: str, momentum: float = 0.0) -> Finding:
    """x+ = x - s eta |x| g/|g|, and the descent lemma.

    On the parabola L x^2/2 both sides are equal: s eta = 3/2 crosses the minimiser, so that a longer step shows.
    """

    def decrease(x: np.ndarray, g: np.ndarray) -> float:
        return float(np.linalg.norm(x) * np.linalg.norm(g))

    cases = ((PARABOLA, 0.5), (PARABOLA, 1.5), (VALLEY, 0.125))
    return worst(
        [descends(method(4 * s, momentum, 0.25, 0.0, 0.0), i, decrease, s, engine) for i, s in cases]
    )


@claim(
    "lars",
    paper=PAPER,
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="without decay a point with zero gradient is a fixed point, exactly",
    controls=(*planted(mutants.UnguardedRatio), *without("zero gradient", offset=1e-3)),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """The buffer stays 0. The data are integers: g = 0 exactly, in floating point as well."""
    return is_fixed(method(0.125, 0.5, 0.25, 0.0, 0.0), offset, engine)


CLAIMS = (
    first_iterates_on_a_tape,
    first_iterates_from_zero,
    length_of_the_step,
    bound_of_the_buffer,
    homogeneity,
    descent_along_the_gradient,
    stationary_point_is_fixed,
)
