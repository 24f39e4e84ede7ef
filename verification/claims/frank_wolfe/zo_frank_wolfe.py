"""Zeroth-order Frank-Wolfe: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.frank_wolfe.estimators import IRDSA, KWSA, RDSA
from verification.arithmetic.frank_wolfe import Instance, directional, expected_iterates, kwsa
from verification.claim import Kind, Standing, claim, planted
from verification.claims.frank_wolfe import noisy_instances, zo_expectation, zo_moments, zo_progress
from verification.claims.frank_wolfe.zo_moments import estimating
from verification.evidence import identity
from verification.finding import Finding
from verification.mutants.frank_wolfe import zo_estimators, zo_schedules
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


@claim(
    "zo-frank-wolfe",
    theorem="schedules of Algorithm 2",
    kind=Kind.IDENTITY,
    standing=Standing.RECALLED,
    statement="s = t + 8: rho_t^3 s^2 D = 64 with D = 1, d, 1 + d/m for KWSA, RDSA, I-RDSA; c_t^6 s^2 = 64/d^3, "
    "64/d^9, 64 m^3/d^9; gamma_t s = 2",
    engine_fixed=True,
    controls=(
        *planted(*zo_schedules.SCHEDULE_MUTANTS),
        *estimating(*zo_estimators.CONSTANT_MUTANTS),
    ),
)
def prescribed_schedules(method: Any, engine: str, estimator: Any = None) -> Finding:
    """The exponents without roots: 4/(D^{1/3} s^{2/3}), 2/(d^{1/2} s^{1/3}) and 2 sqrt(m)/(d^{3/2} s^{1/3}).

    A published reimplementation has s^{1/3} in rho_t of RDSA, another one 2/sqrt(m) in c_t of I-RDSA.
    """
    found, wanted, m = [], [], 3
    for d in (4, 16):
        problem = noisy_instances.linear_instance(0.0, d)
        cases: list[tuple[Any, float, int, int]] = [
            (KWSA(), 1.0, 3, 1),
            (RDSA(), d, 9, 1),
            (IRDSA(m), 1 + d / m, 9, m),
        ]
        for right, D, power, count in cases:
            mistaken = estimator is not None and issubclass(estimator, type(right))
            used = estimator(*right) if mistaken else right
            algorithm = method.prescribed(problem, used)
            for t in (0, 1, 56):
                rho, c, gamma = algorithm.schedule(t)
                s = t + 8.0
                found += [rho**3 * s**2 * D / 64, c**6 * s**2 * d**power / (64 * count**3), gamma * s / 2]
                wanted += [1.0, 1.0, 1.0]
    # sixth powers of numbers of three roots each
    return identity(found, wanted, tolerance=128 * 2.0**-53)


CLAIMS = (
    prescribed_schedules,
    first_iterates_with_one_direction,
    first_iterates_with_coordinates,
    first_iterates_with_two_directions,
    *zo_moments.CLAIMS,
    *zo_progress.CLAIMS,
    *zo_expectation.CLAIMS,
)
