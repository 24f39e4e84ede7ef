"""GAM + SAM: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.flatness.gam import GAM
from refimpl.flatness.sam import SAM
from refimpl.problems import LogQuadratic, Quadratic, RidgePolynomial
from verification.arithmetic.gam import exact_form, quadratic
from verification.arithmetic.newton import derivatives, plane_quartic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.gradient_floor import (
    PARABOLA,
    VALLEY,
    L,
    approaches_cycle,
    average_of_squares,
    ends_on_cycle,
    one_step_descent,
)
from verification.claims.stationary import is_fixed
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.flatness import gam_sam as mutants
from verification.trial import complete_run, first_iterates

AT_REGULAR_POINTS = tuple(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)


@claim(
    "gam-sam",
    theorem="Algorithm 1 with SAM's loss",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a quartic in the plane equal GAM + SAM in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*AT_REGULAR_POINTS),
)
def first_iterates_on_a_plane_quartic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library. The Hessian changes from
    x to y, so a perturbation that is undone too late or not at all shows.
    """
    expected = exact_form(derivatives, [1, -2], 6, "0.03125", "0.25", "0.75", "0.125")
    problem, start = plane_quartic(), np.array([1.0, -2.0])
    return first_iterates(method(0.03125, 0.25, 0.75, 0.125), problem, start, expected, engine)


@claim(
    "gam-sam",
    theorem="Algorithm 1 with SAM's loss",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a quadratic with off-diagonal Hessian equal GAM + SAM in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*AT_REGULAR_POINTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    A, b = [[3, 1], [1, 2]], [1, -1]
    expected = exact_form(quadratic(A, b), [2, -1], 6, "0.125", "0.5", "0.75", "0.25")
    problem = Quadratic(np.array(A, float), np.array(b, float))
    return first_iterates(method(0.125, 0.5, 0.75, 0.25), problem, np.array([2.0, -1.0]), expected, engine)


@claim(
    "gam-sam",
    theorem="reduction to SAM",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with alpha = 0 it is SAM with radius sam_rho",
    controls=(
        *planted(
            mutants.RadiiSwapped,
            mutants.PlainGradient,
            mutants.GradientTwice,
            mutants.SamPerturbationLeft,
            mutants.GamPerturbationLeft,
            mutants.SamDescends,
            mutants.EverythingWeighted,
            mutants.UnnormalisedSam,
            mutants.SamRadiusTooLarge,
            mutants.StepTooLong,
        ),
        *without("alpha = 0", alpha=2.0**-20),
    ),
)
def without_penalty_sam(method: type, engine: str, alpha: float = 0.0) -> Finding:
    """The direction is s + 0 h = s, the gradient of SAM; the product with 0 is exact, so not a digit may differ."""
    problem, x0 = LogQuadratic(4), np.array([3.0, -0.4, 1.5, -2.0])
    t = complete_run(method(0.25, 0.5, alpha, 0.125), problem, x0, 30, engine=engine)
    sam = complete_run(SAM(0.25, 0.125), problem, x0, 30, engine=engine)
    return identity(t.x, sam.x, tolerance=2.0**-53)


@claim(
    "gam-sam",
    theorem="reduction to GAM",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with sam_rho = 0 it is GAM",
    controls=(
        *planted(
            mutants.RadiiSwapped,
            mutants.WithoutPenalty,
            mutants.PenaltyAtSamPoint,
            mutants.PenaltySubtracted,
            mutants.PenaltyWithoutRadius,
            mutants.PenaltyTooStrong,
            mutants.StepTooLong,
        ),
        *without("sam_rho = 0", sam_rho=2.0**-20),
    ),
)
def without_radius_of_sam_gam(method: type, engine: str, sam_rho: float = 0.0) -> Finding:
    """The perturbation of SAM is zero, so s = grad f(x + 0) = g and the direction is that of GAM, exactly."""
    problem, x0 = LogQuadratic(4), np.array([3.0, -0.4, 1.5, -2.0])
    t = complete_run(method(0.25, 0.5, 0.75, sam_rho), problem, x0, 30, engine=engine)
    gam = complete_run(GAM(0.25, 0.5, 0.75), problem, x0, 30, engine=engine)
    return identity(t.x, gam.x, tolerance=2.0**-53)


@claim(
    "gam-sam",
    theorem="one-step descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_{t+1}) <= f(x_t) - (eta/2) |g_t|^2 + (eta/2) L^2 (r + alpha rho)^2 at every t, for eta <= 1/L",
    controls=(
        *planted(
            mutants.RadiiSwapped,
            mutants.GradientTwice,
            mutants.SamRadiusTooLarge,
            mutants.PenaltyTooStrong,
            mutants.StepTooLong,
            mutants.PenaltyWithoutRadius,
        ),
        *without("eta <= 1/L", step_factor=2.5),
    ),
)
def descent_up_to_the_floor(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Descent lemma with the direction G = s + alpha h: for eta <= 1/L,

    f(x+) <= f - (eta/2) |g|^2 + (eta/2) |G - g|^2, and |G - g| <= |s - g| + alpha |h| <= L r + alpha rho L. On
    f = (L/2) x^2 both errors point outwards, so with eta = 1/L the step is x+ = -(r + alpha rho) sign(x) and both
    sides are equal at every t.
    """
    eta, rho, alpha, r = step_factor / L, 0.25, 0.5, 0.1875
    algorithm = method(eta, rho, alpha, r)
    return worst([one_step_descent(algorithm, i, eta, r + alpha * rho, engine) for i in (PARABOLA, VALLEY)])


@claim(
    "gam-sam",
    theorem="average gradient",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="(1/T) sum_{t<T} |g_t|^2 <= 2 (f_0 - f*)/(eta T) + L^2 (r + alpha rho)^2 for every T; tight on L x^2/2",
    controls=(
        *planted(
            mutants.RadiiSwapped,
            mutants.SamRadiusTooLarge,
            mutants.PenaltyTooStrong,
            mutants.StepTooLong,
            mutants.PenaltyWithoutRadius,
        ),
        *without("eta <= 1/L", step_factor=1.8),
    ),
)
def average_gradient(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Sum of the one-step descent over t < T, telescoped with f >= f*.

    On f = (L/2) x^2 with eta = 1/L the iterates are +-(r + alpha rho) from t = 1 on: the floor is attained, and the
    two sides differ by floor / T only.
    """
    eta, rho, alpha, r = step_factor / L, 0.25, 0.5, 0.1875
    return average_of_squares(method(eta, rho, alpha, r), eta, r + alpha * rho, engine)


@claim(
    "gam-sam",
    theorem="two-cycle on a quadratic",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a quadratic it ends on the cycle +-A v_1, A = eta lambda_1 (r + alpha rho) / (2 - eta lambda_1)",
    controls=(
        *planted(
            mutants.RadiiSwapped,
            mutants.PlainGradient,
            mutants.WithoutPenalty,
            mutants.PenaltySubtracted,
            mutants.SamDescends,
            mutants.SamPerturbationLeft,
            mutants.GamPerturbationLeft,
            mutants.SamRadiusTooLarge,
            mutants.PenaltyTooStrong,
            mutants.StepTooLong,
        ),
        *without("simple top eigenvalue", spectrum=(3.0, 3.0, 1.0)),
    ),
)
def two_cycle(method: type, engine: str, spectrum: tuple[float, ...] = (3.0, 2.5, 1.0)) -> Finding:
    """On the axis of v_1 s = lambda_1 (x + r sign(x)) and h = rho lambda_1 sign(x): SAM with radius r + alpha rho.

    Set x+ = -x there. The cycle attracts, since every factor of the claim on the approach is below 1 in modulus.
    With a double top eigenvalue the cycle lies in its eigenspace, not along one axis.
    """
    eta, rho, alpha, r = 0.3, 0.1, 0.5, 0.03125
    amplitude = eta * spectrum[0] * (r + alpha * rho) / (2 - eta * spectrum[0])
    return ends_on_cycle(method(eta, rho, alpha, r), spectrum, amplitude, 600, engine)


@claim(
    "gam-sam",
    theorem="approach to the two-cycle",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="coordinate i decays by 1 - eta l_i ((1 + r k/A) + alpha rho k (1 + rho k^2/A)/(A + rho)), k = l_i/l_1",
    controls=(
        *planted(
            mutants.AscentAlongSam,
            mutants.PenaltyAtSamPoint,
            mutants.FirstPerturbationLeft,
            mutants.UnnormalisedSam,
            mutants.RadiiSwapped,
        ),
        *without("quadratic", quartic=1.0),
    ),
)
def approach_to_the_cycle(method: type, engine: str, quartic: float = 0.0) -> Finding:
    """Let k = lambda_i/lambda_1 and A the amplitude of the cycle. At x = A v_1 + delta v_i, to first order in delta,

    g = lambda_1 (A v_1 + k delta v_i), so s_i = lambda_i (1 + r k/A) delta; y = (A + rho) v_1 + (1 + rho k^2/A) delta
    v_i since H g ~ v_1 + (k^2 delta/A) v_i, so h_i = rho lambda_i k (1 + rho k^2/A) delta/(A + rho). The map commutes
    with reflections of each coordinate, so coordinate i decays by its own factor.
    """
    spectrum, eta, rho, alpha, r = np.array([3.0, 2.75, 1.0]), 0.3, 0.1, 0.5, 0.03125
    problem = RidgePolynomial(np.diag(spectrum), np.eye(3), np.zeros(3), np.full(3, quartic))
    A = eta * spectrum[0] * (r + alpha * rho) / (2 - eta * spectrum[0])
    k, low = spectrum[1:] / spectrum[0], spectrum[1:]
    factors = 1 - eta * low * ((1 + r * k / A) + alpha * rho * k * (1 + rho * k**2 / A) / (A + rho))
    return approaches_cycle(method(eta, rho, alpha, r), problem, factors, engine)


@claim(
    "gam-sam",
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a point with zero gradient is a fixed point: s = 0, h = 0 and x+ = x, exactly",
    controls=(*planted(mutants.UnguardedNorm), *without("zero gradient", offset=1e-3)),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """Where g = 0 both perturbations vanish, so s = g = 0 and h = 0. The data are integers: g = 0 exactly."""
    return is_fixed(method(0.125, 0.5, 0.75, 0.25), offset, engine)


CLAIMS = (
    first_iterates_on_a_plane_quartic,
    first_iterates_on_a_quadratic,
    without_penalty_sam,
    without_radius_of_sam_gam,
    descent_up_to_the_floor,
    average_gradient,
    two_cycle,
    approach_to_the_cycle,
    stationary_point_is_fixed,
)
