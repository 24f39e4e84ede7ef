"""Sign-averaged forward gradients: what is claimed of them, with proofs, and what each claim must reject."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import Linear, Quadratic, diagonal_quadratic
from refimpl.zeroth_order.estimators import Normal, Signs
from verification.arithmetic import forward_gradient as exact
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.zeroth_order.directions import signs
from verification.evidence import exact_moments, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.zeroth_order import sign_forward_gradient as mutants
from verification.mutants.zeroth_order.two_calls import named
from verification.trial import complete_run, first_iterates

UNIT = 2.0**-53
COMMON = mutants.MUTANTS


@claim(
    "sign-forward-gradient",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ... on a quadratic from signs of rounded differences, two normal directions, equal rationals",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """Values in rationals, rounded in integers; the sign of their difference, 0 for equal values."""
    problem = Quadratic(np.array(exact.A, float), np.array(exact.B, float))
    x0, step = np.array(exact.START, float), float(exact.STEP)
    c, delta, draws = Fraction(1, 4), Fraction(4), tape(np.tile(np.ravel(exact.NORMALS), 2))
    wanted = exact.fixed_point_iterates(exact.normals(), 2, c, delta, signed=True)
    algorithm = method(step, float(c), float(delta), 2, Normal())
    return first_iterates(algorithm, problem, x0, wanted, engine, rng=draws)


@claim(
    "sign-forward-gradient",
    theorem="mean of the signs",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="for linear f: E g = sign(p_1) e_1 where |p_1| > sum of the others, sign(p)/2 for three equal entries",
    controls=(
        *planted(*named(COMMON, "Ascent", "TwoDirections", "SumForMean", "DirectionReused")),
        *planted(mutants.SizeKept),
        *without("differences beyond the grid", delta=4.0),
    ),
)
def mean_of_the_signs(method: type, engine: str, delta: float = 2.0**-6) -> Finding:
    """A dominating entry decides the sign alone, and E sign(z_1) z_j = delta_1j. Of three equal entries two of three

    decide: z_j agrees with the majority with probability 3/4, so E g_j = 1/2. E g_i g_j = E z_i z_j = delta_ij, as
    signs square away: Cov = I - E g E g', half of it over two directions.
    """
    listed, findings = signs(3), []
    for p, mean, n in (([4.0, -1.0, 2.0], [1.0, 0.0, 0.0], 1), ([1.0, -1.0, 1.0], [0.5, -0.5, 0.5], 2)):
        paths = listed.paths(n)
        algorithm, x0 = method(1.0, 0.25, delta, n, Signs()), np.zeros(3)
        outcomes = [
            -complete_run(algorithm, Linear(np.array(p)), x0, 1, engine=engine, rng=listed.tape(rows * 2)).x[
                1
            ]
            for rows, _ in paths
        ]
        covariance = (np.eye(3) - np.outer(mean, mean)) / n
        weights = np.array([weight for _, weight in paths])
        findings.append(
            exact_moments(outcomes, weights, mean=mean, covariance=covariance, tolerance=100 * UNIT)
        )
    return worst(findings)


@claim(
    "sign-forward-gradient",
    theorem="expected descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="E f(x+) <= f(x) - eta |grad f(x)|/sqrt 2 + L eta^2 (d + n - 1)/(2n), n = 1, 2, on quadratics",
    controls=(
        *planted(*named(COMMON, "Ascent", "TwoDirections")),
        *planted(*named(COMMON, "SumForMean")),
        *without("differences beyond the grid", delta=64.0),
    ),
)
def expected_descent(method: type, engine: str, delta: float = 2.0**-10) -> Finding:
    """f(x - eta g) <= f(x) - eta p'g + (L eta^2/2)|g|^2 and E p'g = E|p'z| >= |p|/sqrt 2 (Khintchine's inequality with

    Szarek's constant, attained by p = (1, 1)): the central difference of a quadratic is p'z. |g_j|^2 <= d, and
    |E g|^2 = E sign(p'z) (E g)'z <= E|(E g)'z| <= |E g| gives |E g| <= 1: E|g|^2 <= (d + n - 1)/n.
    """
    listed, step = signs(2), 0.25
    left, right = [], []
    for spectrum, start in (
        ([2.0, 2.0], (1.0, 0.875)),
        ([2.0, 0.5], (0.5, 3.0)),
        ([1.0, 1.0], (0.125, 0.0625)),
    ):
        problem, x = diagonal_quadratic(spectrum), np.array(start)
        for n in (1, 2):
            algorithm = method(step, 0.125, delta, n, Signs())
            ends = [
                (
                    weight,
                    complete_run(algorithm, problem, x, 1, engine=engine, rng=listed.tape(rows * 2)).x[1],
                )
                for rows, weight in listed.paths(n)
            ]
            p, L = problem.gradient(x), max(spectrum)
            left.append(sum(weight * problem.value(end) for weight, end in ends))
            gain = step * np.linalg.norm(p) / np.sqrt(2)
            right.append(problem.value(x) - gain + L * step**2 * (n + 1) / (2 * n))
    return step_inequality(left, right, allowance=100 * UNIT * 4, xlabel="case", label="E f(x+)")


@claim(
    "sign-forward-gradient",
    theorem="units of f",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="f and the grid times 8 leave every iterate as it was, bit for bit",
    controls=(*planted(mutants.SizeKept), *without("a grid in units of f", spacing=0.5)),
)
def iterates_have_no_unit_of_f(method: type, engine: str, spacing: float = 4.0) -> Finding:
    """q(8v) on the grid 8 delta is 8 q(v), and signs forget the size of a difference; products with 8 are exact."""
    x0, A, b = np.array([2.0, -1.0, 1.0]), np.array(exact.A, float), np.array(exact.B, float)
    plain, scaled = (
        complete_run(method(0.125, 0.25, delta), Quadratic(t * A, t * b), x0, 12, engine=engine, rng=1).x
        for t, delta in ((1.0, 0.5), (8.0, spacing))
    )
    return identity(plain, scaled, tolerance=0.0)


CLAIMS = (first_iterates_on_a_quadratic, mean_of_the_signs, expected_descent, iterates_have_no_unit_of_f)
