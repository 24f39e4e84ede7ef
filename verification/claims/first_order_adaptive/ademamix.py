"""AdEMAMix: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.adamw import AdamW
from verification.arithmetic import adam_relatives as decimals
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.first_order_adaptive.adam_iterates import on_a_quadratic, on_the_tape
from verification.claims.first_order_adaptive.adam_tapes import BETA2, TAPE
from verification.evidence import identity, step_inequality
from verification.finding import Finding
from verification.mutants.first_order_adaptive import ademamix as mutants
from verification.tape import follow

VARIANTS = mutants.MUTANTS
USUAL = {"beta1": 0.875, "beta2": BETA2, "beta3": 0.96875, "alpha": 3.0}


@claim(
    "ademamix",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a quadratic with an off-diagonal Hessian equal AdEMAMix in 80-digit decimals",
    engine="ball",
    controls=planted(*VARIANTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it with products of all betas as weights."""
    return on_a_quadratic(
        method(0.125, **USUAL, epsilon=0.0625, weight_decay=0.25, warmup=5),
        decimals.ademamix(**USUAL, epsilon=0.0625, warmup=5),
        engine,
        0.25,
    )


@claim(
    "ademamix",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_10 on a tape with zeros and changing step sizes equal AdEMAMix in 80-digit decimals",
    engine="ball",
    engine_fixed=True,
    controls=planted(*VARIANTS),
)
def first_iterates_on_a_tape(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    return on_the_tape(
        method(1.0, **USUAL, epsilon=2.0**-7, weight_decay=0.25, warmup=6),
        decimals.ademamix(**USUAL, epsilon=2.0**-7, warmup=6),
        engine,
        0.25,
    )


@claim(
    "ademamix",
    theorem="without the slow average",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with alpha = 0 the iterates are those of AdamW to the last bit",
    engine_fixed=True,
    controls=(
        *named(VARIANTS, "counter-ahead", "epsilon-dropped", "first-moment-emptied", "ascent", "step-too-long",
                  "fast-uncorrected", "decay-in-gradient", "epsilon-inside"),
        *without("alpha = 0", alpha=2.0**-10),
    ),
)  # fmt: skip
def without_slow_average_adamw(method: type, engine: str, alpha: float = 0.0) -> Finding:
    """m^ + 0 l = m^ exactly, and the rest of the update is that of AdamW, whose iterates have claims of their own."""
    algorithm = method(1.0, 0.875, BETA2, 0.96875, alpha, 2.0**-7, 0.125, 6)
    x, _ = follow(algorithm, engine=engine, **TAPE)
    y, _ = follow(AdamW(1.0, 0.875, BETA2, 2.0**-7, 0.125), engine=engine, **TAPE)
    return identity(x, y, tolerance=0.0)


@claim(
    "ademamix",
    theorem="impulse response",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a single gradient, without warm-up: after i steps its weight is (1 - beta1) beta1^i/(1 - beta1^(i+1)) + "
    "alpha (1 - beta3) beta3^i over the root of (1 - beta2) beta2^i/(1 - beta2^(i+1))",
    engine_fixed=True,
    controls=(
        *named(
            VARIANTS, "counter-ahead", "first-moment-emptied", "ascent", "step-too-long", "slow-corrected",
            "fast-uncorrected", "schedule-behind", "no-slow-average", "convex-mixture", "slow-of-fast",
        ),
        *without("a single gradient", later=2.0**-12),
    ),
)  # fmt: skip
def impulse_response(method: type, engine: str, later: float = 0.0) -> Finding:
    """All averages are geometric in the age of the gradient, and each starts with 1 - beta."""
    beta1, beta2, beta3, alpha, eta, T = 0.75, 0.9375, 0.96875, 3.0, 0.125, 40
    g = np.full((T, 2), later)
    g[0] = [2.0, -0.5]
    x, _ = follow(method(eta, beta1, beta2, beta3, alpha, 0.0, 0.0, 1), np.zeros(2), g, engine=engine)
    i = np.arange(T)
    weight = (1 - beta1) * beta1**i / (1 - beta1 ** (i + 1.0)) + alpha * (1 - beta3) * beta3**i
    root = np.sqrt((1 - beta2) * beta2**i / (1 - beta2 ** (i + 1.0)))
    # 40 roundings of powers on either side, and those of x, which is below 32 steps
    return identity(np.diff(x, axis=0), np.outer(-eta * weight / root, [1, -1]), tolerance=512 * 2.0**-53)


@claim(
    "ademamix",
    theorem="the scheduler of beta3",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="during the warm-up the half-life of the slow average grows linearly from that of beta1 to that of "
    "beta3, read off the steps after a single gradient",
    engine_fixed=True,
    controls=(
        *named(VARIANTS, "beta3-without-warmup", "beta3-linear", "schedule-behind"),
        *without("alpha so large that the slow average decides", alpha=8.0),
    ),
)
def half_life_grows_linearly(method: type, engine: str, alpha: float = 2.0**60) -> Finding:
    """log b = log beta1 log beta3/((1 - s) log beta3 + s log beta1), s = t/T, has 1/log b = (1 - s)/log beta1 +
    s/log beta3, and the half-life is log(1/2)/log b. Without new gradients l_t/l_{t-1} = b_t, and the step is
    eta alpha (t/T) l_t/sqrt(v^_t) where alpha makes the fast average negligible.
    """
    beta1, beta2, beta3, T = 0.875, 0.75, 0.984375, 20
    g = np.zeros((T, 1))
    g[0] = 1.0
    size = 1 / alpha
    x, _ = follow(method(size, beta1, beta2, beta3, alpha, 0.0, 0.0, T), np.zeros(1), g, engine=engine)
    t = np.arange(1, T + 1)
    v = (1 - beta2) * beta2 ** (t - 1.0) / (1 - beta2 ** t.astype(float))
    slow = -np.diff(x[:, 0]) * np.sqrt(v) * T / t
    lives = np.log(0.5) / np.log(slow[1:] / slow[:-1])
    ends = np.log(0.5) / np.log([beta1, beta3])
    # 100 roundings in a ratio b of which log b is at least 1/64
    return identity(lives, ends[0] + (ends[1] - ends[0]) * t[1:] / T, tolerance=64 * 128 * 2.0**-53)


@claim(
    "ademamix",
    theorem="the scheduler of alpha",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="on a constant gradient a step is longer than Adam's by at most eta alpha t/T, and by more at every step",
    engine_fixed=True,
    controls=(
        *named(VARIANTS, "ascent", "convex-mixture", "slow-corrected"),
        *without("a constant gradient", growth=-1.0),
    ),
)
def slow_average_fills(method: type, engine: str, growth: float = 1.0) -> Finding:
    """m^ = g and sqrt(v^) = |g|: the step is eta (1 + a l/g) with l/g = 1 - b_1 ... b_t, which rises to 1, and
    a = alpha t/T rises to alpha. So the step is between eta and eta (1 + alpha t/T), and rises.
    """
    eta, alpha, T, steps = 2.0**-6, 3.0, 8, 40
    g = np.outer(growth ** np.arange(steps), [1.0, -2.0])
    algorithm = method(eta, 0.75, BETA2, 0.9375, alpha, 0.0, 0.0, T)
    x, _ = follow(algorithm, np.zeros(2), g, engine=engine)
    extra = (np.diff(x, axis=0) * [-1.0, 1.0] / eta - 1).max(axis=1)
    t = np.minimum(np.arange(1, steps + 1), T)
    left = np.concatenate([extra, extra[:-1]])
    right = np.concatenate([alpha * t / T, extra[1:]])
    # relative roundings of v^ count 1/(1 - beta2) times; x is up to 160 steps away
    return step_inequality(left, right, allowance=4096 * 2.0**-53)


CLAIMS = (
    first_iterates_on_a_quadratic,
    first_iterates_on_a_tape,
    without_slow_average_adamw,
    impulse_response,
    half_life_grows_linearly,
    slow_average_fills,
)
