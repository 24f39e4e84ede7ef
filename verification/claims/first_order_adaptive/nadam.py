"""NAdam: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

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
    scales_away,
)
from verification.claims.first_order_adaptive.layerwise_tape import tape_iterates
from verification.dialects.first_order_adaptive.nadam import DIALECTS
from verification.evidence import bound, identity, tight
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive import nadam as mutants
from verification.tape import follow
from verification.trial import complete_run, first_iterates

PAPER = "Dozat 2016"
A, B, PSI = [[3, 1], [1, 2]], [1, -1], 0.25
NOT_IN_THE_LIMIT = (mutants.EpsilonHat,)  # epsilon is zero there


@claim(
    "nadam",
    paper=PAPER,
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a quadratic with an off-diagonal Hessian equal NAdam in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*mutants.MUTANTS, *DIALECTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it, every product and average from its beginning."""
    rule = decimals.nadam(BETA1, BETA2, 0.0625, PSI)
    expected = decimals.trajectory(rule, decimals.quadratic(A, B), [2.0, -1.0], [0.125] * 8)
    problem = Quadratic(np.array(A, float), np.array(B, float))
    return first_iterates(
        method(0.125, BETA1, BETA2, 0.0625, PSI), problem, np.array([2.0, -1.0]), expected, engine
    )


@claim(
    "nadam",
    paper=PAPER,
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_10 on a gradient tape with zeros and changing step sizes equal NAdam in 80-digit decimals",
    engine="ball",
    engine_fixed=True,
    controls=planted(*mutants.MUTANTS, *DIALECTS),
)
def first_iterates_on_a_tape(method: type, engine: str) -> Finding:
    """The update is the definition; psi is the default 0.004 here, so the schedule moves by 1e-4 per step."""
    rule = decimals.nadam(BETA1, BETA2, 2.0**-7, 0.004)
    expected = decimals.trajectory(rule, decimals.tape(GRADIENTS), START, STEP_SIZES)
    return tape_iterates(method(1.0, BETA1, BETA2, 2.0**-7, 0.004), expected, engine, **TAPE)


@claim(
    "nadam",
    paper=PAPER,
    theorem="the longest step",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|x_t - x_{t-1}| <= eta N_t for any gradients, attained at every t <= 30 by g_i = w_i beta2^(i-t)",
    engine_fixed=True,
    controls=(
        *planted(*(m for m in mutants.MUTANTS if m not in (mutants.EpsilonHat, mutants.Ascent)), *DIALECTS),
        *without("epsilon = 0", epsilon=1.0),
    ),
)
def longest_step(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """n = sum w_i g_i, w_i = mu_{t+1} (1-beta1) beta1^(t-i) / (1 - P_{t+1}), and (1 - mu_t)/(1 - P_t) more at i = t.

    By Cauchy and Schwarz n^2 <= (sum w_i^2/b_i)(sum b_i g_i^2), b_i = (1-beta2) beta2^(t-i)/(1-beta2^t) the weights
    of v^: N_t^2 is the first factor, attained by g_i ~ w_i/b_i. That depends on t, so each t has a tape of its own.
    """
    steps, eta = 30, 0.125
    algorithm = method(eta, BETA1, BETA2, epsilon, PSI)
    lengths, limits = [], []
    for t in range(1, steps + 1):
        mu = BETA1 * (1 - decimals.BASE ** (PSI * np.arange(1, t + 2)) / 2)
        age = np.arange(t)[::-1]
        w = mu[t] * (1 - BETA1) * BETA1**age / (1 - np.prod(mu))
        w[-1] += (1 - mu[t - 1]) / (1 - np.prod(mu[:t]))
        b = (1 - BETA2) * BETA2**age / (1 - BETA2**t)
        x, _ = follow(algorithm, np.zeros(2), np.outer(w / b, [1.0, -1.0]), engine=engine)
        lengths.append(np.abs(x[-1] - x[-2]).max())
        limits.append(eta * np.sqrt(np.sum(w**2 / b)))
    rng = np.random.default_rng(0)
    random = np.exp(2 * rng.standard_normal((steps, 20))) * rng.choice([-1.0, 1.0], (steps, 20))
    y, _ = follow(algorithm, np.zeros(20), random, engine=engine)
    # 1 - beta2^t has 1/(1 - beta2) roundings, once here and once there; about 10 T others, and T in x
    roundings = (2 / (1 - BETA2) + 20 * steps) * 2.0**-53
    ts = np.arange(1, steps + 1)
    return worst(
        [
            tight(lengths, limits, tolerance=roundings, x=ts, xlabel="t", ylabel="|x_t - x_{t-1}|"),
            bound(
                np.abs(np.diff(y, axis=0)).max(axis=1),
                limits,
                allowance=roundings,
                x=ts,
                xlabel="t",
                ylabel="|x_t - x_{t-1}|",
            ),
        ]
    )


@claim(
    "nadam",
    paper=PAPER,
    theorem="constant gradient",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a linear function every step is eta c_t sign(g), c_t = mu_{t+1} (1 - beta1^t)/(1 - P_{t+1}) + "
    "(1 - mu_t)/(1 - P_t), which is not one",
    controls=(
        *planted(*(m for m in mutants.MUTANTS if m not in NOT_IN_THE_LIMIT), *DIALECTS),
        *without("constant gradient", curvature=2.0**-4),
    ),
)
def constant_gradient(method: type, engine: str, curvature: float = 0.0) -> Finding:
    """m = (1 - beta1^t) g and v^ = g^2. The corrections belong to averages with the scheduled momentum, P_t is not
    beta1^t, so that NAdam does not reproduce a constant, in contrast to Adam (`adam.constant-gradient`).
    """
    g, steps, eta = np.array([0.5, -2.0, 1.0]), 100, 0.125
    problem, x0 = Quadratic(curvature * np.eye(3), -g), np.array([1.0, -1.0, 0.5])
    t = complete_run(method(eta, BETA1, BETA2, 0.0, PSI), problem, x0, steps, engine=engine)
    travelled, kept, expected = Decimal(0), Decimal(BETA1), [x0]
    mu = [kept * (1 - Decimal(decimals.BASE) ** (Decimal(PSI) * k) / 2) for k in range(1, steps + 2)]
    P = mu[0]
    for k in range(1, steps + 1):
        travelled += mu[k] * (1 - kept**k) / (1 - P * mu[k]) + (1 - mu[k - 1]) / (1 - P)
        P *= mu[k]
        expected.append(x0 - eta * float(travelled) * np.sign(g))
    # see `adam.constant-gradient`
    return identity(t.x, expected, tolerance=2 * (2 / (1 - BETA2) + steps) * 2.0**-53)


@claim(
    "nadam",
    paper=PAPER,
    theorem="invariance to diagonal rescaling",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at epsilon = 0 the gradients diag(c) g give the iterates of g, mirrored where c < 0, to the last bit",
    engine_fixed=True,
    controls=without("epsilon = 0", epsilon=2.0**-10),
)
def diagonal_rescaling(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """n is linear in the gradients and sqrt(v^) positively homogeneous, so the quotient is multiplied by sign(c)."""
    return scales_away(method(1.0, BETA1, BETA2, epsilon, PSI), engine)


CLAIMS = (
    first_iterates_on_a_quadratic,
    first_iterates_on_a_tape,
    longest_step,
    constant_gradient,
    diagonal_rescaling,
)
