"""Zeroth-order flatness: what is claimed of the search for the largest value in a ball."""

from __future__ import annotations

import numpy as np

from refimpl.flatness.sam import SAM
from refimpl.problems import LogQuadratic, random_quadratic
from verification.arithmetic.flatness import ascents, largest_on_ball
from verification.arithmetic.newton import derivatives, plane_quartic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.ball_search import (
    reaches,
)
from verification.claims.flatness.robustness import ROBUSTNESS
from verification.claims.flatness.zeroth_order_search import CONCAVE, CONVEX, INDEFINITE, SEARCH
from verification.claims.stationary import MINIMISER, is_fixed
from verification.evidence import bound, identity, tight
from verification.finding import Finding, worst
from verification.mutants.flatness import zeroth_order_flatness as mutants
from verification.trial import complete_run, first_iterates

AT_REGULAR_POINTS = tuple(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)


@claim(
    "zeroth-order-flatness",
    theorem="generalised power method on a sphere",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a quartic in the plane equal the ascents to the sphere in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*AT_REGULAR_POINTS),
)
def first_iterates_on_a_plane_quartic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    expected = ascents(derivatives, 0, ("0.5", "-0.25"), [1, -2], 6, "0.75", "0.5")
    algorithm = method(np.array([0.5, -0.25]), 0.75, 0.5)
    return first_iterates(algorithm, plane_quartic(), np.array([1.0, -2.0]), expected, engine)


@claim(
    "zeroth-order-flatness",
    theorem="largest value in a ball",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on quadratics from x = w it ends at w + d, d the maximiser over the ball in exact fractions",
    controls=planted(*(m for m in AT_REGULAR_POINTS if m is not mutants.ShiftSubtracted)),
)
def maximiser_of_a_quadratic(method: type, engine: str) -> Finding:
    """Let q(d) = g'd + d'Hd/2 and nu d = g + H d with nu I - H > 0, |d| = rho, nu > 0. For |e| <= rho

    q(e) = g'e - e'(nu I - H)e/2 + nu |e|^2/2 is at most its concave part's maximum, taken at d, + nu rho^2/2 = q(d).
    The iteration ends there: with M = H + shift I >= 0 and d_0 = 0 each eigen-coordinate keeps the sign of g_i in
    d+ = rho (g + M d)/|g + M d|; values ascend, limits solve nu d = g + H d with (nu - h_i) d_i = g_i of one sign, so
    nu > h_i wherever g_i is not 0. H has integer entries and g is made from d in fractions.
    """
    findings = []
    for instance in (CONVEX, INDEFINITE, CONCAVE):
        algorithm = method(instance.center, instance.rho, instance.shift)
        findings.append(reaches(algorithm, instance, instance.center, engine))
    return worst(findings)


@claim(
    "zeroth-order-flatness",
    theorem="largest value in a ball",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="f(x_k) - f(w) <= R0 on random quadratics at every k, with equality to 1e-9 at k = 400; R0 by the dual",
    controls=planted(
        mutants.GradientAtCenter,
        mutants.Descends,
        mutants.Cube,
        mutants.RadiusSquared,
        mutants.RadiusTooLarge,
        mutants.LargeGuard,
        mutants.ShiftFromOrigin,
    ),
)
def maximum_of_random_quadratics(method: type, engine: str) -> Finding:
    """R0 is the dual value min over nu of (nu rho^2 + g'(nu I - H)^{-1} g)/2 at the root of the secular equation, found
    by bisection from an eigendecomposition: an upper bound for any nu, attained since the problem has no duality gap.
    """
    findings = []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        spectrum, rho = rng.uniform(-1.0, 3.0, 4), rng.uniform(0.25, 2.0)
        problem, w = random_quadratic(spectrum, seed), rng.standard_normal(4)
        algorithm = method(w, rho, max(0.0, -spectrum.min()))
        t = complete_run(algorithm, problem, w, 400, engine=engine)
        d = t.x[1:] - w
        g = problem.gradient(w)
        increase = d @ g + np.sum(d * (d @ problem.A), axis=1) / 2
        largest = largest_on_ball(problem.A, g, rho)
        findings.append(bound(increase, np.full(400, largest), x=t.steps[1:], ylabel="f(x_k) - f(w)"))
        findings.append(tight(increase[-1:], [largest], tolerance=1e-9, ylabel="f(x_k) - f(w)"))
    return worst(findings)


@claim(
    "zeroth-order-flatness",
    theorem="flatness at a minimum",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at a minimum of a quadratic f(x_k) - f(w) ends at R0 = lambda_1 rho^2/2, from a start off the centre",
    controls=(
        *planted(
            mutants.GradientAtCenter,
            mutants.BallMoves,
            mutants.Unnormalised,
            mutants.Cube,
            mutants.RadiusSquared,
            mutants.RadiusTooLarge,
            mutants.LargeGuard,
        ),
        *without("a minimum", offset=0.125),
    ),
)
def top_eigenvalue_at_a_minimum(method: type, engine: str, offset: float = 0.0) -> Finding:
    """g = 0 makes the iteration the power method with H, which ends at rho v_1: f - f* = rho^2 v_1'H v_1/2.

    The ratio lambda_2/lambda_1 is at most 5/6, squared in the value: (5/6)^400 < 1e-31.
    """
    rho, values, expected = 0.75, [], []
    for seed, spectrum in enumerate(([3.0, 1.0, 0.5], [6.0, 5.0, -0.0, 1.0], [2.0])):
        problem = random_quadratic(spectrum, seed)
        w = problem.minimizer() + offset
        t = complete_run(method(w, rho, 0.0), problem, w + 0.25, 200, engine=engine)
        d = t.x[-1] - w
        values.append(d @ problem.A @ d / 2 + problem.gradient(w) @ d)
        expected.append(spectrum[0] * rho**2 / 2)
    # sums of d^2 = 16 products of entries of size lambda_1 rho^2: some 2^6 roundings, w itself 2^2
    return identity(values, expected, tolerance=2.0**-44)


@claim(
    "zeroth-order-flatness",
    theorem="the first ascent is SAM's",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="from x = w the gradient at x_1 is the one with which SAM steps, whatever the shift",
    controls=(
        *planted(
            mutants.Unnormalised,
            mutants.Descends,
            mutants.Cube,
            mutants.ShiftFromOrigin,
            mutants.RadiusSquared,
            mutants.RadiusTooLarge,
            mutants.LargeGuard,
        ),
        *without("the start at the centre", offset=0.125),
    ),
)
def first_ascent_is_that_of_sam(method: type, engine: str, offset: float = 0.0) -> Finding:
    """At x = w the shift adds nothing: x_1 = w + rho g/|g|; SAM with step size 1 is w - grad f(w + rho g/|g|)."""
    problem, w, rho = LogQuadratic(4), np.array([3.0, -0.4, 1.5, -2.0]), 0.375
    t = complete_run(method(w, rho, 2.0), problem, w + offset, 1, engine=engine)
    sam = complete_run(SAM(1.0, rho), problem, w, 1, engine=engine)
    # the difference of w and SAM's iterate loses at most |w|/|g| < 2^3 roundings
    return identity(problem.gradient(t.x[1]), w - sam.x[1], tolerance=2.0**-48)


@claim(
    "zeroth-order-flatness",
    theorem="no ascent direction",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at the centre of a ball with zero gradient it stays: x+ = w, exactly",
    controls=(*planted(mutants.UnguardedNorm), *without("zero gradient", offset=1e-3)),
)
def stationary_center_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """G = grad f(w) + shift 0 = 0 at a stationary w, where x+ = w. The data are integers: the gradient is 0 exactly."""
    return is_fixed(method(MINIMISER, 0.5, 0.25), offset, engine)


CLAIMS = (
    first_iterates_on_a_plane_quartic,
    maximiser_of_a_quadratic,
    maximum_of_random_quadratics,
    *SEARCH,
    top_eigenvalue_at_a_minimum,
    first_ascent_is_that_of_sam,
    stationary_center_is_fixed,
    *ROBUSTNESS,
)
