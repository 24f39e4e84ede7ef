"""AMSGrad: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.problems import Quadratic
from verification.arithmetic import adam as decimals
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.first_order_adaptive import reddi
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
from verification.dialects.first_order_adaptive import amsgrad as dialects
from verification.evidence import step_inequality
from verification.finding import Finding
from verification.mutants.first_order_adaptive import amsgrad as mutants
from verification.tape import follow
from verification.trial import first_iterates

A, B = [[3, 1], [1, 2]], [1, -1]


@claim(
    "amsgrad",
    theorem="Algorithm 2, corrected",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a quadratic with an off-diagonal Hessian equal AMSGrad in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*mutants.MUTANTS, *dialects.DIALECTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without recursions. beta2 = 3/4 lets the second
    moment decrease on the way.
    """
    rule = decimals.amsgrad(BETA1, 0.75, 0.0625)
    expected = decimals.trajectory(rule, decimals.quadratic(A, B), [2.0, -1.0], [0.125] * 8)
    problem = Quadratic(np.array(A, float), np.array(B, float))
    return first_iterates(
        method(0.125, BETA1, 0.75, 0.0625), problem, np.array([2.0, -1.0]), expected, engine
    )


@claim(
    "amsgrad",
    theorem="Algorithm 2, corrected",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_10 on a gradient tape with zeros and changing step sizes equal AMSGrad in 80-digit decimals",
    engine="ball",
    engine_fixed=True,
    controls=planted(*mutants.MUTANTS, *dialects.DIALECTS),
)
def first_iterates_on_a_tape(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library and without recursions.
    After the first gradient, five times the rest, the second moment falls for several steps.
    """
    rule = decimals.amsgrad(BETA1, 0.75, 2.0**-7)
    expected = decimals.trajectory(rule, decimals.tape(GRADIENTS), START, STEP_SIZES)
    return tape_iterates(method(1.0, BETA1, 0.75, 2.0**-7), expected, engine, **TAPE)


@claim(
    "amsgrad",
    theorem="rates do not grow",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="with eta_t = alpha/sqrt t the rate (x_{t-1} - x_t)/g_t of every coordinate never grows (beta1 = 0)",
    engine_fixed=True,
    controls=(
        *planted(mutants.MaximumNotKept, mutants.Minimum, mutants.Ascent),
        *without("eta_t = alpha/sqrt t", power=0.0),
    ),
)
def rates_do_not_grow(method: type, engine: str, power: float = 0.5) -> Finding:
    """The rate is eta_t / sqrt(h^_t) and h never falls, so it is enough that eta_t^2 (1 - beta2^t) does not grow.

    For eta_t^2 = alpha^2/t: t/(1 - beta2^t) grows with t since y/(1 - e^-y) does. With constant step sizes the
    correction 1 - beta2^t alone lets rates grow in the first steps: the paper's form, which has none, and the
    maximum of corrected moments do without that assumption.
    """
    steps, eta = 40, 0.5
    rng = np.random.default_rng(0)
    g = np.exp(rng.standard_normal((steps, 12))) * rng.choice([-1.0, 1.0], (steps, 12))
    g[::7] *= 8.0
    sizes = eta / np.arange(1, steps + 1) ** power
    x, _ = follow(method(1.0, 0.0, 0.75, 0.0), np.zeros(12), g, step_sizes=sizes.tolist(), engine=engine)
    rates = -np.diff(x, axis=0) / g
    # x is at most steps eta/sqrt(1 - beta2) away: two roundings of that size in each of two differences, over g
    allowance = 4 * steps * (eta / 0.5) * 2.0**-53 / np.abs(g).min()
    return step_inequality(
        rates[1:].ravel(), rates[:-1].ravel(), allowance=allowance, label="rate of step t", ylabel="rate"
    )


@claim(
    "amsgrad",
    theorem="regret for linear losses",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="on the losses C x, -x, -x the regret to -1 is at most D^2 sqrt(T h^_T)/(2 alpha) + (alpha/2) sum_t "
    "g_t^2/sqrt(t h^_t) at every T",
    engine_fixed=True,
    controls=planted(mutants.MaximumNotKept, mutants.Ascent),
)
def regret_on_the_example_of_reddi(method: type, engine: str) -> Finding:
    """beta1 = epsilon = 0 and eta_t = alpha/sqrt t. With w_t = sqrt(h^_t)/eta_t and u in the interval,

    (x_{t+1} - u)^2 <= (x_t - g_t/w_t - u)^2, since projection brings u nearer, so
    g_t (x_t - u) <= (w_t/2)((x_t - u)^2 - (x_{t+1} - u)^2) + g_t^2/(2 w_t). The w_t do not fall
    (`rates-do-not-grow`), so summation by parts bounds the first terms by D^2 w_T / 2, D = 2 the length of the
    interval. h^_t is evaluated here from the gradients, not taken from the method. Adam is at 1 every third step
    on this example and its regret grows like T.
    """
    rounds = 3000
    g, t = reddi.gradients(rounds), np.arange(1, rounds + 1)
    v = np.zeros(rounds)
    for i in range(rounds):
        v[i] = reddi.BETA2 * v[i - 1] * (i > 0) + (1 - reddi.BETA2) * g[i] ** 2
    h = np.maximum.accumulate(v) / (1 - reddi.BETA2**t)
    limit = 4 * np.sqrt(t * h) / (2 * reddi.ALPHA) + reddi.ALPHA / 2 * np.cumsum(g**2 / np.sqrt(t * h))
    found = reddi.regret(reddi.play(method(1.0, 0.0, reddi.BETA2, 0.0), rounds))
    # T additions of numbers up to 2 C, in the regret and in the sum
    return step_inequality(
        found,
        limit,
        allowance=4 * reddi.C * t * 2.0**-53 * t,
        x=t,
        xlabel="T",
        label="regret",
        ylabel="regret",
    )


@claim(
    "amsgrad",
    theorem="invariance to diagonal rescaling",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at epsilon = 0 the gradients diag(c) g give the iterates of g, mirrored where c < 0, to the last bit",
    engine_fixed=True,
    controls=planted(mutants.MaximumOfAll) + without("epsilon = 0", epsilon=2.0**-10),
)
def diagonal_rescaling(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """m^ is multiplied by c and sqrt(h^) by |c|, coordinate by coordinate, so the quotient by sign(c)."""
    return scales_away(method(1.0, BETA1, 0.75, epsilon), engine)


@claim(
    "amsgrad",
    theorem="the longest step",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|x_t - x_{t-1}| <= eta U_t of Adam for any gradients, attained at every t by g_i = (beta2/beta1)^i",
    engine_fixed=True,
    controls=(
        *planted(
            mutants.Minimum,
            mutants.StaleMaximum,
            mutants.MaximumOfSquares,
            mutants.FirstMomentUncorrected,
            mutants.MaximumUncorrected,
            mutants.CorrectedTwice,
            mutants.CounterAhead,
            mutants.StepTooLong,
            dialects.Paper,
        ),
        *without("epsilon = 0", epsilon=1.0),
    ),
)
def longest_step(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """h^_t >= v^_t, so the steps are no longer than Adam's, whose bound is proved in `adam.longest-step`.

    Growing gradients raise v at every step (g_t^2 > v_{t-1}), so that there h = v and the bound is attained. Both
    are true of the maximum of corrected moments too; without correction the first steps are longer.
    """
    limits = decimals.largest_steps(BETA1, BETA2, 400)
    return longest_steps(method(0.125, BETA1, BETA2, epsilon), limits, engine)


CLAIMS = (
    first_iterates_on_a_quadratic,
    first_iterates_on_a_tape,
    rates_do_not_grow,
    regret_on_the_example_of_reddi,
    diagonal_rescaling,
    longest_step,
)
