"""Fixed-point forward gradients: what is claimed of them, with proofs, and what each claim must reject."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import Linear, Quadratic, RidgePolynomial
from refimpl.zeroth_order.estimators import Normal, Signs
from verification.arithmetic import forward_gradient as exact
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.zeroth_order.directions import second_moment, signs
from verification.evidence import bound, exact_moments, identity
from verification.finding import Finding, worst
from verification.mutants.zeroth_order import fixed_point_forward_gradient as mutants
from verification.mutants.zeroth_order.two_calls import named
from verification.trial import complete_run, first_iterates

UNIT = 2.0**-53
COMMON = mutants.MUTANTS


@claim(
    "fixed-point-forward-gradient",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ... on a quadratic from rounded values, two normal directions, equal rational arithmetic",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """q(v) = delta floor((2v + delta)/(2 delta)), in integers; values, differences and steps in rationals."""
    problem = Quadratic(np.array(exact.A, float), np.array(exact.B, float))
    x0, step = np.array(exact.START, float), float(exact.STEP)
    c, delta, draws = Fraction(1, 4), Fraction(1, 2), tape(np.tile(np.ravel(exact.NORMALS), 2))
    wanted = exact.fixed_point_iterates(exact.normals(), 2, c, delta, signed=False)
    algorithm = method(step, float(c), float(delta), 2, Normal())
    return first_iterates(algorithm, problem, x0, wanted, engine, rng=draws)


@claim(
    "fixed-point-forward-gradient",
    theorem="rounding error",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="over all offsets of f the rounded slope has the mean p'z and the variance delta^2 r (1 - r)/(4 c^2)",
    controls=(
        *planted(*named(COMMON, "Ascent", "OneSided", "DifferenceRounded", "GridTwice", "HalfSmoothing")),
        *planted(mutants.NoTwoInDenominator, mutants.NotRounded, mutants.SmoothingInDirection),
        *without("independent rounding errors", independent=True),
    ),
)
def rounding_is_unbiased_over_offsets(method: type, engine: str, independent: bool = False) -> Finding:
    """Two values at a distance (m + r) delta are rounded to a distance m + 1 for the part r of all offsets, and m else.

    The mean is (m + r) delta, the variance delta^2 r (1 - r), over 2c squared; over a uniform r it is delta^2/(24 c^2),
    as if the two rounding errors were independent and uniform, which for a given r they are not. Here f = x_1, so that
    the start is the offset, one in every eighth of the grid and none near a tie, and z = 1.
    """
    c, delta, n = 0.25, 0.5, 8
    findings = []
    for j in (0, 1, 3, 6):
        r = j / n
        slope = (2 + r) * delta / (2 * c)
        problem = Linear(np.array([slope]))
        outcomes = []
        for i in range(n):
            x0 = np.array([(i + 1 / 3) * delta / n / slope])
            x1 = complete_run(
                method(1.0, c, delta, 1, Signs()), problem, x0, 1, engine=engine, rng=tape((), [1])
            ).x[1]
            outcomes.append((x0 - x1)[0])
        variance = delta**2 * (1 / 6 if independent else r * (1 - r)) / (4 * c**2)
        # rounded values are exact, and sums of eight of them
        found = exact_moments(
            outcomes, np.full(n, 1 / n), mean=[slope], covariance=variance, tolerance=100 * UNIT
        )
        findings.append(found)
    return worst(findings)


@claim(
    "fixed-point-forward-gradient",
    theorem="best difference step",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|s - p'z| <= delta/(2c) + c^2 M/6 at every c, which falls like 1/c and grows like c^2; both attained",
    controls=(
        *planted(*named(COMMON, "Ascent", "OneSided", "HalfSmoothing")),
        *planted(mutants.NoTwoInDenominator, mutants.SmoothingInDirection),
        *without("values on the stated grid", coarser=2.0),
        *without("a bounded third derivative", M=4.0),
    ),
)
def error_against_the_difference_step(
    method: type, engine: str, coarser: float = 1.0, M: float = 24.0
) -> Finding:
    """Each value is off by delta/2 at most; without rounding s - p'z = (c^2/6) D^3 f[z, z, z] for a cubic f.

    At the best c, (3 delta/(2M))^{1/3}, the first part is twice the second. On x^2/2 + 4x^3, M = 24, the largest error
    over nine starts reaches four fifths of the bound at c = 2, where the second part rules, and below 1/8, where the
    first does.
    """
    delta = 2.0**-8
    problem = RidgePolynomial(np.eye(1), np.eye(1), np.array([24.0]), np.zeros(1))
    c = 2.0 ** -np.array([-1, 1, 3, 5, 7])
    errors = []
    for smoothing in c:
        found = [0.0]
        for start in np.linspace(0.1, 0.2, 9):
            x0 = np.array([start])
            algorithm = method(1.0, smoothing, coarser * delta, 1, Signs())
            x1 = complete_run(algorithm, problem, x0, 1, engine=engine, rng=tape((), [1])).x[1]
            found.append(abs((x0 - x1 - problem.gradient(x0))[0]))
        errors.append(max(found))
    bounds = delta / (2 * c) + c**2 * M / 6
    # values of size 40 in float64, over 2c >= 1/128
    finding = bound(errors, bounds, allowance=1e-9, x=c, xlabel="c", ylabel="|s - p'z|")
    # a bound that is never approached would not see half of it missing
    attained = float(min(errors[0] / bounds[0], max(np.array(errors[3:]) / bounds[3:])) > 0.8)
    return worst([finding, identity(attained, 1.0, tolerance=0.0)])


@claim(
    "fixed-point-forward-gradient",
    theorem="values on the grid",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="with values of f on the grid the estimate is unbiased, with the moments of the exact forward gradient",
    controls=(
        *planted(*named(COMMON, "Ascent", "OneSided", "HalfSmoothing", "SignOfEstimate", "SumForMean")),
        *planted(mutants.NoTwoInDenominator, mutants.SmoothingInDirection),
        *planted(*named(COMMON, "DirectionReused", "TwoDirections")),
        *without("values on the grid", delta=0.3),
    ),
)
def on_the_grid_nothing_is_lost(method: type, engine: str, delta: float = 0.125) -> Finding:
    """f = p'x with p and c z in eighths, so q does nothing, and the central difference of a linear f is p'z.

    Then E g = p, E g g' = 2pp' + |p|^2 I - 2 diag(p_i^2) for signs and the covariance over two directions is half.
    """
    p, listed = np.array([1.0, -0.5]), signs(2)
    paths = listed.paths(2)
    algorithm, x0 = method(1.0, 0.25, delta, 2, Signs()), np.zeros(2)
    outcomes = [
        -complete_run(algorithm, Linear(p), x0, 1, engine=engine, rng=listed.tape(rows)).x[1]
        for rows, _ in paths
    ]
    covariance = (second_moment(listed.law, p) - np.outer(p, p)) / 2
    weights = np.array([weight for _, weight in paths])
    return exact_moments(outcomes, weights, mean=p, covariance=covariance, tolerance=100 * UNIT)


@claim(
    "fixed-point-forward-gradient",
    theorem="below the grid",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="values within one cell of the grid give the step zero: x stays, however large the gradient",
    controls=(
        *planted(mutants.NotRounded, *named(COMMON, "RoundedDown")),
        *without("values within one cell", c=2.0**-3),
    ),
)
def below_the_grid_nothing_moves(method: type, engine: str, c: float = 2.0**-10) -> Finding:
    """|2 c p'z| = 2^-7 < delta = 1/4 with p = (3, 1), and f = 0 at the start, the middle of its cell."""
    x0 = np.array([1.0, -3.0])
    algorithm = method(0.5, c, 0.25)
    t = complete_run(algorithm, Linear(np.array([3.0, 1.0])), x0, 4, engine=engine, rng=2)
    return identity(t.x, np.tile(x0, (5, 1)), tolerance=0.0)


CLAIMS = (
    first_iterates_on_a_quadratic,
    rounding_is_unbiased_over_offsets,
    error_against_the_difference_step,
    on_the_grid_nothing_is_lost,
    below_the_grid_nothing_moves,
)
