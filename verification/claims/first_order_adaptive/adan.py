"""Adan: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.adam import Adam
from verification.arithmetic import adam_relatives as decimals
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.first_order_adaptive.adam_iterates import on_a_quadratic, on_the_tape
from verification.claims.first_order_adaptive.adam_tapes import (
    BETA1,
    START,
    STEP_SIZES,
    scales_away,
)
from verification.dialects.first_order_adaptive.adan import DIALECTS
from verification.evidence import bound, identity
from verification.finding import Finding
from verification.mutants.first_order_adaptive import adan as mutants
from verification.tape import follow

VARIANTS = (*mutants.MUTANTS, *DIALECTS)
PAPER = "Xie et al. 2022"
BETA3 = 1 - 2.0**-6


@claim(
    "adan",
    paper=PAPER,
    theorem="Algorithm 1, corrected averages",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a quadratic with an off-diagonal Hessian equal Adan in 80-digit decimals",
    engine="ball",
    controls=planted(*VARIANTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it with weighted means over all gradients."""
    return on_a_quadratic(
        method(0.125, BETA1, 0.75, BETA3, 0.0625, 0.25),
        decimals.adan(BETA1, 0.75, BETA3, 0.0625),
        engine,
        0.25,
        decimals.proximal,
    )


@claim(
    "adan",
    paper=PAPER,
    theorem="Algorithm 1, corrected averages",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_10 on a tape with zeros and changing step sizes equal Adan in 80-digit decimals",
    engine="ball",
    engine_fixed=True,
    controls=planted(*VARIANTS),
)
def first_iterates_on_a_tape(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    return on_the_tape(
        method(1.0, BETA1, 0.75, BETA3, 2.0**-7, 0.25),
        decimals.adan(BETA1, 0.75, BETA3, 2.0**-7),
        engine,
        0.25,
        decimals.proximal,
    )


@claim(
    "adan",
    paper=PAPER,
    theorem="proximal decay",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="where all gradients are zero x_t = x_0 / prod_{k<=t} (1 + eta_k lambda), for changing step sizes too",
    engine_fixed=True,
    controls=(
        *named(VARIANTS, "ascent", "step-too-long", "decay-in-gradient", "decay-forgotten", "decoupled-decay",
                  "first-gradient-stored"),
        *without("zero gradients", gradient=2.0**-10),
    ),
)  # fmt: skip
def decay_alone(method: type, engine: str, gradient: float = 0.0) -> Finding:
    """All averages stay zero, so u = 0 / (0 + epsilon) = 0 and x+ = x/(1 + eta lambda), with the eta of each step."""
    T = len(STEP_SIZES)
    algorithm = method(1.0, BETA1, 0.75, BETA3, 2.0**-7, 0.25)
    x, _ = follow(algorithm, START, np.full((T, 5), gradient), step_sizes=STEP_SIZES, engine=engine)
    expected = START / np.cumprod(1 + 0.25 * np.array(STEP_SIZES))[:, None]
    # three roundings per step on either side
    return identity(x[1:], expected, tolerance=6 * T * 2.0**-53)


@claim(
    "adan",
    paper=PAPER,
    theorem="constant gradient",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a constant gradient, without decay, the iterates are those of Adam with beta3 for its beta2, but for "
    "roundings",
    engine_fixed=True,
    controls=(
        *named(
            VARIANTS, "counter-ahead", "counter-twice", "epsilon-dropped", "first-moment-emptied", "ascent",
            "step-too-long", "first-change-gradient", "squared-change", "not-corrected", "first-gradient-stored",
        ),
        *without("constant gradient", growth=2.0**-10),
    ),
)  # fmt: skip
def constant_gradient(method: type, engine: str, growth: float = 0.0) -> Finding:
    """All differences are zero, the first by definition, so w = 0 and n is Adam's second moment.

    Adam's quotient is taken in another order: a dozen roundings in each step.
    """
    g = np.array([0.5, -2.0, 1.0, 0.125, -8.0]) * (1 + growth * np.arange(10)[:, None])
    x, _ = follow(
        method(1.0, BETA1, 0.75, BETA3, 2.0**-7, 0.0), START, g, step_sizes=STEP_SIZES, engine=engine
    )
    y, _ = follow(Adam(1.0, BETA1, BETA3, 2.0**-7), START, g, step_sizes=STEP_SIZES, engine=engine)
    return identity(x, y, tolerance=2 * 12 * len(x) * 2.0**-53)


@claim(
    "adan",
    paper=PAPER,
    theorem="invariance to diagonal rescaling",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at epsilon = lambda = 0 diag(c) g gives the iterates of g, mirrored where c < 0, to the last bit",
    engine_fixed=True,
    controls=without("epsilon = 0", epsilon=2.0**-10),
)
def diagonal_rescaling(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """Both averages are multiplied by c and sqrt(n^) by |c|, coordinate by coordinate, so the quotient by sign(c)."""
    return scales_away(method(1.0, BETA1, 0.75, BETA3, epsilon, 0.0), engine)


@claim(
    "adan",
    paper=PAPER,
    theorem="without averages",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="with beta1 = beta3 = 0, without decay, |x_t - x_{t-1}| <= eta for gradients (-2)^t",
    engine_fixed=True,
    controls=(
        *named(VARIANTS, "squared-change", "change-reversed"),
        *without("growing gradients", growth=0.5),
    ),
)
def one_gradient(method: type, engine: str, growth: float = 2.0) -> Finding:
    """m^ = g, n^ = (g + beta2 c)^2 with the difference c, and w^ is a mean of c, c_-1, ... of alternating signs.

    For g_t = (-2)^t, c_t = 3/2 g_t for t > 1: the numerator is between g_t and (1 + 3 beta2/2) g_t = sqrt(n^).
    """
    T = 16
    g = (-growth) ** np.arange(T)[:, None] * np.array([1.0, -3.0])
    x, _ = follow(method(0.125, 0.0, 0.75, 0.0, 0.0, 0.0), np.zeros(2), g, engine=engine)
    steps = np.abs(np.diff(x, axis=0)).max(axis=1)
    return bound(steps, np.full(T, 0.125), allowance=2.0**-48, xlabel="t", ylabel="|x_t - x_{t-1}|")


CLAIMS = (
    first_iterates_on_a_quadratic,
    first_iterates_on_a_tape,
    decay_alone,
    constant_gradient,
    diagonal_rescaling,
    one_gradient,
)
