"""MA-SOBA: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from decimal import Decimal, localcontext
from typing import Any

import numpy as np

from refimpl.bilevel.ma_soba import State
from refimpl.core.draws import tape
from refimpl.problems import Box, NoisyLevels, QuadraticBilevel
from verification.arithmetic.drawn_levels import draws_of
from verification.arithmetic.levels import exact, plus, scaled, times
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.bilevel.drawn_directions import tracks
from verification.claims.bilevel.drawn_levels import SEVERAL
from verification.dialects.bilevel.ma_soba import DIALECTS
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.bilevel.ma_soba import MUTANTS, SecondDraw
from verification.oracle.curved import noisy_curved_levels
from verification.trial import first_iterates

controls = functools.partial(named, (*MUTANTS, *DIALECTS))
START = np.array([0.5, -0.25, 0.25])
DETERMINISTIC = planted(*(m for m in (*MUTANTS, *DIALECTS) if m is not SecondDraw))


@claim(
    "ma-soba",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 with noise, theta = 3/8, equal MA-SOBA in 80-digit decimals",
    engine="ball",
    controls=planted(*MUTANTS, *DIALECTS),
)
def first_iterates_with_noise(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it on the recorded draws, without this library."""
    problem, x0 = noisy_curved_levels()
    draws, expected = np.random.default_rng(5).standard_normal(500), []
    beta, gamma, theta = Decimal("-0.1875"), Decimal("-0.25"), Decimal("0.375")
    with localcontext() as context:
        context.prec = 80
        levels = draws_of(problem, draws.tolist())
        x, y, z, h = exact(x0, Decimal), exact(START, Decimal), [Decimal(0)] * 3, [Decimal(0)] * 2
        for _ in range(6):
            drawn = next(levels)
            residual = plus(times(drawn.lower_yy(x, y), z), drawn.upper_y(x, y), -1)
            d = plus(drawn.upper_x(x, y), times(drawn.lower_xy(x, y), z), -1)
            x, y, z, h = (
                plus(x, h, Decimal("-0.125")),
                plus(y, drawn.lower_y(x, y), beta),
                plus(z, residual, gamma),
                plus(scaled(h, 1 - theta), d, theta),
            )
            expected.append(x)
    algorithm = method(0.125, 0.1875, 0.25, 0.375, START)
    return first_iterates(algorithm, problem, x0, expected, engine, rng=tape(draws))


def affine_map(
    problem: QuadraticBilevel, alpha: float, beta: float, gamma: float, theta: float
) -> np.ndarray:
    """M of u+ = M u + c, u = (x, y, z, h), on g = y'Ay/2 - y'Bx and f = |y - t|^2/2 + r |x|^2/2."""
    A, B, r = problem.A, problem.B, problem.r
    dy, dx = B.shape
    X, Y, none = np.eye(dx), np.eye(dy), np.zeros
    return np.block(
        [
            [X, none((dx, dy)), none((dx, dy)), -alpha * X],
            [beta * B, Y - beta * A, none((dy, dy)), none((dy, dx))],
            [none((dy, dx)), gamma * Y, Y - gamma * A, none((dy, dx))],
            [theta * r * X, none((dx, dy)), theta * B.T, (1 - theta) * X],
        ]
    )


@claim(
    "ma-soba",
    theorem="affine map on quadratic levels",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="u_24 = u* + M^24 (u_0 - u*), u* = (x*, y*(x*), A^{-1}(y* - t), 0); where M has radius < 1, u_400 = u*",
    engine_fixed=True,
    controls=(*DETERMINISTIC, *without("a small x step", alpha=4.0)),
)
def affine_map_and_limit(method: type, engine: str, alpha: float = 0.125) -> Finding:
    """The step is affine in u = (x, y, z, h). u* is kept: h = 0, A y = B x, A z = y - t and r x + B'z = 0, of which

    the last two are grad psi = 0. x* comes from the regular system of the minimum of psi. Rounding 1e-12; radius 0.93.
    """
    findings, problem = [], SEVERAL
    M = affine_map(problem, 0.125, 0.4375, 0.5, 0.75)
    x = problem.minimizer()
    y = problem.lower_solution(x)
    limit = np.concatenate([x, y, np.linalg.solve(problem.A, y - problem.t), 0 * x])
    algorithm, drawn = method(alpha, 0.4375, 0.5, 0.75, np.ones(3)), Still(problem)
    state = algorithm.init(drawn, np.array([2.0, -1.0]))
    first = np.concatenate(state)
    for steps in (24, 376):
        for _ in range(steps):
            state = algorithm.step(drawn, state, None)
            if np.linalg.norm(state.x) > 1e6:  # a planted error that runs away
                break
        predicted = limit + np.linalg.matrix_power(M, 24) @ (first - limit) if steps == 24 else limit
        findings.append(identity(np.concatenate(state), predicted, tolerance=1e-12))
    kept = algorithm.step(drawn, State(*np.split(limit, [2, 5, 8])), None)
    return worst([*findings, identity(np.concatenate(kept), limit, tolerance=1e-12)])


class Still:
    """Levels without noise: a draw is the problem itself."""

    def __init__(self, problem: Any):
        self.problem = problem

    def realisation(self, rng: Any) -> Any:
        return self.problem


@claim(
    "ma-soba",
    theorem="tracking of the lower solution",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="|y_{k+1} - y*(x_{k+1})| <= (1 - mu beta) |y_k - y*(x_k)| + (l_g1/mu) |x_{k+1} - x_k| at every k",
    engine_fixed=True,
    controls=(*without("beta <= 1/L_g", beta=1.375), *controls("lower-step-halved")),
)
def tracking_error(method: type, engine: str, beta: float = 0.25) -> Finding:
    """A step contracts by 1 - mu beta on quadratic levels, then y* moves. Equality in one variable with y behind y*."""
    return tracks(lambda start: method(0.0625, beta, 0.25, 0.5, start), lambda k: 1 - beta)


class Units:
    """Stands for a generator whose numbers are zero but one, in the order of their requests."""

    def __init__(self, place: int):
        self.place, self.asked = place, 0

    def standard_normal(self, n: int) -> np.ndarray:
        """The next n."""
        found = (np.arange(self.asked, self.asked + n) == self.place).astype(float)
        self.asked += n
        return found


@claim(
    "ma-soba",
    theorem="variance of the averaged direction",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="x held: Var h = theta/(2 - theta) (s^2 + b^2 V (1 + (1 - theta) rho)/(1 - (1 - theta) rho)), scalar x",
    engine_fixed=True,
    controls=(
        *controls("average-exchanged", "not-averaged", "cold-system", "lower-step-for-system"),
        *without("x held", alpha=0.125),
    ),
)
def variance_of_the_direction(method: type, engine: str, alpha: float = 2.0**-60) -> Finding:
    """Noise s in f_x and f_y only. z is a first-order autoregression of factor rho = 1 - gamma a and variance V =

    (gamma s)^2/(1 - rho^2), and h an average of d = r x + a_k + b z_k with weights theta (1 - theta)^j: the independent
    part gives theta/(2 - theta) s^2, the other has the covariances b^2 V rho^j. The map of the method is read off
    unit states and unit draws; the stationary covariance P = M P M' + N N' of (z, h) solves a linear system.
    """
    a, b, s, gamma, theta = 1.0, 1.5, 0.5, 0.375, 0.25
    levels = QuadraticBilevel(np.array([[a]]), np.array([[b]]), np.array([0.5]), 0.25)
    line = Box(-np.full(1, np.inf), np.full(1, np.inf))
    problem = NoisyLevels(levels, line, line, s, 0.0)
    algorithm = method(alpha, 0.25, gamma, theta, np.zeros(1))

    def moved(u: np.ndarray, place: int) -> np.ndarray:
        return np.concatenate(algorithm.step(problem, State(*np.split(u, 4)), Units(place)))

    rest = moved(np.zeros(4), -1)
    M = np.column_stack([moved(u, -1) - rest for u in np.eye(4)])
    N = np.column_stack([moved(np.zeros(4), place) - rest for place in range(4)])
    held = np.s_[0:4] if alpha > 1e-9 else np.s_[2:4]
    M, N = M[held, held], N[held]
    n = len(M)
    P = np.linalg.solve(np.eye(n * n) - np.kron(M, M), (N @ N.T).ravel()).reshape(n, n)
    rho = 1 - gamma * a
    V, keep = (gamma * s) ** 2 / (1 - rho**2), 1 - theta
    expected = theta / (2 - theta) * (s**2 + b**2 * V * (1 + keep * rho) / (1 - keep * rho))
    return identity(P[-1, -1], expected, tolerance=1e-12)


CLAIMS = (first_iterates_with_noise, affine_map_and_limit, tracking_error, variance_of_the_direction)
