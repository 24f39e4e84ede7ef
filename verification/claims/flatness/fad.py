"""FAD: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.flatness.gam import GAM
from refimpl.flatness.gradient_norm_penalty import GradientNormPenalty
from refimpl.flatness.sam import SAM
from refimpl.problems import LogQuadratic, RidgePolynomial
from verification.arithmetic.newton import A, W
from verification.arithmetic.penalty import joint_flatness
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness import gradient_penalty as shared
from verification.claims.flatness.fad_flatness import MEASURES
from verification.claims.flatness.gradient_floor import (
    PARABOLA,
    VALLEY,
    L,
    average_of_squares,
    is_gradient_descent,
    one_step_descent,
)
from verification.claims.stationary import is_fixed
from verification.evidence import identity
from verification.finding import Curve, Finding, Picture, worst
from verification.mutants.flatness import fad as mutants
from verification.trial import complete_run

AT_REGULAR_POINTS = tuple(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)
START = np.array([3.0, -0.4, 1.5, -2.0])


@claim(
    "fad",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a quartic and on a coupled quadratic equal FAD in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*AT_REGULAR_POINTS),
)
def first_iterates_in_the_plane(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    algorithm = method(0.03125, 0.25, 0.75, 0.375)
    return shared.six_iterates(algorithm, joint_flatness("0.25", "0.75", "0.375"), engine)


@claim(
    "fad",
    theorem="limit beta = 1",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with beta = 1 it is SAM for alpha = 1, and PGN with weight alpha rho for any alpha, but for rounding",
    controls=(
        *planted(
            mutants.SharesExchanged,
            mutants.WithoutZerothOrder,
            mutants.PerturbedGradient,
            mutants.PerturbationNotUndone,
            mutants.PenaltySubtracted,
            mutants.ConvexCombination,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
        ),
        *without("beta = 1", beta=1 - 2.0**-20),
    ),
)
def zeroth_order_alone_is_sam(method: type, engine: str, beta: float = 1.0) -> Finding:
    """g + alpha (g1 - g) = (1 - alpha) g + alpha g1, which is g1 for alpha = 1; g1 is the gradient of SAM."""
    problem, rho, findings = LogQuadratic(4), 0.125, []
    for alpha, peer in ((1.0, SAM(0.25, rho)), (0.625, GradientNormPenalty(0.25, 0.625 * rho, rho))):
        t = complete_run(method(0.25, rho, alpha, beta), problem, START, 20, engine=engine)
        sam = complete_run(peer, problem, START, 20, engine=engine)
        # four roundings of entries below 2 in each of 20 steps; the maps do not expand by more than 2^3 in all
        findings.append(identity(t.x, sam.x, tolerance=2.0**-44))
    return worst(findings)


@claim(
    "fad",
    theorem="limit beta = 0",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with beta = 0 it is GAM on quadratics; on a cubic its error is (rho^2/2) D^3 f[n, n] + O(rho^3)",
    controls=(
        *planted(
            mutants.SharesExchanged,
            mutants.WithoutFirstOrder,
            mutants.DifferenceToFirstGradient,
            mutants.FirstPerturbationLeft,
            mutants.SecondPerturbationUndone,
            mutants.DescendingPerturbation,
            mutants.AscentOfTheLoss,
            mutants.UnnormalisedAscent,
            mutants.PenaltySubtracted,
            mutants.AlphaOnceOnly,
            mutants.RadiusTooLarge,
        ),
        *without("beta = 0", beta=2.0**-10),
    ),
)
def first_order_alone_is_gam(method: type, engine: str, beta: float = 0.0) -> Finding:
    """On quadratics g1 - g = rho H n and g3 - g2 = rho H g2/|g2| without remainder. With T = D^3 f constant

    g3 - g2 = rho H(y) n_2 + (rho^2/2) T[n_2, n_2], and y is off that of GAM by O(rho^2), which moves rho H(y) n_2 by
    O(rho^3) only; n_2 = n + O(rho). Errors at rho and rho/2, over rho^2, are extrapolated to rho = 0.
    """
    rows, c, x = np.array(W, float), np.array([0.5, -0.25]), np.array([1.0, -2.0])
    quadratic = RidgePolynomial(np.array(A, float), rows, np.zeros(2), np.zeros(2))
    t = complete_run(method(0.03125, 0.5, 0.75, beta), quadratic, x, 20, engine=engine)
    gam = complete_run(GAM(0.03125, 0.5, 0.75), quadratic, x, 20, engine=engine)
    # differences over rho = 1/2 of entries below 2^3: some 2^5 roundings per step of a map that contracts
    same = identity(t.x, gam.x, tolerance=2.0**-42)
    cubic = quadratic._replace(cubic=c)
    n = cubic.gradient(x) / np.linalg.norm(cubic.gradient(x))
    leading = rows.T @ (c * (rows @ n) ** 2) / 2
    radii, errors = 2.0 ** -np.arange(4, 12), []
    for rho in radii:
        ends = [
            complete_run(a, cubic, x, 1, engine=engine).x[1]
            for a in (method(1.0, rho, 1.0, beta), GAM(1.0, rho, 1.0))
        ]
        errors.append((ends[1] - ends[0]) / rho**2)
    found = np.array(errors)
    picture = Picture(
        (
            Curve("(rho^2/2) |D^3 f[n, n]|", radii, np.linalg.norm(leading) * radii**2, "theory"),
            Curve("FAD - GAM", radii, np.linalg.norm(found, axis=1) * radii**2, "measured"),
        ),
        "rho", "difference of the steps", "log", "log",
    )  # fmt: skip
    # what is left is of order rho^2 = 2^-22 with factors of some 2^6; rounding is 2^-50 over rho^2
    limit = identity(2 * found[-1] - found[-2], leading, tolerance=2.0**-14)
    return worst([same, limit])._replace(picture=picture)


@claim(
    "fad",
    theorem="one-step descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_{t+1}) <= f(x_t) - (eta/2) |g_t|^2 + (eta/2) (alpha rho L)^2 at every t, for eta <= 1/L",
    controls=(
        *planted(
            mutants.PerturbedGradient,
            mutants.DifferenceToFirstGradient,
            mutants.PerturbationNotUndone,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
            mutants.AlphaOnceOnly,
        ),
        *without("eta <= 1/L", step_factor=2.5),
    ),
)
def descent_up_to_the_floor(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Descent lemma with the direction G = g + alpha (beta (g1 - g) + (1 - beta) (g3 - g2)): for eta <= 1/L

    f(x+) <= f - (eta/2) |g|^2 + (eta/2) |G - g|^2, and both differences are at most L rho, so |G - g| <= alpha L rho
    for every beta. On f = (L/2) x^2 both are L rho sign(x): with eta = 1/L the step is x+ = -alpha rho sign(x) and the
    two sides are equal at every t.
    """
    eta, rho, alpha, beta = step_factor / L, 0.25, 0.5, 0.375
    algorithm = method(eta, rho, alpha, beta)
    return worst([one_step_descent(algorithm, i, eta, alpha * rho, engine) for i in (PARABOLA, VALLEY)])


@claim(
    "fad",
    theorem="average gradient",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="(1/T) sum_{t<T} |g_t|^2 <= 2 (f_0 - f*)/(eta T) + (alpha rho L)^2 for every T; ratio -> 1 on L x^2/2",
    controls=(
        *planted(
            mutants.PerturbedGradient, mutants.RadiusTooLarge, mutants.StepTooLong, mutants.AlphaOnceOnly
        ),
        *without("eta <= 1/L", step_factor=1.8),
    ),
)
def average_gradient(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Sum of the one-step descent over t < T, telescoped with f >= f*.

    On f = (L/2) x^2 with eta = 1/L the iterates are +-alpha rho from t = 1 on: the floor is attained. A radius that
    does not shrink leaves it for ever.
    """
    eta, rho, alpha, beta = step_factor / L, 0.25, 0.5, 0.375
    return average_of_squares(method(eta, rho, alpha, beta), eta, alpha * rho, engine)


@claim(
    "fad",
    theorem="limit alpha = 0",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with alpha = 0 the iterates are x_t - x* = (I - eta A)^t (x_0 - x*), those of gradient descent",
    controls=planted(mutants.StepTooLong, mutants.PerturbationNotUndone, mutants.AlphaOnceOnly)
    + without("alpha = 0", alpha=1e-6),
)
def without_weight_gradient_descent(method: type, engine: str, alpha: float = 0.0) -> Finding:
    """alpha = 0 leaves x - eta g; on a diagonal quadratic each coordinate is multiplied by 1 - eta lambda_i."""
    return is_gradient_descent(method(0.25, 0.25, alpha, 0.375), 0.25, engine)


@claim(
    "fad",
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a point with zero gradient is a fixed point: all four gradients vanish and x+ = x, exactly",
    controls=(*planted(mutants.UnguardedNorm), *without("zero gradient", offset=1e-3)),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """No ascent starts where g = 0: g1 = g, y = x, g2 = 0 and g3 = g2. The data are integers: g = 0 exactly."""
    return is_fixed(method(0.125, 0.5, 0.75, 0.375), offset, engine)


CLAIMS = (
    first_iterates_in_the_plane,
    zeroth_order_alone_is_sam,
    first_order_alone_is_gam,
    descent_up_to_the_floor,
    average_gradient,
    *MEASURES,
    without_weight_gradient_descent,
    stationary_point_is_fixed,
)
