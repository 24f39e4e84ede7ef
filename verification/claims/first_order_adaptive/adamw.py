"""AdamW: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from refimpl.first_order_adaptive.adam import Adam
from refimpl.problems import Quadratic
from verification.arithmetic import adam as decimals
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.first_order_adaptive.adam_tapes import (
    BETA1,
    BETA2,
    GRADIENTS,
    START,
    STEP_SIZES,
    TAPE,
    growing,
)
from verification.claims.first_order_adaptive.layerwise_tape import tape_iterates
from verification.dialects.first_order_adaptive import adamw as dialects
from verification.evidence import bound, identity
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive import adamw as mutants
from verification.tape import follow
from verification.trial import first_iterates

PAPER = "Loshchilov & Hutter 2019"
A, B = [[3, 1], [1, 2]], [1, -1]
NEEDS_A_TAPE = (mutants.DecayWhereGradient,)  # no gradient of the quadratic is zero


@claim(
    "adamw",
    paper=PAPER,
    theorem="Algorithm 2, current step size",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a quadratic with an off-diagonal Hessian equal AdamW in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*(m for m in (*mutants.MUTANTS, *dialects.DIALECTS) if m not in NEEDS_A_TAPE)),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library and without recursions."""
    rule = decimals.adam(BETA1, BETA2, 0.0625)
    expected = decimals.trajectory(rule, decimals.quadratic(A, B), [2.0, -1.0], [0.125] * 8, 0.25)
    problem = Quadratic(np.array(A, float), np.array(B, float))
    return first_iterates(
        method(0.125, BETA1, BETA2, 0.0625, 0.25), problem, np.array([2.0, -1.0]), expected, engine
    )


@claim(
    "adamw",
    paper=PAPER,
    theorem="Algorithm 2, current step size",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_10 on a gradient tape with zeros and changing step sizes equal AdamW in 80-digit decimals",
    engine="ball",
    engine_fixed=True,
    controls=planted(*mutants.MUTANTS, *dialects.DIALECTS),
)
def first_iterates_on_a_tape(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library and without recursions."""
    rule = decimals.adam(BETA1, BETA2, 2.0**-7)
    expected = decimals.trajectory(rule, decimals.tape(GRADIENTS), START, STEP_SIZES, 0.125)
    return tape_iterates(method(1.0, BETA1, BETA2, 2.0**-7, 0.125), expected, engine, **TAPE)


@claim(
    "adamw",
    paper=PAPER,
    theorem="decay alone",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="where all gradients are zero x_t = x_0 prod_{k<=t} (1 - eta_k lambda), for changing step sizes as well",
    engine_fixed=True,
    controls=(
        *planted(
            mutants.DecayUnscaled,
            mutants.DecayScaledTwice,
            mutants.DecayDropped,
            mutants.ProximalDecay,
            mutants.DecayNormalised,
            mutants.DecayInFirstMoment,
            mutants.DecayTwice,
            mutants.Growth,
            mutants.DecayWhereGradient,
            mutants.StepTooLong,
            dialects.CoupledDecay,
            dialects.ScheduleOnlyDecay,
        ),
        *without("zero gradient", gradient=2.0**-20),
    ),
)
def decay_alone(method: type, engine: str, gradient: float = 0.0) -> Finding:
    """m = v = 0, so u = 0 / epsilon = 0. Coupled decay would move by about eta sign(x) instead."""
    decay, x0 = 0.125, np.array([1.0, -2.0, 0.5])
    expected, factor = [], Decimal(1)
    for size in STEP_SIZES:
        factor *= 1 - Decimal(size) * Decimal(decay)
        expected.append([float(factor * Decimal(v)) for v in x0.tolist()])
    g = np.full((len(STEP_SIZES), 3), gradient)
    x, _ = follow(method(1.0, BETA1, BETA2, 2.0**-7, decay), x0, g, step_sizes=STEP_SIZES, engine=engine)
    # three roundings per step: the decay, its multiple and the difference, and one at the end
    return identity(x[1:], expected, tolerance=4 * len(STEP_SIZES) * 2.0**-53)


@claim(
    "adamw",
    paper=PAPER,
    theorem="reduction to Adam",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with lambda = 0 the iterates are those of Adam, but for roundings",
    engine_fixed=True,
    controls=(
        *planted(
            mutants.NoBiasCorrection,
            mutants.CounterAhead,
            mutants.SecondMomentUncorrected,
            mutants.EpsilonDropped,
            mutants.EpsilonInside,
            mutants.StaleFirstMoment,
            mutants.StepTooLong,
            dialects.EpsilonHat,
        ),
        *without("lambda = 0", decay=2.0**-20),
    ),
)
def without_decay_adam(method: type, engine: str, decay: float = 0.0) -> Finding:
    """u + 0 x = u exactly, and the rest of the update is Adam's, in another order: a dozen roundings in each step."""
    parameters = (1.0, BETA1, BETA2, 2.0**-7)
    x, _ = follow(method(*parameters, decay), engine=engine, **TAPE)
    y, _ = follow(Adam(*parameters), engine=engine, **TAPE)
    return identity(x, y, tolerance=2 * 12 * len(x) * 2.0**-53)


@claim(
    "adamw",
    paper=PAPER,
    theorem="the box",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|x_t|_inf <= max(|x_0|_inf, U/lambda) for eta lambda <= 1 and any gradients; growing ones come "
    "within 0.1 % of it",
    engine_fixed=True,
    controls=(
        *planted(
            mutants.DecayScaledTwice,
            mutants.DecayDropped,
            mutants.DecayNormalised,
            mutants.DecayInFirstMoment,
            mutants.Growth,
            dialects.CoupledDecay,
        ),
        *without("eta lambda <= 1", step_size=20.0),
    ),
)
def box(method: type, engine: str, step_size: float = 0.25) -> Finding:
    """|x_t| <= (1 - eta lambda)|x_{t-1}| + eta U_t, a convex combination of |x_{t-1}| and U_t/lambda.

    U_t is the longest step of Adam (`adam.longest-step`) and U_t <= U = (1-beta1)/sqrt((1-beta2)(1-r)), r =
    beta1^2/beta2: by the inequality of the means beta2^t + r^t >= 2 beta1^t, so (1-beta2^t)(1-r^t) <= (1-beta1^t)^2.
    Gradients growing like (beta2/beta1)^t make u_t = U_t -> U and so x_t -> -+U/lambda. Coupled decay knows no
    such box: against growing gradients it does nothing.
    """
    beta2, decay, steps = 1 - 2.0**-6, 0.125, 600
    U = (1 - BETA1) / np.sqrt((1 - beta2) * (1 - BETA1**2 / beta2))
    algorithm = method(step_size, BETA1, beta2, 0.0, decay)
    g = growing(BETA1, beta2, steps)
    findings = []
    for x0 in (0.0, U / decay, 1.5 * U / decay):
        x, _ = follow(algorithm, np.full(2, x0), g, engine=engine)
        # u has 4/(1 - beta2) roundings (see `longest_steps`); errors of x shrink by 1 - eta lambda
        found = bound(
            np.abs(x).max(axis=1), np.full(steps + 1, max(x0, U / decay)), allowance=8 / (1 - beta2) * 2.0**-53,
            xlabel="t", ylabel="|x_t|", xscale="linear", yscale="linear",
        )  # fmt: skip
        findings.append(found)
    # how near: the factor 1 - eta lambda in 600 steps, and U - U_t of order beta2^t
    near = identity(np.abs(x[-1]), np.full(2, U / decay), tolerance=1e-3)
    return worst([*findings, near])


CLAIMS = (
    first_iterates_on_a_quadratic,
    first_iterates_on_a_tape,
    decay_alone,
    without_decay_adam,
    box,
)
