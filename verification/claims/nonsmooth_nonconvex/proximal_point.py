"""Stochastic proximal point: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from typing import Any

from verification.arithmetic.weakly_convex import proximal_point
from verification.claim import Kind, Standing, claim, planted
from verification.claims.nonsmooth_nonconvex import model_based
from verification.finding import Finding
from verification.mutants.nonsmooth_nonconvex import proximal_point as mutants


@claim(
    "proximal-point",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on robust phase retrieval equal the method in fractions, with given draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_phase_retrieval(method: Any, engine: str) -> Finding:
    """The step is the minimiser of the model plus (beta/2)|y - x|^2, found here by cases in fractions."""
    return model_based.iterates(method, engine, proximal_point, 12.0)


PROOF = """F(.; i) + (beta/2)|. - x|^2 is (beta - eta)-strongly convex: compare its values at x+ and y.

    F falls from x to x+ by L_i|x - x+| at most, with L_i from both points."""

CLAIMS = model_based.claims(
    "proximal-point", model_based.PROXIMAL, first_iterates_on_phase_retrieval, PROOF, (16.0, 32.0),
    (
        planted(mutants.Reflected, mutants.Repelled), planted(mutants.Repelled),
        planted(mutants.Reflected, mutants.Repelled, mutants.HalfDropped, mutants.ExplicitStep, mutants.Twice),
    ),
)  # fmt: skip
