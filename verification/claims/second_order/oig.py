"""Optimal input gains: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from verification.claim import Kind, Standing, claim, named, without
from verification.claims.second_order import input_gains as shared
from verification.finding import Finding
from verification.mutants.second_order.oig import MUTANTS


@claim(
    "oig",
    theorem="units of the inputs",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="inputs A u and weights W A^{-1} give the weights W_k A^{-1} for every regular diagonal A",
    engine_fixed=True,
    controls=(
        *named(MUTANTS, "one-for-all", "gains-of-units"),
        *without("a diagonal A", A=shared.ORTHOGONAL),
        *without("matching starts", moved_start=False),
    ),
)
def units_do_not_matter(
    method: type, engine: str, A: np.ndarray = shared.DIAGONAL, moved_start: bool = True
) -> Finding:
    """W' = W A^{-1} on A u gives the outputs of W on u, and G' = G A. The least-squares problem for r' has its columns
    multiplied by A^2, so r' = A^{-2} r and G' diag(r') = G diag(r) A^{-1}.
    """
    return shared.mapped(method, A, engine, moved_start=moved_start)


CLAIMS = (
    *shared.both_halves(
        "oig",
        MUTANTS,
        False,
        True,
        (
            "output-weights-of-old-units",
            "uphill",
            "step-too-long",
            "diagonal-curvature",
            "unit-by-unit",
            "one-for-all",
            "gains-one-by-one",
        ),
    ),
    units_do_not_matter,
)
