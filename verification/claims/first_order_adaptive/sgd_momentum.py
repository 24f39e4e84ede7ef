"""SGD with momentum: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from refimpl.core.observables import Suboptimality
from refimpl.problems import Quadratic, diagonal_quadratic
from verification.arithmetic import sgd
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.first_order_adaptive.linear_images import momentum_on_linear_images
from verification.claims.first_order_adaptive.matrix_powers import heavy_ball
from verification.claims.first_order_adaptive.replay import (
    GRADIENTS,
    START,
    STEP_SIZES,
    equal_on_the_tape,
    on_the_tape,
)
from verification.claims.flatness.gradient_floor import PARABOLA, VALLEY, L, is_gradient_descent
from verification.dialects.first_order_adaptive import sgd_momentum as dialects
from verification.evidence import geometric_rate, identity, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive import sgd_momentum as mutants
from verification.trial import complete_run, first_iterates

PAPER = "Polyak 1964"
U = 2.0**-53
MOMENTUM = (  # mistakes that show without dampening and decay
    mutants.ForgottenBuffer,
    mutants.FirstGradientNotKept,
    mutants.StaleBuffer,
    mutants.AveragedGradients,
    mutants.StepTooLong,
    mutants.Ascent,
    mutants.LooksAhead,
)


@claim(
    "sgd-momentum",
    paper=PAPER,
    theorem="update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a quadratic with an off-diagonal Hessian equal the update in 80-digit decimals",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The buffer is written as a sum over all gradients, b_t = mu^(t-1) g_1 + (1 - tau) sum_{k>1} mu^(t-k) g_k,
    and evaluated by lists of decimals without this library. Dampening and decay are on.
    """
    A, b = [[3, 1], [1, 2]], [1, -1]
    expected = sgd.iterates(sgd.quadratic(A, b), [2, -1], [0.125] * 6, sgd.sgd_momentum(0.75, 0.25), 0.0625)
    problem = Quadratic(np.array(A, float), np.array(b, float))
    return first_iterates(method(0.125, 0.75, 0.25, 0.0625), problem, np.array([2.0, -1.0]), expected, engine)


@claim(
    "sgd-momentum",
    paper=PAPER,
    theorem="update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="on a gradient tape with a changing step size the iterates equal the update in decimal arithmetic",
    engine="ball",
    engine_fixed=True,
    controls=planted(*mutants.MUTANTS, *dialects.DIALECTS),
)
def replayed_gradients(method: type, engine: str) -> Finding:
    """Lists of decimals as for the quadratic; the step size changes, so a step size inside the buffer shows."""
    expected = sgd.iterates(sgd.taped(GRADIENTS), START, STEP_SIZES, sgd.sgd_momentum(0.75, 0.25), 0.125)
    return equal_on_the_tape(method(STEP_SIZES[0], 0.75, 0.25, 0.125), expected)


@claim(
    "sgd-momentum",
    paper=PAPER,
    theorem="equivalent forms",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="for constant s the trace form is the velocity (heavy-ball) form and the average with step s/(1 - mu)",
    engine_fixed=True,
    controls=planted(*MOMENTUM, mutants.DecayAfterMomentum, mutants.NoDecay)
    + without("constant step size", step_sizes=STEP_SIZES),
)
def equals_velocity_and_average(
    method: type, engine: str, step_sizes: tuple[float, ...] = (0.125,) * len(GRADIENTS)
) -> Finding:
    """From zero buffers w_t = -s b_t and m_t = (1 - mu) b_t by induction:

    w_t = mu w_{t-1} - s g_t = -s (mu b_{t-1} + g_t), m_t = mu m_{t-1} + (1 - mu) g_t. Hence x+ = x + w_t with
    w_t = x_t - x_{t-1}: heavy ball. With s_t the first fails, since w_t keeps the old step sizes.
    """
    mu, d = 0.75, 0.125
    x = on_the_tape(method(0.125, mu, 0.0, d), step_sizes)
    velocity = on_the_tape(dialects.Velocity(0.125, mu, 0.0, d), step_sizes)
    scaled = [s / (1 - mu) for s in step_sizes]
    average = on_the_tape(dialects.ExponentialAverage(0.125, mu, 0.0, d), scaled)
    # ten steps of at most eight roundings on numbers below the largest entry, times the sum 1/(1 - mu) = 4
    return worst([identity(x, other, tolerance=320 * U) for other in (velocity, average)])


@claim(
    "sgd-momentum",
    paper=PAPER,
    theorem="first gradient not dampened",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="x_t(tau) - x_0 = (1 - tau)(x_t(0) - x_0) - s tau g_1 (1 - mu^t)/(1 - mu) on every tape",
    engine_fixed=True,
    controls=planted(mutants.DampenedFirstStep, mutants.IgnoredDampening, mutants.FirstGradientNotKept)
    + without("constant step size", step_sizes=STEP_SIZES),
)
def dampening_spares_the_first_gradient(
    method: type, engine: str, step_sizes: tuple[float, ...] | None = None
) -> Finding:
    """b_t(tau) = (1 - tau) b_t(0) + tau mu^(t-1) g_1 by the formula of the buffer; sum over t with constant s.

    The exception of the first step is therefore felt for ever: its trace in x_t tends to s tau g_1/(1 - mu).
    """
    s, mu, tau = 0.125, 0.75, 0.25
    damped = on_the_tape(method(s, mu, tau), step_sizes) - START
    plain = on_the_tape(method(s, mu, 0.0), step_sizes) - START
    t = np.arange(len(damped))[:, None]
    expected = (1 - tau) * plain - s * tau * GRADIENTS[0] * (1 - mu**t) / (1 - mu)
    # ten steps of at most eight roundings each, on both sides
    return identity(damped, expected, tolerance=160 * U)


@claim(
    "sgd-momentum",
    paper=PAPER,
    theorem="trajectories on quadratics",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="along an eigenvector x_t is the first entry of A^t (1, 1) x_0, A = [[1 + mu - s h, -mu], [1, 0]]",
    engine="ball",
    controls=planted(*MOMENTUM) + without("no dampening", dampening=0.25),
)
def matrix_powers(method: type, engine: str, dampening: float = 0.0) -> Finding:
    """Heavy-ball form with g = h x: x_t = (1 + mu - s h) x_{t-1} - mu x_{t-2} and x_{-1} = x_0, the buffer being zero.

    The powers are taken in fractions. With mu = s = 1/4: double roots 1/2 (h = 1) and -1/2 (h = 9), complex roots of
    modulus sqrt(mu) (h = 4), and the threshold s h = 2 (1 + mu) (h = 10) with the roots -1 and -mu.
    """
    spectrum = (1, 4, 9, 10)
    columns = [heavy_ball(Fraction(1, 4), Fraction(1, 4), Fraction(h), 40) for h in spectrum]
    expected = [list(row) for row in zip(*columns)]
    return first_iterates(
        method(0.25, 0.25, dampening),
        diagonal_quadratic(np.array(spectrum, float)),
        np.ones(4),
        expected,
        engine,
    )


@claim(
    "sgd-momentum",
    paper=PAPER,
    theorem="stability threshold",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="at s h = 2 (1 + mu): |x_t| = ((1 + mu) - 2 mu mu^t)/(1 - mu) |x_0| for every t, neither 0 nor infinity",
    controls=planted(*MOMENTUM) + without("s h <= 2 (1 + mu)", factor=1.001),
)
def stability_threshold(method: type, engine: str, factor: float = 1.0) -> Finding:
    """The roots of z^2 - (1 + mu - s h) z + mu lie in the closed unit disc iff s h <= 2 (1 + mu) (mu < 1).

    At the threshold they are -1 and -mu: x_t = a (-1)^t + b (-mu)^t with a + b = 1 and x_{-1} = x_0, so
    a = (1 + mu)/(1 - mu) and b = -2 mu/(1 - mu): |x_t| rises to the two-cycle +-a x_0. Above, -1 moves outside.
    """
    mu, s = 0.75, 0.125
    problem = diagonal_quadratic([2 * (1 + mu) / s])
    t = complete_run(method(factor * s, mu), problem, np.array([1.0]), 400, engine=engine)
    expected = ((1 + mu) - 2 * mu * mu ** t.steps.astype(float)) / (1 - mu)
    # s h is exact; rounding, at most 4 u a per step, is not damped in the root -1: 400 steps, over 1 - mu
    return tight(np.abs(t.x[:, 0]), expected, tolerance=400 * 16 * U, ylabel="|x_t|")


@claim(
    "sgd-momentum",
    paper=PAPER,
    theorem="optimal parameters on quadratics",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="s = 4/(sqrt L + sqrt m)^2, sqrt mu = (sqrt L - sqrt m)/(sqrt L + sqrt m): |x_t| ~ t mu^(t/2)",
    controls=planted(*(m for m in MOMENTUM if m is not mutants.FirstGradientNotKept))
    + without("m <= h <= L", largest=10.0),
)
def optimal_rate(method: type, engine: str, largest: float = 9.0) -> Finding:
    """The roots of z^2 - (1 + mu - s h) z + mu have modulus sqrt(mu) iff |1 + mu - s h| <= 2 sqrt(mu), which at these
    parameters is m <= h <= L; at both ends the root is double.

    L = 9, m = 1: s = mu = 1/4, and (1 + t/2) 2^-t, (1 + 3t/2)(-2)^-t on the extreme modes.
    """
    problem = diagonal_quadratic([1.0, 4.0, largest])
    t = complete_run(method(0.25, 0.25), problem, np.ones(3), 400, engine=engine)
    return geometric_rate(np.abs(t.x[1:]).max(axis=1), 0.5, tolerance=1e-3, ylabel="|x_t|")


@claim(
    "sgd-momentum",
    paper=PAPER,
    theorem="energy",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f + (mu/2s)|D|^2 falls by at least (1/s)(1 - mu - s L/2)|D+|^2 + (mu/2s)|D+ - D|^2 in the step D+",
    controls=planted(
        mutants.ForgottenBuffer,
        mutants.FirstGradientNotKept,
        mutants.StaleBuffer,
        mutants.StepTooLong,
        mutants.Ascent,
    )
    + without("step size s", factor=1.02),
)
def energy_falls(method: type, engine: str, factor: float = 1.0) -> Finding:
    """D+ = mu D - s g, D being the step before. Descent lemma: f(x + D+) <= f + <g, D+> + (L/2)|D+|^2, with
    <g, D+> = (mu <D, D+> - |D+|^2)/s and <D, D+> = (|D|^2 + |D+|^2 - |D+ - D|^2)/2.

    For every s > 0 and without convexity; on f = L x^2/2 both sides are equal at every t.
    """
    mu, cases = 0.75, [(s, instance) for s in (0.75 / L, 1.5 / L) for instance in (PARABOLA, VALLEY)]
    return worst([_energy(method(factor * s, mu), s, mu, instance, engine) for s, instance in cases])


def _energy(algorithm: Any, s: float, mu: float, instance: Any, engine: str) -> Finding:
    name, problem, start = instance
    t = complete_run(algorithm, problem, np.array(start), 100, engine=engine, record=[Suboptimality()])
    f = t.observed["Suboptimality"]
    D = np.diff(t.x, axis=0, prepend=t.x[:1])
    squares = np.sum(D**2, axis=1)
    H = f + mu / (2 * s) * squares
    turned = np.sum(np.diff(D, axis=0) ** 2, axis=1)
    right = H[:-1] - (1 - mu - s * L / 2) / s * squares[1:] - mu / (2 * s) * turned
    # f, the squares and their sums are each known to some twenty units of their terms
    allowance = 1e-13 * (H[:-1] + H[1:] + (squares[1:] + turned) / s + np.sum(t.x[:-1] ** 2, axis=1) / s)
    return step_inequality(H[1:], right, allowance=allowance, label=f"energy after, {name}")


@claim(
    "sgd-momentum",
    paper=PAPER,
    theorem="reduction to gradient descent",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with mu = 0 the iterates are x_t - x* = (I - s A)^t (x_0 - x*), those of gradient descent",
    controls=planted(mutants.StepTooLong, mutants.Ascent, mutants.StaleBuffer)
    + without("mu = 0", momentum=1e-6),
)
def without_momentum_gradient_descent(method: type, engine: str, momentum: float = 0.0) -> Finding:
    """mu = 0 gives b_t = g_t; on a diagonal quadratic each coordinate is multiplied by 1 - s lambda_i."""
    return is_gradient_descent(method(0.25, momentum), 0.25, engine)


CLAIMS = (
    first_iterates_on_a_quadratic,
    replayed_gradients,
    equals_velocity_and_average,
    dampening_spares_the_first_gradient,
    matrix_powers,
    stability_threshold,
    optimal_rate,
    energy_falls,
    without_momentum_gradient_descent,
    momentum_on_linear_images,
)
