"""ZO-RankSGD with a line search by ranking: what is claimed of it, and what each claim must reject."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import LogQuadratic, Quadratic, diagonal_quadratic
from verification.arithmetic import ranking as exact
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.zeroth_order.rankings import Cube, Exponential, ranked_pairs
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.zeroth_order.zo_rank_line_search import MUTANTS, SEARCHES
from verification.trial import complete_run, first_iterates

controls = partial(named, MUTANTS)


@claim(
    "zo-rank-line-search",
    theorem="Algorithm 2",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on a quadratic, four given candidates and three step lengths, equal rational arithmetic",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The direction by sorting, then the least of the values at x and at three points on the line, in rationals."""
    problem = Quadratic(np.array(exact.A, float), np.array(exact.B, float))
    x0, draws = np.array(exact.START, float), tape(np.ravel(exact.NORMALS))
    wanted = exact.iterates(Fraction(2), Fraction(1, 8), 4, 2, 5, (Fraction(1, 2), 3))
    return first_iterates(method(2.0, 0.125, 4, 2, 0.5, 3), problem, x0, wanted, engine, rng=draws)


@claim(
    "zo-rank-line-search",
    theorem="no step goes up",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x+) <= f(x) and f(x+) <= f(x - eta gamma^j g) for every j, at every step, f not convex",
    controls=(
        *planted(*SEARCHES),
        *without("the trials that were made", trials=5),
    ),
)
def the_best_of_all_trials_is_taken(method: type, engine: str, trials: int = 3) -> Finding:
    """x+ is the best of these points, the old one among them. The directions are computed here, by sorting."""
    left, right = [], []
    for problem, step in ((LogQuadratic(2), 2.5), (diagonal_quadratic([2.0, 0.25]), 1.0)):
        draws = np.random.default_rng(4).standard_normal((12, 4, 2))
        algorithm = method(step, 0.125, 4, 2, 0.5, 3)
        x = complete_run(
            algorithm, problem, np.array([2.5, -2.0]), 12, engine=engine, rng=tape(draws.ravel())
        ).x
        for k in range(12):
            pairs = ranked_pairs(problem, x[k], draws[k], 0.125, 2)
            g = np.mean([b - a for a, b in pairs], axis=0)
            points = [x[k], *(x[k] - step * 0.5**j * g for j in range(trials))]
            left.append(problem.value(x[k + 1]))
            right.append(min(problem.value(point) for point in points))
    # values below ten, and points rounded differently: slopes below ten times a few units of four
    return step_inequality(left, right, allowance=1e-13, label="f(x+)")


@claim(
    "zo-rank-line-search",
    theorem="invariance",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the iterates are the same bit for bit for f, exp(f) and f^3",
    controls=(
        *controls("values-used"),
        *without("an increasing function", sign=-1.0),
    ),
)
def only_the_order_counts(method: type, engine: str, sign: float = 1.0) -> Finding:
    """An increasing function of f ranks the same points in the same order, on the line as among the candidates."""
    problem, x0 = diagonal_quadratic([2.0, 0.5]), np.array([1.0, -2.0])
    algorithm = method(1.0, 0.25, 4, 2, 0.5, 3)
    plain, exponential, cube = (
        complete_run(algorithm, f, x0, 10, engine=engine, rng=3).x
        for f in (problem, Exponential(problem, sign), Cube(problem))
    )
    return worst([identity(exponential, plain, tolerance=0.0), identity(cube, plain, tolerance=0.0)])


CLAIMS = (first_iterates_on_a_quadratic, the_best_of_all_trials_is_taken, only_the_order_counts)
