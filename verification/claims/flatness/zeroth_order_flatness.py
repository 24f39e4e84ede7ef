"""Zeroth-order flatness: what is claimed of the search for the largest value in a ball."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from refimpl.flatness.sam import SAM
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
from verification.claims.flatness.robustness import ROBUSTNESS
from verification.claims.stationary import MINIMISER, is_fixed
from verification.evidence import bound, geometric_rate, identity, tight
from verification.finding import Finding, worst
from verification.mutants.flatness import zeroth_order_flatness as mutants
from verification.trial import complete_run, first_iterates

AT_REGULAR_POINTS = tuple(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)


def _instance(
    H: tuple[tuple[int, ...], ...], d: tuple[str, ...], nu: int, rho: float, shift: float
) -> Instance:
    """g = (nu I - H) d, so that d is the maximiser wherever nu I > H."""
    maximiser = tuple(map(Fraction, d))
    return Instance(H, minus(scaled(nu, maximiser), times(H, maximiser)), maximiser, rho, shift)


# nu I - H is positive definite: 2 x 2 with determinants 5 and 11, and diagonally dominant
CONVEX = _instance(((3, 1), (1, 2)), ("3/4", "1"), 5, 1.25, 0.0)
INDEFINITE = _instance(((2, 1, 0), (1, -1, 1), (0, 1, 1)), ("1/2", "3/4", "3/2"), 5, 1.75, 2.0)
CONCAVE = _instance(((-3, 1), (1, -2)), ("3/4", "1"), 1, 1.25, 4.0)


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
    theorem="the hard case",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with g orthogonal to v_1 and nu = lambda_1 it ends at the maximiser (nu - H)^+ g + tau v_1 as well",
    controls=(
        *planted(mutants.GradientAtCenter, mutants.BallMoves, mutants.Unnormalised, mutants.RadiusTooLarge),
        *without("a start off the hyperplane", start=(1.0, -0.5)),
    ),
)
def hard_case(method: type, engine: str, start: tuple[float, ...] = (1.5, -0.25)) -> Finding:
    """H = diag(4, 2), g = (0, 3/2), rho = 5/4: nu = 4 gives d_2 = (3/2)/(4 - 2) = 3/4, and tau = 1 fills up |d| = 5/4.

    Started at w the first coordinate stays 0 and the run ends at d = (0, 5/4), whose value 55/16 is below 59/16.
    """
    instance = Instance(
        ((4, 0), (0, 2)), (Fraction(0), Fraction(3, 2)), (Fraction(1), Fraction(3, 4)), 1.25, 0.0
    )
    return reaches(method(instance.center, instance.rho, 0.0), instance, start, engine)


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
    theorem="ascent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_{k+1}) - f(x_k) >= |G_k| |x_{k+1} - x_k|^2/(2 rho), k >= 1, if f + shift |x - w|^2/2 is convex",
    controls=(
        *planted(
            mutants.BallMoves,
            mutants.Descends,
            mutants.ShiftSubtracted,
            mutants.WithoutShift,
            mutants.ShiftFromOrigin,
        ),
        *without("convexity after the shift", share=0.0),
    ),
)
def ascent(method: type, engine: str, share: float = 1.0) -> Finding:
    """F = f + shift |x - w|^2/2 is convex with gradient G, so F(x+) - F(x) >= <G, x+ - x>. With x and x+ on the sphere

    and x+ - w = rho G/|G|, <G, x+ - x> = |G| (rho - <x+ - w, x - w>/rho) = |G| |x+ - x|^2/(2 rho); F and f differ by a
    constant on the sphere. Instances: logistic regression, sum log(1 + x_i^2), a concave parabola in the plane.
    """
    logistic = EXAMPLES["logistic"]
    cases: tuple[tuple[Any, ...], ...] = (
        (logistic.build(), np.array(logistic.start), np.zeros(5), 2.0, 0.0),
        (LogQuadratic(4), np.array([1.5, -1.25, 1.75, -2.0]), np.array([1.0, -1.0, 2.0, -1.0]), 1.0, 2.0),
        (diagonal_quadratic([-3.0, -2.0]), np.array([0.5, 1.0]), np.array([0.25, -0.25]), 0.75, 3.0),
    )
    findings = []
    for problem, start, w, rho, shift in cases:
        shift = share * shift

        def G(x: np.ndarray, problem: Any = problem, w: np.ndarray = w, shift: float = shift) -> np.ndarray:
            return problem.gradient(x) + shift * (x - w)

        algorithm = method(w, rho, shift)
        findings.append(ascends(algorithm, problem, start, problem.value, G, 1 / (2 * rho), engine))
    return worst(findings)


@claim(
    "zeroth-order-flatness",
    theorem="rate of the ascent",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="in the plane |x_k - (w + d)| falls by (u'Hu + shift)/(nu + shift) per step, u the unit vector across d",
    controls=planted(
        mutants.ShiftFromOrigin,
        mutants.ShiftSubtracted,
        mutants.RadiusTooLarge,
        mutants.BallMoves,
    ),
)
def rate_of_the_ascent(method: type, engine: str) -> Finding:
    """d -> rho G/|G| has at d the derivative (I - dd'/rho^2)(H + shift I)/(nu + shift), as |G| = (nu + shift) rho,
    and one tangent direction, u. For d = (3/4, 1), u = (4, -3)/5: u'Hu = 42/25, nu = 5. shift = 15 makes it slow.
    """
    shift = 15.0
    algorithm = method(CONVEX.center, CONVEX.rho, shift)
    t = complete_run(algorithm, CONVEX.problem, CONVEX.center + np.array([0.75, 0.9375]), 100, engine=engine)
    error = np.linalg.norm(t.x[1:] - CONVEX.center - np.array(CONVEX.maximiser, float), axis=1)
    # the error stays above 1e-10, rounding is 2^-52, and the map is linear to 1e-3: enough for the fit to 1e-4
    return geometric_rate(error, (42 / 25 + shift) / (5 + shift), tolerance=1e-4, ylabel="|x_k - (w + d)|")


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
    hard_case,
    top_eigenvalue_at_a_minimum,
    ascent,
    rate_of_the_ascent,
    first_ascent_is_that_of_sam,
    stationary_center_is_fixed,
    *ROBUSTNESS,
)
