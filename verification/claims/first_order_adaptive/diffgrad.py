"""diffGrad: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.adam import Adam
from verification.arithmetic import adam_relatives as decimals
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.first_order_adaptive.adam_iterates import on_a_quadratic, on_the_tape
from verification.claims.first_order_adaptive.adam_tapes import BETA1, BETA2, START, STEP_SIZES, TAPE
from verification.dialects.first_order_adaptive.diffgrad import DIALECTS
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive import diffgrad as mutants
from verification.tape import follow

VARIANTS = (*mutants.MUTANTS, *DIALECTS)


@claim(
    "diffgrad",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a quadratic with an off-diagonal Hessian equal diffGrad in 80-digit decimals",
    engine="ball",
    controls=planted(*VARIANTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it with weighted means over all gradients."""
    return on_a_quadratic(
        method(0.125, BETA1, BETA2, 0.0625), decimals.diffgrad(BETA1, BETA2, 0.0625), engine
    )


@claim(
    "diffgrad",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_10 on a tape with zeros and changing step sizes equal diffGrad in 80-digit decimals",
    engine="ball",
    engine_fixed=True,
    controls=planted(*VARIANTS),
)
def first_iterates_on_a_tape(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library and without recursions."""
    return on_the_tape(method(1.0, BETA1, BETA2, 2.0**-7), decimals.diffgrad(BETA1, BETA2, 2.0**-7), engine)


@claim(
    "diffgrad",
    theorem="constant gradient",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a constant gradient the first step is Adam's times 1/(1 + exp(-|g|)), every later one half of Adam's",
    engine_fixed=True,
    controls=(
        *named(
            VARIANTS, "counter-twice", "epsilon-dropped", "ascent", "step-too-long", "no-friction",
            "inverse-friction", "doubled-friction", "first-change-zero", "change-from-average", "not-corrected",
            "epsilon-hat",
        ),
        *without("constant gradient", growth=2.0**-10),
    ),
)  # fmt: skip
def half_of_adam(method: type, engine: str, growth: float = 0.0) -> Finding:
    """The gradient before the first is taken to be zero, later changes are zero: xi = 1/2. The moments are Adam's."""
    parameters, T = (1.0, BETA1, BETA2, 2.0**-7), len(STEP_SIZES)
    g = np.array([0.5, -2.0, 1.0, 0.125, -8.0]) * (1 + growth * np.arange(T)[:, None])
    x, _ = follow(method(*parameters), START, g, step_sizes=STEP_SIZES, engine=engine)
    y, _ = follow(Adam(*parameters), START, g, step_sizes=STEP_SIZES, engine=engine)
    xi = np.full((T, 5), 0.5)
    xi[0] = 1 / (1 + np.exp(-np.abs(g[0])))
    # steps of 1/4 are differences of iterates up to 5: a few roundings each, on both sides
    return identity(np.diff(x, axis=0), xi * np.diff(y, axis=0), tolerance=32 * 5 * 2.0**-53, scale=0.25)


@claim(
    "diffgrad",
    theorem="between half of Adam and Adam",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="for any gradients |a|/2 <= |x_t - x_{t-1}| <= |a| in every coordinate, a the step of Adam",
    engine_fixed=True,
    controls=(
        *named(VARIANTS, "signed-change", "inverse-friction", "doubled-friction", "not-corrected"),
        *without("the same gradients", factor=-4.0),
    ),
)
def between_half_of_adam_and_adam(method: type, engine: str, factor: float = 1.0) -> Finding:
    """1/2 <= 1/(1 + exp(-c)) <= 1 for every c >= 0, and the moments are those of Adam on the same gradients."""
    parameters = (1.0, BETA1, BETA2, 2.0**-7)
    x, _ = follow(method(*parameters), engine=engine, **TAPE)
    other = dict(TAPE, gradients=TAPE["gradients"] * factor ** np.arange(10)[:, None])
    y, _ = follow(Adam(*parameters), engine=engine, **other)
    step, adam = np.abs(np.diff(x, axis=0)).ravel(), np.abs(np.diff(y, axis=0)).ravel()
    allowance = 32 * 2.0**-53  # differences of numbers up to 5, a few roundings each
    return worst([
        step_inequality(adam / 2, step, allowance=allowance, label="half of Adam's step"),
        step_inequality(step, adam, allowance=allowance, label="step"),
    ])  # fmt: skip


CLAIMS = (
    first_iterates_on_a_quadratic,
    first_iterates_on_a_tape,
    half_of_adam,
    between_half_of_adam_and_adam,
)
