"""AdaMomentum: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.adam import Adam
from verification.arithmetic import adam_relatives as decimals
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.first_order_adaptive.adam_iterates import on_a_quadratic, on_the_tape
from verification.claims.first_order_adaptive.adam_tapes import (
    BETA1,
    BETA2,
    GRADIENTS,
    START,
    STEP_SIZES,
    scales_away,
)
from verification.evidence import bound, identity, tight
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive import adamomentum as mutants
from verification.tape import follow

VARIANTS = mutants.MUTANTS


@claim(
    "adamomentum",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a quadratic with an off-diagonal Hessian equal AdaMomentum in 80-digit decimals",
    engine="ball",
    controls=planted(*VARIANTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it with every average from its beginning."""
    return on_a_quadratic(
        method(0.125, BETA1, BETA2, 0.0625), decimals.adamomentum(BETA1, BETA2, 0.0625), engine
    )


@claim(
    "adamomentum",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_10 on a tape with zeros and changing step sizes equal AdaMomentum in 80-digit decimals",
    engine="ball",
    engine_fixed=True,
    controls=planted(*VARIANTS),
)
def first_iterates_on_a_tape(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library and without recursions."""
    return on_the_tape(
        method(1.0, BETA1, BETA2, 2.0**-7), decimals.adamomentum(BETA1, BETA2, 2.0**-7), engine
    )


@claim(
    "adamomentum",
    theorem="without momentum",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with beta1 = 0 and epsilon = 0 the iterates are those of Adam, but for roundings",
    engine_fixed=True,
    controls=(
        *named(
            VARIANTS, "betas-exchanged", "ascent", "step-too-long", "stale-square", "not-squared",
            "second-moment-uncorrected",
        ),
        *without("beta1 = 0", beta1=2.0**-10),
        *without("epsilon = 0", epsilon=2.0**-20),
    ),
)  # fmt: skip
def without_momentum_adam(method: type, engine: str, beta1: float = 0.0, epsilon: float = 0.0) -> Finding:
    """m = g, so both square the same. A positive epsilon stands inside of the recursion here, in Adam outside.

    Adam's quotient is taken in another order: a dozen roundings in each step.
    """
    x, _ = follow(method(1.0, beta1, BETA2, epsilon), START, GRADIENTS, step_sizes=STEP_SIZES, engine=engine)
    y, _ = follow(Adam(1.0, beta1, BETA2, epsilon), START, GRADIENTS, step_sizes=STEP_SIZES, engine=engine)
    return identity(x, y, tolerance=2 * 12 * len(x) * 2.0**-53)


@claim(
    "adamomentum",
    theorem="invariance to diagonal rescaling",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at epsilon = 0 the gradients diag(c) g give the iterates of g, mirrored where c < 0, to the last bit",
    engine_fixed=True,
    controls=(*named(VARIANTS, "not-squared"), *without("epsilon = 0", epsilon=2.0**-10)),
)
def diagonal_rescaling(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """m^ is multiplied by c and sqrt(v^) by |c|, coordinate by coordinate, so the quotient by sign(c)."""
    return scales_away(method(1.0, BETA1, BETA2, epsilon), engine)


@claim(
    "adamomentum",
    theorem="the longest step",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|x_t - x_{t-1}| <= eta sqrt((1 - beta2^t)/(1 - beta2)) / (1 - beta1^t) for any gradients, attained at "
    "every t <= 40 where the t-th gradient is the first: 10 eta in the first step with the usual beta1",
    engine_fixed=True,
    controls=(
        *named(
            VARIANTS, "counter-ahead", "counter-twice", "betas-exchanged", "other-convention", "step-too-long",
            "squared-gradient", "not-squared", "not-corrected", "second-moment-uncorrected",
        ),
        *without("epsilon = 0", epsilon=1.0),
    ),
)  # fmt: skip
def longest_step(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """v_t >= (1 - beta2) m_t^2, with equality where v_{t-1} = 0, that is where no gradient was before."""
    beta1, beta2, eta, steps = 0.9, 0.999, 0.125, 40
    t = np.arange(1, steps + 1)
    limits = np.sqrt((1 - beta2**t) / (1 - beta2)) / (1 - beta1**t)
    algorithm = method(eta, beta1, beta2, epsilon)
    x, _ = follow(algorithm, np.zeros(steps), np.diag((-2.0) ** (t % 5)), engine=engine)
    rng = np.random.default_rng(0)
    random = np.exp(2 * rng.standard_normal((steps, 20))) * rng.choice([-1.0, 1.0], (steps, 20))
    y, _ = follow(algorithm, np.zeros(20), random, engine=engine)
    # 1 - beta2^t and 1 - beta2 have 1/(1 - beta2) roundings each, of which the root leaves half
    roundings = 4 / (1 - beta2) * 2.0**-53
    return worst([
        tight(np.abs(np.diag(np.diff(x, axis=0))), eta * limits, tolerance=roundings, x=t, xlabel="t",
              ylabel="|x_t - x_{t-1}|"),
        bound(np.abs(np.diff(y, axis=0)).max(axis=1), eta * limits, allowance=roundings, x=t, xlabel="t",
              ylabel="|x_t - x_{t-1}|"),
    ])  # fmt: skip


CLAIMS = (
    first_iterates_on_a_quadratic,
    first_iterates_on_a_tape,
    without_momentum_adam,
    diagonal_rescaling,
    longest_step,
)
