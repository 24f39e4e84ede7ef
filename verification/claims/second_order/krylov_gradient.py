"""The gradient method over Krylov subspaces: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import partial

import numpy as np

from refimpl.problems import Logistic, diagonal_quadratic
from verification.arithmetic import quadratic_residuals
from verification.arithmetic.polynomials import chebyshev, iterates
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.second_order.polynomial_shared import CENTER, START
from verification.evidence import identity, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.second_order.krylov_gradient import MUTANTS, EuclideanModel
from verification.trial import complete_run, first_iterates

controls = partial(named, MUTANTS)


@claim(
    "krylov-gradient",
    theorem="the algorithm",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 on four quadratic residuals with the order 1, by normal equations over the Krylov "
    "subspace in 80-digit decimals",
    engine="ball",
    controls=planted(*(m for m in MUTANTS if m is not EuclideanModel)),  # no direction is left after one
)
def first_iterates_on_quadratic_residuals(method: type, engine: str) -> Finding:
    """Conjugate gradients from 0 minimise g'd + d'Bd/2 over the span of g, Bg, ..., which the decimals do with a
    basis of powers and without recursions.
    """
    expected = iterates("krylov", START, 4, (0.25, 1, CENTER))
    algorithm = method(0.25, 1, np.array(CENTER))
    return first_iterates(algorithm, quadratic_residuals.problem(), np.array(START), expected, engine)


@claim(
    "krylov-gradient",
    theorem="the best polynomial",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="on logistic regression with B = H(0), s = 1: f(x) - f(x+) >= |g|_P^2/(2 beta) at every step, P the "
    "symmetric polynomial of any order up to tau, beta the largest eigenvalue of P B",
    engine_fixed=True,
    controls=(
        *controls("one-dimension-fewer", "ascent", "euclidean-model"),
        *without("H <= L B", step=6.0),
    ),
)
def no_worse_than_any_fixed_polynomial(method: type, engine: str, step: float = 1.0) -> Finding:
    """The second derivative of log(1 + exp) is largest at 0, so H <= B and f(x + d) <= f(x) + g'd + d'Bd/2, which is
    least at the method's d; d = -P g/beta lies in the subspace and has -|g|_P^2/beta + g'P B P g/(2 beta^2) <=
    -|g|_P^2/(2 beta).
    """
    A = np.array([[8.0, 1.0, 0.5], [4.0, -2.0, 0.25], [-2.0, 1.0, -0.5], [0.5, 2.0, 0.5], [1.0, 0.25, -0.5]])
    problem, findings = Logistic(A, np.array([1.0, -1.0, 1.0, 1.0, -1.0]), 0.0625), []
    B = problem.hessian(np.zeros(3))
    lam, V = np.linalg.eigh(B)
    for order in (1, 2):
        x = complete_run(
            method(step, order, np.zeros(3)), problem, np.array([0.5, -1.0, 2.0]), 8, engine=engine
        ).x
        f = np.array([problem.value(v) for v in x])
        g = np.array([problem.gradient(v) for v in x[:-1]]) @ V
        for tau in range(order + 1):
            sigma = np.array([sum(np.prod(s) for s in _subsets(np.delete(lam, i), tau)) for i in range(3)])
            promised = g**2 @ sigma / (2 * np.max(lam * sigma))
            # values of order one, five terms: some ten units
            findings.append(step_inequality(f[1:], f[:-1] - promised, allowance=1e-15 * f[:-1]))
    return worst(findings)


def _subsets(values: np.ndarray, size: int) -> list[np.ndarray]:
    return [
        values[[i for i in range(len(values)) if code >> i & 1]]
        for code in range(2 ** len(values))
        if code.bit_count() == size
    ]


@claim(
    "krylov-gradient",
    theorem="few eigenvalues",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a quadratic with at most tau + 1 different eigenvalues is solved by one step, and s = 1/2 halves the "
    "error",
    engine_fixed=True,
    controls=controls(
        "one-dimension-fewer",
        "conjugacy-forgotten",
        "fixed-polynomial",
        "euclidean-model",
        "ascent",
        "step-too-long",
    ),
)
def solved_where_eigenvalues_are_few(method: type, engine: str) -> Finding:
    """p(lambda) = 1/lambda at tau + 1 places is a polynomial of degree tau, and the model of a quadratic is exact. With
    one eigenvalue the residual of the system is zero after one iteration, exactly.
    """
    findings = []
    for order, spectrum in ((1, [64.0, 64.0, 1.0, 1.0]), (2, [64.0, 8.0, 8.0, 1.0]), (1, [2.0] * 4)):
        x0 = np.array([1.0, -2.0, 3.0, 1.0])
        for s, steps in ((1.0, 1), (0.5, 3)):
            x = complete_run(
                method(s, order, np.zeros(4)), diagonal_quadratic(spectrum), x0, steps, engine=engine
            ).x
            expected = x0 * (1 - s) ** np.arange(steps + 1)[:, None]
            # conjugate gradients lose the condition number, 64, times some ten units
            findings.append(identity(x, expected, tolerance=64 * 64 * 2.0**-53))
    return worst(findings)


@claim(
    "krylov-gradient",
    theorem="complexity",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="one step multiplies f - f* of a quadratic by T_{tau+1}((kappa + 1)/(kappa - 1))^-2, exactly, where the "
    "spectrum lies where Chebyshev's polynomial is extremal and the start weighs it accordingly",
    engine_fixed=True,
    controls=controls(
        "one-dimension-fewer", "one-dimension-more", "conjugacy-forgotten", "fixed-polynomial", "euclidean-model",
        "ascent", "step-too-long",
    ),
)  # fmt: skip
def exact_contraction_on_chebyshev_points(method: type, engine: str) -> Finding:
    """f(x+) - f* is the least of sum w_i q(lambda_i)^2 over q of degree tau + 1, q(0) = 1, w_i = lambda_i e_i^2/2. It
    is at most T^-2 sum w_i, by Chebyshev's q. With w_i lambda_i = 1/prod_{j != i} |lambda_i - lambda_j| on its tau +
    2 extrema q = +-1/T alternates, sum w_i q(lambda_i) lambda_i r(lambda_i) is a divided difference of order tau + 1
    of r, of degree tau, hence 0: that q is the best one. With H <= L B and s = 1/L the model's least value is (1 -
    T^-2)/L times -g'B^{-1}g/2 <= -mu (f - f*), the rate of the general case.
    """
    findings = []
    for order, points in ((0, [9.0, 1.0]), (1, [9.0, 5.0, 1.0]), (2, [9.0, 7.0, 3.0, 1.0])):
        lam = np.array(points)
        apart = np.abs(lam[:, None] - lam) + np.eye(len(lam))
        x0 = 1 / lam / np.sqrt(np.prod(apart, axis=1))
        problem, T = diagonal_quadratic(points), float(chebyshev(9.0, order + 1))
        x = complete_run(method(1.0, order, np.zeros(len(lam))), problem, x0, 1, engine=engine).x
        findings.append(tight(problem.value(x[1]) / problem.value(x0), T**-2, tolerance=1e-12))
    return worst(findings)


CLAIMS = (
    first_iterates_on_quadratic_residuals,
    no_worse_than_any_fixed_polynomial,
    solved_where_eigenvalues_are_few,
    exact_contraction_on_chebyshev_points,
)
