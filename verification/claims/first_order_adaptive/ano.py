"""Ano: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from verification.arithmetic import adam_relatives as decimals
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.first_order_adaptive.adam_iterates import on_a_quadratic, on_the_tape
from verification.claims.first_order_adaptive.adam_tapes import BETA1, BETA2, START, scales_away
from verification.dialects.first_order_adaptive.ano import DIALECTS
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive import ano as mutants
from verification.tape import follow

VARIANTS = (*mutants.MUTANTS, *DIALECTS)


@claim(
    "ano",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a quadratic with an off-diagonal Hessian equal Ano in 80-digit decimals",
    engine="ball",
    controls=planted(
        *(v for v in VARIANTS if v.__name__ != "OtherConvention")
    ),  # whose root is undefined at once
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it recursion by recursion."""
    return on_a_quadratic(
        method(0.125, BETA1, BETA2, 0.0625), decimals.ano(lambda t: Decimal(BETA1), BETA2, 0.0625), engine
    )


@claim(
    "ano",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_10 on a tape with zeros and changing step sizes equal Ano in 80-digit decimals",
    engine="ball",
    engine_fixed=True,
    controls=planted(*VARIANTS),
)
def first_iterates_on_a_tape(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    return on_the_tape(
        method(1.0, BETA1, BETA2, 2.0**-7), decimals.ano(lambda t: Decimal(BETA1), BETA2, 2.0**-7), engine
    )


@claim(
    "ano",
    theorem="bounds of the second moment",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="on any gradients beta2 v_{t-1} - (1 - beta2) g_t^2 <= v_t <= max(v_{t-1}, g_t^2), read off the iterates",
    engine_fixed=True,
    controls=(
        *named(VARIANTS, "size-of-average", "not-corrected", "root-forgotten", "not-faded", "sign-reversed"),
        *without("epsilon = 0", epsilon=1.0),
    ),
)
def second_moment(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """v_t = beta2 v +- (1 - beta2) g^2 with + where g^2 > v: there it is a mean of both, elsewhere below beta2 v.

    At epsilon = 0 a step is eta |g| / sqrt(v^), so v is read off the iterates. v >= 0: where g^2 < v the lower bound is
    above (2 beta2 - 1) v.
    """
    beta2, eta, T = 0.75, 0.125, 24
    rng = np.random.default_rng(3)
    g = np.exp(rng.standard_normal((T, 8))) * rng.choice([-1.0, 1.0], (T, 8))
    x, _ = follow(method(eta, BETA1, beta2, epsilon), np.zeros(8), g, engine=engine)
    with np.errstate(all="ignore"):  # a mistake may not move at all
        v = (eta * g / np.diff(x, axis=0)) ** 2 * (1 - beta2 ** np.arange(1.0, T + 1))[:, None]
        v = np.vstack([np.zeros(8), v])
        low = beta2 * v[:-1] - (1 - beta2) * g**2
        high = np.maximum(v[:-1], g**2)
    allowance = 2.0**-40 * np.maximum(
        high, v[1:]
    )  # steps are differences of numbers up to 2^10 of their size
    return worst([
        step_inequality(low.ravel(), v[1:].ravel(), allowance=allowance.ravel(), label="lower bound"),
        step_inequality(v[1:].ravel(), high.ravel(), allowance=allowance.ravel(), label="v_t"),
    ])  # fmt: skip


@claim(
    "ano",
    theorem="invariance to diagonal rescaling",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at epsilon = 0 the gradients diag(c) g give the iterates of g, mirrored where c < 0, to the last bit",
    engine_fixed=True,
    controls=(*named(VARIANTS, "root-forgotten"), *without("epsilon = 0", epsilon=2.0**-10)),
)
def diagonal_rescaling(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """|g| and sqrt(v^) are multiplied by |c|, coordinate by coordinate, and the sign of the average by that of c."""
    return scales_away(method(1.0, BETA1, BETA2, epsilon), engine)


@claim(
    "ano",
    theorem="gradients of one sign",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="where no gradient changes its sign beta1 does not matter",
    engine_fixed=True,
    controls=(
        *named(VARIANTS, "size-of-average"),
        *without("one sign", sign=-1.0),
    ),
)
def one_sign(method: type, engine: str, sign: float = 1.0) -> Finding:
    """The average has the sign of the gradients whatever its weights, and only that sign counts."""
    g = np.outer(sign ** np.arange(8), [1.0, -2.0, 0.5, 4.0, -8.0]) * (1 + np.arange(8)[:, None] % 3)
    x, _ = follow(method(0.125, 0.0, BETA2, 2.0**-7), START, g, engine=engine)
    y, _ = follow(method(0.125, 0.875, BETA2, 2.0**-7), START, g, engine=engine)
    return identity(x, y, tolerance=0.0)


CLAIMS = (
    first_iterates_on_a_quadratic,
    first_iterates_on_a_tape,
    second_moment,
    diagonal_rescaling,
    one_sign,
)
