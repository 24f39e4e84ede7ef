"""First-order flatness: what is claimed of the search for the largest gradient norm in a ball."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from refimpl.flatness.gam import GAM
from refimpl.problems import LogQuadratic, diagonal_quadratic, random_quadratic
from refimpl.problems.registry import EXAMPLES
from verification.arithmetic.flatness import ascents, largest_on_ball
from verification.arithmetic.newton import derivatives, plane_quartic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.ball_search import (
    Instance,
    ascends,
    minus,
    reaches,
    scaled,
    times,
)
from verification.claims.flatness.flatness_bounds import BOUNDS
from verification.claims.stationary import MINIMISER, is_fixed
from verification.evidence import bound, geometric_rate, identity, tight
from verification.finding import Finding, worst
from verification.mutants.flatness import first_order_flatness as mutants
from verification.trial import complete_run, first_iterates

AT_REGULAR_POINTS = tuple(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)


def _instance(H: tuple[tuple[int, ...], ...], nu: int, shift: float) -> Instance:
    """d = (3/4, 1) and g = nu H^{-1} d - H d, so that H (g + H d) = nu d: the maximiser wherever nu I > H^2."""
    (a, b), (c, e) = H
    d = (Fraction(3, 4), Fraction(1))
    solved = scaled(Fraction(nu, a * e - b * c), times(((e, -b), (-c, a)), d))
    return Instance(H, minus(solved, times(H, d)), d, 1.25, shift)


# nu I - H^2 is positive definite: determinants 25 and 3
CONVEX = _instance(((3, 1), (1, 2)), 15, 0.0)
INDEFINITE = _instance(((2, 1), (1, -1)), 6, 0.5)


@claim(
    "first-order-flatness",
    theorem="generalised power method on a sphere",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a quartic in the plane equal the ascents of |grad f| in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*AT_REGULAR_POINTS),
)
def first_iterates_on_a_plane_quartic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    expected = ascents(derivatives, 1, ("0.5", "-0.25"), [1, -2], 6, "0.75", "0.5")
    algorithm = method(np.array([0.5, -0.25]), 0.75, 0.5)
    return first_iterates(algorithm, plane_quartic(), np.array([1.0, -2.0]), expected, engine)


@claim(
    "first-order-flatness",
    theorem="largest gradient norm in a ball",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on quadratics from x = w it ends at w + d, d the maximiser of |g + H d| over the ball, in fractions",
    controls=planted(
        *(
            m
            for m in AT_REGULAR_POINTS
            if m not in (mutants.HessianAtCenter, mutants.ShiftSubtracted, mutants.WithoutShift)
        )
    ),
)
def maximiser_of_a_quadratic(method: type, engine: str) -> Finding:
    """|g + H e|^2/2 has gradient Hg + H^2 e. Where nu d = Hg + H^2 d, |d| = rho and nu I - H^2 > 0 its concave part

    |g + H e|^2/2 - nu |e|^2/2 is largest at d, so d is the maximiser over the ball. H^2 >= 0 whatever the signs in H:
    ``zeroth-order-flatness.maximiser-of-a-quadratic``, for H^2 and Hg, shows that the iteration ends there.
    """
    findings = []
    for instance in (CONVEX, INDEFINITE):
        algorithm = method(instance.center, instance.rho, instance.shift)
        findings.append(reaches(algorithm, instance, instance.center, engine))
    return worst(findings)


@claim(
    "first-order-flatness",
    theorem="largest gradient norm in a ball",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="rho |grad f(x_k)| <= R1 on random quadratics at every k, equal to 1e-9 at k = 400; R1 by the dual",
    controls=planted(
        mutants.AscentOfTheLoss,
        mutants.AscentAtCenter,
        mutants.GradientAtCenter,
        mutants.Descends,
        mutants.HessianTwice,
        mutants.RadiusTooLarge,
        mutants.LargeGuard,
    ),
)
def maximum_of_random_quadratics(method: type, engine: str) -> Finding:
    """R1^2/rho^2 = |g|^2 + 2 max (Hg)'d + d'H^2 d/2, whose dual value at the root of the secular equation
    (nu I - H^2) d = H g is found by bisection from an eigendecomposition: an upper bound for any nu, and attained.
    """
    findings = []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        spectrum, rho = rng.uniform(-2.0, 3.0, 4), rng.uniform(0.25, 2.0)
        problem, w = random_quadratic(spectrum, seed), rng.standard_normal(4)
        t = complete_run(method(w, rho, 0.0), problem, w, 400, engine=engine)
        norms = np.linalg.norm([problem.gradient(x) for x in t.x[1:]], axis=1)
        H, g = problem.A, problem.gradient(w)
        largest = rho * np.sqrt(g @ g + 2 * largest_on_ball(H @ H, H @ g, rho))
        findings.append(bound(rho * norms, np.full(400, largest), x=t.steps[1:], ylabel="rho |grad f(x_k)|"))
        findings.append(tight(rho * norms[-1:], [largest], tolerance=1e-9, ylabel="rho |grad f(x_k)|"))
    return worst(findings)


@claim(
    "first-order-flatness",
    theorem="the hard case",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with H g orthogonal to v_1 and nu = lambda_1^2 it ends at (nu - H^2)^+ H g + tau v_1, the maximiser",
    controls=(
        *planted(
            mutants.AscentOfTheLoss,
            mutants.AscentAtCenter,
            mutants.GradientAtCenter,
            mutants.BallMoves,
            mutants.Unnormalised,
            mutants.RadiusTooLarge,
        ),
        *without("a start off the hyperplane", start=(1.0, -0.5)),
    ),
)
def hard_case(method: type, engine: str, start: tuple[float, ...] = (1.5, -0.25)) -> Finding:
    """H = diag(2, 1), g = (0, 9/4), rho = 5/4: nu = 4 gives d_2 = (9/4)/(4 - 1) = 3/4, and tau = 1 fills up |d| = 5/4.

    There |g + H d|^2 = 4 + 9 = 13. Started at w the first coordinate stays 0 and the run ends at d = (0, 5/4), where it
    is 49/4.
    """
    instance = Instance(
        ((2, 0), (0, 1)), (Fraction(0), Fraction(9, 4)), (Fraction(1), Fraction(3, 4)), 1.25, 0.0
    )
    return reaches(method(instance.center, instance.rho, 0.0), instance, start, engine)


@claim(
    "first-order-flatness",
    theorem="ascent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="|grad f(x_{k+1})|^2 - |grad f(x_k)|^2 >= |G_k| |x_{k+1} - x_k|^2/rho at every k >= 1, with the shift",
    controls=(
        *planted(
            mutants.AscentOfTheLoss,
            mutants.BallMoves,
            mutants.Descends,
            mutants.ShiftSubtracted,
            mutants.ShiftFromOrigin,
        ),
        *without("the gradient of what is maximised", order=0),
    ),
)
def ascent(method: type, engine: str, order: int = 1) -> Finding:
    """F = |grad f|^2/2 + shift |x - w|^2/2 has gradient G and Hessian H^2 + D^3 f[grad f] + shift I, which is >= 0
    where shift >= L2 |grad f|, and |grad f| <= |grad f(w)| + L rho on the ball. The rest is the proof of
    ``zeroth-order-flatness.ascent`` for F. The control maximises f with the shift that is meant for its gradient.
    """
    logistic = EXAMPLES["logistic"]
    problem, start, w = logistic.build(), np.array(logistic.start), np.full(5, 0.25)
    shifted = method.around(problem, w, 1.5)  # type: ignore[attr-defined]
    quadratic = random_quadratic([3.0, -2.0, 0.5], seed=3)
    plain = method(np.array([1.0, 0.0, -1.0]), 0.75, 0.0)
    findings = []
    for algorithm, objective, x0 in ((shifted, problem, start), (plain, quadratic, np.ones(3))):

        def value(x: np.ndarray, objective: object = objective) -> float:
            g = objective.gradient(x)  # type: ignore[attr-defined]
            return float(g @ g) if order else float(objective.value(x))  # type: ignore[attr-defined]

        def G(x: np.ndarray, objective: object = objective, a: object = algorithm) -> np.ndarray:
            v = objective.hessian_vector(x, objective.gradient(x))  # type: ignore[attr-defined]
            return v + a.shift * (x - a.center)  # type: ignore[attr-defined]

        findings.append(ascends(algorithm, objective, x0, value, G, 1 / algorithm.rho, engine))
    return worst(findings)


@claim(
    "first-order-flatness",
    theorem="rate of the ascent",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="in the plane |x_k - (w + d)| falls by (|Hu|^2 + shift)/(nu + shift) per step, u a unit vector across d",
    controls=planted(
        mutants.ShiftFromOrigin,
        mutants.ShiftSubtracted,
        mutants.RadiusTooLarge,
        mutants.BallMoves,
        mutants.AscentOfTheLoss,
        mutants.HessianTwice,
    ),
)
def rate_of_the_ascent(method: type, engine: str) -> Finding:
    """d -> rho G/|G| has at d the derivative (I - dd'/rho^2)(H^2 + shift I)/(nu + shift), as |G| = (nu + shift) rho,
    and one tangent direction, u. For d = (3/4, 1), u = (4, -3)/5: |Hu|^2 = 85/25, nu = 15. shift = 45 makes it slow.
    """
    shift = 45.0
    start = CONVEX.center + np.array([0.75, 0.9375])
    t = complete_run(method(CONVEX.center, CONVEX.rho, shift), CONVEX.problem, start, 100, engine=engine)
    error = np.linalg.norm(t.x[1:] - CONVEX.center - np.array(CONVEX.maximiser, float), axis=1)
    # the error stays above 1e-11, rounding is 2^-52, and the map is linear to 1e-3: enough for the fit to 1e-4
    return geometric_rate(error, (85 / 25 + shift) / (15 + shift), tolerance=1e-4, ylabel="|x_k - (w + d)|")


@claim(
    "first-order-flatness",
    theorem="the first ascent is GAM's",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="from x = w the penalty rho H g/|g| at x_1 is that of GAM, whatever the shift",
    controls=(
        *planted(
            mutants.AscentOfTheLoss,
            mutants.HessianTwice,
            mutants.Unnormalised,
            mutants.Descends,
            mutants.ShiftFromOrigin,
            mutants.RadiusTooLarge,
            mutants.LargeGuard,
        ),
        *without("the start at the centre", offset=0.125),
    ),
)
def first_ascent_is_that_of_gam(method: type, engine: str, offset: float = 0.0) -> Finding:
    """At x = w the shift adds nothing: x_1 = w + rho H g/|H g| is the point y of GAM. GAM with eta = alpha = 1 steps
    to w - g - h, h = rho H(y) grad f(y)/|grad f(y)|: the adversary of GAM is one step of the search for R1.
    """
    problem, w, rho = LogQuadratic(4), np.array([3.0, -0.4, 1.5, -2.0]), 0.375
    t = complete_run(method(w, rho, 2.0), problem, w + offset, 1, engine=engine)
    gam = complete_run(GAM(1.0, rho, 1.0), problem, w, 1, engine=engine)
    g = problem.gradient(t.x[1])
    h = problem.hessian_vector(t.x[1], rho * g / np.linalg.norm(g))
    # w - x+ - g loses at most |w|/|h| < 2^4 roundings
    return identity(h, w - gam.x[1] - problem.gradient(w), tolerance=2.0**-47)


@claim(
    "first-order-flatness",
    theorem="flatness at a stationary point",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at a stationary point of a quadratic rho |grad f(x_k)| ends at R1 = rho^2 max |lambda_i|",
    controls=(
        *planted(
            mutants.AscentAtCenter,
            mutants.GradientAtCenter,
            mutants.RadiusTooLarge,
            mutants.LargeGuard,
        ),
        *without("a stationary point", offset=0.125),
    ),
)
def top_eigenvalue_at_a_stationary_point(method: type, engine: str, offset: float = 0.0) -> Finding:
    """g = 0 makes the iteration the power method with H^2, which ends at rho v, H v = +-max |lambda_i| v.

    The ratio of the largest two |lambda_i| is at most 5/6, squared by H^2: (25/36)^200 < 1e-31.
    """
    rho, values, expected = 0.75, [], []
    for spectrum in ([3.0, 1.0, 0.5], [-6.0, 5.0, 1.0], [2.0]):
        problem, w = diagonal_quadratic(spectrum), np.full(len(spectrum), offset)
        t = complete_run(method(w, rho, 0.0), problem, w + 0.25, 200, engine=engine)
        values.append(rho * np.linalg.norm(problem.gradient(t.x[-1])))
        expected.append(rho**2 * np.max(np.abs(spectrum)))
    # a norm of d = 3 products on top of one step: some 2^4 roundings
    return identity(values, expected, tolerance=2.0**-48)


@claim(
    "first-order-flatness",
    theorem="no ascent direction",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at the centre of a ball with zero gradient it stays: x+ = w, exactly",
    controls=(*planted(mutants.UnguardedNorm), *without("zero gradient", offset=1e-3)),
)
def stationary_center_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """G = H 0 + shift 0 = 0 at a stationary w, where x+ = w. The data are integers: the gradient is 0 exactly."""
    return is_fixed(method(MINIMISER, 0.5, 0.25), offset, engine)


CLAIMS = (
    first_iterates_on_a_plane_quartic,
    maximiser_of_a_quadratic,
    maximum_of_random_quadratics,
    hard_case,
    ascent,
    rate_of_the_ascent,
    first_ascent_is_that_of_gam,
    top_eigenvalue_at_a_stationary_point,
    *BOUNDS,
    stationary_center_is_fixed,
)
