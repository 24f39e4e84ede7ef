"""BO-REP: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from decimal import Decimal, localcontext
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from verification.arithmetic.drawn_levels import direction, draws_of, series, stepped
from verification.arithmetic.levels import dot, exact, plus, scaled
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.bilevel.cosh_levels import SCALAR, THREE
from verification.claims.bilevel.drawn_levels import Direction, bias_of_the_series, mean_direction
from verification.dialects.bilevel.bo_rep import DIALECTS
from verification.evidence import bound, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.bilevel.bo_rep import MUTANTS
from verification.oracle.curved import noisy_curved_levels
from verification.trial import first_iterates

controls = functools.partial(named, (*MUTANTS, *DIALECTS))
START = np.array([0.5, -0.25, 0.25])


@claim(
    "bo-rep",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 with noise, I = 2, R = 3, N = 2, Q = 3 equal BO-REP in 80-digit decimals",
    engine="ball",
    controls=planted(*MUTANTS, *DIALECTS),
)
def first_iterates_with_noise(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it on the recorded draws, without this library."""
    problem, x0 = noisy_curved_levels()
    draws, expected = np.random.default_rng(5).standard_normal(500), []
    gamma, nu = Decimal("0.1875"), Decimal("0.25")
    with localcontext() as context:
        context.prec = 80
        levels = draws_of(problem, draws.tolist())
        x, y, m = exact(x0, Decimal), exact(START, Decimal), [Decimal(0)] * 2
        for k in range(5):
            y = stepped(levels, x, y, gamma, {0: 3, 2: 2, 4: 2}.get(k, 0))
            h = direction(levels, x, y, functools.partial(series, levels, x, y, nu=nu, terms=3))
            m = plus(scaled(m, Decimal("0.75")), h, Decimal("0.25")) if k else h
            x = plus(x, m, Decimal("-0.125") / dot(m, m).sqrt())
            expected.append(x)
    algorithm = method(0.125, 0.1875, 0.25, 0.75, 2, 3, 2, 3, START)
    return first_iterates(algorithm, problem, x0, expected, engine, rng=tape(draws))


def path(algorithm: Any, problem: Any, x0: Any, steps: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x_0, ..., x_K, and y_k and m_k of the K steps; planted errors may run away, and are followed to |x| = 20."""
    state = algorithm.init(problem, np.asarray(x0, float))
    x, y, m = [state.x], [], []
    for _ in range(steps):
        state = algorithm.step(problem, state, None)
        if np.linalg.norm(state.x) > 20:
            break
        x.append(state.x)
        y.append(state.y)
        m.append(state.m)
    return np.array(x), np.array(y), np.array(m)


@claim(
    "bo-rep",
    theorem="tracking of the lower solution by periodic updates",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="error of period j <= r^j E_0 + (l_g1/mu) eta I (1 - r^{j+1})/(1 - r), attained; E_0: refined start",
    engine_fixed=True,
    controls=(
        *controls("late-update", "updated-always", "not-refined", "not-normalised"),
        *without("the period of the bound", period=16),
        *without("the contraction of N lower steps", inner_steps=1),
    ),
)
def tracking_error(method: type, engine: str, period: int = 4, inner_steps: int = 2) -> Finding:
    """y*(x_k) moves by |W| eta a step, by |W| eta I a period; N lower steps multiply the error by r = (1 - mu gamma)^N.

    So E_{j+1} <= r E_j + |W| eta I, summed; E_0 <= (1 - mu gamma)^R |start - y*(x_0)|. One variable on each level
    whose x moves one way, with y ahead: equality at the end of each period.
    """
    findings, every = [], 4
    for problem, x0, start, gamma in (
        (SCALAR, [1.5], np.array([4.0]), 0.125),
        (THREE, [1.0, 1.0, 1.0], np.array([-3.0, 4.0, 3.0]), 0.375),
    ):
        mu = np.linalg.eigvalsh(problem.M)[0]
        for eta in (0.0625, 0.015625):
            algorithm = method(eta, gamma, 0.25, 0.75, period, 3, inner_steps, 8, start)
            x, y, _ = path(algorithm, problem, x0, 6 * every)
            errors = np.linalg.norm(y - x[1:] @ problem.response().T, axis=1)
            j, r = np.arange(6), (1 - mu * gamma) ** 2
            first = (1 - mu * gamma) ** 3 * np.linalg.norm(start - problem.lower_solution(x0))
            ends = r**j * first + problem.drift() * eta * every * (1 - r ** (j + 1)) / (1 - r)
            findings.append(bound(errors, np.repeat(ends, every), ylabel="|y - y*(x)|"))
            if problem is SCALAR:
                findings.append(
                    tight(errors[every - 1 :: every], ends, tolerance=1e-9, xlabel="j", ylabel="|y - y*(x)|")
                )
    return worst(findings)


@claim(
    "bo-rep",
    theorem="descent under unbounded smoothness",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="psi(x+) <= psi - eta |grad| + 2 eta |m - grad| + (2 L0 + (e - 1) L1 |grad|) eta^2/2 at every k",
    engine_fixed=True,
    controls=(
        *controls("not-normalised"),
        *without("eta <= 1/L1", factor=8.0),
    ),
)
def descent_under_unbounded_smoothness(method: type, engine: str, factor: float = 1.0) -> Finding:
    """By Gronwall |grad psi| grows by L0 + L1 |grad| <= (L0 + L1 |grad psi(x)|) exp(L1 t) along the step, so that

    psi(x+) <= psi + <grad, x+ - x> + (exp(c) - 1 - c)/c^2 (L0 + L1 |grad|) eta^2 with c = L1 eta <= 1: at most e - 2
    = 0.718 < (e - 1)/2 = 0.859 of the paper. And -<grad, m/|m|> <= -|m| + |m - grad| <= -|grad| + 2 |m - grad|. Both
    forms are asked for, with eta = 1/L1 and eta = 1/(16 L1). Rounding: 64 units of psi.
    """
    left, right, allowance = [], [], []
    for problem, x0, start in (
        (SCALAR, [2.0], np.array([3.0])),
        (THREE, [0.75] * 3, np.array([0.5, 0.75, 0.75])),
    ):
        L0, L1 = problem.unbounded_smoothness()
        for eta in (factor / L1, factor / (16 * L1)):
            algorithm = method(eta, 0.375, 0.375, 0.5, 1, 30, 3, 30, start)
            x, _, m = path(algorithm, problem, x0, 40)
            psi = np.array([problem.hyperobjective(v) for v in x])
            g = np.array([problem.hypergradient(v) for v in x[:-1]])
            size, error = np.linalg.norm(g, axis=1), np.linalg.norm(m - g, axis=1)
            for curvature in (
                (np.exp(1) - 2) * (L0 + L1 * size) * eta**2,
                (2 * L0 + (np.exp(1) - 1) * L1 * size) * eta**2 / 2,
            ):
                left.append(psi[1:])
                right.append(psi[:-1] - eta * size + 2 * eta * error + curvature)
                allowance.append(64 * 2.0**-53 * (psi[:-1] + eta * size))
    return step_inequality(
        *map(np.concatenate, (left, right)), allowance=np.concatenate(allowance), label="psi(x_k+1)"
    )


def first_direction(method: Any, nu: float, terms: int, refinements: int) -> Direction:
    """m_0 = h_0 of a step from (x, y)."""

    def h(problem: Any, x: np.ndarray, y: np.ndarray, rng: Any) -> np.ndarray:
        algorithm = method(1.0, 0.25, nu, 0.5, 1, refinements, 1, terms, y)
        return algorithm.step(problem, algorithm.init(problem, x), rng).m

    return h


@claim(
    "bo-rep",
    theorem="the direction is unbiased for the truncated series",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="E h = f_x - g_xy nu sum_{i<3} (I - nu g_yy)^i f_y of the mean levels, by listing all 32 draws",
    engine_fixed=True,
    controls=controls(
        "one-draw-for-all",
        "one-draw-for-all-factors",
        "one-term-more",
        "implicit-term-flipped",
        "direct-term-dropped",
        "stop-gradient",
        "adjoint-unscaled",
        "momentum-from-zero",
        "one-system-step",
    ),
)
def expected_direction(method: type, engine: str) -> Finding:
    """f, every g_yy and g_xy have draws of their own, so the mean of the product is the product of the means.

    Both levels rest at the lower iterate, so that the refinement (one draw) leaves it. Rounding: 256 operations.
    """
    return mean_direction(first_direction(method, 0.5, 3, 1), 0.5, 3)


@claim(
    "bo-rep",
    theorem="bias of the Neumann series",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|h - (f_x - g_xy g_yy^{-1} f_y)| <= l_g1 (1 - mu nu)^Q |f_y|/mu for Q <= 12, attained in one variable",
    engine_fixed=True,
    controls=(
        *controls(
            "one-term-more",
            "implicit-term-flipped",
            "direct-term-dropped",
            "stop-gradient",
            "adjoint-unscaled",
        ),
        *without("nu <= 1/L_g", nu=0.875),
    ),
)
def bias_of_the_direction(method: type, engine: str, nu: float = 0.375) -> Finding:
    """See `bias_of_the_series`: the remainder of the geometric series is M^Q g_yy^{-1} f_y, M = I - nu g_yy."""
    return bias_of_the_series(lambda terms, nu: first_direction(method, nu, terms, 0), nu, 12)


CLAIMS = (
    first_iterates_with_noise,
    tracking_error,
    descent_under_unbounded_smoothness,
    expected_direction,
    bias_of_the_direction,
)
