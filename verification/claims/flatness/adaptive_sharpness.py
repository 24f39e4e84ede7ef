"""Adaptive sharpness (l2): what is claimed of the search for the largest value in a scaled ball."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from refimpl.flatness.asam import ASAM
from refimpl.problems import LogQuadratic, Quadratic
from refimpl.problems.registry import EXAMPLES
from verification.arithmetic.flatness import largest_on_ball, scaled_ascents
from verification.arithmetic.newton import derivatives, plane_quartic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.adaptive_limits import LIMITS
from verification.claims.flatness.ball_search import Instance, ascends_by, minus, reaches, scaled, times
from verification.claims.stationary import MINIMISER, is_fixed
from verification.evidence import bound, identity, tight
from verification.finding import Finding, worst
from verification.mutants.flatness import adaptive_sharpness as mutants
from verification.trial import complete_run, first_iterates

AT_REGULAR_POINTS = tuple(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)
# e = (3/4, 1) is the maximiser of (C g)'e + e'(CHC)e/2, CHC = ((3, 1), (1, 2)), nu = 5, for C = diag(2, 1/2)
SCALE = np.array([2.0, 0.5])
_INNER = ((3, 1), (1, 2))
_E = (Fraction(3, 4), Fraction(1))
_C = (Fraction(2), Fraction(1, 2))
EXACT = Instance(
    tuple(tuple(Fraction(_INNER[i][j]) / (_C[i] * _C[j]) for j in range(2)) for i in range(2)),  # type: ignore[misc]
    tuple(v / c for v, c in zip(minus(scaled(5, _E), times(_INNER, _E)), _C)),
    tuple(c * e for c, e in zip(_C, _E)),
    1.25,
    0.0,
)


@claim(
    "adaptive-sharpness",
    theorem="generalised power method on a scaled sphere",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a quartic in the plane equal the scaled ascents in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*AT_REGULAR_POINTS),
)
def first_iterates_on_a_plane_quartic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    expected = scaled_ascents(derivatives, ("0.5", "-0.25"), ("0.25", "1.5"), [1, -2], 6, "0.75")
    algorithm = method(np.array([0.5, -0.25]), np.array([0.25, 1.5]), 0.75)
    return first_iterates(algorithm, plane_quartic(), np.array([1.0, -2.0]), expected, engine)


@claim(
    "adaptive-sharpness",
    theorem="largest value in a scaled ball",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a quadratic from x = w it ends at w + c * e, e the maximiser of (c*g)'e + e'(H * cc')e/2",
    controls=planted(*AT_REGULAR_POINTS),
)
def maximiser_of_a_quadratic(method: type, engine: str) -> Finding:
    """With d = c * e the problem is that of ``zeroth-order-flatness.maximiser-of-a-quadratic`` for H * cc' and c * g.

    nu e = c*g + (H * cc') e with nu I - H * cc' of determinant 5: e is the maximiser, and the iteration ends there.
    """
    algorithm = method(EXACT.center, SCALE, EXACT.rho)
    return reaches(algorithm, EXACT, EXACT.center, engine)


@claim(
    "adaptive-sharpness",
    theorem="largest value in a scaled ball",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="f(x_k) - f(w) <= S on random convex quadratics with c = |w|, equal to 1e-9 at k = 400; S by the dual",
    controls=planted(
        mutants.ScaleOnce,
        mutants.ScaleInGradientOnly,
        mutants.GradientAtCenter,
        mutants.ScaleOfIterate,
        mutants.Descends,
        mutants.Cube,
        mutants.RadiusTooLarge,
        mutants.LargeGuard,
    ),
)
def maximum_of_random_quadratics(method: type, engine: str) -> Finding:
    """S = max (c*g)'e + e'(H * cc')e/2 over |e| <= rho is the dual value at the root of the secular equation, found by
    bisection from an eigendecomposition: an upper bound for any multiplier, and attained.
    """
    findings = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        B = rng.standard_normal((4, 4))
        H, w, rho = B @ B.T, rng.standard_normal(4), rng.uniform(0.25, 1.5)
        problem, c = Quadratic((H + H.T) / 2, rng.standard_normal(4)), np.abs(w)
        t = complete_run(method(w, c, rho), problem, w, 400, engine=engine)
        d, g = t.x[1:] - w, problem.gradient(w)
        increase = d @ g + np.sum(d * (d @ problem.A), axis=1) / 2
        largest = largest_on_ball(problem.A * np.outer(c, c), c * g, rho)
        findings.append(bound(increase, np.full(400, largest), x=t.steps[1:], ylabel="f(x_k) - f(w)"))
        findings.append(tight(increase[-1:], [largest], tolerance=1e-9, ylabel="f(x_k) - f(w)"))
    return worst(findings)


@claim(
    "adaptive-sharpness",
    theorem="ascent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_{k+1}) - f(x_k) >= |u_k| |(x_{k+1} - x_k)/c|^2/(2 rho) at every k >= 1 for convex f, u = c * grad f",
    controls=(
        *planted(mutants.Descends, mutants.ScaleOfIterate),
        *without("convexity", curvature=-1.0),
    ),
)
def ascent(method: type, engine: str, curvature: float = 1.0) -> Finding:
    """``zeroth-order-flatness.ascent`` for e -> f(w + c * e), whose gradient at e is c * grad f(w + c * e).

    Seen from e = (x - w)/c: |e| = rho at every x_k, k >= 1.
    """
    logistic = EXAMPLES["logistic"]
    problem, start, w = logistic.build(), np.array(logistic.start), np.array([1.0, -0.5, 0.25, 2.0, -1.0])
    bowl = Quadratic(curvature * np.array([[3.0, 1.0], [1.0, 2.0]]), np.zeros(2))
    findings = []
    for objective, x0, center, rho in (
        (problem, start, w, 2.0),
        (bowl, np.ones(2), np.array([1.0, -0.5]), 1.5),
    ):
        c = np.abs(center)
        x = complete_run(method(center, c, rho), objective, x0, 21, engine=engine).x[1:]
        f = np.array([objective.value(p) for p in x])
        u = np.array([np.linalg.norm(c * objective.gradient(p)) for p in x[:-1]])
        gain = u * np.sum((np.diff(x, axis=0) / c) ** 2, axis=1) / (2 * rho)
        findings.append(ascends_by(f, gain))
    return worst(findings)


@claim(
    "adaptive-sharpness",
    theorem="the first ascent is ASAM's",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="from x = w with c = |w| the gradient at x_1 is the one with which ASAM without offset steps",
    controls=(
        *planted(
            mutants.Standard,
            mutants.ScaleOnce,
            mutants.ScaleInGradientOnly,
            mutants.ScaleDivides,
            mutants.RadiusScaled,
            mutants.Unnormalised,
            mutants.Descends,
            mutants.RadiusTooLarge,
        ),
        *without("the start at the centre", offset=0.125),
    ),
)
def first_ascent_is_that_of_asam(method: type, engine: str, offset: float = 0.0) -> Finding:
    """x_1 = w + rho c * (c*g)/|c*g| = w + rho T^2 g/|T g| with T = diag |w|; ASAM with step 1 is w - grad f(x_1)."""
    problem, w, rho = LogQuadratic(4), np.array([3.0, -0.4, 1.5, -2.0]), 0.375
    t = complete_run(method(w, np.abs(w), rho), problem, w + offset, 1, engine=engine)
    asam = complete_run(ASAM(1.0, rho, 0.0), problem, w, 1, engine=engine)
    # the difference of w and ASAM's iterate loses at most |w|/|g| < 2^3 roundings
    return identity(problem.gradient(t.x[1]), w - asam.x[1], tolerance=2.0**-48)


@claim(
    "adaptive-sharpness",
    theorem="no ascent direction",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at the centre of a ball with zero gradient it stays: x+ = w, exactly",
    controls=(*planted(mutants.UnguardedNorm), *without("zero gradient", offset=1e-3)),
)
def stationary_center_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """u = c * 0 = 0 at a stationary w, where x+ = w. The data are integers: the gradient is zero exactly."""
    return is_fixed(method(MINIMISER, MINIMISER / 2, 0.5), offset, engine)


CLAIMS = (
    first_iterates_on_a_plane_quartic,
    maximiser_of_a_quadratic,
    maximum_of_random_quadratics,
    ascent,
    first_ascent_is_that_of_asam,
    *LIMITS,
    stationary_center_is_fixed,
)
