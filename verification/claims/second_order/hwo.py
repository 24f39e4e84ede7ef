"""Hidden weight optimisation: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.second_order.owo_bp import OWOBP
from verification.arithmetic import input_gains as decimals
from verification.claim import Kind, Standing, claim, named, without
from verification.claims.second_order import input_gains as shared
from verification.evidence import tight
from verification.finding import Finding, worst
from verification.mutants.second_order.hwo import MUTANTS
from verification.trial import complete_run

WRONG_MOMENTS = ("moments-not-inverted", "inverted-twice", "bias-left-out", "variances-only", "not-whitened")
WRONG_STEPS = ("uphill", "step-too-long", "diagonal-curvature", "unit-by-unit")


@claim(
    "hwo",
    theorem="whitened inputs",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="it is OWO-BP on A u from W A^{-1} where A'A = R^{-1}, and hence the same on all A u from W A^{-1}",
    engine_fixed=True,
    controls=(
        *named(MUTANTS, *WRONG_MOMENTS),
        *without("matching starts", moved_start=False),
    ),
)
def whitening_and_invariance(method: type, engine: str, moved_start: bool = True) -> Finding:
    """W' = W A^{-1} on A u gives the outputs of W on u, G' = G A' and R' = A R A'. So G' R'^{-1} = G R^{-1} A^{-1}: the
    directions correspond as the weights do, and z minimises the same function. Where A'A = R^{-1}, R' = A R A' = I.
    """
    problem = decimals.network(0.5)
    R = problem.X.T @ problem.X / len(problem.X)
    A = np.linalg.inv(np.linalg.cholesky(R))
    return worst(
        [
            shared.mapped(method, A, engine, other=OWOBP, moved_start=moved_start),
            shared.mapped(method, shared.REGULAR, engine, moved_start=moved_start),
        ]
    )


@claim(
    "hwo",
    theorem="one step on a linear network",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="s(z) = z: f(x_1) is the least loss of linear regression, from every start with a != 0",
    engine_fixed=True,
    controls=(
        *named(MUTANTS, *WRONG_MOMENTS, *WRONG_STEPS),
        *without("an activation of slope one", bend=0.5),
    ),
)
def linear_networks_are_solved(method: type, engine: str, bend: float = 0.0) -> Finding:
    """The outputs are X w with w = W'a, and G = -a g', g = X'(X w - y)/n. D = -a (R^{-1} g)' moves w by
    -|a|^2 R^{-1} g, and z takes |a|^2 away: w - R^{-1} g is the solution of least squares, and no a+ gives less.
    """
    problem = decimals.network(bend)
    rest = problem.y - problem.X @ np.linalg.lstsq(problem.X, problem.y)[0]
    found = []
    for seed in range(4):
        start = shared.START + np.random.default_rng(seed).standard_normal(len(shared.START))
        found.append(problem.value(complete_run(method(shared.NONE), problem, start, 1, engine=engine).x[-1]))
    least = np.full(len(found), rest @ rest / (2 * len(rest)))
    return tight(found, least, tolerance=shared.ROUNDING, xlabel="start")


CLAIMS = (
    *shared.both_halves(
        "hwo", MUTANTS, True, False, ("output-weights-of-old-units", *WRONG_STEPS, *WRONG_MOMENTS)
    ),
    whitening_and_invariance,
    linear_networks_are_solved,
)
