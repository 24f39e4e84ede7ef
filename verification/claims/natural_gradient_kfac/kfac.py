"""K-FAC: what is claimed of it, and what each claim must reject."""

from __future__ import annotations

import functools

import numpy as np

from refimpl.problems import SoftmaxRegression
from verification.claim import Kind, Standing, claim, named, without
from verification.claims.natural_gradient_kfac.kfacs import PAPER, kfac_claims
from verification.dialects.natural_gradient_kfac.kfac import DIALECTS
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.natural_gradient_kfac.kfac import MUTANTS
from verification.trial import complete_run

controls = functools.partial(named, MUTANTS)


@claim(
    "kfac",
    paper=PAPER,
    theorem="factors that vanish",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="predictions that are certain, and wrong: S = 0 and V = G/lambda; no inputs: no step",
    engine_fixed=True,
    controls=(
        *controls("only-inputs", "uphill", "step-too-long", "root-missing"),
        *without("certain predictions", score=1.0),
    ),
)
def vanishing_factors_leave_the_gradient(method: type, engine: str, score: float = 2000.0) -> Finding:
    """exp(-2000) is zero in float64, so that q = (1, 0) and diag q - q q' = 0, exactly. As S = t S_1 with
    t -> 0, p grows like t^(-1/2): r/p outweighs S, p r outweighs A, and their product is r^2 = lambda.
    """
    u, eta, r = np.array([1.0, 0.5]), 0.5, 0.25
    problem = SoftmaxRegression(u[np.newaxis], np.array([[0.0, 1.0]]), 0.0)
    start = np.array([score, 0.0, 0.0, 0.0])
    x = complete_run(method(eta, r * r, 0.5, 2.0**40, 1, 2), problem, start, 1, engine=engine).x
    G = np.outer([1.0, -1.0], u)
    V = G / (r * r)
    none = SoftmaxRegression(np.zeros((2, 2)), np.eye(2), 0.0)
    still = complete_run(method(eta, r * r, 0.5, 2.0**40, 1, 2), none, np.ones(4), 2, engine=engine).x
    # x is 2000: the last digits of the step are lost in it
    return worst([
        identity(x[0] - x[1], eta * V.ravel(), tolerance=1e-12),
        identity(still, np.ones((3, 4)), tolerance=2.0**-53),
    ])  # fmt: skip


CLAIMS = (
    *kfac_claims("kfac", MUTANTS, factored=True, dialects=DIALECTS),
    vanishing_factors_leave_the_gradient,
)
