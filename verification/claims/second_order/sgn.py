"""Stochastic Gauss-Newton: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import partial

import numpy as np

from refimpl.problems import LeastSquares
from refimpl.second_order.egn import EGN
from verification.arithmetic import gauss_newton
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.second_order.gauss_newton_batches import DISTINCT, START, recorded, whole
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.second_order.sgn import MUTANTS, DampingForgotten
from verification.trial import complete_run, first_iterates

PAPER = "Gargiani, Zanelli, Diehl & Hutter 2020"
ROWS = np.array([[2.0, 1.0, 0.0], [0.0, 1.0, -1.0], [1.0, 0.0, 3.0], [1.0, 1.0, 1.0]])
TARGETS = np.array([1.0, -2.0, 3.0, 0.5])


controls = partial(named, MUTANTS)


@claim(
    "sgn",
    paper=PAPER,
    theorem="conjugate gradients",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_7 on batches of a softmax regression: the minimisers of the damped model over spans of g "
    "and G g, in 80-digit decimals",
    engine="ball",
    controls=planted(*(m for m in MUTANTS if m is not DampingForgotten)),  # singular without
)
def first_iterates_on_a_softmax_regression(method: type, engine: str) -> Finding:
    """The j-th iterate of conjugate gradients minimises g'd + d'Gd/2 over the span of g, ..., G^{j-1} g; the decimals
    solve the j normal equations of that span, without any recursion.
    """
    expected = gauss_newton.sgn(DISTINCT, 0.75, 0.125, 2)
    problem = gauss_newton.INSTANCE.problem()
    return first_iterates(method(0.75, 0.125, 2, 2), problem, START, expected, engine, rng=recorded(DISTINCT))


@claim(
    "sgn",
    paper=PAPER,
    theorem="enough iterations",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with as many iterations as G has distinct eigenvalues the iterates are those of exact Gauss-Newton",
    engine_fixed=True,
    controls=(
        *controls(
            "drop-batch-factor", "damping-forgotten", "ascent", "one-iteration-fewer", "steepest-descent",
            "weight-inverted", "weight-negative", "euclidean-length", "step-too-long", "mean-twice",
        ),
        *without("enough iterations", iterations=2),
    ),
)  # fmt: skip
def enough_iterations_are_exact(method: type, engine: str, iterations: int = 3) -> Finding:
    """A polynomial of degree j with p(0) = 1 vanishes at j distinct eigenvalues. G = A'A/4 + lambda I has three; its
    condition number is below 20.
    """
    problem, x0, steps = LeastSquares(ROWS, TARGETS), np.array([2.0, -1.0, 3.0]), 4
    found = complete_run(
        method(0.75, 0.25, 4, iterations), problem, x0, steps, rng=whole(4, steps), engine=engine
    )
    exact = complete_run(EGN(0.75, 0.25, 4), problem, x0, steps, rng=whole(4, steps), engine=engine)
    several = identity(found.x, exact.x, tolerance=1e-11)
    # G = 4 and a residual that is exactly zero after one iteration of three: x+ - 1 = (1 - 3/16) (x - 1)
    one = LeastSquares(np.array([[1.0]]), np.array([1.0]))
    x = complete_run(method(0.75, 3.0, 1, 3), one, np.array([9.0]), 4, rng=whole(1, 4), engine=engine).x
    return worst([several, identity(x[:, 0], 1 + 8 * 0.8125 ** np.arange(5), tolerance=2.0**-50)])


@claim(
    "sgn",
    paper=PAPER,
    theorem="every truncation descends",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="g'd_j + d_j'G d_j = 0 for every number of iterations, so that the slope along every d_j is -d_j'G d_j "
    "< 0",
    engine_fixed=True,
    controls=(
        *controls(
            "drop-batch-factor", "damping-forgotten", "ascent", "weight-inverted", "weight-negative",
            "euclidean-length", "step-too-long", "mean-twice",
        ),
        *without("the system that was solved", damping=0.5),
    ),
)  # fmt: skip
def slopes_of_truncated_directions(method: type, engine: str, damping: float = 0.25) -> Finding:
    """d_j is the best of its span, so the derivative of the model along it, g'd_j + d_j'G d_j, is zero.

    d_j is read off one step of length 1; products of three numbers of order ten.
    """
    problem, x0, findings = LeastSquares(ROWS, TARGETS), np.array([2.0, -1.0, 3.0]), []
    G = problem.hessian(x0) + damping * np.eye(3)
    for j in (1, 2, 3):
        x = complete_run(method(1.0, 0.25, 4, j), problem, x0, 1, rng=whole(4, 1), engine=engine).x
        d = x[1] - x0
        left, right = np.dot(problem.gradient(x0), d), -np.dot(d, G @ d)
        findings.append(identity(left, right, tolerance=1e-12))
    return worst(findings)


CLAIMS = (
    first_iterates_on_a_softmax_regression,
    enough_iterations_are_exact,
    slopes_of_truncated_directions,
)
