"""RMSProp: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.problems import Linear, Quadratic, diagonal_quadratic
from verification.arithmetic import sgd
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.first_order_adaptive.replay import (
    GRADIENTS,
    START,
    STEP_SIZES,
    equal_on_the_tape,
    on_the_tape,
)
from verification.claims.stationary import is_fixed
from verification.dialects.first_order_adaptive import rmsprop as dialects
from verification.evidence import geometric_rate, identity, step_inequality
from verification.finding import Curve, Finding, Picture, worst
from verification.mutants.first_order_adaptive import rmsprop as mutants
from verification.trial import complete_run, first_iterates

PAPER = "Tieleman & Hinton 2012"
U = 2.0**-53
REGULAR = tuple(m for m in mutants.MUTANTS if m is not mutants.UnguardedQuotient)
SCALING = (  # mistakes that show without epsilon, momentum and decay
    mutants.NoRoot,
    mutants.StaleSquares,
    mutants.BiasCorrected,
    mutants.ForgottenSquares,
    mutants.SquaresNotWeighted,
    mutants.WeightsExchanged,
    mutants.StepTooLong,
    mutants.Ascent,
)


@claim(
    "rmsprop",
    paper=PAPER,
    theorem="update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a quadratic with an off-diagonal Hessian equal the update in 80-digit decimals",
    engine="ball",
    controls=planted(*REGULAR),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """Both averages are written as sums over all gradients and evaluated by lists of decimals without this library.

    Momentum and decay are on.
    """
    A, b = [[3, 1], [1, 2]], [1, -1]
    expected = sgd.iterates(sgd.quadratic(A, b), [2, -1], [0.125] * 6, sgd.rmsprop(0.875, 0.0625, 0.5), 0.125)
    problem = Quadratic(np.array(A, float), np.array(b, float))
    algorithm = method(0.125, 0.875, 0.0625, 0.5, 0.125)
    return first_iterates(algorithm, problem, np.array([2.0, -1.0]), expected, engine)


@claim(
    "rmsprop",
    paper=PAPER,
    theorem="update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="on a gradient tape with a changing step size the iterates equal the update in decimal arithmetic",
    engine="ball",
    engine_fixed=True,
    controls=planted(*REGULAR, *dialects.DIALECTS),
)
def replayed_gradients(method: type, engine: str) -> Finding:
    """Lists of decimals as for the quadratic; the step size changes, so a step size inside the buffer shows."""
    direction = sgd.rmsprop(0.875, 0.015625, 0.75)
    expected = sgd.iterates(sgd.taped(GRADIENTS), START, STEP_SIZES, direction, 0.125)
    return equal_on_the_tape(method(STEP_SIZES[0], 0.875, 0.015625, 0.75, 0.125), expected)


@claim(
    "rmsprop",
    paper=PAPER,
    theorem="constant gradient",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="constant g, epsilon = 0: x_t = x_0 - s sign(g) sum_{k<=t} (1 - mu^(t-k+1))/((1 - mu) sqrt(1 - beta2^k))",
    controls=planted(*SCALING, mutants.ScaledAfterMomentum, mutants.AveragedMomentum, mutants.ForgottenBuffer)
    + without("epsilon = 0", epsilon=2.0**-20),
)
def steps_of_a_constant_gradient(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """v_k = (1 - beta2^k) g^2, so the scaled gradient is sign(g)/sqrt(1 - beta2^k), long at first: there is no bias
    correction. It enters b_k, ..., b_t with the weights 1, mu, ..., mu^(t-k). An entry that is zero does not move.
    """
    s, r, mu = 0.25, 0.875, 0.75
    c, x0 = np.array([3.0, -0.125, 0.0, 2.0**-10]), np.array([1.0, -2.0, 0.5, 0.25])
    x = complete_run(method(s, r, epsilon, mu), Linear(c), x0, 40, engine=engine).x
    k = np.arange(1, 41)
    sums = [np.sum((1 - mu ** (t - k[:t] + 1)) / ((1 - mu) * np.sqrt(1 - r ** k[:t]))) for t in range(41)]
    # v_k: two roundings a step, damped by beta2, so at most 2/(1 - beta2) = 16, half of which reach the step; the
    # buffer adds three a step over 1 - mu, and 40 steps are added
    return identity(x, x0 - s * np.array(sums)[:, None] * np.sign(c), tolerance=4 * 40 * U)


@claim(
    "rmsprop",
    paper=PAPER,
    theorem="longest step",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="(1 - beta2)(|x_t - x_{t-1}|/s)^2 <= min(1, log(v_t/(beta2 v_{t-1}))) for every sequence",
    engine_fixed=True,
    controls=planted(
        mutants.NoRoot,
        mutants.StaleSquares,
        mutants.ForgottenSquares,
        mutants.WeightsExchanged,
        mutants.StepTooLong,
    )
    + without("mu = 0", momentum=0.25),
)
def step_is_bounded(method: type, engine: str, momentum: float = 0.0) -> Finding:
    """epsilon = mu = 0: (1 - beta2) g_t^2/v_t = 1 - beta2 v_{t-1}/v_t, and 1 - z <= -log z.

    So no step is longer than s/sqrt(1 - beta2); the first one is. Summed, the mean square of (x_t - x_{t-1})/s is at
    most log(1/beta2)/(1 - beta2) + O(1/T), which tends to one as beta2 does: in the mean the step is s.
    """
    s, r, rng = 0.125, 0.875, np.random.default_rng(0)
    irregular = rng.standard_normal((80, 4))
    slopes = 2.0 ** (np.arange(80)[:, None] * np.array([0, -0.1, 0.25, -0.01]))  # steady, falling, rising
    findings = []
    for g in (irregular, irregular * slopes, np.sign(irregular[:, :1]) + 0 * irregular):
        x = on_the_tape(method(s, r, 0.0, momentum), gradients=g)
        squares = (1 - r) * (np.diff(x, axis=0) / s) ** 2
        v = np.zeros((81, 4))
        for t, row in enumerate(g):
            v[t + 1] = r * v[t] + (1 - r) * row**2
        logs = np.vstack([np.ones(4), np.log(v[2:] / (r * v[1:-1]))])
        # v: some 2/(1 - r) = 16 roundings; the difference of x: two of x, doubled by the square
        size = np.maximum(np.abs(x[1:]), np.abs(x[:-1]))
        allowance = 64 * U * (1 + logs) + 8 * U * size / s * np.sqrt((1 - r) * squares)
        right = np.minimum(1.0, logs)
        findings.append(step_inequality(np.ravel(squares), np.ravel(right), allowance=np.ravel(allowance)))
    return worst(findings)


@claim(
    "rmsprop",
    paper=PAPER,
    theorem="invariance under scaling of the coordinates' gradients",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with epsilon = 0 the gradients c_i g_{t,i}, c_i > 0, give the iterates of the gradients g_{t,i}",
    engine_fixed=True,
    controls=planted(mutants.NoRoot) + without("epsilon = 0", epsilon=0.0625),
)
def scales_do_not_matter(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """The average of (c_i g_i)^2 is c_i^2 v_i: its root is multiplied by c_i as g_i is; the same enters the buffer."""
    algorithm = method(STEP_SIZES[0], 0.875, epsilon, 0.75)
    x = on_the_tape(algorithm, STEP_SIZES)
    scaled = on_the_tape(algorithm, STEP_SIZES, GRADIENTS * np.array([3.0, 0.1, 1e3, 0.7]))
    # ten steps, at most forty roundings in the quotient of each
    return identity(scaled, x, tolerance=800 * U)


@claim(
    "rmsprop",
    paper=PAPER,
    theorem="two-cycle on a quadratic",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="on a diagonal quadratic every coordinate ends on the two-cycle +-s/2, approached like beta2^(t/2)",
    controls=planted(*(m for m in SCALING if m is not mutants.BiasCorrected))
    + without("mu = 0", momentum=0.125),
)
def two_cycle(method: type, engine: str, momentum: float = 0.0) -> Finding:
    """epsilon = mu = 0. If v = h^2 x^2 the step is s sign(x): x+ = -x iff |x| = s/2, whatever the curvature h.

    With |x_t| = (s/2)(1 + d), v = (h s/2)^2 (1 + w), to first order: w+ = beta2 w + 2 (1 - beta2) d, d+ = d - w+. The
    matrix has determinant beta2 and trace 3 beta2 - 1: its eigenvalues are complex of modulus sqrt(beta2) for
    1/9 < beta2 < 1, so the cycle attracts.
    """
    s, r = 0.125, 0.875
    problem, start = diagonal_quadratic([4.0, 1.0, 0.25]), np.array([0.07, -0.05, 0.06])
    t = complete_run(method(s, r, 0.0, momentum), problem, start, 1200, engine=engine)
    picture = Picture(
        (
            Curve("s/2", np.array([1, 1200]), np.full(2, s / 2), "theory"),
            Curve("|x_t|, first coordinate", t.steps[1:], np.abs(t.x[1:, 0]), "measured"),
        ),
        "t", "amplitude", "log", "linear",
    )  # fmt: skip
    turns = np.where(np.arange(10) % 2, -1.0, 1.0)[:, None]
    # the map contracts by sqrt(beta2): the error is some twenty units of s/2 over 1 - sqrt(beta2)
    amplitude = identity(
        t.x[-10:],
        turns * t.x[-10] / np.abs(t.x[-10]) * s / 2,
        tolerance=512 * U,
        scale=s / 2,
        picture=picture,
    )
    # d_{t+1} = (3 r - 1) d_t - r d_{t-1} multiplies this form by r: it does not oscillate
    d = np.abs(t.x[:301]) - s / 2
    form = d[1:] ** 2 - (3 * r - 1) * d[1:] * d[:-1] + r * d[:-1] ** 2
    rates = [geometric_rate(np.sqrt(e), r**0.5, ylabel="distance from the cycle") for e in form.T]
    return worst([amplitude, *rates])


@claim(
    "rmsprop",
    paper=PAPER,
    theorem="zero over zero",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with epsilon = 0 a start with zero gradient is a fixed point: 0/0 is 0",
    controls=(*planted(mutants.UnguardedQuotient), *without("zero gradient", offset=1e-3)),
)
def stationary_start_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """v = 0 and g = 0: nothing has been seen, nothing moves. The data are integers: g = 0 exactly."""
    with np.errstate(invalid="ignore"):
        return is_fixed(method(0.125, 0.875, 0.0), offset, engine)


CLAIMS = (
    first_iterates_on_a_quadratic,
    replayed_gradients,
    steps_of_a_constant_gradient,
    step_is_bounded,
    scales_do_not_matter,
    two_cycle,
    stationary_start_is_fixed,
)
