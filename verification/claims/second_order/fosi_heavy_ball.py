"""FOSI with the heavy ball: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from verification.arithmetic.fosi import weighted
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.second_order.fosi_shared import START, Q, U, iterate_claim, quadratic
from verification.evidence import identity, tight
from verification.finding import Finding
from verification.mutants.second_order import fosi_heavy_ball as mutants
from verification.trial import complete_run

SHARED = mutants.SHARED
ON_QUADRATICS = [m for name, m in SHARED.items() if "refresh" not in name]
SPECTRUM = np.array([8.0, 0.5, 0.25, 2.0])


@claim(
    "fosi-heavy-ball",
    theorem="recurrence on quadratics",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="e+ = (1 + c - a) e - c e_before along every eigenvector, a = alpha in E and a = s w elsewhere",
    engine_fixed=True,
    controls=(
        *planted(
            *(
                m
                for m in ON_QUADRATICS
                if m.variant_name
                not in ("signed-eigenvalues", "not-projected", "newton-everywhere", "subtracted-twice")
            ),
            mutants.NewtonWithoutMomentum,
            mutants.BaseWithoutMomentum,
        ),
        *without("E with the largest eigenvalue", largest=0),
    ),
)
def recurrence_of_every_mode(method: type, engine: str, largest: int = 1) -> Finding:
    """m1 and m2 are c m + g in E and outside of it, so x+ - x = c (x - x_before) - a e along every eigenvector.

    m2 has no part in E as long as E stays, so that its projection changes nothing here.
    """
    s, alpha, c, problem = 0.25, 0.5, 0.5, quadratic(SPECTRUM)
    x = complete_run(method(s, alpha, c, largest, 2, 3), problem, np.array(START), 8, engine=engine).x
    e, a = (x - problem.minimizer()) @ Q, np.array([alpha, alpha, alpha, s * 2.0])
    before = np.vstack([e[:1], e[:-2]])
    return identity(e[1:], (1 + c - a) * e[:-1] - c * before, tolerance=4000 * U)  # as for gradient descent


@claim(
    "fosi-heavy-ball",
    theorem="rate of the heavy ball",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="the energy e_k^2 - (1 + c - a) e_k e_{k-1} + c e_{k-1}^2 of every eigenvector is c^k times its first",
    engine_fixed=True,
    controls=(
        *planted(
            SHARED["no-newton-part"],
            SHARED["not-divided"],
            SHARED["newton-too-long"],
            mutants.NewtonWithoutMomentum,
            mutants.BaseWithoutMomentum,
        ),
        *without("these c", c=0.75),
    ),
)
def energy_of_every_mode(method: type, engine: str, c: float = 0.5) -> Finding:
    """For e+ = b e - c e_before the form e^2 - b e e_before + c e_before^2 is multiplied by c
    in every step, by substitution. It is positive where b^2 < 4 c, b = 1 + c - a.
    """
    s, alpha, problem = 0.125, 0.5, quadratic(SPECTRUM)
    x = complete_run(method(s, alpha, c, 1, 2, 3), problem, np.array(START), 8, engine=engine).x
    e, b = (x - problem.minimizer()) @ Q, 1.5 - np.array([alpha, alpha, alpha, s * 2.0])
    e = np.vstack([e[:1], e])
    energy = e[1:] ** 2 - b * e[1:] * e[:-1] + 0.5 * e[:-1] ** 2
    limit = 0.5 ** np.arange(9)[:, None] * energy[0]
    # the form is at least a sixth of c e_before^2; errors of 4000 u of the start, where the energy is 2^-8 of the first
    return tight(energy.ravel(), limit.ravel(), tolerance=1e-9, ylabel="energy of a mode")


def _base(first: list[Any], second: list[Any]) -> tuple[Any, Any]:
    weights = [Decimal("0.75") ** (len(first) - 1 - i) for i in range(len(first))]
    return weighted(first, weights), [Decimal("0.25") * v for v in weighted(second, weights)]


first_iterates_with_known_eigenvectors = iterate_claim(
    "fosi-heavy-ball",
    lambda method, *split: method(0.25, 0.5, 0.75, *split),
    _base,
    0.5,
    mutants.MUTANTS,
)

CLAIMS = (first_iterates_with_known_eigenvectors, recurrence_of_every_mode, energy_of_every_mode)
