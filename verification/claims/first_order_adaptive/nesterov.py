"""Nesterov's momentum in the form of the libraries: what is claimed of it, with proofs and controls."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from refimpl.problems import LogQuadratic, Quadratic, diagonal_quadratic, random_logistic
from verification.arithmetic import sgd
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.first_order_adaptive import matrix_powers
from verification.claims.first_order_adaptive.replay import GRADIENTS, START, STEP_SIZES, equal_on_the_tape
from verification.claims.flatness.gradient_floor import is_gradient_descent
from verification.dialects.first_order_adaptive import nesterov as dialects
from verification.evidence import geometric_rate, identity, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive import nesterov as mutants
from verification.trial import complete_run, first_iterates

PAPER = "Nesterov 1983"
U = 2.0**-53
MOMENTUM = (  # mistakes that show without decay
    mutants.StaleBuffer,
    mutants.GradientNotAdded,
    mutants.MomentumNotApplied,
    mutants.ForgottenBuffer,
    mutants.LooksAheadTwice,
    mutants.AveragedGradients,
    mutants.StepTooLong,
    mutants.Ascent,
)


@claim(
    "nesterov",
    paper=PAPER,
    theorem="update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a quadratic with an off-diagonal Hessian equal the update in 80-digit decimals",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The buffer is written as a sum over all gradients and evaluated by lists of decimals without this library."""
    A, b = [[3, 1], [1, 2]], [1, -1]
    expected = sgd.iterates(sgd.quadratic(A, b), [2, -1], [0.125] * 6, sgd.nesterov(0.75), 0.0625)
    problem = Quadratic(np.array(A, float), np.array(b, float))
    return first_iterates(method(0.125, 0.75, 0.0625), problem, np.array([2.0, -1.0]), expected, engine)


@claim(
    "nesterov",
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
    """As above; the step size changes, so a step size inside the buffer shows. With decay the gradient depends on
    the point, so a second look ahead shows as well.
    """
    expected = sgd.iterates(sgd.taped(GRADIENTS), START, STEP_SIZES, sgd.nesterov(0.75), 0.125)
    return equal_on_the_tape(method(STEP_SIZES[0], 0.75, 0.125), expected)


@claim(
    "nesterov",
    paper=PAPER,
    theorem="change of variable",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="x_t = p_t + mu (p_t - p_{t-1}), p_t = x_{t-1} - s grad f(x_{t-1}), p_0 = x_0: the papers' method",
    controls=planted(*MOMENTUM) + without("no decay", weight_decay=2.0**-10),
)
def extrapolates_the_gradient_step(method: type, engine: str, weight_decay: float = 0.0) -> Finding:
    """Let p_t = x_t + s mu b_t. Then p_t = x_{t-1} - s g_t by the update, and s b_t = s mu b_{t-1} + s g_t =
    (p_{t-1} - x_{t-1}) + (x_{t-1} - p_t) = p_{t-1} - p_t; put this into x_t = p_t - mu s b_t.

    The objective is not quadratic, s is constant.
    """
    s, mu = 0.25, 0.75
    problem = LogQuadratic(4)
    x = complete_run(
        method(s, mu, weight_decay), problem, np.array([3.0, -0.4, 1.5, -2.0]), 60, engine=engine
    ).x
    p = np.vstack([x[:1], [v - s * problem.gradient(v) for v in x[:-1]]])
    # one step: some ten roundings of numbers below the largest entry, and those of the gradient
    return identity(x[1:], p[1:] + mu * np.diff(p, axis=0), tolerance=64 * U)


@claim(
    "nesterov",
    paper=PAPER,
    theorem="trajectories on quadratics",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="along an eigenvector x_t = (1 + mu) p_t - mu p_{t-1} with (p_t, p_{t-1}) from powers of a 2 x 2 matrix",
    engine="ball",
    controls=planted(*MOMENTUM) + without("no decay", weight_decay=2.0**-20),
)
def matrix_powers_of_the_step(method: type, engine: str, weight_decay: float = 0.0) -> Finding:
    """g = h x in p_t = (1 - s h) x_{t-1}, x_t = (1 + mu) p_t - mu p_{t-1}, with p_{-1} = p_0 = x_0 since b_0 = 0:
    (p_t, p_{t-1}) = A^t (1, 1) x_0 with A = (1 - s h)(1 + mu, -mu) above (1, 0).

    The powers are taken in fractions. With mu = 1/2, s = 1/4: real (h = 1/4), complex (h = 2) and zero (h = 4) roots,
    and the threshold s h = (2 + 2 mu)/(1 + 2 mu) (h = 6) with the roots -1 and mu/(1 + 2 mu).
    """
    spectrum = (0.25, 2, 4, 6)
    columns = [matrix_powers.nesterov(Fraction(1, 2), Fraction(1, 4), Fraction(h), 40) for h in spectrum]
    expected = [list(row) for row in zip(*columns)]
    algorithm = method(0.25, 0.5, weight_decay)
    return first_iterates(algorithm, diagonal_quadratic(np.array(spectrum)), np.ones(4), expected, engine)


@claim(
    "nesterov",
    paper=PAPER,
    theorem="stability threshold",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="at s h = (2 + 2 mu)/(1 + 2 mu): |x_t| tends to (1 + mu)(1 + 2 mu)/(1 + 3 mu) |x_0|",
    controls=planted(*MOMENTUM) + without("s h <= (2 + 2 mu)/(1 + 2 mu)", factor=1.001),
)
def stability_threshold(method: type, engine: str, factor: float = 1.0) -> Finding:
    """The roots of z^2 - (1 + mu)(1 - s h) z + mu (1 - s h) lie in the closed unit disc iff s h >= 0 is at most
    (2 + 2 mu)/(1 + 2 mu) (mu <= 1): at z = -1 the polynomial is 2 + 2 mu - s h (1 + 2 mu).

    There the other root is r = mu/(1 + 2 mu), p_t = a (-1)^t + b r^t with a = (1 + mu)/(1 + 3 mu), b = 1 - a, hence
    x_t = (1 + mu) p_t - mu p_{t-1} = a (1 + 2 mu)(-1)^t - mu b r^t.
    """
    mu, s = 0.5, 0.25
    problem = diagonal_quadratic([(2 + 2 * mu) / (1 + 2 * mu) / s])
    t = complete_run(method(factor * s, mu), problem, np.array([1.0]), 400, engine=engine)
    k = t.steps.astype(float)
    a, r = (1 + mu) / (1 + 3 * mu), mu / (1 + 2 * mu)
    expected = np.abs(a * (1 + 2 * mu) * (-1) ** k - mu * (1 - a) * r**k)
    # s h is exact; rounding, some ten units per step, is not damped in the root -1: 400 steps
    return tight(np.abs(t.x[:, 0]), expected, tolerance=400 * 16 * U, ylabel="|x_t|")


@claim(
    "nesterov",
    paper=PAPER,
    theorem="linear convergence",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="V = f(p) - f* + (m/2)|v - x*|^2 shrinks by 1 - q at every step, q = sqrt(m/L), v = x + (x - p)/q",
    controls=planted(
        mutants.StaleBuffer,
        mutants.GradientNotAdded,
        mutants.MomentumNotApplied,
        mutants.ForgottenBuffer,
        mutants.AveragedGradients,
        mutants.Ascent,
    )
    + without("s = 1/L", factor=2.0)
    + without("strong convexity m", claimed=4.0),
)
def potential_shrinks(method: type, engine: str, factor: float = 1.0, claimed: float = 1.0) -> Finding:
    """s = 1/L, mu = (1 - q)/(1 + q); p+ = x - g/L and v+ = (1 - q) v + q x - (q/m) g, g = grad f(x), by the change of
    variable. Descent lemma: f(p+) <= f(x) - |g|^2/(2L). With q^2/(2m) = 1/(2L) and q (v - x) = x - p,

    (m/2)|v+ - x*|^2 = (m/2)|(1-q)(v - x*) + q (x - x*)|^2 - q <g, x - x*> - (1-q) <g, x - p> + |g|^2/(2L),
    and |.|^2 <= (1-q)|v - x*|^2 + q |x - x*|^2. Strong convexity, f(x) - <g, x - x*> + (m/2)|x - x*|^2 <= f*, with
    weight q, and convexity, f(x) - <g, x - p> <= f(p), with weight 1 - q, add up to V+ <= (1 - q) V.
    """
    start = np.array([1.0, -2.0, 3.0, 0.5])
    instances: list[tuple[Any, np.ndarray]] = [
        (diagonal_quadratic([1.0, 0.5, 0.125, 0.0625]), start),
        (random_logistic(n=40, d=4, mu=0.1, seed=0), start),
    ]
    return worst([_potential(method, *instance, engine, factor, claimed) for instance in instances])


def _potential(
    method: Any, problem: Any, start: np.ndarray, engine: str, factor: float, claimed: float
) -> Finding:
    L, m = problem.smoothness(), problem.strong_convexity() * claimed
    q = np.sqrt(m / L)
    t = complete_run(method(factor / L, (1 - q) / (1 + q)), problem, start, 60, engine=engine)
    x = t.x
    p = np.vstack([x[:1], [v - problem.gradient(v) / L for v in x[:-1]]])
    v = x + (x - p) / q
    best = problem.minimizer()
    values = np.array([problem.value(point) for point in p])
    V = values - problem.minimum() + m / 2 * np.sum((v - best) ** 2, axis=1)
    # values: at most 64 roundings of terms below |f(p)| + |f*| each, for d = 4 and 40 samples; v: some units of |x|/q
    error = 16 * U * np.linalg.norm(x, axis=1) / q
    allowance = 64 * U * (np.abs(values) + abs(problem.minimum()) + V)
    allowance = allowance + m * np.linalg.norm(v - best, axis=1) * error + m * error**2
    return step_inequality(V[1:], (1 - q) * V[:-1], allowance=allowance[1:] + allowance[:-1], label="V after")


@claim(
    "nesterov",
    paper=PAPER,
    theorem="linear convergence",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="s = 1/L, mu = (1 - q)/(1 + q), q = sqrt(m/L): |x_t| ~ t (1 - q)^t on quadratics",
    controls=planted(
        mutants.StaleBuffer,
        mutants.GradientNotAdded,
        mutants.ForgottenBuffer,
        mutants.AveragedGradients,
        mutants.Ascent,
    )
    + without("m <= h", smallest=0.03125),
)
def rate_on_quadratics(method: type, engine: str, smallest: float = 0.0625) -> Finding:
    """At h = m: 1 - s h = 1 - q^2, (1 + mu)(1 - q^2) = 2 (1 - q), mu (1 - q^2) = (1 - q)^2; 1 - q is a double root.

    For m < h < L the roots are complex of modulus sqrt(mu (1 - s h)) < 1 - q; at h = L they are 0.
    """
    problem = diagonal_quadratic([1.0, 0.25, smallest])  # q = 1/4, mu = 3/5
    t = complete_run(method(1.0, 0.6), problem, np.ones(3), 400, engine=engine)
    return geometric_rate(np.abs(t.x[1:]).max(axis=1), 0.75, tolerance=1e-3, ylabel="|x_t|")


@claim(
    "nesterov",
    paper=PAPER,
    theorem="reduction to gradient descent",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with mu = 0 the iterates are x_t - x* = (I - s A)^t (x_0 - x*), those of gradient descent",
    controls=planted(
        mutants.StepTooLong, mutants.Ascent, mutants.MomentumNotApplied, mutants.GradientNotAdded
    )
    + without("mu = 0", momentum=1e-6),
)
def without_momentum_gradient_descent(method: type, engine: str, momentum: float = 0.0) -> Finding:
    """mu = 0 leaves x+ = x - s g; on a diagonal quadratic each coordinate is multiplied by 1 - s lambda_i."""
    return is_gradient_descent(method(0.25, momentum), 0.25, engine)


CLAIMS = (
    first_iterates_on_a_quadratic,
    replayed_gradients,
    extrapolates_the_gradient_step,
    matrix_powers_of_the_step,
    stability_threshold,
    potential_shrinks,
    rate_on_quadratics,
    without_momentum_gradient_descent,
)
