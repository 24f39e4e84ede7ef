"""Anolog: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from verification.arithmetic import adam_relatives as decimals
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.first_order_adaptive.adam_iterates import on_a_quadratic, on_the_tape
from verification.claims.first_order_adaptive.adam_tapes import BETA2, START, scales_away
from verification.dialects.first_order_adaptive.anolog import DIALECTS
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive import anolog as mutants
from verification.tape import follow

VARIANTS = (*mutants.MUTANTS, *DIALECTS)


@claim(
    "anolog",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a quadratic with an off-diagonal Hessian equal Anolog in 80-digit decimals",
    engine="ball",
    controls=planted(
        *(v for v in VARIANTS if v.__name__ not in ("ShorterWithTime", "LaterTime"))
    ),  # same signs
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it recursion by recursion."""
    return on_a_quadratic(
        method(0.125, BETA2, 0.0625),
        decimals.ano(lambda t: 1 - 1 / Decimal(max(2, t)).ln(), BETA2, 0.0625),
        engine,
    )


@claim(
    "anolog",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_10 on a tape with zeros and changing step sizes equal Anolog in 80-digit decimals",
    engine="ball",
    engine_fixed=True,
    controls=planted(*VARIANTS),
)
def first_iterates_on_a_tape(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    return on_the_tape(
        method(1.0, BETA2, 2.0**-7),
        decimals.ano(lambda t: 1 - 1 / Decimal(max(2, t)).ln(), BETA2, 2.0**-7),
        engine,
    )


@claim(
    "anolog",
    theorem="bounds of the second moment",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="on any gradients beta2 v_{t-1} - (1 - beta2) g_t^2 <= v_t <= max(v_{t-1}, g_t^2), read off the iterates",
    engine_fixed=True,
    controls=(
        *named(VARIANTS, "size-of-average", "not-corrected", "root-forgotten", "not-faded"),
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
    x, _ = follow(method(eta, beta2, epsilon), np.zeros(8), g, engine=engine)
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
    "anolog",
    theorem="invariance to diagonal rescaling",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at epsilon = 0 the gradients diag(c) g give the iterates of g, mirrored where c < 0, to the last bit",
    engine_fixed=True,
    controls=(*named(VARIANTS, "root-forgotten"), *without("epsilon = 0", epsilon=2.0**-10)),
)
def diagonal_rescaling(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """|g| and sqrt(v^) are multiplied by |c|, coordinate by coordinate, and the sign of the average by that of c."""
    return scales_away(method(1.0, BETA2, epsilon), engine)


@claim(
    "anolog",
    theorem="the first two steps",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a second gradient of the same sign below 0.44 of the first makes a step up, a larger one a step down",
    engine_fixed=True,
    controls=(
        *named(VARIANTS, "sign-of-gradient", "shorter-with-time", "logarithm-of-base-two", "later-time"),
        *without("the same sign", sign=-1.0),
    ),
)
def negative_weight(method: type, engine: str, sign: float = 1.0) -> Finding:
    """b = 1 - 1/log 2 = -0.4427: m_1 = (1 - b) g_1, m_2 = b (1 - b) g_1 + (1 - b) g_2 = (1 - b)(g_2 - 0.4427 g_1)."""
    second = sign * np.array([0.25, 0.4375, 0.453125, 0.75, 1.0])
    x, _ = follow(method(0.125, BETA2, 2.0**-7), START, np.array([np.ones(5), second]), engine=engine)
    return identity(np.sign(x[2] - x[1]), [1, 1, -1, -1, -1], tolerance=0.0)


CLAIMS = (
    first_iterates_on_a_quadratic,
    first_iterates_on_a_tape,
    second_moment,
    diagonal_rescaling,
    negative_weight,
)
