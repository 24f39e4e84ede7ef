"""Stochastic prox-linear: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from typing import Any

from verification.arithmetic.weakly_convex import prox_linear
from verification.claim import Kind, Standing, claim, planted
from verification.claims.nonsmooth_nonconvex import model_based
from verification.finding import Finding
from verification.mutants.nonsmooth_nonconvex import prox_linear as mutants


@claim(
    "prox-linear",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on robust phase retrieval equal the method in fractions, with given draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_phase_retrieval(method: Any, engine: str) -> Finding:
    """The step is the minimiser of the model plus (beta/2)|y - x|^2, found here by cases in fractions."""
    return model_based.iterates(method, engine, prox_linear, 8.0)


PROOF = """The model plus (beta/2)|. - x|^2 is beta-strongly convex: compare its values at x+ and y.

    The model is at most f + (tau/2)|. - x|^2 in the mean, and falls from x to x+ by L|x - x+| at most."""

CLAIMS = model_based.claims(
    "prox-linear", model_based.PROX_LINEAR, first_iterates_on_phase_retrieval, PROOF, (16.0, 32.0),
    (planted(mutants.LongerStep, mutants.Ascent), planted(mutants.Ascent)), shows=("P082/1",),
)  # fmt: skip
