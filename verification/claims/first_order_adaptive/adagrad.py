"""AdaGrad: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.problems import Linear, LogQuadratic, Quadratic, diagonal_quadratic
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
from verification.dialects.first_order_adaptive import adagrad as dialects
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive import adagrad as mutants
from verification.trial import complete_run, first_iterates

PAPER = "Duchi, Hazan & Singer 2011"
U = 2.0**-53
REGULAR = tuple(m for m in mutants.MUTANTS if m not in (mutants.UnguardedQuotient, mutants.LazyDecay))
SCALING = (  # mistakes that show without epsilon and decay
    mutants.StaleSum,
    mutants.NoRoot,
    mutants.SumOfAbsoluteValues,
    mutants.ForgottenSum,
    mutants.OneSum,
    mutants.StepTooLong,
    mutants.Ascent,
)


@claim(
    "adagrad",
    paper=PAPER,
    theorem="Figure 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a quadratic with an off-diagonal Hessian equal the update in 80-digit decimals",
    engine="ball",
    controls=planted(*REGULAR),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The sum of squares is taken anew at every step by lists of decimals, without this library."""
    A, b = [[3, 1], [1, 2]], [1, -1]
    expected = sgd.iterates(sgd.quadratic(A, b), [2, -1], [0.5] * 6, sgd.adagrad(0.0625), 0.125)
    problem = Quadratic(np.array(A, float), np.array(b, float))
    return first_iterates(method(0.5, 0.0625, 0.125), problem, np.array([2.0, -1.0]), expected, engine)


@claim(
    "adagrad",
    paper=PAPER,
    theorem="Figure 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="on a gradient tape with a changing step size the iterates equal the update in decimal arithmetic",
    engine="ball",
    engine_fixed=True,
    controls=planted(*REGULAR, mutants.LazyDecay, *dialects.DIALECTS),
)
def replayed_gradients(method: type, engine: str) -> Finding:
    """As above; the tape has entries that are zero, always and now and then, and a large first gradient."""
    expected = sgd.iterates(sgd.taped(GRADIENTS), START, STEP_SIZES, sgd.adagrad(0.015625), 0.125)
    return equal_on_the_tape(method(STEP_SIZES[0], 0.015625, 0.125), expected)


@claim(
    "adagrad",
    paper=PAPER,
    theorem="telescoping root",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="b_t - b_{t-1} <= g_t (x_{t-1} - x_t)/s <= 2 (b_t - b_{t-1}), b_t = sqrt(sum g_k^2), for every sequence",
    engine_fixed=True,
    controls=planted(*SCALING) + without("epsilon = 0", epsilon=0.5),
)
def root_telescopes(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """epsilon = 0: g_t (x_{t-1} - x_t)/s = g_t^2/b_t = (b_t^2 - b_{t-1}^2)/b_t = (b_t - b_{t-1})(1 + b_{t-1}/b_t).

    Summed: b_T <= sum g^2/b <= 2 b_T, the lemma behind every bound of AdaGrad. Step by step it is sharp at both ends
    (b_{t-1} = 0, and |g_t| much less than b_t), so the sum before the current gradient, which no bound of the regret
    sees, breaks the right one.
    """
    s, rng = 0.5, np.random.default_rng(0)
    irregular = rng.standard_normal((60, 4))
    sizes = 2.0 ** np.arange(60)[:, None] * np.array(
        [0, -0.25, 0.25, -1]
    )  # steady, falling, rising, falling fast
    findings = []
    for g in (GRADIENTS, irregular, irregular * 2.0**-20 * (1 + sizes)):
        x = on_the_tape(method(s, epsilon), gradients=g)
        gain = g * (x[:-1] - x[1:]) / s
        b = np.sqrt(np.cumsum(g**2, axis=0))
        before = np.vstack([np.zeros_like(g[:1]), b[:-1]])
        rise = np.divide(g**2, b + before, out=np.zeros_like(g), where=b > 0)
        # two roundings of x and one of the difference, times g/s; T + 4 roundings in b
        allowance = (
            np.abs(g) / s * 4 * U * np.maximum(np.abs(x[:-1]), np.abs(x[1:])) + 2 * (len(g) + 8) * U * rise
        )
        findings.append(
            step_inequality(
                np.ravel([rise, gain]), np.ravel([gain, 2 * rise]), allowance=np.ravel([allowance, allowance])
            )
        )
    return worst(findings)


@claim(
    "adagrad",
    paper=PAPER,
    theorem="regret",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="sum_{t<=T} <g_t, x_{t-1} - u> <= sum_i (D_i^2/(2s) + s) b_{T,i}, D_i = max_{t<T} |x_{t,i} - u_i|",
    controls=planted(mutants.NoRoot, mutants.ForgottenSum, mutants.OneSum)
    + without("epsilon = 0", epsilon=64.0),
)
def regret_against_the_minimiser(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """Coordinate by coordinate, |x_t - u|^2 = |x_{t-1} - u|^2 - 2 s g (x_{t-1} - u)/b_t + s^2 g^2/b_t^2, so that

    sum g (x_{t-1} - u) = sum b_t (|x_{t-1} - u|^2 - |x_t - u|^2)/(2s) + (s/2) sum g^2/b_t <= D^2 b_T/(2s) + s b_T:
    the first sum by parts, since b_t rises, the second by the telescoping root. No projection is needed: D is that
    of the run. On a box of side D, s = D/sqrt 2 gives the sqrt 2 D sum_i b_{T,i} of the paper.
    """
    findings = []
    for s in (0.125, 1.0, 8.0):
        problem = diagonal_quadratic([64.0, 8.0, 1.0])
        x = complete_run(method(s, epsilon), problem, np.array([3.0, -2.0, 5.0]), 3000, engine=engine).x[:-1]
        g = x * np.array([64.0, 8.0, 1.0])
        D = np.maximum.accumulate(np.abs(x), axis=0)
        regret = np.cumsum(np.sum(g * x, axis=1))
        limit = np.sum((D**2 / (2 * s) + s) * np.sqrt(np.cumsum(g**2, axis=0)), axis=1)
        # sums of up to 3000 terms of one sign
        findings.append(
            bound(regret, limit, allowance=2 * 3000 * U, x=np.arange(1, 3001), xlabel="T", ylabel="regret")
        )
    return worst(findings)


@claim(
    "adagrad",
    paper=PAPER,
    theorem="stationarity without tuning",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="s b_T <= f_0 - f* + L s^2 (1/2 + log(b_T/|g_1|)), b_T^2 = sum g_t^2, for every s and T: b_T is bounded",
    controls=planted(
        mutants.NoRoot,
        mutants.StaleSum,
        mutants.StepTooLong,
        mutants.OneSum,
        mutants.SumOfAbsoluteValues,
        mutants.ForgottenSum,
        mutants.Ascent,
    )
    + without("L-smooth with this L", factor=0.5),
)
def gradients_are_summable(method: type, engine: str, factor: float = 1.0) -> Finding:
    """In each coordinate of a separable f: f(x_t) <= f(x_{t-1}) - s g^2/b_t + (L s^2/2) g^2/b_t^2 (descent lemma). Sum:

    s b_T <= s sum g^2/b_t <= f_0 - f* + (L s^2/2) sum g^2/b_t^2, and the last sum is at most 1 + 2 log(b_T/b_1), as
    g^2/b_t^2 = 1 - b_{t-1}^2/b_t^2 <= 2 log(b_t/b_{t-1}). A line outgrows a logarithm, so b_T cannot pass the largest
    root, with no tuning of s. Attained at T = 1 on L x^2/2 by s = |x_0|: one step to the minimiser.
    """
    curvatures = np.array([64.0, 4.0, 0.25])
    start = np.array([1.0, -2.0, 5.0])
    instances: list[tuple[Any, np.ndarray, np.ndarray, np.ndarray]] = [
        (diagonal_quadratic(curvatures), start, curvatures, curvatures * start**2 / 2),
        (LogQuadratic(3), start, np.full(3, 2.0), np.log1p(start**2)),
    ]
    findings = []
    for s in (0.01, 0.1, 1.0, 10.0, 100.0):
        for problem, x0, L, gap in instances:
            x = complete_run(method(s, 0.0), problem, x0, 2000, engine=engine).x[:-1]
            g = np.array([problem.gradient(v) for v in x])
            b = np.sqrt(np.cumsum(g**2, axis=0))
            limit = gap + factor * L * s**2 * (0.5 + np.log(b / np.abs(g[0])))
            # sums of 2000 squares; the coordinate that is nearest to its bound
            findings.append(
                bound(
                    (s * b / limit).max(axis=1), np.ones(2000), allowance=2 * 2000 * U, x=np.arange(1, 2001),
                    xlabel="T", ylabel="s b_T over its bound",
                )
            )  # fmt: skip
    return worst(findings)


@claim(
    "adagrad",
    paper=PAPER,
    theorem="constant gradient",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="where the gradient is constant and epsilon = 0: x_t = x_0 - s sign(g) (1 + 1/sqrt 2 + ... + 1/sqrt t)",
    controls=planted(*SCALING) + without("epsilon = 0", epsilon=2.0**-20),
)
def steps_of_a_constant_gradient(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """a_t = t g^2, so the step is s g/(|g| sqrt t), whatever the size of g; an entry that is zero does not move."""
    s, c, x0 = 0.25, np.array([3.0, -0.125, 0.0, 2.0**-10]), np.array([1.0, -2.0, 0.5, 0.25])
    x = complete_run(method(s, epsilon), Linear(c), x0, 50, engine=engine).x
    t = np.arange(51)
    sums = np.concatenate([[0.0], np.cumsum(1 / np.sqrt(t[1:]))])
    # a_t has at most 50 roundings of its own, half of which reach the step; 50 steps are added
    return identity(x, x0 - s * sums[:, None] * np.sign(c), tolerance=4 * 50 * U)


@claim(
    "adagrad",
    paper=PAPER,
    theorem="invariance under scaling of the coordinates' gradients",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with epsilon = 0 the gradients c_i g_{t,i}, c_i > 0, give the iterates of the gradients g_{t,i}",
    engine_fixed=True,
    controls=planted(mutants.NoRoot, mutants.SumOfAbsoluteValues, mutants.OneSum)
    + without("epsilon = 0", epsilon=0.0625),
)
def scales_do_not_matter(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """The sum of (c_i g_i)^2 is c_i^2 a_i: its root is multiplied by c_i as g_i is, and the quotient is the same."""
    algorithm = method(STEP_SIZES[0], epsilon)
    x = on_the_tape(algorithm, STEP_SIZES)
    scaled = on_the_tape(algorithm, STEP_SIZES, GRADIENTS * np.array([3.0, 0.1, 1e3, 0.7]))
    # ten steps, at most twenty roundings in the quotient of each
    return identity(scaled, x, tolerance=400 * U)


@claim(
    "adagrad",
    paper=PAPER,
    theorem="pseudo-inverse",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with epsilon = 0 a start with zero gradient is a fixed point: 0/0 is 0",
    controls=(*planted(mutants.UnguardedQuotient), *without("zero gradient", offset=1e-3)),
)
def stationary_start_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """a = 0 and g = 0: the pseudo-inverse of the zero matrix is zero. The data are integers: g = 0 exactly."""
    with np.errstate(invalid="ignore"):
        return is_fixed(method(0.125, 0.0), offset, engine)


CLAIMS = (
    first_iterates_on_a_quadratic,
    replayed_gradients,
    root_telescopes,
    regret_against_the_minimiser,
    gradients_are_summable,
    steps_of_a_constant_gradient,
    scales_do_not_matter,
    stationary_start_is_fixed,
)
