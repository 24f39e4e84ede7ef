"""Search for the largest gradient norm in a ball: the hard case, ascent at every step and its rate."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from refimpl.problems import random_quadratic
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
from verification.mutants.flatness import first_order_flatness as mutants
from verification.trial import complete_run


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


SEARCH = (hard_case, ascent, rate_of_the_ascent)
