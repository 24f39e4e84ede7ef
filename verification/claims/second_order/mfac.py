"""M-FAC: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import LeastSquares
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.second_order import mfac_static
from verification.evidence import bound, identity
from verification.finding import Finding, worst
from verification.mutants.second_order.mfac import MUTANTS
from verification.trial import complete_run, first_iterates
from verification.vectors.second_way.decimals import Matrix, Vector, precise, solve
from verification.vectors.second_way.decimals import identity as identity_matrix

ROWS, TARGETS = [[2, 1, 0], [0, 1, -1], [1, 0, 3], [1, 1, 1]], [1, -2, 3, 2]
DRAWS = (2, 0, 1, 3, 1, 1, 2, 0)


controls = partial(named, MUTANTS)


@claim(
    "mfac",
    theorem="the dynamic algorithm",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 with three gradients in the window equal steps with the inverse of the whole matrix in "
    "fractions",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_on_least_squares(method: type, engine: str) -> Finding:
    """(lambda I + G'G/m) (v - G'c)/lambda = v for (m I + K/lambda) c = G v/lambda: the terms with G'c and G'v cancel.
    Here the matrix of size d is filled with the last three gradients and eliminated.
    """
    found = []
    with precise():
        x, seen = Vector([2, -1, 3]), []
        for i in DRAWS:
            row = Vector(ROWS[i])
            seen.append((row @ x - TARGETS[i]) * row)
            F = Decimal("0.25") * identity_matrix(3)
            for g in seen[-3:]:
                F = F + Matrix(a * g / 3 for a in g)
            x = x - Decimal("0.125") * solve(F, seen[-1])
            found.append(list(x))
    problem = LeastSquares(np.array(ROWS, float), np.array(TARGETS, float))
    start = np.array([2.0, -1.0, 3.0])
    return first_iterates(method(0.125, 0.25, 3), problem, start, found, engine, rng=tape([], DRAWS))


@claim(
    "mfac",
    theorem="the first gradient",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the first step is -eta m g/(m lambda + |g|^2), for windows of every length",
    engine_fixed=True,
    controls=(
        *controls(
            "divided-by-filled", "not-divided", "inserted-after", "damping-inverted", "outer-damping-forgotten",
            "diagonal-only", "correction-added", "ascent", "step-too-long",
        ),
        *without("the first gradient", step=1),
    ),
)  # fmt: skip
def first_step(method: type, engine: str, step: int = 0) -> Finding:
    """(lambda I + g g'/m) g = (lambda + |g|^2/m) g. Rows that are not filled are zero and change nothing."""
    problem, x0 = LeastSquares(np.array(ROWS, float), np.array(TARGETS, float)), np.array([2.0, -1.0, 3.0])
    findings = []
    for m, damping in ((1, 0.5), (4, 0.125), (9, 2.0)):
        x = complete_run(method(0.25, damping, m), problem, x0, 2, engine=engine, rng=tape([], [2, 0])).x
        g = problem.sample_gradient(x[step], (2, 0)[step])
        expected = x[step] - 0.25 * m * g / (m * damping + g @ g)
        # a system of size 9, condition below 1e4
        findings.append(identity(x[step + 1], expected, tolerance=1e-12))
    return worst(findings)


@claim(
    "mfac",
    theorem="the longest step",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="d = 1: |x+ - x| <= (eta/2) sqrt(m/lambda) at every step, with equality in the first one if g^2 = m "
    "lambda",
    engine_fixed=True,
    controls=(
        *controls("inserted-after", "outer-damping-forgotten", "correction-added", "stale-gram"),
        *without("the damping of the bound", understated=2.0),
    ),
)
def longest_step(method: type, engine: str, understated: float = 1.0) -> Finding:
    """F >= lambda + g^2/m, so |g|/F <= 1/(lambda/|g| + |g|/m) <= sqrt(m/lambda)/2 by the inequality of the means, with
    equality where lambda/|g| = |g|/m and no other gradient is in the window.

    (In more dimensions |F^{-1} g|^2 <= g'F^{-1}g/lambda <= m/lambda.)
    """
    problem, x0 = LeastSquares(np.array([[1.0], [2.0]]), np.array([3.0, -1.0])), np.array([3.5])
    draws = np.resize([0, 1, 1, 0, 1], 7)
    eta, damping, m = 0.5, 2.0**-4, 4
    x = complete_run(method(eta, damping, m), problem, x0, 7, engine=engine, rng=tape([], draws)).x[:, 0]
    top = eta / 2 * np.sqrt(m / (understated * damping))
    moved = np.abs(np.diff(x))
    below = bound(moved, np.full(7, top), ylabel="|x_k - x_{k-1}|", yscale="linear")
    return worst([below, identity(moved[:1], np.array([top]), tolerance=32 * 2.0**-53)])


CLAIMS = (first_iterates_on_least_squares, first_step, longest_step, *mfac_static.CLAIMS)
