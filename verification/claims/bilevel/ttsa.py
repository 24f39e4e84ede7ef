"""TTSA: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
import itertools
from decimal import Decimal, localcontext

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import Box
from verification.arithmetic.drawn_levels import direction, draws_of, products, stepped
from verification.arithmetic.levels import clipped, exact, plus, root, scaled
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.bilevel.drawn_directions import Words, claims_of, tracks
from verification.finding import Finding
from verification.mutants.bilevel.ttsa import MUTANTS
from verification.oracle.curved import noisy_curved_levels
from verification.trial import first_iterates

controls = functools.partial(named, MUTANTS)
START = np.array([0.5, -0.25, 0.25])
LENGTHS = (2, 0, 1, 2, 1)


@claim(
    "ttsa",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 with noise, Q = 3, lengths 2, 0, 1, 2, 1 equal TTSA in 80-digit decimals, on a box",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_with_noise(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it on the recorded draws, without this library."""
    problem, x0 = noisy_curved_levels()
    normals, draws, expected = iter(np.random.default_rng(5).standard_normal(500).tolist()), list[float](), []
    for p in LENGTHS:  # ten normals a draw: of y, of f, then p, of every factor, of g_xy
        draws += [*itertools.islice(normals, 20), (p + 0.5) / 3, *itertools.islice(normals, 10 * p + 10)]
    problem = problem._replace(upper_set=Box(np.array([-1.0, -0.75]), np.array([1.0, -0.25])))
    box = [exact(v, Decimal) for v in (problem.upper_set.low, problem.upper_set.high)]
    nu = Decimal("0.25")
    with localcontext() as context:
        context.prec = 80
        source = iter(draws)
        levels = draws_of(problem, source)
        x, y = exact(x0, Decimal), exact(START, Decimal)
        for k in range(len(LENGTHS)):
            s = 1 + Decimal("0.5") * k
            y = stepped(levels, x, y, Decimal("0.1875") * root(s, -2, 3), 1)

            def adjoint(f_y, x=x, y=y):
                return scaled(products(levels, x, y, f_y, nu, int(3 * next(source)))[-1], 3 * nu)

            x = clipped(plus(x, direction(levels, x, y, adjoint), Decimal("-0.25") / s), *box)
            expected.append(x)
    algorithm = method(0.25, 0.1875, 0.25, 3, 0.5, START)
    return first_iterates(algorithm, problem, x0, expected, engine, rng=tape(draws + [0.5] * 200))


LENGTH = ("greatest-length", "length-from-one", "length-up-to-terms", "product-not-multiplied")
TERMS = ("implicit-term-flipped", "direct-term-dropped", "stop-gradient", "adjoint-unscaled")


expected_direction, bias_of_the_direction = claims_of(
    "ttsa",
    lambda method, nu, terms, y: method(1.0, 0.25, nu, terms, 0.5, y),
    0,
    4,
    Words(
        direction="product of random length",
        mean="nu sum_{i<3} (I - nu g_yy)^i",
        listed="all draws and lengths",
        bias="estimate",
        rate="|E h - (f_x - g_xy g_yy^{-1} f_y)| <= l_g1 (1 - mu nu)^Q",
    ),
    {
        "mean": controls("one-draw-for-all", "one-draw-for-all-factors", *LENGTH, *TERMS),
        "bias": (*controls(*LENGTH, *TERMS), *without("nu <= 1/L_g", nu=0.875)),
    },
)


@claim(
    "ttsa",
    theorem="tracking of the lower solution",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="|y_{k+1} - y*(x_{k+1})| <= (1 - mu beta_k) |y_k - y*(x_k)| + (l_g1/mu) |x_{k+1} - x_k| at every k",
    engine_fixed=True,
    controls=(*controls("one-timescale", "timescales-exchanged"), *without("beta <= 1/L_g", beta=1.375)),
)
def tracking_error(method: type, engine: str, beta: float = 0.25) -> Finding:
    """A step contracts by 1 - mu beta_k on quadratic levels, then y* moves. Equality in one variable with y behind y*.

    beta_k = beta/s_k^{2/3}, s_k = 1 + k/4.
    """
    return tracks(
        lambda start: method(0.0625, beta, 0.25, 3, 0.25, start),
        lambda k: 1 - beta / np.cbrt(1 + k / 4) ** 2,
    )


CLAIMS = (first_iterates_with_noise, expected_direction, bias_of_the_direction, tracking_error)
