"""Accelerated GAM: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.flatness.gam import GAM
from refimpl.flatness.sam import SAM
from refimpl.problems import LogQuadratic, Quadratic, RidgePolynomial
from verification.arithmetic.gam import accelerated_form, quadratic
from verification.arithmetic.newton import A, W, derivatives, plane_quartic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.gam_accelerated_cycle import CYCLE
from verification.claims.flatness.gradient_floor import (
    PARABOLA,
    VALLEY,
    L,
    one_step_descent,
)
from verification.claims.stationary import is_fixed
from verification.evidence import identity
from verification.finding import Curve, Finding, Picture, worst
from verification.mutants.flatness import gam_accelerated as mutants
from verification.trial import complete_run, first_iterates

AT_REGULAR_POINTS = tuple(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)


@claim(
    "gam-accelerated",
    theorem="released algorithm",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on a quartic in the plane equal accelerated GAM in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*AT_REGULAR_POINTS),
)
def first_iterates_on_a_plane_quartic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library, p_perp by its cosine."""
    parameters = ("0.03125", "0.0625", "0.25", "0.25", "0.625", "0.375")
    expected = accelerated_form(derivatives, [1, -2], 5, parameters)
    return first_iterates(
        method(*map(float, parameters)), plane_quartic(), np.array([1.0, -2.0]), expected, engine
    )


@claim(
    "gam-accelerated",
    theorem="released algorithm",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on a quadratic with an off-diagonal Hessian equal accelerated GAM in decimal arithmetic",
    engine="ball",
    controls=planted(*AT_REGULAR_POINTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    H, b = [[3, 1], [1, 2]], [1, -1]
    parameters = ("0.125", "0.125", "0.5", "0.25", "0.625", "0.5")
    expected = accelerated_form(quadratic(H, b), [2, -1], 5, parameters)
    problem = Quadratic(np.array(H, float), np.array(b, float))
    return first_iterates(method(*map(float, parameters)), problem, np.array([2.0, -1.0]), expected, engine)


@claim(
    "gam-accelerated",
    theorem="difference instead of a Hessian",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a cubic (g1 - g0)/r' - H g0/|g0| = (r'/2) D^3 f[n, n], n = g0/|g0|: the error is exactly of order r'",
    controls=(
        *planted(
            mutants.RadiiSwapped,
            mutants.AscentLeft,
            mutants.DifferenceLeft,
            mutants.WeightsExchanged,
            mutants.FullLastWeight,
            mutants.DifferenceTooLong,
            mutants.StepTooLong,
        ),
        *without("cubic", quartic=1.0),
    ),
)
def error_of_the_difference(method: type, engine: str, quartic: float = 0.0) -> Finding:
    """grad f(x + r'n) = g0 + r' H n + (r'^2/2) D^3 f(x)[n, n] without remainder on a polynomial of degree three.

    beta_1 = 1 and gamma = 0 make the direction g1, so one step shows it.
    """
    rows, c, x = np.array(W, float), np.array([0.5, -0.25]), np.array([1.0, -2.0])
    problem = RidgePolynomial(np.array(A, float), rows, c, np.full(2, quartic))
    g, H = problem.gradient(x), problem.hessian(x)
    n = g / np.linalg.norm(g)
    cubic_term = rows.T @ (c * (rows @ n) ** 2)
    radii = 2.0 ** -np.arange(1, 11)
    errors = []
    for radius in radii:
        t = complete_run(method(1.0, radius, 0.75, 0.5, 1.0, 0.0), problem, x, 1, engine=engine)
        errors.append((t.x[0] - t.x[1] - g) / radius - H @ n)
    expected = radii[:, None] / 2 * cubic_term
    size = np.linalg.norm(cubic_term) * radii / 2
    picture = Picture(
        (
            Curve("(r'/2) |D^3 f[n, n]|", radii, size, "theory"),
            Curve("error of the difference", radii, np.linalg.norm(errors, axis=1), "measured"),
        ),
        "r'", "error", "log", "log",
    )  # fmt: skip
    # rounding: some 2^6 units of entries of size 2^3, divided by r'^2 = 2^-20 and more
    return identity(errors, expected, tolerance=2.0**-24, scale=size[:, None], picture=picture)


@claim(
    "gam-accelerated",
    theorem="exact form on a quadratic",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a quadratic y is that of exact GAM with rho = r, and (g3 - g2) rho/r' = h, for r' of any size",
    controls=(
        *planted(
            mutants.RadiiSwapped,
            mutants.FirstPerturbationLeft,
            mutants.DescendingPerturbation,
            mutants.AscentOfTheLoss,
            mutants.StaleDifference,
            mutants.UnnormalisedAscent,
            mutants.WeightsExchanged,
            mutants.DifferenceTooLong,
            mutants.AscentTooLong,
            mutants.StepTooLong,
            mutants.LargeGuard,
        ),
        *without("quadratic", quartic=0.125),
    ),
)
def exact_form_on_a_quadratic(method: type, engine: str, quartic: float = 0.0) -> Finding:
    """d = r' H g0/|g0| without remainder, so y = x + r H g0/|H g0|; likewise g3 = g2 + r' H g2/|g2| = g2 + (r'/r) h.

    beta_1 = 0 and gamma = 0 make the direction g3; one step of exact GAM with eta = alpha = 1 is x - g0 - h.
    """
    near, far, eta = 0.375, 0.75, 0.03125
    problem = RidgePolynomial(np.array(A, float), np.array(W, float), np.zeros(2), np.full(2, quartic))
    t = complete_run(method(eta, near, far, 0.5, 0.0, 0.0), problem, np.array([2.0, -3.0]), 10, engine=engine)
    estimates, exact = [], []
    for x, moved in zip(t.x[:-1], t.x[1:], strict=True):
        g = problem.gradient(x)
        f = problem.hessian(x) @ g
        g2 = problem.gradient(x + far * f / np.linalg.norm(f))
        estimates.append(((x - moved) / eta - g2) * far / near)
        exact.append(x - complete_run(GAM(1.0, far, 1.0), problem, x, 1, engine=engine).x[1] - g)
    # the difference d keeps all but |g0|/|d| < 2^5 of its digits, and eta divides the rounding of x by 2^-5
    return identity(estimates, exact, tolerance=2.0**-53 * 2**12)


@claim(
    "gam-accelerated",
    theorem="orthogonal decomposition",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="<direction, q> = |q|^2 for every gamma, q being the direction for gamma = 0",
    controls=planted(
        mutants.WithoutProjection,
        mutants.ParallelPart,
        mutants.CosineOnly,
        mutants.AscentLeft,
        mutants.DifferenceLeft,
    ),
)
def orthogonal_decomposition(method: type, engine: str) -> Finding:
    """The direction is q - gamma p_perp with <p_perp, q> = <p, q> - <p, q> |q|^2/|q|^2 = 0."""
    problem, starts = LogQuadratic(4), np.random.default_rng(0).standard_normal((20, 4))
    products, squares = [], []
    for start in starts:
        steps = []
        for gamma in (0.75, 0.0):
            t = complete_run(method(1.0, 0.0625, 0.5, 0.25, 0.5, gamma), problem, start, 1, engine=engine)
            steps.append(t.x[0] - t.x[1])
        products.append(steps[0] @ steps[1])
        squares.append(steps[1] @ steps[1])
    # rounding: inner products of d = 4 terms and differences x - x+ of entries up to 4: some 2^5 units
    return identity(products, squares, tolerance=2.0**-53 * 2**6)


@claim(
    "gam-accelerated",
    theorem="one-step descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_{t+1}) <= f(x_t) - (eta/2) |g_t|^2 + (eta/2) L^2 R^2 at every t, for eta <= 1/L",
    controls=(
        *planted(
            mutants.RadiiSwapped,
            mutants.FirstPerturbationLeft,
            mutants.WeightsExchanged,
            mutants.FullLastWeight,
            mutants.DifferenceTooLong,
            mutants.AscentTooLong,
            mutants.StepTooLong,
        ),
        *without("eta <= 1/L", step_factor=2.5),
    ),
)
def descent_up_to_the_floor(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Descent lemma: f(x+) <= f - (eta/2) |g|^2 + (eta/2) |G - g|^2 for the direction G = q - gamma p_perp, and

    |q - g| <= L (r' + (1 - beta_1) r) and |g2 - q| <= L (r' + beta_1 r), all points being within r + r' of each other;
    p_perp is the projection of (g - q) + (1 - beta_0) (g2 - q), since that of q vanishes, so |G - g| <= L R,
    R = (1 + gamma) (r' + (1 - beta_1) r) + gamma (1 - beta_0) (r' + beta_1 r). On f = (L/2) x^2 with eta = 1/L and
    gamma = 0 the step is x+ = -R sign(x) and both sides are equal at every t.
    """
    near, far, b0, b1, eta = 0.0625, 0.25, 0.25, 0.75, step_factor / L
    findings = []
    for instance, gamma in ((PARABOLA, 0.0), (VALLEY, 0.25)):
        R = (1 + gamma) * (near + (1 - b1) * far) + gamma * (1 - b0) * (near + b1 * far)
        findings.append(one_step_descent(method(eta, near, far, b0, b1, gamma), instance, eta, R, engine))
    return worst(findings)


@claim(
    "gam-accelerated",
    theorem="reduction to SAM",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with beta_1 = 1 and gamma = 0 it is SAM with radius r'",
    controls=(
        *planted(
            mutants.RadiiSwapped, mutants.DifferenceTooLong, mutants.WeightsExchanged, mutants.StepTooLong
        ),
        *without("beta_1 = 1", beta_1=1 - 2.0**-20),
        *without("gamma = 0", gamma=2.0**-20),
    ),
)
def with_the_first_difference_only_sam(
    method: type, engine: str, beta_1: float = 1.0, gamma: float = 0.0
) -> Finding:
    """q = g1 = grad f(x + r' g0/|g0|), the gradient of SAM; the products with 1 and 0 are exact."""
    problem, x0, eta, near = LogQuadratic(4), np.array([3.0, -0.4, 1.5, -2.0]), 0.25, 0.125
    t = complete_run(method(eta, near, 0.5, 0.25, beta_1, gamma), problem, x0, 30, engine=engine)
    sam = complete_run(SAM(eta, near), problem, x0, 30, engine=engine)
    return identity(t.x, sam.x, tolerance=2.0**-53)


@claim(
    "gam-accelerated",
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a point with zero gradient is a fixed point: d = 0, q = p = 0 and x+ = x, exactly",
    controls=(*planted(mutants.UnguardedNorm), *without("zero gradient", offset=1e-3)),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """g0 = 0 gives g1 = g0, so d = 0, y = x, g2 = 0 and g3 = g2: p, q and p_perp vanish.

    The data are integers: g0 = 0 exactly.
    """
    return is_fixed(method(0.125, 0.0625, 0.5, 0.25, 0.5, 0.5), offset, engine)


CLAIMS = (
    first_iterates_on_a_plane_quartic,
    first_iterates_on_a_quadratic,
    error_of_the_difference,
    exact_form_on_a_quadratic,
    orthogonal_decomposition,
    descent_up_to_the_floor,
    *CYCLE,
    with_the_first_difference_only_sam,
    stationary_point_is_fixed,
)
