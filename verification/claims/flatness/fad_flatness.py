"""FAD on quadratics: what it descends, and the cycle where it ends."""

from __future__ import annotations

import functools

import numpy as np

from refimpl.flatness.first_order_flatness import FirstOrderFlatness
from refimpl.flatness.zeroth_order_flatness import ZerothOrderFlatness
from refimpl.problems import RidgePolynomial, diagonal_quadratic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.gradient_floor import approaches_cycle, ends_on_cycle
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.flatness import fad as mutants
from verification.trial import complete_run

SPECTRUM, RHO, BETA = (3.0, 1.0, 0.5), 0.25, 0.375


@functools.cache
def _joint_flatness(point: tuple[float, ...]) -> float:
    """R_FAD at a point of the quadratic, from the searches for R0 and R1; started off the point, as minima need."""
    problem, w = diagonal_quadratic(SPECTRUM), np.array(point)
    start = w + np.array([0.5, 0.0, 0.0]) * (1 if w[0] >= 0 else -1)
    top = complete_run(ZerothOrderFlatness(w, RHO, 0.0), problem, start, 100).x[-1]
    steep = complete_run(FirstOrderFlatness(w, RHO, 0.0), problem, start, 100).x[-1]
    zeroth = problem.value(top) - problem.value(w)
    return BETA * zeroth + (1 - BETA) * RHO * float(np.linalg.norm(problem.gradient(steep)))


@claim(
    "fad",
    theorem="R_FAD and its gradient",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on the axis of v_1 it descends f + alpha R_FAD; at a minimum R_FAD = lambda_1 rho^2 (1 - beta/2)",
    controls=(
        *planted(
            mutants.WithoutFirstOrder,
            mutants.WithoutZerothOrder,
            mutants.PerturbedGradient,
            mutants.DifferenceToFirstGradient,
            mutants.PenaltySubtracted,
            mutants.ConvexCombination,
            mutants.AlphaOnceOnly,
            mutants.PerturbationNotUndone,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
        ),
        *without("the axis of v_1", offset=0.125),
    ),
)
def gradient_of_the_joint_flatness(method: type, engine: str, offset: float = 0.0) -> Finding:
    """At x = s v_1, s > 0, both maximisers are rho v_1: R0 = l_1 (s rho + rho^2/2) and R1 = rho l_1 (s + rho). Their

    gradients are rho l_1 v_1 by Danskin's theorem (transverse derivatives vanish by symmetry), and so are g1 - g and
    g3 - g2. At s = 0 R_FAD = beta l_1 rho^2/2 + (1 - beta) l_1 rho^2. R0 and R1 are found by their own searches, their
    gradients by central differences. Off the axis one ascent step is not the maximiser.
    """
    problem, eta, alpha, h = diagonal_quadratic(SPECTRUM), 0.125, 0.75, 2.0**-6
    found, expected = [], []
    for s in (0.5, 1.0, 2.0):
        x = np.array([s, offset, 0.0])
        t = complete_run(method(eta, RHO, alpha, BETA), problem, x, 1, engine=engine)
        slope = [
            (_joint_flatness(tuple(x + h * e)) - _joint_flatness(tuple(x - h * e))) / (2 * h)
            for e in np.eye(3)
        ]
        found.append((x - t.x[1]) / eta)
        expected.append(problem.gradient(x) + alpha * np.array(slope))
    # R_FAD is linear along the axis; values of size 2^2 with some 2^4 roundings are divided by 2^-5
    steps = identity(found, expected, tolerance=2.0**-42)
    least = identity(
        _joint_flatness((0.0, 0.0, 0.0)), SPECTRUM[0] * RHO**2 * (1 - BETA / 2), tolerance=2.0**-48
    )
    return worst([steps, least])


@claim(
    "fad",
    theorem="two-cycle on a quadratic",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a quadratic it ends on the cycle +-A v_1, A = eta alpha rho l_1 / (2 - eta l_1), whatever beta",
    controls=(
        *planted(
            mutants.WithoutFirstOrder,
            mutants.WithoutZerothOrder,
            mutants.PenaltySubtracted,
            mutants.ConvexCombination,
            mutants.PerturbationNotUndone,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
        ),
        *without("simple top eigenvalue", spectrum=(3.0, 3.0, 1.0)),
    ),
)
def two_cycle(method: type, engine: str, spectrum: tuple[float, ...] = (3.0, 2.0, 1.0)) -> Finding:
    """On the axis of v_1 both differences are rho lambda_1 sign(x) v_1: the step of SAM with radius alpha rho.

    Set x+ = -x there. The cycle attracts where every factor of the claim on the approach is below 1 in modulus.
    """
    eta, rho, alpha = 0.3, 0.1, 0.5
    amplitude = eta * alpha * rho * spectrum[0] / (2 - eta * spectrum[0])
    return ends_on_cycle(method(eta, rho, alpha, BETA), spectrum, amplitude, 600, engine)


@claim(
    "fad",
    theorem="approach to the two-cycle",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="factors 1 - eta l_i (1 + alpha rho k (beta/A + (1 - beta)(1 + rho k^2/A)/(A + rho))), k = l_i/l_1",
    controls=(
        *planted(
            mutants.SharesExchanged,
            mutants.FirstPerturbationLeft,
            mutants.SecondPerturbationUndone,
            mutants.AscentOfTheLoss,
            mutants.DescendingPerturbation,
            mutants.UnnormalisedAscent,
        ),
        *without("quadratic", quartic=1.0),
    ),
)
def approach_to_the_cycle(method: type, engine: str, quartic: float = 0.0) -> Finding:
    """At x = A v_1 + delta v_i, to first order in delta, n = v_1 + (k delta/A) v_i and g1 - g = rho H n; so y is that

    of GAM, (A + rho) v_1 + (1 + rho k^2/A) delta v_i, and g3 - g2 = rho H g2/|g2| has the coordinate
    rho l_i k (1 + rho k^2/A) delta/(A + rho). The map commutes with reflections: coordinate i decays by its own factor.
    """
    spectrum, eta, rho, alpha = np.array([3.0, 2.5, 1.0]), 0.3, 0.1, 0.5
    problem = RidgePolynomial(np.diag(spectrum), np.eye(3), np.zeros(3), np.full(3, quartic))
    A = eta * alpha * rho * spectrum[0] / (2 - eta * spectrum[0])
    k, low = spectrum[1:] / spectrum[0], spectrum[1:]
    shares = BETA / A + (1 - BETA) * (1 + rho * k**2 / A) / (A + rho)
    return approaches_cycle(
        method(eta, rho, alpha, BETA), problem, 1 - eta * low * (1 + alpha * rho * k * shares), engine
    )


MEASURES = (gradient_of_the_joint_flatness, two_cycle, approach_to_the_cycle)
