"""OIG-HWO: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from verification.claim import Kind, Standing, claim, named, without
from verification.claims.second_order import input_gains as shared
from verification.finding import Finding
from verification.mutants.second_order.oig_hwo import MUTANTS


@claim(
    "oig-hwo",
    theorem="units of the inputs",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="inputs A u and weights W A^{-1} give the weights W_k A^{-1} for every regular diagonal A",
    engine_fixed=True,
    controls=(
        *named(MUTANTS, "moments-not-inverted", "inverted-twice"),
        *without("a diagonal A", A=shared.ORTHOGONAL),
        *without("matching starts", moved_start=False),
    ),
)
def units_do_not_matter(
    method: type, engine: str, A: np.ndarray = shared.DIAGONAL, moved_start: bool = True
) -> Finding:
    """W' = W A^{-1} on A u gives the outputs of W on u, G' = G A, R' = A R A and G' R'^{-1} = D A^{-1}: the
    least-squares problem for the gains is the same, and D' diag(r) = D diag(r) A^{-1}. A that is not diagonal does not
    commute with diag(r).
    """
    return shared.mapped(method, A, engine, moved_start=moved_start)


CLAIMS = (
    *shared.both_halves(
        "oig-hwo",
        MUTANTS,
        True,
        True,
        (
            "output-weights-of-old-units",
            "uphill",
            "step-too-long",
            "diagonal-curvature",
            "unit-by-unit",
            "gains-one-by-one",
        ),
    ),
    units_do_not_matter,
)
