"""RAdam: what is claimed of it, with proofs, and what each claim must reject."""

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
    growing,
)
from verification.claims.first_order_adaptive.layerwise_tape import tape_iterates
from verification.dialects.first_order_adaptive import radam as dialects
from verification.evidence import bound, identity, tight
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive import radam as mutants
from verification.tape import follow
from verification.trial import complete_run, first_iterates

PAPER = "Liu, Jiang, He, Chen, Liu, Gao & Han 2020"
A, B = [[3, 1], [1, 2]], [1, -1]


@claim(
    "radam",
    paper=PAPER,
    theorem="Algorithm 2, threshold 5",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_9 on a quadratic with an off-diagonal Hessian equal RAdam in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*mutants.MUTANTS, *dialects.DIALECTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it, rho_t from the mean age of the weights of v.

    No power of 0.998 is exact in 53 bits, so that balls know the error which 1 - beta2^t magnifies.
    """
    rule = decimals.radam(BETA1, 0.998, 0.0625)
    expected = decimals.trajectory(rule, decimals.quadratic(A, B), [2.0, -1.0], [0.125] * 9)
    problem = Quadratic(np.array(A, float), np.array(B, float))
    return first_iterates(
        method(0.125, BETA1, 0.998, 0.0625), problem, np.array([2.0, -1.0]), expected, engine
    )


@claim(
    "radam",
    paper=PAPER,
    theorem="Algorithm 2, threshold 5",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_10 on a gradient tape with zeros and changing step sizes equal RAdam in 80-digit decimals",
    engine="ball",
    engine_fixed=True,
    controls=planted(*mutants.MUTANTS, *dialects.DIALECTS),
)
def first_iterates_on_a_tape(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library and without recursions."""
    rule = decimals.radam(BETA1, BETA2, 2.0**-7)
    expected = decimals.trajectory(rule, decimals.tape(GRADIENTS), START, STEP_SIZES)
    return tape_iterates(method(1.0, BETA1, BETA2, 2.0**-7), expected, engine, **TAPE)


@claim(
    "radam",
    paper=PAPER,
    theorem="rho_t < t",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="for every beta2 the first five steps are x_t = x_{t-1} - eta m^_t, without a second moment",
    engine_fixed=True,
    controls=planted(
        mutants.LimitTooLarge,
        mutants.LengthWithoutCount,
        mutants.FirstStepsUncorrected,
        mutants.CounterAhead,
        mutants.LateMoments,
        mutants.Ascent,
        mutants.StepTooLong,
        dialects.ThresholdFour,
        dialects.Waiting,
    )
    + without("five steps", steps=6),
)
def five_steps_without_second_moment(method: type, engine: str, steps: int = 5) -> Finding:
    """rho_t = 1 + 2 a_t, a_t the mean age 0, ..., t-1 of the gradients under the weights beta2^age.

    The weights fall with age, so a_t is at most the plain mean (t-1)/2, with equality only at t = 1 (or in the
    limit beta2 -> 1): rho_1 = 1 and rho_t < t after. Hence rho_5 < 5, and rho_4 < 4 too: threshold 4 begins at
    t = 5 at the earliest. With beta2 <= 2/3 no rho_t passes 5.
    """
    findings = []
    for beta2 in (0.0, 0.5, 0.9, 0.99, 0.999, 1 - 2.0**-20):
        expected = decimals.trajectory(
            lambda g: decimals.mean(g, BETA1), decimals.tape(GRADIENTS), START, STEP_SIZES[:steps]
        )
        x, _ = follow(
            method(1.0, BETA1, beta2, 0.0), START, GRADIENTS[:steps], step_sizes=STEP_SIZES[:steps], engine=engine
        )  # fmt: skip
        # 6 roundings of numbers of the size of x per step, the correction 1 - beta1^t (8 at most) among them
        findings.append(identity(x[1:], np.array(expected, float), tolerance=16 * steps * 2.0**-53))
    return worst(findings)


@claim(
    "radam",
    paper=PAPER,
    theorem="the longest step",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="from the sixth step on |x_t - x_{t-1}| <= eta r_t U_t < eta U_t for any gradients, attained at every "
    "t <= 100",
    engine_fixed=True,
    controls=(
        *planted(
            mutants.ThresholdSix,
            mutants.NotNormalised,
            mutants.NotRectified,
            mutants.RootForgotten,
            mutants.Inverted,
            mutants.LimitTooLarge,
            mutants.FractionForgotten,
            mutants.LengthWithoutCount,
            mutants.FirstMomentUncorrected,
            mutants.SecondMomentUncorrected,
            mutants.CounterAhead,
            mutants.StepTooLong,
        ),
        *without("epsilon = 0", epsilon=1.0),
    ),
)
def longest_step(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """The step is r_t times Adam's, so `adam.longest-step` gives the bound and the gradients that attain it.

    r_t < 1: (y-4)(y-2)/y = y - 6 + 8/y grows for y > sqrt 8, and rho_t < rho. r_t comes here from the mean age of
    the weights (see `five-steps-without-second-moment`).
    """
    steps, eta = 100, 0.125
    r = [float(decimals.rectification(BETA2, t)) for t in range(6, steps + 1)]
    U = np.array([float(u) for u in decimals.largest_steps(BETA1, BETA2, steps)])[5:]
    algorithm = method(eta, BETA1, BETA2, epsilon)
    x, _ = follow(algorithm, np.zeros(2), growing(BETA1, BETA2, steps), engine=engine)
    rng = np.random.default_rng(0)
    random = np.exp(2 * rng.standard_normal((steps, 20))) * rng.choice([-1.0, 1.0], (steps, 20))
    y, _ = follow(algorithm, np.zeros(20), random, engine=engine)
    # v and x as in `longest_steps`; rho_t - 4 >= 1 is a difference of numbers up to 2/(1 - beta2) of which
    # 1 - beta2^t has 1/(1 - beta2) relative roundings: together 2/(1 - beta2)^2
    roundings = 4 * (2 / (1 - BETA2) + steps + 2 / (1 - BETA2) ** 2) * 2.0**-53
    limits, t = eta * np.array(r) * U, np.arange(6, steps + 1)
    lengths, others = np.abs(np.diff(x, axis=0))[5:], np.abs(np.diff(y, axis=0))[5:]
    return worst(
        [
            tight(
                lengths.max(axis=1), limits, tolerance=roundings, x=t, xlabel="t", ylabel="|x_t - x_{t-1}|"
            ),
            bound(others.max(axis=1), limits, allowance=roundings, x=t, xlabel="t", ylabel="|x_t - x_{t-1}|"),
            bound(limits, eta * U, allowance=0.0, x=t, xlabel="t", ylabel="limit of |x_t - x_{t-1}|"),
        ]
    )


@claim(
    "radam",
    paper=PAPER,
    theorem="constant gradient",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a linear function five steps of eta g are followed by steps of eta r_t g/(|g| + epsilon)",
    controls=(
        *planted(*(m for m in mutants.MUTANTS if m is not mutants.LateMoments), *dialects.DIALECTS),
        *without("constant gradient", curvature=2.0**-4),
    ),
)
def constant_gradient(method: type, engine: str, curvature: float = 0.0) -> Finding:
    """Corrected averages of equal values are that value: m^ = g, v^ = g^2 (see `adam.constant-gradient`)."""
    g, steps, eta, epsilon = np.array([0.5, -2.0, 1.0]), 40, 0.125, 0.25
    problem, x0 = Quadratic(curvature * np.eye(3), -g), np.array([1.0, -1.0, 0.5])
    t = complete_run(method(eta, BETA1, BETA2, epsilon), problem, x0, steps, engine=engine)
    expected, rectified = [x0], Decimal(0)
    for k in range(1, steps + 1):
        rectified += decimals.rectification(BETA2, k) if k > 5 else 0
        expected.append(x0 - eta * (min(k, 5) * g + float(rectified) * g / (np.abs(g) + epsilon)))
    # see `longest_step`
    roundings = 4 * (2 / (1 - BETA2) + steps + 2 / (1 - BETA2) ** 2) * 2.0**-53
    return identity(t.x, expected, tolerance=roundings)


CLAIMS = (
    first_iterates_on_a_quadratic,
    first_iterates_on_a_tape,
    five_steps_without_second_moment,
    longest_step,
    constant_gradient,
)
