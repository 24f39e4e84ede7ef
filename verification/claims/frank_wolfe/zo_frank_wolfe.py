"""Zeroth-order Frank-Wolfe: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.frank_wolfe.estimators import IRDSA, KWSA, RDSA
from verification.arithmetic.frank_wolfe import Instance, directional, expected_iterates, kwsa
from verification.claim import Kind, Standing, claim, planted
from verification.claims.frank_wolfe import zo_expectation, zo_moments, zo_progress
from verification.claims.frank_wolfe.zo_moments import estimating
from verification.finding import Finding
from verification.mutants.frank_wolfe import zo_estimators
from verification.mutants.frank_wolfe import zo_frank_wolfe as mutants
from verification.trial import first_iterates


def _first_iterates(method: type, engine: str, estimator: Any, estimate: Any) -> Finding:
    instance, averaging, smoothing, seed = Instance(), 1.5, 0.75, 3
    expected = expected_iterates(instance, estimate, 6, averaging=averaging, smoothing=smoothing, seed=seed)
    algorithm = method(estimator, averaging, smoothing)
    return first_iterates(algorithm, instance.problem(), np.array(instance.x0), expected, engine, rng=seed)


@claim(
    "zo-frank-wolfe",
    theorem="Algorithm 2, RDSA",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a ball equal the method with RDSA in 80-digit decimal arithmetic, same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS, zo_estimators.SecondSample),
)
def first_iterates_with_one_direction(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library, NumPy gives the draws."""
    return _first_iterates(method, engine, RDSA(), directional(1))


@claim(
    "zo-frank-wolfe",
    theorem="Algorithm 2, KWSA",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a ball equal the method with KWSA in 80-digit decimal arithmetic, same draws",
    engine="ball",
    controls=(*planted(*mutants.METHOD_MUTANTS), *estimating(*zo_estimators.KWSA_MUTANTS)),
)
def first_iterates_with_coordinates(method: type, engine: str, estimator: Any = KWSA) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library, NumPy gives the draws."""
    return _first_iterates(method, engine, estimator(), kwsa)


@claim(
    "zo-frank-wolfe",
    theorem="Algorithm 2, I-RDSA",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a ball equal the method with I-RDSA, m = 2, in 80-digit decimal arithmetic",
    engine="ball",
    controls=(
        *planted(*mutants.METHOD_MUTANTS),
        *estimating(*(m for m in zo_estimators.IRDSA_MUTANTS if m is not zo_estimators.SumOfDirections)),
    ),
)
def first_iterates_with_two_directions(method: type, engine: str, estimator: Any = IRDSA) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library, NumPy gives the draws.

    A sum in place of the mean scales all estimates alike, which the linear minimiser cannot see: the moments do.
    """
    return _first_iterates(method, engine, estimator(2), directional(2))


CLAIMS = (
    first_iterates_with_one_direction,
    first_iterates_with_coordinates,
    first_iterates_with_two_directions,
    *zo_moments.CLAIMS,
    *zo_progress.CLAIMS,
    *zo_expectation.CLAIMS,
)
