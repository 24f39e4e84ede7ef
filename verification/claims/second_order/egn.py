"""Exact Gauss-Newton: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import itertools
from functools import partial

import numpy as np

from refimpl.problems import LeastSquares, SoftmaxRegression
from verification.arithmetic import gauss_newton
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.second_order.gauss_newton_batches import (
    BATCHES,
    COLUMNS,
    START,
    TARGETS,
    recorded,
    whole,
)
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.second_order.egn import MUTANTS
from verification.trial import complete_run, first_iterates

controls = partial(named, MUTANTS)


@claim(
    "egn",
    theorem="the direction",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on batches of a softmax regression equal damped Gauss-Newton with the full matrix in "
    "80-digit decimals, although every Q_i is singular",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_on_a_softmax_regression(method: type, engine: str) -> Finding:
    """(J'QJ + b lambda I) J' = J' (Q J J' + b lambda I), so (J'QJ/b + lambda I)^{-1} J'/b = J' (Q J J' + b lambda
    I)^{-1}; both matrices are regular since J'QJ has no negative eigenvalue and Q J J' the same non-zero ones. The
    decimals eliminate in the six equations on the left, the method in as many as there are outputs.
    """
    expected = gauss_newton.egn(BATCHES, 0.75, 0.125)
    problem = gauss_newton.INSTANCE.problem()
    return first_iterates(method(0.75, 0.125, 2), problem, START, expected, engine, rng=recorded())


@claim(
    "egn",
    theorem="linear outputs",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="least squares, whole batch: residuals along the i-th left singular vector of A are multiplied by 1 - "
    "eta + eta b lambda/(s_i^2 + b lambda) at every step, the others stay",
    engine_fixed=True,
    controls=(
        *controls(
            "drop-batch-factor", "mean-residual", "residual-sign", "damping-inverted", "gradient-only",
            "damping-forgotten", "one-draw", "step-too-long", "step-too-short",
        ),
        *without("the whole batch", dropped=1),
    ),
)  # fmt: skip
def residuals_shrink_by_known_factors(method: type, engine: str, dropped: int = 0) -> Finding:
    """r+ = r + eta A d = r - eta A A'(A A' + b lambda I)^{-1} r. For A = U S V' that is 1 - eta s^2/(s^2 + b lambda)
    along U.

    With orthogonal columns of lengths 2 and 1 these are the columns' directions. The system has condition (4 + b
    lambda)/(b lambda) = 17/3 at most; 8 steps of some 100 roundings that shrink.
    """
    n, steps, findings = len(COLUMNS), 8, []
    direction = COLUMNS / np.linalg.norm(COLUMNS, axis=0)
    for eta, damping in ((1.0, 0.125), (0.5, 0.5), (1.5, 2.0)):
        draws = whole(n, steps)
        if dropped:
            draws = draws._replace(integers_=np.where(draws.integers_ == 0, dropped, draws.integers_))
        problem = LeastSquares(COLUMNS, TARGETS)
        x = complete_run(
            method(eta, damping, n), problem, np.array([2.0, -3.0]), steps, rng=draws, engine=engine
        ).x
        r = x @ COLUMNS.T - TARGETS
        s2 = np.array([4.0, 1.0])
        factor = (1 - eta + eta * n * damping / (s2 + n * damping)) ** np.arange(steps + 1)[:, None]
        along = r @ direction
        rest = r - along @ direction.T
        findings += [
            identity(along, factor * along[0], tolerance=1e-12),
            identity(rest, np.tile(rest[0], (steps + 1, 1)), tolerance=1e-12),
        ]
    return worst(findings)


@claim(
    "egn",
    theorem="descent of a preconditioned step",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="whole batch, f L-smooth, eta = 2 lambda/L - 2^-4: 0 < (1 - L eta/(2 lambda)) g'(x - x+) <= f(x) - "
    "f(x+) at every step",
    engine_fixed=True,
    controls=(
        *controls("residual-sign", "damping-inverted", "damping-forgotten"),
        *without("smoothness L", understated=2.0**-4),
    ),
)
def descent_with_damping_as_least_curvature(method: type, engine: str, understated: float = 1.0) -> Finding:
    """d = -B^{-1} g with B >= lambda I: |d|^2 <= g'B^{-1}g/lambda = -g'd/lambda, and f(x + eta d) <= f(x) + eta g'd +
    L eta^2 |d|^2/2. A share of 1 - L eta/(2 lambda) of the slope is left, and the slope itself is not zero.

    With two classes and mu = 0 the constant L = lambda_max(X'X/n)/2 is attained at 0, where the run starts.
    """
    X = np.array([[8.0, 1.0], [-8.0, 0.5], [8.0, -1.0], [-8.0, 0.25]])
    problem = SoftmaxRegression(X, np.array([[0.75, 0.25], [0.5, 0.5], [0.25, 0.75], [0.5, 0.5]]), 0.0)
    damping, L = 0.25 * problem.smoothness(), understated * problem.smoothness()
    eta = 2 * damping / L - 2.0**-4
    x = complete_run(
        method(eta, damping, 4),
        problem,
        np.array([1.0, 0.25, -1.0, 0.5]) / 4,
        12,
        rng=whole(4, 12),
        engine=engine,
    ).x
    f = np.array([problem.value(v) for v in x])
    slope = np.array([np.dot(problem.gradient(a), a - b) for a, b in itertools.pairwise(x)])
    share = 1 - L * eta / (2 * damping)
    # values are sums of four logarithms of order one
    below = step_inequality(share * slope, f[:-1] - f[1:], allowance=64 * 2.0**-53)
    return worst([below, step_inequality(np.zeros_like(slope), slope - 1e-12)])


@claim(
    "egn",
    theorem="rates of a preconditioned step",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="least squares, whole batch, mu I <= H <= L I, eta = lambda/L: f(x_k) - f* <= (1 - lambda mu/(L (lambda "
    "+ L)))^k (f(x_0) - f*) and min_{k<K} |g_k|^2 <= 2 L (lambda + L) (f(x_0) - f*)/(lambda K)",
    engine_fixed=True,
    controls=(
        *controls("drop-batch-factor", "mean-residual", "residual-sign", "gradient-only"),
        *without("the step lambda/L", factor=3.0),
    ),
)
def rates_with_damping_as_least_curvature(method: type, engine: str, factor: float = 1.0) -> Finding:
    """lambda I <= B <= (lambda + L) I. By the descent of a step f(x) - f(x+) >= (lambda/(2 L)) g'B^{-1}g >= lambda
    |g|^2/(2 L (lambda + L)): summed it bounds the least |g|^2, and |g|^2 >= 2 mu (f - f*) makes it a factor. The
    damping is above L, so that the factor is near that of gradient descent.
    """
    problem, findings = LeastSquares(COLUMNS, TARGETS), []
    n, L, mu = len(COLUMNS), 4 / len(COLUMNS), 1 / len(COLUMNS)
    least = np.linalg.lstsq(COLUMNS, TARGETS)[0]
    for damping in (2.0, 8.0):
        algorithm = method(factor * damping / L, damping, n)
        x = complete_run(algorithm, problem, np.array([2.0, -3.0]), 12, rng=whole(n, 12), engine=engine).x
        gap = np.sum(np.square((x - least) @ COLUMNS.T), axis=1) / (2 * n)
        g = np.sum(np.square([problem.gradient(v) for v in x]), axis=1)
        k = np.arange(13)
        limit = (1 - damping * mu / (L * (damping + L))) ** k * gap[0]
        findings += [
            bound(gap[1:], limit[1:], x=k[1:], ylabel="f(x_k) - f*"),
            bound(
                np.minimum.accumulate(g[:-1]),
                2 * L * (damping + L) * gap[0] / (damping * k[1:]),
                x=k[1:],
                xlabel="K",
            ),
        ]
    return worst(findings)


CLAIMS = (
    first_iterates_on_a_softmax_regression,
    residuals_shrink_by_known_factors,
    descent_with_damping_as_least_curvature,
    rates_with_damping_as_least_curvature,
)
