"""cautious Adam: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.adam import Adam
from refimpl.first_order_adaptive.adamw import AdamW
from verification.arithmetic import adam_relatives as decimals
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.first_order_adaptive.adam_iterates import on_a_quadratic, on_the_tape
from verification.claims.first_order_adaptive.adam_tapes import BETA1, BETA2, START, STEP_SIZES, TAPE
from verification.dialects.first_order_adaptive.cautious_adam import DIALECTS
from verification.evidence import identity, step_inequality
from verification.finding import Finding
from verification.mutants.first_order_adaptive import cautious_adam as mutants
from verification.tape import follow

VARIANTS = (*mutants.MUTANTS, *DIALECTS)


@claim(
    "cautious-adam",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a quadratic with an off-diagonal Hessian equal cautious Adam in 80-digit decimals",
    engine="ball",
    controls=planted(*VARIANTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it with weighted means over all gradients."""
    return on_a_quadratic(
        method(0.125, BETA1, BETA2, 0.0625, 0.25), decimals.cautious(BETA1, BETA2, 0.0625), engine, 0.25
    )


@claim(
    "cautious-adam",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_10 on a tape with zeros and changing step sizes equal cautious Adam in 80-digit decimals",
    engine="ball",
    engine_fixed=True,
    controls=planted(*VARIANTS),
)
def first_iterates_on_a_tape(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    return on_the_tape(
        method(1.0, BETA1, BETA2, 2.0**-7, 0.25), decimals.cautious(BETA1, BETA2, 2.0**-7), engine, 0.25
    )


@claim(
    "cautious-adam",
    theorem="first-order decrease",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="on any gradients, without decay: <g, u> >= max(<g, u of Adam>, 0) at every step, and g_i u_i >= 0",
    engine_fixed=True,
    controls=(
        *named(
            VARIANTS,
            "ascent",
            "signs-of-average",
            "no-mask",
            "mask-reversed",
            "all-or-nothing",
            "mask-of-gradient",
        ),
        *without("the same gradients", factor=-1.0),
    ),
)
def decrease(method: type, engine: str, factor: float = 1.0) -> Finding:
    """sum max(g_i u_i, 0) >= sum g_i u_i, u the direction of Adam, which on a tape is the same for both."""
    rng = np.random.default_rng(2)
    g = np.round(16 * rng.standard_normal((60, 6))) / 4
    x, _ = follow(method(0.25, BETA1, BETA2, 2.0**-7, 0.0), np.zeros(6), factor * g, engine=engine)
    y, _ = follow(Adam(0.25, BETA1, BETA2, 2.0**-7), np.zeros(6), g, engine=engine)
    mine, adam = -g * np.diff(x, axis=0), -np.sum(g * np.diff(y, axis=0), axis=1)
    allowance = 256 * 2.0**-53 * np.abs(g).sum(axis=1)  # x is below 15; a few roundings of each entry
    left = np.concatenate([adam, np.zeros(60)])
    right = np.concatenate([mine.sum(axis=1), 60 * mine.min(axis=1)])
    return step_inequality(left, right, allowance=np.tile(allowance, 2) * np.repeat([1, 60], 60))


@claim(
    "cautious-adam",
    theorem="gradients of one sign",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="where no gradient changes its sign the iterates are those of AdamW to the last bit",
    engine_fixed=True,
    controls=(
        *named(
            VARIANTS, "counter-ahead", "counter-twice", "epsilon-dropped", "betas-exchanged", "other-convention",
            "ascent", "step-too-long", "decay-in-gradient", "decay-unscaled", "decay-forgotten", "not-corrected",
            "epsilon-inside", "mask-reversed", "mask-of-gradient", "over-kept-plus-one",
        ),
        *without("one sign", sign=-1.0),
    ),
)  # fmt: skip
def adamw_on_gradients_of_one_sign(method: type, engine: str, sign: float = 1.0) -> Finding:
    """m has the sign of all gradients of the coordinate, so g u > 0 in every coordinate and nothing is masked."""
    signs = np.array([1.0, -1.0, 1.0, -1.0, -1.0]) * sign ** np.arange(10)[:, None]
    g = signs * (np.abs(TAPE["gradients"]) + 0.25)
    parameters = (1.0, BETA1, BETA2, 2.0**-7, 0.125)
    x, _ = follow(method(*parameters), START, g, step_sizes=STEP_SIZES, engine=engine)
    y, _ = follow(AdamW(*parameters), START, g, step_sizes=STEP_SIZES, engine=engine)
    return identity(x, y, tolerance=0.0)


CLAIMS = (
    first_iterates_on_a_quadratic,
    first_iterates_on_a_tape,
    decrease,
    adamw_on_gradients_of_one_sign,
)
