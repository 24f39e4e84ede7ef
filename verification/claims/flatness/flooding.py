"""Flooding: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from refimpl.core.observables import GradientNorm, Value
from refimpl.flatness.backward_gradient_regularisation import BackwardGradientRegularisation
from refimpl.flatness.forward_gradient_regularisation import ForwardGradientRegularisation
from refimpl.problems import LogQuadratic, Quadratic, diagonal_quadratic
from verification.arithmetic.newton import plane_quartic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.stationary import is_fixed
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.flatness import flooding as mutants
from verification.trial import complete_run, first_iterates


@claim(
    "flooding",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_10 on a coupled quadratic equal flooding in exact fractions, on both sides of the level",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition, evaluated in fractions without this library; values are compared exactly.

    The level 57/32 is crossed from above and from below; the value at x_5 lies between it and its 1.02-fold.
    """
    A, b, eta, level = ((3, 1), (1, 2)), (1, -1), Fraction(1, 8), Fraction(57, 32)
    x, expected = [Fraction(2), Fraction(-1)], []
    for _ in range(10):
        Ax = [sum((a * v for a, v in zip(row, x)), Fraction(0)) for row in A]
        f = sum((v * w for v, w in zip(x, Ax)), Fraction(0)) / 2 - sum(v * w for v, w in zip(x, b))
        side = (f > level) - (f < level)
        x = [v - eta * side * (w - c) for v, w, c in zip(x, Ax, b)]
        expected.append(x)
    problem = Quadratic(np.array(A, float), np.array(b, float))
    return first_iterates(method(0.125, float(level)), problem, np.array([2.0, -1.0]), expected, engine)


@claim(
    "flooding",
    theorem="modes of a quadratic",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="after p descents and q ascents mode i is x_i (1 - eta l_i)^p (1 + eta l_i)^q, in any order",
    controls=(*planted(*mutants.MUTANTS), *without("quadratic", problem=LogQuadratic(3))),
)
def modes_of_a_quadratic(method: type, engine: str, problem: Any = None) -> Finding:
    """Both maps are diagonal with H and commute. Values and so p and q come from fractions: none is near the level.

    A pair of one descent and one ascent multiplies mode i by 1 - eta^2 l_i^2: curved modes decay, flat ones stay.
    """
    eta, level = Fraction(1, 4), Fraction(1, 2)
    spectrum = [Fraction(2), Fraction(1), Fraction(1, 4)]
    x, expected = [Fraction(1), Fraction(-2), Fraction(3)], [[1.0, -2.0, 3.0]]
    p = q = 0
    for _ in range(40):
        modes = [v * (1 - eta * s) ** p * (1 + eta * s) ** q for v, s in zip(x, spectrum)]
        f = sum((s * v * v for s, v in zip(spectrum, modes)), Fraction(0)) / 2
        p, q = p + (f > level), q + (f < level)
        expected.append([float(v * (1 - eta * s) ** p * (1 + eta * s) ** q) for v, s in zip(x, spectrum)])
    problem = problem or diagonal_quadratic([float(s) for s in spectrum])
    t = complete_run(method(0.25, 0.5), problem, np.array([1.0, -2.0, 3.0]), 40, engine=engine)
    # 40 factors, each with three roundings, of a product that is a float in the end: 2^7 u
    return identity(t.x, expected, tolerance=2.0**-46, scale=np.abs(expected))


@claim(
    "flooding",
    theorem="two steps are one of gradient regularisation",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="down and up: x_2 = x_0 - eta^2 D of B-GR with epsilon = eta; up and down: that of F-GR",
    controls=(
        *planted(
            mutants.LevelOutside,
            mutants.Clipped,
            mutants.SignsExchanged,
            mutants.Squared,
            mutants.JudgedAhead,
            mutants.SlowAscent,
            mutants.StepTooLong,
        ),
        *without("a level between the values", share=-1.0),
    ),
)
def two_steps_regularise(method: type, engine: str, share: float = 0.5) -> Finding:
    """x_1 = x - eta g, x_2 = x_1 + eta grad f(x_1), so x_2 - x = -eta (g - grad f(x - eta g)) = -eta^2 D, D of B-GR

    for epsilon = eta; with the signs exchanged x_2 - x = -eta (grad f(x + eta g) - g). Since D = H g + O(eta) both
    descend |grad f|^2/2 with step size eta^2. The level is put between f(x) and f(x_1).
    """
    eta, findings = 0.125, []
    instances: tuple[tuple[Any, list[float]], ...] = (
        (LogQuadratic(4), [3.0, -0.4, 1.5, -2.0]),
        (plane_quartic(), [0.5, -0.5]),
    )
    for problem, start in instances:
        x = np.array(start)
        g = problem.gradient(x)
        for side, peer in ((-1, BackwardGradientRegularisation), (1, ForwardGradientRegularisation)):
            f = problem.value(x)
            level = f + share * (problem.value(x + side * eta * g) - f)
            t = complete_run(method(eta, level), problem, x, 2, engine=engine)
            one = complete_run(peer(1.0, 1.0, eta), problem, x, 1, engine=engine)
            penalty = one.x[0] - one.x[1] - g
            # differences of entries of size 2^2, D divided by eta and multiplied by eta^2 again
            findings.append(identity(t.x[2] - x, -(eta**2) * penalty, tolerance=2.0**-50, scale=4.0))
    return worst(findings)


@claim(
    "flooding",
    theorem="towards the level",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="sign(f - b) (f(x_{t+1}) - f(x_t)) <= -eta (1 - L eta/2) |g_t|^2 at every t; equal on parabolas",
    controls=(
        *planted(
            mutants.LevelOutside,
            mutants.Clipped,
            mutants.SignsExchanged,
            mutants.Squared,
            mutants.JudgedAhead,
            mutants.SlowAscent,
            mutants.LevelTooHigh,
        ),
        *without("L-smoothness", curvature=3.0),
    ),
)
def moves_towards_the_level(method: type, engine: str, curvature: float = 2.0) -> Finding:
    """f(x - s eta g) = f - s eta |g|^2 + r, |r| <= L eta^2 |g|^2/2, for s = 1 and -1; multiply by s = sign(f - b).

    With L = 2: x^2 descends with equality, -x^2 ascends with equality, sum log(1 + x_i^2) has both signs of r.
    """
    eta, findings = 0.1875, []
    instances: tuple[tuple[Any, list[float], float], ...] = (
        (diagonal_quadratic([curvature]), [1.5], 1.0),
        (diagonal_quadratic([-curvature]), [1.5], -1.0),
        (LogQuadratic(4), [3.0, -0.4, 1.5, -2.0], 2.0),
    )
    for problem, start, level in instances:
        record = [Value(), GradientNorm()]
        t = complete_run(method(eta, level), problem, np.array(start), 60, engine=engine, record=record)
        f, g = t.observed["Value"], t.observed["GradientNorm"][:-1]
        side = np.sign(f[:-1] - level)
        # some ten roundings of the values and of eta |g|^2
        allowance = 1e-14 * (np.abs(f[1:]) + np.abs(f[:-1]) + eta * g**2)
        findings.append(
            step_inequality(
                side * np.diff(f), -eta * (1 - eta) * g**2, allowance=allowance, ylabel="s (f+ - f)"
            )
        )
    return worst(findings)


@claim(
    "flooding",
    theorem="the band around the level",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="on L x^2/2 b (1 - eta L)^2 <= f(x_t) <= b (1 + eta L)^2 once it is crossed, and fills the band",
    controls=(
        *planted(
            mutants.LevelOutside,
            mutants.SignsExchanged,
            mutants.LevelNegated,
            mutants.Squared,
            mutants.JudgedAhead,
            mutants.LevelTooHigh,
            mutants.StepTooLong,
        ),
        *without("the step size of the band", eta=0.375),
    ),
)
def band_around_the_level(method: type, engine: str, eta: float = 0.25) -> Finding:
    """f is multiplied by (1 - eta L)^2 where f > b and by (1 + eta L)^2 where f < b, so it cannot leave the band.

    With eta L = 1/2 the factors are 1/4 and 9/4; log 4 and log(9/4) are incommensurable, so log f never repeats and
    comes arbitrarily close to both ends: within 1 % in 800 steps.
    """
    L, level = 2.0, 0.5
    t = complete_run(
        method(eta, level), diagonal_quadratic([L]), np.array([0.75]), 800, engine=engine, record=[Value()]
    )
    f = t.observed["Value"][1:]
    low, high = level * (1 - 0.25 * L) ** 2, level * (1 + 0.25 * L) ** 2
    above = bound(f, np.full(len(f), high), x=t.steps[1:], ylabel="f(x_t)")
    below = bound(np.full(len(f), low), f, x=t.steps[1:], ylabel="lower end of the band")
    filled = bound([high, f.min()], [1.01 * f.max(), 1.01 * low], xlabel="end of the band", ylabel="f(x_t)")
    return worst([above, below, filled])._replace(picture=above.picture)


@claim(
    "flooding",
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a point with zero gradient is a fixed point on either side of the level: x+ = x, exactly",
    controls=without("zero gradient", offset=1e-3),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """The step is eta times the gradient, up or down: a minimum below the level holds it. The data are integers."""
    return worst([is_fixed(method(0.125, level), offset, engine) for level in (-20.0, 0.0)])


CLAIMS = (
    first_iterates_on_a_quadratic,
    modes_of_a_quadratic,
    two_steps_regularise,
    moves_towards_the_level,
    band_around_the_level,
    stationary_point_is_fixed,
)
