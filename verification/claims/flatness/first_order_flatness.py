"""First-order flatness: what is claimed of the search for the largest gradient norm in a ball."""

from __future__ import annotations

import numpy as np

from refimpl.flatness.gam import GAM
from refimpl.problems import LogQuadratic, diagonal_quadratic, random_quadratic
from verification.arithmetic.flatness import ascents, largest_on_ball
from verification.arithmetic.newton import derivatives, plane_quartic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.ball_search import (
    reaches,
)
from verification.claims.flatness.first_order_search import CONVEX, INDEFINITE, SEARCH
from verification.claims.flatness.flatness_bounds import BOUNDS
from verification.claims.stationary import MINIMISER, is_fixed
from verification.evidence import bound, identity, tight
from verification.finding import Finding, worst
from verification.mutants.flatness import first_order_flatness as mutants
from verification.trial import complete_run, first_iterates

AT_REGULAR_POINTS = tuple(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)


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
    *SEARCH,
    first_ascent_is_that_of_gam,
    top_eigenvalue_at_a_stationary_point,
    *BOUNDS,
    stationary_center_is_fixed,
)
