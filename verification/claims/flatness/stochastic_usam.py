"""Stochastic USAM: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext
from itertools import product
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import LeastSquares, random_quadratic_regression
from refimpl.problems.registry import EXAMPLES
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.usam_regression import closed_map
from verification.claims.flatness.usam_saddles import SADDLE_CLAIMS
from verification.evidence import exact_moments, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.flatness import stochastic_usam as mutants
from verification.trial import complete_run, first_iterates

U = 2.0**-53
# rows of one length r = 1, in general position; a mutant may draw twice per step
A = np.array([[0.6, 0.8], [-0.8, 0.6], [1.0, 0.0], [0.28, 0.96]])
SOLUTION = np.array([0.5, -1.0])
INTERPOLATING = LeastSquares(A, A @ SOLUTION)
PAIRS = tuple(product(range(4), repeat=2))


@claim(
    "stochastic-usam",
    theorem="update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on a quadratic regression model with replayed draws equal 90-digit decimal arithmetic",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_regression(method: type, engine: str) -> Finding:
    """f_i = n z_i^2/2 and grad f_i = n z_i (J_i + Q_i x), by lists of decimals without this library."""
    example = EXAMPLES["quadratic-regression"]
    problem, start = example.build(), example.start
    draws, eta, rho = (0, 1, 1, 0, 1), Decimal("0.0625"), Decimal("0.125")
    n, d = problem.J.shape
    y, J = ([Decimal(float(v)) for v in problem.y], [[Decimal(float(v)) for v in r] for r in problem.J])
    Q = [[[Decimal(float(v)) for v in r] for r in problem.Q[i * d : (i + 1) * d]] for i in range(n)]

    def gradient(i: int, x: list[Decimal]) -> list[Decimal]:
        Qx = [sum((q * v for q, v in zip(row, x)), Decimal(0)) for row in Q[i]]
        z = y[i] + sum((a * v for a, v in zip(J[i], x)), Decimal(0))
        z += sum((a * v for a, v in zip(Qx, x)), Decimal(0)) / 2
        return [n * z * (a + b) for a, b in zip(J[i], Qx)]

    expected = []
    with localcontext() as context:
        context.prec = 90
        x = [Decimal(v) for v in start]
        for i in draws:
            moved = [v + rho * g for v, g in zip(x, gradient(i, x))]
            x = [v - eta * g for v, g in zip(x, gradient(i, moved))]
            expected.append(x)
    rng = tape(integers=[*draws, 1, 0, 0, 1, 1])  # as many again for a mutant that draws twice
    return first_iterates(method(0.0625, 0.125), problem, np.array(start), expected, engine, rng=rng)


@claim(
    "stochastic-usam",
    theorem="closed map of residual and Jacobian",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="z' = z + rho J u + (rho^2/2) Q(u, u), u = J'P z with the draw's projection P, and so on for the descent",
    controls=(*planted(*mutants.MUTANTS), *without("the same projection in both", same=0)),
)
def closed_map_of_a_batch(method: type, engine: str, same: int = 1) -> Finding:
    """The sampled gradient is J(x)'P z(x) with P = n e_i e_i'; z is quadratic and J affine in x.

    z(x + rho u) = z + rho J u + (rho^2/2) Q(u, u), J(x + rho u) = J + rho Q(u, .), v = J(x + rho u)'P z(x + rho u),
    and z+, J+ follow from x+ = x - eta v in the same way: x is gone.
    """
    n = 3
    problem = random_quadratic_regression(n, 4, seed=3, curvature=0.5)
    draws = np.random.default_rng(5).integers(0, n, 60)
    P = np.zeros((30, n, n))
    P[np.arange(30), draws[:30], draws[:30]] = n
    t = complete_run(
        method(1 / 64, 1 / 16), problem, np.array([0.5, -1.0, 0.25, 1.0]), 30, engine=engine,
        rng=tape(integers=draws),
    )  # fmt: skip
    return closed_map(problem, t.x, 1 / 64, 1 / 16, P, P if same else np.roll(P, 1, axis=0))


@claim(
    "stochastic-usam",
    theorem="moments of a step",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="mean and covariance of a step on interpolating least squares, c = eta (1 + rho r^2), by enumeration",
    controls=(
        *planted(
            mutants.FreshBatch,
            mutants.FullAscent,
            mutants.NormalisedAscent,
            mutants.GradientAtIterate,
            mutants.PerturbationNotUndone,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
        ),
        *without("equal norms of the rows", stretch=1.25),
    ),
)
def moments_of_a_step(method: type, engine: str, stretch: float = 1.0) -> Finding:
    """grad f_i(x) = a_i a_i'e, e = x - x*, and at x + rho a_i a_i'e it is (1 + rho |a_i|^2) a_i a_i'e.

    So x+ - x* = e - c (a_i'e) a_i: the mean is e - c H e and the covariance c^2 (mean of (a_i'e)^2 a_i a_i' - H e e'H).
    With two draws per step the ascent would be rho H in the mean, of full-batch strength.
    """
    eta, rho, e = 0.5, 0.75, np.array([1.0, 0.5])
    rows = A * np.array([[stretch], [1.0], [1.0], [1.0]])
    problem = LeastSquares(rows, rows @ SOLUTION)
    ends = _outcomes(method(eta, rho), problem, SOLUTION + e, engine) - SOLUTION
    c, H = eta * (1 + rho), rows.T @ rows / 4
    spread = np.einsum("i,ij,ik->jk", (rows @ e) ** 2 / 4, rows, rows) - np.outer(H @ e, H @ e)
    # a step is some thirty operations on numbers below 4; the weights are exact
    return exact_moments(
        ends, np.full(16, 1 / 16), mean=e - c * H @ e, covariance=c**2 * spread, tolerance=256 * U
    )


def _outcomes(algorithm: Any, problem: Any, x: np.ndarray, engine: str) -> np.ndarray:
    """The step from x for every pair of draws; the method takes one of them."""
    return np.array(
        [
            complete_run(algorithm, problem, x, 1, engine=engine, rng=tape(integers=pair)).x[-1]
            for pair in PAIRS
        ]
    )


@claim(
    "stochastic-usam",
    theorem="edge of stability in the trace",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="E|x+ - x*|^2 falls iff tr H < (sqrt(1 + 8 rho/eta) - 1)/(2 rho): the trace takes the place of lambda_1",
    controls=(
        *planted(
            mutants.FreshBatch,
            mutants.FullAscent,
            mutants.GradientAtIterate,
            mutants.NormalisedAscent,
            mutants.PerturbationNotUndone,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
        ),
        *without("the trace, lambda_1 instead", spectral=1),
    ),
)
def edge_in_the_trace(method: type, engine: str, spectral: int = 0) -> Finding:
    """E|e+|^2 = |e|^2 - 2 c e'H e + c^2 r^2 e'H e with c = eta (1 + rho r^2), r^2 = tr H: equal to |e|^2 iff
    eta r^2 (1 + rho r^2) = 2. Enumerated from ten points at eta_c and 1 % beside it.
    """
    rho = 0.75
    scale = np.linalg.eigvalsh(A.T @ A / 4)[-1] if spectral else np.trace(A.T @ A / 4)
    eta = 2 / (scale * (1 + rho * scale))
    points = np.random.default_rng(2).standard_normal((10, 2))
    sides: dict[float, Any] = {}
    for factor in (0.99, 1.0, 1.01):
        algorithm = method(factor * eta, rho)
        ends = [_outcomes(algorithm, INTERPOLATING, SOLUTION + e, engine) - SOLUTION for e in points]
        sides[factor] = np.array([np.mean(np.sum(e**2, axis=1)) for e in ends])
    before = np.sum(points**2, axis=1)
    # each mean square is good to some thirty operations on squares below (2 |e|)^2 + 2
    return worst(
        [
            step_inequality(sides[0.99], before, xlabel="point", label="E|e+|^2 below the edge"),
            step_inequality(before, sides[1.01], xlabel="point", label="|e|^2 above the edge"),
            identity(sides[1.0], before, tolerance=256 * U, scale=1 + 4 * before),
        ]
    )


CLAIMS = (
    first_iterates_on_a_regression,
    closed_map_of_a_batch,
    moments_of_a_step,
    edge_in_the_trace,
    *SADDLE_CLAIMS,
)
