"""Search for the largest value in a ball: the hard case, ascent at every step and its rate."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from refimpl.problems import LogQuadratic, diagonal_quadratic
from refimpl.problems.registry import EXAMPLES
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.ball_search import (
    Instance,
    ascends,
    minus,
    reaches,
    scaled,
    times,
)
from verification.evidence import geometric_rate
from verification.finding import Finding, worst
from verification.mutants.flatness import zeroth_order_flatness as mutants
from verification.trial import complete_run


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


SEARCH = (hard_case, ascent, rate_of_the_ascent)
