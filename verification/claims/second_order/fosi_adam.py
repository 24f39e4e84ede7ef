"""FOSI with Adam: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from verification.arithmetic.fosi import weighted
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.second_order.fosi_shared import (
    START,
    Q,
    iterate_claim,
    orthogonality_claim,
    quadratic,
)
from verification.evidence import bound
from verification.finding import Finding
from verification.mutants.second_order import fosi_adam as mutants
from verification.trial import complete_run

SHARED = mutants.SHARED


@claim(
    "fosi-adam",
    theorem="length of the base step",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="beta1 = 0: |x+ - x| <= s sqrt(d (1 - beta2^t)/(1 - beta2)) outside E; s sqrt d in the first step",
    engine_fixed=True,
    controls=(
        *planted(SHARED["not-divided"], SHARED["ends-exchanged"], mutants.NotCorrected),
        *without("the norm over all coordinates", d=3),
    ),
)
def base_step_is_short(method: type, engine: str, d: int = 4) -> Finding:
    """v >= (1 - beta2) g2^2, so that |g2|/sqrt(v/(1 - beta2^t)) <= sqrt((1 - beta2^t)/(1 - beta2)) in every coordinate;
    projection shortens. Steep quadratics keep the gradients large; the first step is sharp.
    """
    s, beta2 = 2.0**-10, 0.75
    problem = quadratic((64.0, 8.0, 16.0, 32.0))
    x = complete_run(
        method(s, 1.0, 0.0, beta2, 2.0**-30, 1, 0, 2), problem, 100 * np.array(START), 8, engine=engine
    ).x
    steps = np.linalg.norm(np.diff(x, axis=0) @ Q[:, 1:], axis=1)
    t = np.arange(1, 9)
    return bound(
        steps, s * np.sqrt(d * (1 - beta2**t) / (1 - beta2)), x=t, xlabel="t", ylabel="|x+ - x| outside E"
    )


def _base(first: list[Any], second: list[Any]) -> tuple[Any, Any]:
    t = len(first)
    halves = [Decimal("0.5") ** (t - i) for i in range(t)]
    quarters = [Decimal("0.25") * Decimal("0.75") ** (t - 1 - i) for i in range(t)]
    m = weighted(second, [c / (1 - Decimal("0.5") ** t) for c in halves])
    v = weighted([[u * u for u in g] for g in second], [c / (1 - Decimal("0.75") ** t) for c in quarters])
    step = [Decimal("0.25") * a / (b.sqrt() + Decimal("0.125")) for a, b in zip(m, v)]
    return weighted(first, halves), step


first_iterates_with_known_eigenvectors = iterate_claim(
    "fosi-adam",
    lambda method, *split: method(0.25, 0.5, 0.5, 0.75, 0.125, *split),
    _base,
    0.5,
    mutants.MUTANTS,
)
error_in_the_subspace = orthogonality_claim(
    "fosi-adam",
    lambda method, period: method(0.25, 0.25, 0.0, 0.75, 0.125, 1, 0, period),
    0.25,
    [0],
    [SHARED[name] for name in (
        "not-divided", "no-newton-part", "newton-too-long", "not-projected", "subtracted-twice", "ends-exchanged",
    )],
)  # fmt: skip

CLAIMS = (first_iterates_with_known_eigenvectors, error_in_the_subspace, base_step_is_short)
