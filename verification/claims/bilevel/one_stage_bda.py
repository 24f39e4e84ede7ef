"""One-stage descent aggregation: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from refimpl.bilevel.one_stage_bda import State
from refimpl.problems import many_solutions_example, random_log_cosh_bilevel
from verification.arithmetic.levels import exact, levels, plus, scaled
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import bound, identity
from verification.finding import Finding
from verification.mutants.bilevel import one_stage_bda as mutants
from verification.trial import first_iterates

PROBLEM = many_solutions_example()
X0, START = np.array([1.0, -0.5]), np.array([0.5, -1.0, 0.25])


@claim(
    "one-stage-bda",
    theorem="the one-stage iteration",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 equal one-stage descent aggregation in exact fractions; the lower level is singular",
    engine="ball",
    controls=planted(*(m for m in mutants.MUTANTS if m is not mutants.DifferenceAroundNewIterate)),
)
def first_iterates_of_a_singular_level(method: type, engine: str) -> Finding:
    """The update is the definition; lists of fractions evaluate it without this library."""
    g, x, y, expected, e = levels(PROBLEM), exact(X0), exact(START), [], Fraction(1, 4)
    up, low = Fraction(3, 4) * Fraction(1, 4), Fraction(1, 4) * Fraction(3, 8)
    for _ in range(4):
        new = plus(plus(y, g.upper_y(x, y), -up), g.lower_y(x, y), -low)
        u = g.upper_y(x, new)
        ends = [
            plus(scaled(g.upper_x(x, at), up), g.lower_x(x, at), low)
            for at in (plus(y, u, e), plus(y, u, -e))
        ]
        direction = plus(g.upper_x(x, new), plus(ends[0], ends[1], -1), -1 / (2 * e))
        x, y = plus(x, direction, Fraction(-1, 8)), new
        expected.append(x)
    algorithm = method(0.125, 0.25, 0.375, 0.75, 0.25, START)
    return first_iterates(algorithm, PROBLEM, X0, expected, engine)


@claim(
    "one-stage-bda",
    theorem="the direction is a gradient where both levels are quadratic",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the direction is the gradient in x of f(x, y - D_y(x, y)) for e = 2^-8, 1 and 16",
    engine_fixed=True,
    controls=planted(
        mutants.OldUpperGradient, mutants.DividedByOneStep, mutants.CorrectionAdded, mutants.NoCorrection,
        mutants.PlainStep, mutants.WeightsExchanged, mutants.LowerLevelUndamped,
    ),
)  # fmt: skip
def direction_on_quadratic_levels(method: type, engine: str) -> Finding:
    """D_x is affine in y: its central difference is exact, D_xy u. The chain rule gives f_x - D_xy f_y. The function is

    quadratic in x, so that (F(x + d) - F(x - d))/2 is its derivative along d. Rounding: 64 units times 2^8 times 8.
    """
    a, s_u, s_l, found, expected = 0.75, 0.25, 0.375, [], []

    def unrolled(x: np.ndarray) -> float:
        step = a * s_u * PROBLEM.upper_y(x, START) + (1 - a) * s_l * PROBLEM.lower_y(x, START)
        return PROBLEM.upper(x, START - step)

    for e in (2.0**-8, 1.0, 16.0):
        x = method(0.125, s_u, s_l, a, e, START).step(PROBLEM, State(X0, START), np.random.default_rng(0)).x
        found.append((X0 - x) * 8)
        expected.append([(unrolled(X0 + d) - unrolled(X0 - d)) / 2 for d in np.eye(2)])
    return identity(np.array(found), np.array(expected), tolerance=64 * 2**11 * 2.0**-53)


@claim(
    "one-stage-bda",
    theorem="error of the difference",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="log-cosh levels: |direction - (f_x - D_xy u)| <= (e^2/3)(1 - a) s_l |B| |u|^3 for e = 2^-1, ..., 2^-8",
    engine_fixed=True,
    controls=(
        *planted(
            mutants.OldUpperGradient, mutants.DifferenceAroundNewIterate, mutants.DividedByOneStep,
            mutants.CorrectionAdded, mutants.NoCorrection,
        ),
        *without("e small in the unit of the claim", e_factor=16.0),
    ),
)  # fmt: skip
def error_of_the_difference(method: type, engine: str, e_factor: float = 1.0) -> Finding:
    """g_x = -B' tanh(y - Bx), f_xy = 0. A central difference errs by at most e^2/6 times a third derivative,

    |tanh'''| <= 2: (e^2/6) |B' 2 |u|^3| <= (e^2/3) |B| |u|^3, times (1 - a) s_l. Rounding: u/e, 1e-9 of the bound.
    """
    problem, x, y = (
        random_log_cosh_bilevel(dx=3, dy=4, mu=0.5, seed=0),
        np.array([0.5, -1.0, 1.0]),
        np.zeros(4),
    )
    a, s_u, s_l = 0.5, 0.5, 0.5
    step = a * s_u * problem.upper_y(x, y) + (1 - a) * s_l * problem.lower_y(x, y)
    u = problem.upper_y(x, y - step)
    truth = problem.upper_x(x, y - step) - (1 - a) * s_l * problem.lower_xy(x, y) @ u
    sizes, found = 2.0 ** -np.arange(1, 9), []
    for e in sizes:
        moved = (
            method(1.0, s_u, s_l, a, e_factor * e, y).step(problem, State(x, y), np.random.default_rng(0)).x
        )
        found.append(np.linalg.norm(x - moved - truth))
    limit = sizes**2 / 3 * (1 - a) * s_l * problem.l_g1() * np.linalg.norm(u) ** 3
    return bound(found, limit, x=sizes, xlabel="e", ylabel="error of the direction")


CLAIMS = (first_iterates_of_a_singular_level, direction_on_quadratic_levels, error_of_the_difference)
