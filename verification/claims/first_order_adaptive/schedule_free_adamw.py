"""Schedule-Free AdamW: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from typing import Any

import numpy as np

from verification.arithmetic import schedule_free as decimals
from verification.arithmetic.adam import adam, tape
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.first_order_adaptive.adam_iterates import on_a_quadratic, on_the_tape
from verification.claims.first_order_adaptive.adam_tapes import BETA1, BETA2, GRADIENTS, START, STEP_SIZES
from verification.claims.first_order_adaptive.layerwise_tape import tape_iterates
from verification.evidence import bound, identity, tight
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive.schedule_free_adamw import (
    MUTANTS,
    NotCorrected,
    UndefinedShare,
    WeightsNotSquared,
)
from verification.tape import follow

NEEDS_CHANGING_STEPS = ("PresentWeights", "WeightsNotSquared", "UndefinedShare")


def _path(rule: Any, gradient: Any, start: Any, sizes: Any, decay: float) -> Any:
    return decimals.trajectory(rule, gradient, start, sizes, BETA1, decay, first=False)


@claim(
    "schedule-free-adamw",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a quadratic with an off-diagonal Hessian equal Schedule-Free AdamW in 80 digits",
    engine="ball",
    controls=planted(*(m for m in MUTANTS if m.__name__ not in NEEDS_CHANGING_STEPS)),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it, x as the weighted mean of all z, v^ as a mean."""
    algorithm = method(0.125, BETA1, BETA2, 0.0625, 0.25)
    return on_a_quadratic(algorithm, adam(0.0, BETA2, 0.0625), engine, 0.25, _path)


@claim(
    "schedule-free-adamw",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_10 on a tape with zeros and changing steps equal Schedule-Free AdamW in 80 digits",
    engine="ball",
    engine_fixed=True,
    controls=planted(
        *(
            m
            for m in MUTANTS
            if m.__name__ not in ("GradientAtAverage", "GradientAtIterate", "UndefinedShare")
        )
    ),
)
def first_iterates_on_a_tape(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library. The gradients of a tape do not
    depend on the point, but the decay at y does.
    """
    algorithm = method(1.0, BETA1, BETA2, 2.0**-7, 0.25)
    return on_the_tape(algorithm, adam(0.0, BETA2, 2.0**-7), engine, 0.25, _path)


@claim(
    "schedule-free-adamw",
    theorem="Algorithm 1, warm-up from zero",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="with step sizes 0, 1/8, 1/4, ... x_1 = x_0, and x_2, ..., x_5 equal Schedule-Free AdamW in 80 digits",
    engine="ball",
    engine_fixed=True,
    controls=planted(UndefinedShare, WeightsNotSquared, NotCorrected),
)
def warm_up_from_zero(method: type, engine: str) -> Finding:
    """All weights are zero in the first step, which does not move: the mean of z_1 = x_0 alone, whatever its weight."""
    sizes = [0.0, 0.125, 0.25, 0.375, 0.5]
    rule, gradients = adam(0.0, BETA2, 2.0**-7), GRADIENTS[: len(sizes)]
    expected = _path(rule, tape(gradients), START, sizes, 0.25)
    algorithm = method(1.0, BETA1, BETA2, 2.0**-7, 0.25)
    return tape_iterates(algorithm, expected, engine, x0=START, gradients=gradients, step_sizes=sizes)


@claim(
    "schedule-free-adamw",
    theorem="constant gradient",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a constant gradient, without decay, z moves by eta_t g/(|g| + epsilon), and x is its mean with the "
    "weights max(eta_1, ..., eta_t)^2",
    engine_fixed=True,
    controls=(
        *named(
            MUTANTS, "old-iterate-averaged", "constant-share", "share-behind", "no-average", "step-from-y", "ascent",
            "step-too-long", "present-weights", "weights-not-squared", "not-corrected", "epsilon-dropped",
            "epsilon-inside", "root-forgotten",
        ),
        *without("constant gradient", growth=2.0**-10),
    ),
)  # fmt: skip
def constant_gradient(method: type, engine: str, growth: float = 0.0) -> Finding:
    """v^ = g^2 is a mean of equal values with weights that sum to one, and the average is that of the definition."""
    g, sizes, epsilon = np.array([0.5, -2.0, 1.0, 0.125, -8.0]), np.array(STEP_SIZES), 0.25
    tape = g * (1 + growth * np.arange(len(sizes))[:, None])
    x, _ = follow(method(1.0, BETA1, BETA2, epsilon, 0.0), START, tape, step_sizes=STEP_SIZES, engine=engine)
    z = START - np.outer(np.cumsum(sizes), g / (np.abs(g) + epsilon))
    w = np.maximum.accumulate(sizes) ** 2
    mean = np.cumsum(w[:, None] * z, axis=0) / np.cumsum(w)[:, None]
    # ten steps with a dozen roundings each, and 10/(1 - beta2) in v^ and its correction, of which the root leaves half
    return identity(x[1:], mean, tolerance=(120 + 10) * 2.0**-53)


@claim(
    "schedule-free-adamw",
    theorem="the longest step",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="without decay |z_t - z_{t-1}| <= eta sqrt((1 - beta2^t)/(1 - beta2)) for any gradients, attained at "
    "every t <= 40 where the t-th gradient is the first; z is read off the averages",
    engine_fixed=True,
    controls=(
        *named(MUTANTS, "constant-share", "share-behind", "step-from-y", "step-too-long", "not-corrected"),
        *without("epsilon = 0", epsilon=1.0),
    ),
)
def longest_step(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """v_t >= (1 - beta2) g_t^2, with equality where no gradient was before. For a constant step size x_t is the mean of
    z_1, ..., z_t, so z_t = t x_t - (t - 1) x_{t-1}.
    """
    beta2, eta, steps = 0.999, 0.125, 40
    t = np.arange(1, steps + 1)
    limits = eta * np.sqrt((1 - beta2**t) / (1 - beta2))
    algorithm = method(eta, 0.9, beta2, epsilon, 0.0)
    rng = np.random.default_rng(0)
    random = np.exp(2 * rng.standard_normal((steps, 20))) * rng.choice([-1.0, 1.0], (steps, 20))
    lengths = []
    for g in (np.diag((-2.0) ** (t % 5)), random):
        x, _ = follow(algorithm, np.zeros(g.shape[1]), g, engine=engine)
        z = t[:, None] * x[1:] - (t - 1)[:, None] * x[:-1]
        lengths.append(np.abs(np.diff(np.vstack([x[:1], z]), axis=0)))
    # 1/(1 - beta2) roundings in 1 - beta2^t; z is a difference of numbers up to 40 times x
    roundings = (4 / (1 - beta2) + 40 * 40) * 2.0**-53
    return worst([
        tight(np.diag(lengths[0]), limits, tolerance=roundings, x=t, xlabel="t", ylabel="|z_t - z_{t-1}|"),
        bound(lengths[1].max(axis=1), limits, allowance=roundings, x=t, xlabel="t", ylabel="|z_t - z_{t-1}|"),
    ])  # fmt: skip


CLAIMS = (
    first_iterates_on_a_quadratic,
    first_iterates_on_a_tape,
    warm_up_from_zero,
    constant_gradient,
    longest_step,
)
