"""Exact Gauss-Newton with its improvements: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import itertools
from functools import partial

import numpy as np

from refimpl.problems import LeastSquares
from refimpl.second_order.egn import EGN
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
from verification.evidence import identity, step_inequality
from verification.finding import Finding
from verification.mutants.second_order.egn_adaptive import MUTANTS
from verification.trial import complete_run, first_iterates

PARAMETERS = (8.0, 0.25, 0.1875, 2, 6, 0.25)  # largest length, momentum, damping, batch, searches, adaptation


controls = partial(named, MUTANTS)


@claim(
    "egn-adaptive",
    theorem="the algorithm",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on batches of a softmax regression equal the method in 80-digit decimals",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_on_a_softmax_regression(method: type, engine: str) -> Finding:
    """The update is the definition; momenta are weighted sums, systems are of the size of x. Lengths are reduced, up to
    the last time that is allowed, and enlarged; the damping grows, falls and stays.
    """
    top, beta, damping, _, searches, change = PARAMETERS
    expected, events = gauss_newton.adaptive(BATCHES, (top, beta, damping, searches, change))
    assert {event for _, event in events} == {"up", "down", "kept"}
    problem = gauss_newton.INSTANCE.problem()
    return first_iterates(method(*PARAMETERS), problem, START, expected, engine, rng=recorded())


@claim(
    "egn-adaptive",
    theorem="linear outputs",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="least squares, whole batch, no momentum: the model is exact, so the damping falls by 1 - a at every "
    "step, and the iterates are those of exact Gauss-Newton with these dampings",
    engine_fixed=True,
    controls=(
        *controls(
            "adaptation-reversed", "damping-fixed", "drop-batch-factor", "first-damping",
        ),
        *without("no momentum", momentum=0.5),
    ),
)  # fmt: skip
def damping_falls_where_the_model_is_exact(method: type, engine: str, momentum: float = 0.0) -> Finding:
    """f_B(x + s) - f_B(x) = g's + s'Gs/2 for a quadratic whose Hessian is G: rho = 1 > 3/4. The full length passes:
    along d = -(G + lambda I)^{-1} g the decrease is -g'd - d'Gd/2 >= -g'd/2, more than a tenth of the slope.
    """
    problem, x, n, steps = LeastSquares(COLUMNS, TARGETS), np.array([2.0, -3.0]), len(COLUMNS), 6
    found = complete_run(
        method(1.0, momentum, 4.0, n, 15, 0.5), problem, x, steps, rng=whole(n, steps), engine=engine
    )
    expected = [x]
    for k in range(steps):
        x = complete_run(EGN(1.0, 4.0 * 0.5**k, n), problem, x, 1, rng=whole(n, 1), engine=engine).x[1]
        expected.append(x)
    return identity(found.x, np.array(expected), tolerance=1e-12)


@claim(
    "egn-adaptive",
    theorem="line search",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="on one batch that stays the same, without momentum: f(x+) <= f(x) + g'(x+ - x)/10 at every step, "
    "although the first length tried is 64",
    engine_fixed=True,
    controls=(
        *controls("no-search", "any-decrease"),
        *without("enough searches", searches=1),
    ),
)
def accepted_lengths_descend(method: type, engine: str, searches: int = 60) -> Finding:
    """g'd = -g'B^{-1}g < 0, so small lengths pass; the search ends at one that passes, and eta g'd = g'(x+ - x).

    The values are of order one: a few hundred units in the last place.
    """
    problem = gauss_newton.INSTANCE.problem()._replace(Y=np.array([[0.5, 0.25, 0.25]] * 4))
    x = complete_run(
        method(64.0, 0.0, 0.125, 4, searches, 0.0), problem, START, 12, rng=whole(4, 12), engine=engine
    ).x
    f = np.array([problem.value(v) for v in x])
    slope = np.array([np.dot(problem.gradient(a), b - a) for a, b in itertools.pairwise(x)])
    return step_inequality(f[1:], f[:-1] + slope / 10, allowance=256 * 2.0**-53)


CLAIMS = (
    first_iterates_on_a_softmax_regression,
    damping_falls_where_the_model_is_exact,
    accepted_lengths_descend,
)
