"""Grams: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.adam import Adam
from refimpl.first_order_adaptive.cautious_adam import CautiousAdam
from verification.arithmetic import adam_relatives as decimals
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.first_order_adaptive.adam_iterates import on_a_quadratic, on_the_tape
from verification.claims.first_order_adaptive.adam_tapes import BETA1, BETA2, START, STEP_SIZES, TAPE
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive import grams as mutants
from verification.tape import follow

VARIANTS = mutants.MUTANTS


@claim(
    "grams",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a quadratic with an off-diagonal Hessian equal Grams in 80-digit decimals",
    engine="ball",
    controls=planted(*(v for v in VARIANTS if v not in (mutants.SignOfZeroIsOne, mutants.ModulusForgotten))),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it with weighted means over all gradients."""
    return on_a_quadratic(
        method(0.125, BETA1, BETA2, 0.0625, 0.25), decimals.grams(BETA1, BETA2, 0.0625), engine, 0.25
    )


@claim(
    "grams",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_10 on a tape with zeros and changing step sizes equal Grams in 80-digit decimals",
    engine="ball",
    engine_fixed=True,
    controls=planted(*VARIANTS),
)
def first_iterates_on_a_tape(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    return on_the_tape(
        method(1.0, BETA1, BETA2, 2.0**-7, 0.25), decimals.grams(BETA1, BETA2, 2.0**-7), engine, 0.25
    )


@claim(
    "grams",
    theorem="first-order decrease",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="on any gradients, without decay: <g, u> >= <g, u of cautious Adam> >= <g, u of Adam> at every step, and "
    "<g, u> >= 0",
    engine_fixed=True,
    controls=(
        *named(VARIANTS, "ascent", "signs-of-average", "sign-of-step", "modulus-forgotten"),
        *without("the same gradients", factor=-1.0),
    ),
)
def decrease(method: type, engine: str, factor: float = 1.0) -> Finding:
    """sum |g_i u_i| >= sum max(g_i u_i, 0) >= sum g_i u_i, u the direction of Adam. On a tape all three see the same
    gradients, so u is the same.
    """
    rng = np.random.default_rng(2)
    g = np.round(16 * rng.standard_normal((60, 6))) / 4
    rules = (method(0.25, BETA1, BETA2, 2.0**-7, 0.0), CautiousAdam(0.25, BETA1, BETA2, 2.0**-7, 0.0),
             Adam(0.25, BETA1, BETA2, 2.0**-7))  # fmt: skip
    products = []
    for k, rule in enumerate(rules):
        x, _ = follow(rule, np.zeros(6), g if k else factor * g, engine=engine)
        products.append(-np.sum(g * np.diff(x, axis=0), axis=1))
    allowance = 256 * 2.0**-53 * np.abs(g).sum(axis=1)  # x is below 15; a few roundings of each entry
    return worst([
        step_inequality(products[1], products[0], allowance=allowance, label="cautious Adam"),
        step_inequality(products[2], products[1], allowance=allowance, label="Adam"),
        step_inequality(np.zeros(60), products[0], allowance=allowance, label="zero"),
    ])  # fmt: skip


@claim(
    "grams",
    theorem="the size of Adam's step",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on any gradients, without decay: in every coordinate with a gradient the step is as long as Adam's",
    engine_fixed=True,
    controls=(
        *named(
            VARIANTS, "counter-ahead", "epsilon-dropped", "step-too-long", "not-corrected", "gradient-for-sign",
            "size-forgotten", "epsilon-inside",
        ),
        *without("a gradient", zero=True),
    ),
)  # fmt: skip
def as_long_as_adam(method: type, engine: str, zero: bool = False) -> Finding:
    """|sign(g) |u|| = |u| for g != 0, and on a tape both see the same gradients, so the direction u is the same."""
    g = np.where((TAPE["gradients"] == 0) & (not zero), 0.5, TAPE["gradients"])
    parameters = (1.0, BETA1, BETA2, 2.0**-7)
    x, _ = follow(method(*parameters, 0.0), START, g, step_sizes=STEP_SIZES, engine=engine)
    y, _ = follow(Adam(*parameters), START, g, step_sizes=STEP_SIZES, engine=engine)
    # differences of numbers up to 5
    return identity(
        np.abs(np.diff(x, axis=0)), np.abs(np.diff(y, axis=0)), tolerance=32 * 2.0**-53, scale=1.0
    )


CLAIMS = (
    first_iterates_on_a_quadratic,
    first_iterates_on_a_tape,
    decrease,
    as_long_as_adam,
)
