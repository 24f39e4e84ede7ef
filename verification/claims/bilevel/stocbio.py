"""stocBiO: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from decimal import Decimal, localcontext

import numpy as np

from refimpl.core.draws import tape
from verification.arithmetic.drawn_levels import direction, draws_of, series, stepped
from verification.arithmetic.levels import exact, plus
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.bilevel.drawn_directions import Words, claims_of, followed, tracking_inequality
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


SERIES = (
    "terms-for-products",
    "implicit-term-flipped",
    "direct-term-dropped",
    "stop-gradient",
    "adjoint-unscaled",
    "step-too-long",
)


expected_direction, bias_of_the_direction = claims_of(
    "stocbio",
    lambda method, nu, products, y: method(1.0, 0.25, nu, 1, products, y),
    1,
    12,
    Words(
        direction="direction",
        mean="eta sum_{i<=2} (I - eta g_yy)^i",
        listed="all 32 draws",
        bias="Neumann series",
        rate="|h - (f_x - g_xy g_yy^{-1} f_y)| <= l_g1 (1 - mu eta)^{Q+1}",
    ),
    {
        "mean": controls("one-draw-for-all", "one-draw-for-all-factors", *SERIES),
        "bias": (*controls(*SERIES), *without("eta <= 1/L_g", nu=0.875)),
    },
)


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

    y*(x_{k-1}) and y* moved. Equality in one variable with y behind y*.
    """
    left, right = [], []
    for problem, x, y, solutions in followed(lambda start: method(0.0625, alpha, 0.25, 2, 3, start)):
        after = np.linalg.norm(y[1:] - solutions[:-1], axis=1)  # of step k at its x_k
        moved = np.linalg.norm(x[1:-1] - x[:-2], axis=1) * problem.l_g1()
        left.append(after[1:])
        right.append((1 - alpha) ** 2 * (after[:-1] + moved))
    return tracking_inequality(left, right, "|y_{k+1} - y*(x_k)|")


CLAIMS = (first_iterates_with_noise, expected_direction, bias_of_the_direction, warm_start)
