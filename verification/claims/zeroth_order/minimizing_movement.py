"""Minimising movements: what is claimed of them, with proofs, and what each claim must reject."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np

from refimpl.problems import Huber, LogQuadratic, Quadratic, QuarticPerturbation, diagonal_quadratic
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import bound, step_inequality, tight
from verification.finding import Finding, in_turn, worst
from verification.mutants.zeroth_order import minimizing_movement as mutants
from verification.trial import complete_run, first_iterates

UNIT = 2.0**-53
QUADRATIC = (mutants.ExplicitEuler, mutants.DampedNewton, mutants.HessianAlone, mutants.TauInMatrix)


def on_quadratic(tau: Fraction, steps: int) -> list[list[Fraction]]:
    """x+ = (I + tau A)^{-1}(x + tau b) for A = ((2, 1), (1, 3)), b = (1, -2), from (3, -1), by Cramer's rule."""
    x, found = [Fraction(3), Fraction(-1)], []
    for _ in range(steps):
        a, b, c = 1 + 2 * tau, tau, 1 + 3 * tau
        r, s = x[0] + tau, x[1] - 2 * tau
        x = [(c * r - b * s) / (a * c - b * b), (a * s - b * r) / (a * c - b * b)]
        found.append(x)
    return found


def on_quartic(tau: str, inner: int, steps: int) -> list[list[Decimal]]:
    """Newton's steps for y + 10 y^3/3 + (y - x)/tau = 0 from x, in 80 digits."""
    with localcontext() as context:
        context.prec = 80
        x, t, found = Decimal(2), Decimal(tau), []
        for _ in range(steps):
            y = x
            for _ in range(inner):
                y -= (y + 10 * y**3 / 3 + (y - x) / t) / (1 + 10 * y * y + 1 / t)
            x = y
            found.append([x])
        return found


@claim(
    "minimizing-movement",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 equal (I + tau A)^{-1}(x + tau b) in rationals, on a quartic Newton's steps in decimals",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_quadratic_and_a_quartic(method: type, engine: str) -> Finding:
    """The optimality condition of a quadratic is linear; on a quartic the inner points are not yet the minimiser."""
    problem = Quadratic(np.array([[2.0, 1.0], [1.0, 3.0]]), np.array([1.0, -2.0]))
    exact = on_quadratic(Fraction(3, 4), 5)
    quadratic = first_iterates(method(0.75, 1), problem, np.array([3.0, -1.0]), exact, engine)
    quartic = on_quartic("0.5", 3, 5)
    return worst(
        [
            quadratic,
            first_iterates(method(0.5, 3), QuarticPerturbation(10.0), np.array([2.0]), quartic, engine),
        ]
    )


@claim(
    "minimizing-movement",
    theorem="implicit Euler",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on sum l_i x_i^2/2 every coordinate is x_i/(1 + tau l_i)^k, stable for every tau; from both sides",
    controls=(
        *planted(*QUADRATIC, mutants.PushedAway, mutants.HalfPenalty),
        *without("the tau stated", longer=1.02),
    ),
)
def implicit_euler_is_stable(method: type, engine: str, longer: float = 1.0) -> Finding:
    """x+ + tau L x+ = x. The explicit step has 1 - tau l_i, which diverges beyond tau = 2/l_i; here tau l_1 = 6.

    A second Newton step finds nothing to do."""
    spectrum, x0, tau = np.array([3.0, 0.5]), np.array([1.0, -2.0]), 2.0
    t = complete_run(method(longer * tau, 2), diagonal_quadratic(spectrum), x0, 6, engine=engine)
    wanted = np.abs(x0) / (1 + tau * spectrum) ** np.arange(7)[:, None]
    # six steps, each with a subtraction that cancels six sevenths of x
    return tight(np.abs(t.x).ravel(), wanted.ravel(), tolerance=600 * UNIT, xlabel="entry", ylabel="|x_i|")


@claim(
    "minimizing-movement",
    theorem="energy dissipation",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x+) + |x+ - x|^2/(2 tau) <= f(x) at every step, f not convex; half of a gradient step would not do",
    controls=(
        *planted(mutants.ExplicitEuler, mutants.HalfPenalty, mutants.PushedAway, mutants.HessianAlone),
        *without("an inner minimisation", inner=1, tau=8.0),
    ),
)
def energy_falls(method: type, engine: str, inner: int = 12, tau: float = 1.5) -> Finding:
    """x+ minimises f(y) + |y - x|^2/(2 tau), whose value at x is f(x). With tau < 4 this is strictly convex for
    sum log(1 + x_i^2), whose curvature is at least -1/4: the minimiser is the only stationary point, and twelve
    Newton steps are at it.
    """

    def findings() -> Iterator[Finding]:
        for problem in (diagonal_quadratic([0.5, 0.25]), diagonal_quadratic([2.0, 1.0]), LogQuadratic(2)):
            t = complete_run(method(tau, inner), problem, np.array([2.5, -0.75]), 8, engine=engine)
            f, moves = np.array([problem.value(x) for x in t.x]), np.sum(np.diff(t.x, axis=0) ** 2, axis=1)
            yield step_inequality(
                f[1:] + moves / (2 * tau),
                f[:-1],
                allowance=40 * UNIT * f[:-1],
                label="f(x+) + |x+ - x|^2/2tau",
            )

    return in_turn(findings())


@claim(
    "minimizing-movement",
    theorem="rate of the proximal iteration",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="convex f: f(x_k) - f* <= R^2/(2 tau k); Huber's have R^2/(4 tau k) (1 - delta/R), from both sides",
    controls=(
        *planted(mutants.DampedNewton, mutants.PushedAway, mutants.HalfPenalty, mutants.TauInMatrix),
        *without("the tau stated", longer=1.02),
    ),
)
def rate_on_convex_functions(method: type, engine: str, longer: float = 1.0) -> Finding:
    """Convexity at x+ with grad f(x+) = (x - x+)/tau: 2 tau (f(x+) - f*) <= |x - x*|^2 - |x+ - x*|^2 - |x+ - x|^2.

    Summed over k steps, and f(x_j) falls: k (f(x_k) - f*) <= R^2/(2 tau). Where f has the slope a every step is tau a
    long: x_k = R - k tau a, and a = R/(2 k tau) leaves x_k = R/2 with the value a (R - delta)/2, one slope for each k.
    """
    tau, delta, k = 0.5, 2.0**-6, np.arange(1, 7)
    values = []
    for steps in k:
        problem = Huber(1 / (2 * steps * tau * delta), delta)
        t = complete_run(method(longer * tau, 2), problem, np.array([1.0]), int(steps), engine=engine)
        values.append(problem.value(t.x[-1]))
    wanted = (1 - delta) / (4 * tau * k)
    below = bound(values, 1 / (2 * tau * k), x=k, ylabel="f(x_k) - f*")
    return worst([below, tight(values, wanted, tolerance=400 * UNIT, x=k, ylabel="f(x_k) - f*")])


CLAIMS = (
    first_iterates_on_a_quadratic_and_a_quartic,
    implicit_euler_is_stable,
    energy_falls,
    rate_on_convex_functions,
)
