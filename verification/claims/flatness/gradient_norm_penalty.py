"""PGN: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from refimpl.flatness.sam import SAM
from refimpl.problems import LogQuadratic, RidgePolynomial
from verification.arithmetic.newton import A, W
from verification.arithmetic.penalty import norm_penalty
from verification.claim import Kind, Standing, planted, without
from verification.claim import claim as any_claim
from verification.claims.flatness import gradient_penalty as shared
from verification.claims.flatness.gradient_floor import (
    PARABOLA,
    VALLEY,
    L,
    average_of_squares,
    ends_on_cycle,
    one_step_descent,
)
from verification.claims.stationary import is_fixed
from verification.evidence import identity
from verification.finding import Curve, Finding, Picture, worst
from verification.mutants.flatness import gradient_norm_penalty as mutants
from verification.trial import complete_run

claim: Any = functools.partial(any_claim, paper="Zhao, Zhang & Hu 2022")
AT_REGULAR_POINTS = tuple(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)


@claim(
    "gradient-norm-penalty",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a quartic and on a coupled quadratic equal PGN in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*AT_REGULAR_POINTS),
)
def first_iterates_in_the_plane(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    return shared.six_iterates(method(0.03125, 0.125, 0.5), norm_penalty("0.125", "0.5"), engine)


@claim(
    "gradient-norm-penalty",
    theorem="reduction to SAM",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with weight = rho it is SAM with radius rho",
    controls=(
        *planted(
            mutants.WeightsExchanged,
            mutants.NothingTakenAway,
            mutants.WeightIsShare,
            mutants.UnnormalisedPerturbation,
            mutants.DescendingPerturbation,
            mutants.PerturbationNotUndone,
            mutants.WeightTooLarge,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
        ),
        *without("weight = rho", weight=0.125 + 2.0**-20),
    ),
)
def with_full_weight_sam(method: type, engine: str, weight: float = 0.125) -> Finding:
    """The shares are 0 and 1, and the direction is grad f(x + rho g/|g|), exactly: products with 0 and 1 are."""
    problem, x0 = LogQuadratic(4), np.array([3.0, -0.4, 1.5, -2.0])
    t = complete_run(method(0.25, weight, 0.125), problem, x0, 30, engine=engine)
    sam = complete_run(SAM(0.25, 0.125), problem, x0, 30, engine=engine)
    return identity(t.x, sam.x, tolerance=2.0**-53)


@claim(
    "gradient-norm-penalty",
    theorem="quadratics",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a quadratic it is SAM with radius weight, whatever rho: gradient descent on f + weight |grad f|",
    controls=(
        *planted(
            mutants.WeightsExchanged,
            mutants.NothingTakenAway,
            mutants.Sam,
            mutants.WeightIsShare,
            mutants.ShareInverted,
            mutants.UnnormalisedPerturbation,
            mutants.DescendingPerturbation,
            mutants.PerturbationNotUndone,
            mutants.WeightTooLarge,
            mutants.StepTooLong,
        ),
        *without("quadratic", quartic=0.125),
    ),
)
def sam_on_a_quadratic(method: type, engine: str, quartic: float = 0.0) -> Finding:
    """grad f is affine: (weight/rho) (s - g) = weight H g/|g|, and grad f(x + weight g/|g|) is the same plus g."""
    problem = RidgePolynomial(np.array(A, float), np.array(W, float), np.zeros(2), np.full(2, quartic))
    x0 = np.array([2.0, -1.0])
    t = complete_run(method(0.03125, 0.125, 0.5), problem, x0, 20, engine=engine)
    sam = complete_run(SAM(0.03125, 0.125), problem, x0, 20, engine=engine)
    # some 2^4 roundings of entries of size 2^3 per step, and normalisation by |g| > 2^-1
    return identity(t.x, sam.x, tolerance=2.0**-42)


@claim(
    "gradient-norm-penalty",
    theorem="error of the difference",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a cubic (s - g)/rho = H n + (rho/2) D^3 f[n, n], n = g/|g|: off grad |grad f| by order rho exactly",
    controls=(
        *planted(
            mutants.NothingTakenAway,
            mutants.Sam,
            mutants.UnnormalisedPerturbation,
            mutants.DescendingPerturbation,
            mutants.PerturbationNotUndone,
            mutants.WeightTooLarge,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
        ),
        *without("cubic", quartic=1.0),
    ),
)
def error_of_the_difference(method: type, engine: str, quartic: float = 0.0) -> Finding:
    """grad f(x + rho n) = g + rho H n + (rho^2/2) D^3 f(x)[n, n] without remainder on a polynomial of degree three.

    One step with eta = 1 and weight = 1/2 shows it, divided by the weight.
    """
    rows, c, x, weight = np.array(W, float), np.array([0.5, -0.25]), np.array([1.0, -2.0]), 0.5
    problem = RidgePolynomial(np.array(A, float), rows, c, np.full(2, quartic))
    g, H = problem.gradient(x), problem.hessian(x)
    n = g / np.linalg.norm(g)
    third = rows.T @ (c * (rows @ n) ** 2)
    radii = 2.0 ** -np.arange(2, 11)
    errors = []
    for rho in radii:
        t = complete_run(method(1.0, weight, rho), problem, x, 1, engine=engine)
        errors.append((t.x[0] - t.x[1] - g) / weight - H @ n)
    size = np.linalg.norm(third) * radii / 2
    picture = Picture(
        (
            Curve("(rho/2) |D^3 f[n, n]|", radii, size, "theory"),
            Curve("error of the difference", radii, np.linalg.norm(errors, axis=1), "measured"),
        ),
        "rho", "error", "log", "log",
    )  # fmt: skip
    # some 2^6 units of entries of size 2^3, divided by rho^2 = 2^-20 and more
    expected = radii[:, None] / 2 * third
    return identity(errors, expected, tolerance=2.0**-24, scale=size[:, None], picture=picture)


@claim(
    "gradient-norm-penalty",
    theorem="one-step descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_{t+1}) <= f(x_t) - (eta/2) |g_t|^2 + (eta/2) L^2 weight^2 at every t, for eta <= 1/L",
    controls=(
        *planted(
            mutants.WeightsExchanged,
            mutants.Sam,
            mutants.UnnormalisedPerturbation,
            mutants.PerturbationNotUndone,
            mutants.WeightTooLarge,
            mutants.StepTooLong,
        ),
        *without("eta <= 1/L", step_factor=2.5),
    ),
)
def descent_up_to_the_floor(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Descent lemma with the direction G = g + (weight/rho)(s - g): f(x+) <= f - (eta/2) |g|^2 + (eta/2) |G - g|^2,

    and |G - g| <= (weight/rho) L rho = L weight, whatever rho. On f = (L/2) x^2 with eta = 1/L the step is
    x+ = -weight sign(x) and both sides are equal at every t.
    """
    eta, weight, rho = step_factor / L, 0.1875, 0.5
    return worst(
        [one_step_descent(method(eta, weight, rho), i, eta, weight, engine) for i in (PARABOLA, VALLEY)]
    )


@claim(
    "gradient-norm-penalty",
    theorem="average gradient",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="(1/T) sum_{t<T} |g_t|^2 <= 2 (f_0 - f*)/(eta T) + L^2 weight^2 for every T; ratio -> 1 on L x^2/2",
    controls=(
        *planted(mutants.WeightsExchanged, mutants.Sam, mutants.WeightTooLarge, mutants.StepTooLong),
        *without("eta <= 1/L", step_factor=1.8),
    ),
)
def average_gradient(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Sum of the one-step descent over t < T, telescoped with f >= f*.

    On f = (L/2) x^2 with eta = 1/L the iterates are +-weight from t = 1 on: the floor is attained.
    """
    eta, weight, rho = step_factor / L, 0.1875, 0.5
    return average_of_squares(method(eta, weight, rho), eta, weight, engine)


@claim(
    "gradient-norm-penalty",
    theorem="two-cycle on a quadratic",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a quadratic it ends on the cycle +-A v_1, A = eta weight lambda_1 / (2 - eta lambda_1), whatever rho",
    controls=(
        *planted(
            mutants.WeightsExchanged,
            mutants.Sam,
            mutants.WeightIsShare,
            mutants.PerturbationNotUndone,
            mutants.WeightTooLarge,
            mutants.StepTooLong,
        ),
        *without("simple top eigenvalue", spectrum=(3.0, 3.0, 1.0)),
    ),
)
def two_cycle(method: type, engine: str, spectrum: tuple[float, ...] = (3.0, 2.0, 1.0)) -> Finding:
    """On a quadratic it is SAM with radius weight (``sam-on-a-quadratic``), whose cycle this is (``sam.two-cycle``)."""
    eta, weight, rho = 0.3, 0.1, 0.25
    amplitude = eta * weight * spectrum[0] / (2 - eta * spectrum[0])
    return ends_on_cycle(method(eta, weight, rho), spectrum, amplitude, 4000, engine)


@claim(
    "gradient-norm-penalty",
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a point with zero gradient is a fixed point: s = g = 0 and x+ = x, exactly",
    controls=(*planted(mutants.UnguardedNorm), *without("zero gradient", offset=1e-3)),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """The perturbation is zero where g = 0, so s = g = 0 as well and x+ = x. The data are integers: g = 0 exactly."""
    return is_fixed(method(0.125, 0.25, 0.5), offset, engine)


CLAIMS = (
    first_iterates_in_the_plane,
    with_full_weight_sam,
    sam_on_a_quadratic,
    error_of_the_difference,
    descent_up_to_the_floor,
    average_gradient,
    two_cycle,
    stationary_point_is_fixed,
)
