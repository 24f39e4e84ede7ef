"""GAM, exact form: the two-cycle on a quadratic where it ends, and how it gets there."""

from __future__ import annotations

import numpy as np

from refimpl.problems import RidgePolynomial
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.gradient_floor import (
    approaches_cycle,
    ends_on_cycle,
)
from verification.finding import Finding
from verification.mutants.flatness import gam as mutants


@claim(
    "gam",
    theorem="two-cycle on a quadratic",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a quadratic GAM ends on the cycle +-A v_1, A = eta alpha rho lambda_1 / (2 - eta lambda_1)",
    controls=(
        *planted(
            mutants.PenaltySubtracted,
            mutants.PenaltyWithoutRadius,
            mutants.UnnormalisedPenalty,
            mutants.PerturbedGradient,
            mutants.ConvexCombination,
            mutants.PerturbationNotUndone,
            mutants.PenaltyTooStrong,
            mutants.StepTooLong,
        ),
        *without("simple top eigenvalue", spectrum=(3.0, 3.0, 1.0)),
    ),
)
def two_cycle(method: type, engine: str, spectrum: tuple[float, ...] = (3.0, 2.5, 1.0)) -> Finding:
    """On the axis of v_1 all vectors are parallel: h = rho lambda_1 sign(x) v_1, the step of SAM with radius alpha rho.

    Set x+ = -x there: x (2 - eta lambda_1) = eta alpha rho lambda_1 sign(x). The cycle attracts, since every
    factor of the claim on the approach is below 1 in modulus; along v_i, i > 1, the factor of v_1 is below -1.
    With a double top eigenvalue the cycle lies in its eigenspace, not along one axis.
    """
    eta, rho, alpha = 0.3, 0.1, 0.5
    amplitude = eta * alpha * rho * spectrum[0] / (2 - eta * spectrum[0])
    return ends_on_cycle(method(eta, rho, alpha), spectrum, amplitude, 400, engine)


@claim(
    "gam",
    theorem="approach to the two-cycle",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="coordinate i decays by 1 - eta l_i - (2 - eta l_1) k^2 (A + rho k^2)/(A + rho), k = l_i/l_1",
    controls=(
        *planted(
            mutants.DescendingPerturbation,
            mutants.GradientAtIterate,
            mutants.PenaltyAtIterate,
            mutants.UnnormalisedAscent,
            mutants.UnnormalisedPenalty,
            mutants.AscentOfTheLoss,
            mutants.AscentTooLong,
            mutants.LargeGuard,
        ),
        *without("quadratic", quartic=1.0),
    ),
)
def approach_to_the_cycle(method: type, engine: str, quartic: float = 0.0) -> Finding:
    """Let k = lambda_i/lambda_1 and A the amplitude of the cycle. At x = A v_1 + delta v_i, to first order in delta,

    y = (A + rho) v_1 + (1 + rho k^2/A) delta v_i since H g ~ v_1 + (k^2 delta/A) v_i, and
    h_i = rho lambda_i^2 (1 + rho k^2/A) delta/(lambda_1 (A + rho)) with eta alpha rho = A (2 - eta lambda_1)/lambda_1.
    For 0 < k < 1 the factor lies in (-1, 1): the subtracted terms grow with k and reach 2 at k = 1 only. The map
    commutes with reflections of each coordinate, so coordinate i decays by its own factor.
    """
    spectrum, eta, rho, alpha = np.array([3.0, 2.75, 1.0]), 0.3, 0.1, 0.5
    problem = RidgePolynomial(np.diag(spectrum), np.eye(3), np.zeros(3), np.full(3, quartic))
    A = eta * alpha * rho * spectrum[0] / (2 - eta * spectrum[0])
    k = spectrum[1:] / spectrum[0]
    factors = 1 - eta * spectrum[1:] - (2 - eta * spectrum[0]) * k**2 * (A + rho * k**2) / (A + rho)
    return approaches_cycle(method(eta, rho, alpha), problem, factors, engine)


CYCLE = (two_cycle, approach_to_the_cycle)
