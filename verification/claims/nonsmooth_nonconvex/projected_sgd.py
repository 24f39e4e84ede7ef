"""Projected SGD: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from typing import Any

from verification.arithmetic.weakly_convex import subgradient
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.nonsmooth_nonconvex import model_based
from verification.finding import Finding
from verification.mutants.nonsmooth_nonconvex import projected_sgd as mutants


@claim(
    "projected-sgd",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on robust phase retrieval equal the method in fractions, with given draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_phase_retrieval(method: Any, engine: str) -> Finding:
    """The step is the minimiser of the model plus (beta/2)|y - x|^2, found here by cases in fractions."""
    return model_based.iterates(method, engine, subgradient, 8.0, box=True)


PROOF = """P does not lengthen: |y - x+|^2 <= |y - x|^2 + (2/beta) <G, y - x> + |G|^2/beta^2.

    Weak convexity: <E G, y - x> <= f(y) - f(x) + (rho/2)|y - x|^2."""

CLAIMS = model_based.claims(
    "projected-sgd", model_based.LINEAR, first_iterates_on_phase_retrieval, PROOF, (16.0, 32.0),
    (
        planted(mutants.StepIsBeta, mutants.Ascent, mutants.NotProjected, mutants.GradientProjected),
        planted(mutants.Ascent),
        (
            *planted(mutants.StepIsBeta, mutants.HalfStep, mutants.Ascent, mutants.NotProjected),
            *planted(mutants.GradientProjected),
            *without("tau in full", overestimate=0.0),
        ),
    ),
)  # fmt: skip
