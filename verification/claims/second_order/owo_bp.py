"""OWO-BP: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from typing import Any

import numpy as np

from verification.claim import Kind, Standing, claim, named, without
from verification.claims.second_order import input_gains as shared
from verification.finding import Finding
from verification.mutants.second_order.owo_bp import MUTANTS


def multiplied(method: Any, R: np.ndarray) -> Any:
    """The method with D = G R."""

    class Multiplied(method):
        """D = G R."""

        def direction(self, G, moments):
            return G @ R

    return Multiplied


@claim(
    "owo-bp",
    theorem="transformed inputs",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="training on inputs A u from W A^{-1} is training on u from W with G replaced by G R, R = A'A",
    engine_fixed=True,
    controls=(
        *named(MUTANTS, "diagonal-curvature"),
        *without("R = A'A and not A A'", transposed=True),
        *without("matching starts", moved_start=False),
    ),
)
def inputs_multiply_the_gradient(
    method: type, engine: str, transposed: bool = False, moved_start: bool = True
) -> Finding:
    """W' = W A^{-1} on A u gives the outputs of W on u. So G' = G A', and W' + z G' is the network of W + z G A'A; z
    minimises the same function of z, and the units are the same for the fit of a.
    """
    A = shared.REGULAR
    B = A.T if transposed else A
    return shared.mapped(multiplied(method, B.T @ B), A, engine, other=method, moved_start=moved_start)


CLAIMS = (
    *shared.both_halves(
        "owo-bp",
        MUTANTS,
        False,
        False,
        ("output-weights-of-old-units", "uphill", "diagonal-curvature", "unit-by-unit"),
    ),
    inputs_multiply_the_gradient,
)
