"""stocBiO: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from decimal import Decimal, localcontext
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from verification.arithmetic.drawn_levels import direction, draws_of, series, stepped
from verification.arithmetic.levels import exact, plus
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.bilevel.drawn_levels import (
    ONE,
    SEVERAL,
    Direction,
    bias_of_the_series,
    mean_direction,
    tracking,
)
from verification.evidence import step_inequality
from verification.finding import Finding
from verification.mutants.bilevel.stocbio import MUTANTS
from verification.oracle.curved import noisy_curved_levels
from verification.trial import first_iterates

controls = functools.partial(named, MUTANTS)
START = np.array([0.5, -0.25, 0.25])


@claim(
    "stocbio",
    theorem="Algorithms 2 and 3",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 with noise, D = 2 and Q = 2 equal stocBiO in 80-digit decimals",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_with_noise(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it on the recorded draws, without this library."""
    problem, x0 = noisy_curved_levels()
    draws, expected = np.random.default_rng(5).standard_normal(500), []
    with localcontext() as context:
        context.prec = 80
        levels = draws_of(problem, draws.tolist())
        x, y = exact(x0, Decimal), exact(START, Decimal)
        for _ in range(4):
            y = stepped(levels, x, y, Decimal("0.1875"), 2)
            h = direction(levels, x, y, functools.partial(series, levels, x, y, nu=Decimal("0.25"), terms=3))
            x = plus(x, h, Decimal("-0.125"))
            expected.append(x)
    algorithm = method(0.125, 0.1875, 0.25, 2, 2, START)
    return first_iterates(algorithm, problem, x0, expected, engine, rng=tape(draws))


def first_direction(method: Any, nu: float, products: int) -> Direction:
    """h of a step from (x, y), at which the lower level rests."""

    def h(problem: Any, x: np.ndarray, y: np.ndarray, rng: Any) -> np.ndarray:
        algorithm = method(1.0, 0.25, nu, 1, products, y)
        return x - algorithm.step(problem, algorithm.init(problem, x), rng).x

    return h


SERIES = (
    "terms-for-products",
    "implicit-term-flipped",
    "direct-term-dropped",
    "stop-gradient",
    "adjoint-unscaled",
    "step-too-long",
)


@claim(
    "stocbio",
    theorem="the direction is unbiased for the truncated series",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="E h = f_x - g_xy eta sum_{i<=2} (I - eta g_yy)^i f_y of the mean levels, by listing all 32 draws",
    engine_fixed=True,
    controls=controls("one-draw-for-all", "one-draw-for-all-factors", *SERIES),
)
def expected_direction(method: type, engine: str) -> Finding:
    """f, every g_yy and g_xy have draws of their own, so the mean of the product is the product of the means.

    Both levels rest at the lower iterate, so that the lower step leaves it. Rounding: 256 operations.
    """
    return mean_direction(first_direction(method, 0.5, 2), 0.5, 3)


@claim(
    "stocbio",
    theorem="bias of the Neumann series",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|h - (f_x - g_xy g_yy^{-1} f_y)| <= l_g1 (1 - mu eta)^{Q+1} |f_y|/mu, attained in one variable, Q <= 12",
    engine_fixed=True,
    controls=(*controls(*SERIES), *without("eta <= 1/L_g", nu=0.875)),
)
def bias_of_the_direction(method: type, engine: str, nu: float = 0.375) -> Finding:
    """Q products make Q + 1 terms: the remainder of the geometric series is M^{Q+1} g_yy^{-1} f_y, M = I - eta g_yy."""
    return bias_of_the_series(lambda products, nu: first_direction(method, nu, products), nu, 12, powers=1)


@claim(
    "stocbio",
    theorem="tracking of the lower solution by a warm start",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="|y_{k+1} - y*(x_k)| <= (1 - mu alpha)^D (|y_k - y*(x_{k-1})| + (l_g1/mu) |x_k - x_{k-1}|) at every k",
    engine_fixed=True,
    controls=(*controls("cold-start", "one-inner-step-fewer"), *without("alpha <= 1/L_g", alpha=1.375)),
)
def warm_start(method: type, engine: str, alpha: float = 0.25) -> Finding:
    """D steps contract by (1 - mu alpha)^D on quadratic levels, from y_k, which is as far from y*(x_k) as it was from

    y*(x_{k-1}) and y* moved. Equality in one variable with y behind y*. Rounding: 64 units of numbers below 128.
    """
    left, right = [], []
    for problem, x0, start in ((ONE, [0.0], np.array([1.0])), (SEVERAL, [2.0, -1.0], np.ones(3))):
        x, y = tracking(method(0.0625, alpha, 0.25, 2, 3, start), problem, x0, 20)
        solutions = np.array([problem.lower_solution(v) for v in x])
        after = np.linalg.norm(y[1:] - solutions[:-1], axis=1)  # of step k at its x_k
        moved = np.linalg.norm(x[1:-1] - x[:-2], axis=1) * problem.l_g1()
        left.append(after[1:])
        right.append((1 - alpha) ** 2 * (after[:-1] + moved))
    a, b = np.concatenate(left), np.concatenate(right)
    return step_inequality(a, b, allowance=64 * 128 * 2.0**-53, label="|y_{k+1} - y*(x_k)|")


CLAIMS = (first_iterates_with_noise, expected_direction, bias_of_the_direction, warm_start)
