"""Yogi: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from verification.arithmetic import adam_relatives as decimals
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.first_order_adaptive.adam_iterates import on_a_quadratic, on_the_tape
from verification.claims.first_order_adaptive.adam_tapes import BETA1, BETA2
from verification.dialects.first_order_adaptive.yogi import DIALECTS
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive import yogi as mutants
from verification.tape import follow

VARIANTS = (*mutants.MUTANTS, *DIALECTS)
PAPER = "Zaheer et al. 2018"


@claim(
    "yogi",
    paper=PAPER,
    theorem="Algorithm 2, with the start and the corrections of its codes",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a quadratic with an off-diagonal Hessian equal Yogi in 80-digit decimals",
    engine="ball",
    controls=planted(*VARIANTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it with weighted means over all gradients."""
    return on_a_quadratic(
        method(0.125, BETA1, BETA2, 0.0625, 0.25), decimals.yogi(BETA1, BETA2, 0.0625, 0.25), engine
    )


@claim(
    "yogi",
    paper=PAPER,
    theorem="Algorithm 2, with the start and the corrections of its codes",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_10 on a tape with zeros and changing step sizes equal Yogi in 80-digit decimals",
    engine="ball",
    engine_fixed=True,
    controls=planted(*VARIANTS),
)
def first_iterates_on_a_tape(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library and without recursions."""
    return on_the_tape(
        method(1.0, BETA1, BETA2, 2.0**-7, 2.0**-6), decimals.yogi(BETA1, BETA2, 2.0**-7, 2.0**-6), engine
    )


@claim(
    "yogi",
    paper=PAPER,
    theorem="additive control",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="for any gradients |v_t - v_{t-1}| <= (1 - beta2) g_t^2 and v_t >= beta2 v_{t-1}, read off the iterates",
    engine_fixed=True,
    controls=(
        *named(
            VARIANTS, "sign-reversed", "difference-for-sign", "faded", "change-of-own-size", "stale-second-moment",
            "uncorrected",
        ),
        *without("beta1 = 0", beta1=0.5),
    ),
)  # fmt: skip
def additive_control(method: type, engine: str, beta1: float = 0.0) -> Finding:
    """The change is (1 - beta2) g^2 times a sign. Where it is a decrease g^2 < v, so v_t > v - (1 - beta2) v.

    With beta1 = epsilon = 0 a step is eta g / sqrt(v^), so v is read off the iterates.
    """
    beta2, eta, T = 0.75, 0.125, 24
    rng = np.random.default_rng(3)
    g = np.exp(1.5 * rng.standard_normal((T, 8))) * rng.choice([-1.0, 1.0], (T, 8))
    x, _ = follow(method(eta, beta1, beta2, 0.0, 1.0), np.zeros(8), g, engine=engine)
    with np.errstate(all="ignore"):  # a mistake may not move at all
        v = (eta * g / np.diff(x, axis=0)) ** 2 * (1 - beta2 ** np.arange(1.0, T + 1))[:, None]
        v = np.vstack([np.ones(8), v])
        change = np.abs(np.diff(v, axis=0))
    # x is below 32, its steps may be as short as eta |g|/sqrt(v), of which the square is read
    allowance = 2.0**-40 * np.maximum(v[1:], v[:-1])
    right = (1 - beta2) * g**2
    return worst([
        step_inequality(change.ravel(), right.ravel(), allowance=allowance.ravel(), label="|v_t - v_{t-1}|"),
        step_inequality((beta2 * v[:-1]).ravel(), v[1:].ravel(), allowance=allowance.ravel(), label="beta2 v_{t-1}"),
    ])  # fmt: skip


@claim(
    "yogi",
    paper=PAPER,
    theorem="large gradients, then small ones",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="without momentum and epsilon: after a gradient 1 at v_0 = 0 gradients of 2^-4 take v down by "
    "(1 - beta2) 2^-8 per step, where Adam's v falls geometrically",
    engine_fixed=True,
    controls=(
        *named(
            VARIANTS, "ascent", "step-too-long", "difference-for-sign", "faded",
            "change-of-own-size", "stale-second-moment", "uncorrected",
        ),
        *without("large gradients first", first=2.0**-5),
    ),
)  # fmt: skip
def slow_decrease(method: type, engine: str, first: float = 1.0) -> Finding:
    """v_1 = (1 - beta2) 1, then v_t = v_1 - (t - 1)(1 - beta2) 2^-8 as long as that is above 2^-8; the step is
    eta g / sqrt(v_t/(1 - beta2^t)).
    """
    beta2, eta, T = 0.75, 0.125, 40
    g = np.full((T, 1), 2.0**-4)
    g[0] = first
    x, _ = follow(method(eta, 0.0, beta2, 0.0, 0.0), np.zeros(1), g, engine=engine)
    t = np.arange(T)
    v = (1 - beta2) * (1 - t * 2.0**-8)
    expected = -eta * g[:, 0] / np.sqrt(v / (1 - beta2 ** (t + 1.0)))
    with np.errstate(invalid="ignore"):  # mistakes that divide by zero
        steps = np.diff(x[:, 0])
    # ten roundings of a step of eta/8, and those of x, which is below 2
    return identity(steps, expected, tolerance=32 * 2.0**-53 * 16)


CLAIMS = (
    first_iterates_on_a_quadratic,
    first_iterates_on_a_tape,
    additive_control,
    slow_decrease,
)
