"""Adam: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from itertools import product

import numpy as np

from refimpl.problems import Quadratic
from verification.arithmetic import adam as decimals
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.first_order_adaptive.adam_reddi import regret_on_the_example_of_reddi
from verification.claims.first_order_adaptive.adam_tapes import (
    BETA1,
    BETA2,
    GRADIENTS,
    START,
    STEP_SIZES,
    TAPE,
    longest_steps,
    scales_away,
)
from verification.claims.first_order_adaptive.layerwise_tape import tape_iterates
from verification.dialects.first_order_adaptive.adam import DIALECTS
from verification.evidence import exact_moments, identity
from verification.finding import Finding
from verification.mutants.first_order_adaptive import adam as mutants
from verification.tape import follow
from verification.trial import complete_run, first_iterates

A, B = [[3, 1], [1, 2]], [1, -1]
SHOWN_SOON = tuple(
    m for m in mutants.MUTANTS if m is not mutants.CounterSaturates
)  # that shows from step 257 on
NEEDS_A_TAPE = (mutants.ZeroGradientsSkipped,)  # no gradient of the quadratic is zero


@claim(
    "adam",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a quadratic with an off-diagonal Hessian equal Adam in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*(m for m in (*SHOWN_SOON, *DIALECTS) if m not in NEEDS_A_TAPE)),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it, with m^ and v^ as weighted means over all
    gradients so far instead of recursions.
    """
    rule = decimals.adam(BETA1, BETA2, 0.0625)
    expected = decimals.trajectory(rule, decimals.quadratic(A, B), [2.0, -1.0], [0.125] * 8)
    problem = Quadratic(np.array(A, float), np.array(B, float))
    return first_iterates(
        method(0.125, BETA1, BETA2, 0.0625), problem, np.array([2.0, -1.0]), expected, engine
    )


@claim(
    "adam",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_10 on a gradient tape with zeros and changing step sizes equal Adam in 80-digit decimals",
    engine="ball",
    engine_fixed=True,
    controls=planted(*SHOWN_SOON, *DIALECTS),
)
def first_iterates_on_a_tape(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library and without recursions."""
    rule = decimals.adam(BETA1, BETA2, 2.0**-7)
    expected = decimals.trajectory(rule, decimals.tape(GRADIENTS), START, STEP_SIZES)
    return tape_iterates(method(1.0, BETA1, BETA2, 2.0**-7), expected, engine, **TAPE)


@claim(
    "adam",
    theorem="constant gradient",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a linear function x_t = x_0 - t eta g / (|g| + epsilon) for 300 steps: both averages are exact",
    controls=(
        *planted(
            mutants.NoBiasCorrection,
            mutants.FirstMomentUncorrected,
            mutants.SecondMomentUncorrected,
            mutants.CounterAhead,
            mutants.CounterBehind,
            mutants.CounterPerCoordinate,
            mutants.CounterTwice,
            mutants.CounterSaturates,
            mutants.EpsilonDropped,
            mutants.EpsilonAccumulates,
            mutants.RootForgotten,
            mutants.GradientUnweighted,
            mutants.Ascent,
            mutants.StepTooLong,
            *DIALECTS,
        ),
        *without("constant gradient", curvature=2.0**-6),
    ),
)
def constant_gradient(method: type, engine: str, curvature: float = 0.0) -> Finding:
    """m^ and v^ are means with weights that sum to one: of equal values they are that value, m^ = g, v^ = g^2.

    300 steps see a counter that stands still from 256 on.
    """
    g, steps, eta, epsilon = np.array([0.5, -2.0, 1.0]), 300, 0.125, 0.25
    problem, x0 = Quadratic(curvature * np.eye(3), -g), np.array([1.0, -1.0, 0.5])
    t = complete_run(method(eta, BETA1, BETA2, epsilon), problem, x0, steps, engine=engine)
    expected = x0 - np.arange(steps + 1)[:, None] * eta * g / (np.abs(g) + epsilon)
    # roundings: two per unit of mean age 1/(1 - beta2) in v, halved by the root, as many in 1 - beta2^t; 300 in x
    return identity(t.x, expected, tolerance=2 * (2 / (1 - BETA2) + steps) * 2.0**-53)


@claim(
    "adam",
    theorem="invariance to diagonal rescaling",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at epsilon = 0 the gradients diag(c) g give the iterates of g, mirrored where c < 0, to the last bit",
    engine_fixed=True,
    controls=(
        *planted(mutants.RootForgotten, mutants.SharedSecondMoment),
        *without("epsilon = 0", epsilon=2.0**-10),
    ),
)
def diagonal_rescaling(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """m^ is multiplied by c and sqrt(v^) by |c|, coordinate by coordinate, so the quotient by sign(c).

    The claim sees no mistake in the place of epsilon, since epsilon is zero; the first iterates do.
    """
    return scales_away(method(1.0, BETA1, BETA2, epsilon), engine)


@claim(
    "adam",
    theorem="the longest step",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|x_t - x_{t-1}| <= eta U_t for any gradients, attained at every t <= 1000 by g_i = (beta2/beta1)^i",
    engine_fixed=True,
    controls=(
        *planted(
            mutants.NoBiasCorrection,
            mutants.FirstMomentUncorrected,
            mutants.SecondMomentUncorrected,
            mutants.CounterAhead,
            mutants.CounterBehind,
            mutants.CounterTwice,
            mutants.BetasExchanged,
            mutants.OtherConvention,
            mutants.StaleFirstMoment,
            mutants.StaleSecondMoment,
            mutants.SquaredFirstMoment,
            mutants.FirstMomentEmptied,
            mutants.CoarseBeta,
            mutants.StepTooLong,
        ),
        *without("epsilon = 0", epsilon=1.0),
    ),
)
def longest_step(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """With weights a_i, b_i of m^ and v^ (each summing to one), by Cauchy and Schwarz

    (sum a_i g_i)^2 <= (sum a_i^2 / b_i)(sum b_i g_i^2), with equality for g_i ~ a_i/b_i ~ (beta2/beta1)^i, which
    is the same sequence for every t. The first factor is U_t^2 = (1-beta1)^2/(1-beta2) (1-beta2^t)/(1-beta1^t)^2
    sum_{j<t} r^j, r = beta1^2/beta2. Gradients that grow make steps longer than eta (1-beta1)/sqrt(1-beta2), the
    largest that the paper allows: 3.16 eta with its defaults, and here 5.78 eta at t = 1000, in the limit 7.27 eta.
    """
    limits = decimals.largest_steps(0.9, 0.999, 1000)
    return longest_steps(method(0.125, 0.9, 0.999, epsilon), limits, engine)


@claim(
    "adam",
    theorem="corrected second moment",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="for independent gradients of one law E v^_t = E g^2 at every t, exactly: all 729 sequences of 6 listed",
    engine_fixed=True,
    controls=(
        *planted(
            mutants.NoBiasCorrection,
            mutants.SecondMomentUncorrected,
            mutants.CounterAhead,
            mutants.CounterBehind,
            mutants.CounterPerCoordinate,
            mutants.CounterTwice,
            mutants.RootForgotten,
            mutants.SharedSecondMoment,
            mutants.BetasExchanged,
            mutants.StaleSecondMoment,
            mutants.StepTooLong,
        ),
        *without("one law", drift=1.125),
    ),
)
def expected_second_moment(method: type, engine: str, drift: float = 1.0) -> Finding:
    """v^_t is a mean of g_1^2, ..., g_t^2 with weights that sum to one, and expectation is linear.

    With beta1 = epsilon = 0 the step is eta g_t / sqrt(v^_t), so v^_t is read off the iterates. Every sequence
    over the values 1, 2, 4 (probabilities 1/2, 1/4, 1/4) is a coordinate of one tape.
    """
    law, steps, eta = {1.0: 0.5, 2.0: 0.25, 4.0: 0.25}, 6, 0.125
    sequences = np.array(list(product(law, repeat=steps)))
    weights = np.prod([[law[g] for g in row] for row in sequences.tolist()], axis=1)
    g = sequences.T * drift ** np.arange(steps)[:, None]
    x, _ = follow(method(eta, 0.0, 0.75, 0.0), np.zeros(len(weights)), g, engine=engine)
    with np.errstate(all="ignore"):  # a mistake may not move at all
        seen = (eta * g / np.diff(x, axis=0)) ** 2
    mean = sum(p * v**2 for v, p in law.items())
    # x is at most 24 steps away, so its roundings are at most 48 of a step's; doubled by the square, and a few more
    return exact_moments(seen.T, weights, mean=np.full(steps, mean), tolerance=128 * 2.0**-53)


CLAIMS = (
    first_iterates_on_a_quadratic,
    first_iterates_on_a_tape,
    constant_gradient,
    diagonal_rescaling,
    longest_step,
    expected_second_moment,
    regret_on_the_example_of_reddi,
)
