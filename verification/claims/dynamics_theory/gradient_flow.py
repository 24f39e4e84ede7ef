"""Gradient flow: what is claimed of its integration, with proofs, and what each claim must reject."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from refimpl.core.observables import GradientNorm, Value
from refimpl.problems import LogQuadratic, Quadratic, ScalarNetwork, diagonal_quadratic
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.dynamics_theory import gradient_flow as mutants
from verification.trial import complete_run, first_iterates

U = 2.0**-53


@claim(
    "gradient-flow",
    theorem="classical Runge-Kutta method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="on a quadratic x_k - x* = (I - Z + Z^2/2 - Z^3/6 + Z^4/24)^k (x_0 - x*), Z = h A, in fractions",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def powers_of_the_stability_polynomial(method: type, engine: str) -> Finding:
    """Four stages of order four: on a linear field the step is the Taylor polynomial of exp(-Z) to degree four.

    A = [[3, 1], [1, 2]], h = 1/4; the matrix is multiplied out in fractions, without stages. x* = A^{-1} b.
    """
    A, h = [[Fraction(3), Fraction(1)], [Fraction(1), Fraction(2)]], Fraction(1, 4)
    x_star = [Fraction(3, 5), Fraction(-4, 5)]  # solves A x = (1, -1)
    e = [2 - x_star[0], -1 - x_star[1]]
    expected = []
    for _ in range(5):
        term, total = e, e
        for order in range(1, 5):
            term = [-h * sum((a * v for a, v in zip(row, term)), Fraction(0)) / order for row in A]
            total = [a + b for a, b in zip(total, term)]
        e = total
        expected.append([a + b for a, b in zip(e, x_star)])
    problem = Quadratic(np.array([[3.0, 1.0], [1.0, 2.0]]), np.array([1.0, -1.0]))
    return first_iterates(method(0.25), problem, np.array([2.0, -1.0]), expected, engine)


@claim(
    "gradient-flow",
    theorem="error on quadratics",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|x_k - exp(-k z) x_0| <= k (z^5/120)(exp(-z) + z^5/120)^{k-1} |x_0| in each mode, z = h lambda <= 1",
    controls=planted(*mutants.MUTANTS) + without("z <= 1", factor=3.0),
)
def error_of_order_four(method: type, engine: str, factor: float = 1.0) -> Finding:
    """R(z) = sum_{j<=4} (-z)^j/j! exceeds E = exp(-z) by at most z^5/120 (alternating series, z <= 1), and
    R^k - E^k = (R - E) sum_j R^j E^{k-1-j} with 0 < E <= R: at most k (z^5/120) R^{k-1}.
    """
    h, spectrum, x0 = 0.25 * factor, np.array([2.0, 1.0, 0.5]), np.array([1.0, -2.0, 3.0])
    x = complete_run(method(h), diagonal_quadratic(spectrum), x0, 20, engine=engine).x[1:]
    k = np.arange(1, 21)[:, None]
    z = 0.25 * spectrum
    error = np.abs(x - np.exp(-k * z) * x0)
    R = np.exp(-z) + z**5 / 120
    limit = k * z**5 / 120 * R ** (k - 1) * np.abs(x0)
    # some forty roundings per step
    rounding = 40 * k * U * np.exp(-k * z) * np.abs(x0)
    return worst(
        [
            bound(error[:, i], limit[:, i], allowance=rounding[:, i], x=k[:, 0], ylabel="error")
            for i in range(3)
        ]
    )


@claim(
    "gradient-flow",
    theorem="descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f falls by at least h (1 - d - (q/2)(1 + d)^2) |g_k|^2 at every step, q = h L, d = q/2 + q^2/6 + q^3/24",
    controls=planted(mutants.Ascent) + without("h L = q", factor=12.0),
)
def value_falls(method: type, engine: str, factor: float = 1.0) -> Finding:
    """The step is -h G, G the weighted mean of the four stages. |k_2 - g| <= (q/2)|g|, |k_3 - g| <= (q/2)|k_2|,
    |k_4 - g| <= q |k_3|, so |G - g| <= (q/2 + q^2/6 + q^3/24)|g| = d |g|. The descent lemma gives
    f+ <= f - h <g, G> + (L h^2/2)|G|^2 with <g, G> >= (1 - d)|g|^2 and |G| <= (1 + d)|g|. No convexity.
    """
    q, L, found = 0.25, 2.0, []
    d = q / 2 + q**2 / 6 + q**3 / 24
    for problem in (diagonal_quadratic([2.0, 1.0, 0.25]), LogQuadratic(3)):
        t = complete_run(
            method(factor * q / L), problem, np.array([1.0, -2.0, 3.0]), 25, engine=engine,
            record=[Value(), GradientNorm()],
        )  # fmt: skip
        f, g = t.observed["Value"], t.observed["GradientNorm"]
        right = f[:-1] - q / L * (1 - d - q / 2 * (1 + d) ** 2) * g[:-1] ** 2
        found.append(step_inequality(f[1:], right, allowance=1e-14 * f[:-1], label="f(x_k+1)"))
    return worst(found)


@claim(
    "gradient-flow",
    theorem="conserved gaps",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on scalar networks w_i^2 - w_j^2 stays, and the end is the solution with those gaps",
    controls=planted(mutants.Euler, mutants.FullMiddle, mutants.Ascent)
    + without("small time steps", h=0.125),
)
def ends_at_the_flow_solution(method: type, engine: str, h: float = 1 / 64) -> Finding:
    """d(w_i^2)/dt = -2 (P - 1) P for every i. Depth 2 from (3, 1/4): the end has the sharpness
    sqrt((9 - 1/16)^2 + 4) = 9.16, whatever step size a descent method would need.

    Runge-Kutta errs by h^5 per step times fifth derivatives, below (lambda h)^5 with lambda <= 10 here, over the 30
    steps that it takes to arrive.
    """
    t = complete_run(method(h), ScalarNetwork(2), np.array([3.0, 0.25]), 150, engine=engine)
    gap = t.x[:, 0] ** 2 - t.x[:, 1] ** 2
    end = np.sum(1 / t.x[-1] ** 2)
    tolerance = 30 * (10 / 64) ** 5 / 120
    return worst(
        [
            identity(gap, np.full(151, 9 - 1 / 16), tolerance=tolerance),
            identity(end, np.hypot(9 - 1 / 16, 2), tolerance=tolerance),
        ]
    )


CLAIMS = (powers_of_the_stability_polynomial, error_of_order_four, value_falls, ends_at_the_flow_solution)
