"""The polynomially preconditioned gradient method: what is claimed, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import partial
from itertools import combinations
from typing import Any

import numpy as np

from refimpl.problems import Quadratic, diagonal_quadratic
from verification.arithmetic.polynomials import chebyshev
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.second_order.polynomial_shared import (
    GAPS,
    eigenvalues,
    huber_along_the_largest,
    on_quadratic_residuals,
)
from verification.evidence import bound, identity, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.second_order.polynomial_gradient import MUTANTS
from verification.trial import complete_run

controls = partial(named, MUTANTS)
MATRIX = np.array([[2.0, 0.0, 1.0], [0.0, 2.0, 1.0], [1.0, 1.0, 2.0]])  # determinant 4


def preconditioner_of(method: Any, B: Any, order: int) -> np.ndarray:
    """The matrix that a method holds for a quadratic with Hessian B."""
    nothing = np.zeros(len(B))
    return np.asarray(method(1.0, order, nothing).init(Quadratic(B, nothing), nothing).P)


@claim(
    "polynomial-gradient",
    theorem="the algorithm",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 on four quadratic residuals with the orders 1 and 2 equal the method in 80-digit decimals",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_on_quadratic_residuals(method: type, engine: str) -> Finding:
    """The decimals write the preconditioner with powers of B and their traces, the paper's sum, where the method has
    Faddeev's recursion.
    """
    return on_quadratic_residuals(method, engine, "plain", 4)


@claim(
    "polynomial-gradient",
    theorem="eigenvalues of the preconditioner",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a quadratic with diagonal B one step multiplies the error beside lambda_i by 1 - s lambda_i "
    "sigma_tau(lambda without lambda_i), for every order; for the order d - 1 and s = 1/det(B) it solves the problem",
    engine_fixed=True,
    controls=controls(
        "signs-forgotten", "trace-undivided", "first-trace", "frobenius-norm", "one-order-fewer", "unpreconditioned",
        "ascent", "step-too-long", "step-too-short",
    ),
)  # fmt: skip
def eigenvalues_are_symmetric_polynomials(method: type, engine: str) -> Finding:
    """sigma_tau(lambda) = sigma_tau(without lambda_i) + lambda_i sigma_{tau-1}(without lambda_i), so that P_tau =
    sigma_tau I - B P_{tau-1} keeps the form; tr(B P_{tau-1}) = sum lambda_i sigma_{tau-1}(without lambda_i) counts
    every tau-subset tau times. For tau = d - 1 the product of the others is det(B)/lambda_i. Integers: no rounding.
    """
    spectrum, findings = (6.0, 4.0, 3.0, 1.0), []
    for order in range(4):
        expected = [1 - v / 512 for v in eigenvalues(spectrum, order)]
        x = complete_run(
            method(1 / 512, order, np.zeros(4)), diagonal_quadratic(spectrum), np.ones(4), 1, engine=engine
        ).x[1]
        findings.append(identity(x, [float(v) for v in expected], tolerance=0.0))
    solution = np.array([1.0, -2.0, 3.0])
    problem = Quadratic(MATRIX, MATRIX @ solution)
    x = complete_run(method(0.25, 2, np.zeros(3)), problem, np.array([5.0, 0.0, -1.0]), 1, engine=engine).x[1]
    return worst([*findings, identity(x, solution, tolerance=0.0)])


@claim(
    "polynomial-gradient",
    theorem="volume sampling",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="P_tau is the sum of det(B_SS) E_S B_SS^{-1} E_S' over all sets S of tau + 1 coordinates: sigma_{tau+1} "
    "times the mean of coordinate steps of Newton's method under volume sampling",
    engine_fixed=True,
    controls=controls(
        "signs-forgotten", "trace-undivided", "first-trace", "frobenius-norm", "one-order-fewer", "unpreconditioned",
    ),
)  # fmt: skip
def mean_of_coordinate_steps(method: type, engine: str) -> Finding:
    """The adjugates of the principal minors add up to the derivative of sigma_{tau+1}(B) by B, which is that of the sum
    of principal minors; and d sigma_{tau+1} = tr(P_tau dB), as beside lambda_i it is sigma_tau without lambda_i.
    """
    findings = []
    for order in (0, 1, 2):
        expected = np.zeros((3, 3))
        for S in combinations(range(3), order + 1):
            for i in S:
                for j in S:
                    rows, columns = [k for k in S if k != j], [k for k in S if k != i]
                    sign = (-1) ** (S.index(i) + S.index(j))
                    expected[i, j] += sign * _determinant(
                        [[int(MATRIX[a, b]) for b in columns] for a in rows]
                    )
        findings.append(identity(preconditioner_of(method, MATRIX, order), expected, tolerance=0.0))
    return worst(findings)


def _determinant(rows: list[list[int]]) -> int:
    if not rows:
        return 1
    return sum(
        (-1) ** j * v * _determinant([r[:j] + r[j + 1 :] for r in rows[1:]]) for j, v in enumerate(rows[0])
    )


@claim(
    "polynomial-gradient",
    theorem="complexity, mu > 0",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="on quadratics with s = 1/beta f(x_k) - f* <= (1 - 1/c)^{2k} (f(x_0) - f*), c = beta/alpha = lambda_1 "
    "sigma_tau(without lambda_1)/(lambda_d sigma_tau(without lambda_d)) <= (sum_{j > tau} lambda_j)/lambda_d, with "
    "equality along the least eigenvalue: every order cuts one more gap",
    engine_fixed=True,
    controls=(
        *controls(
            "signs-forgotten", "trace-undivided", "first-trace", "frobenius-norm", "one-order-fewer",
            "unpreconditioned", "ascent", "step-too-long", "step-too-short",
        ),
        *without("the step size of the order", moved=1),
        *without("all of the tail", terms=1),
    ),
)  # fmt: skip
def condition_number_of_the_order(method: type, engine: str, moved: int = 0, terms: int = 6) -> Finding:
    """Eigenvalues of P B: lambda_i sigma(without i) - lambda_j sigma(without j) = (lambda_i - lambda_j)
    sigma_tau(without both), so the order stays, and the errors are multiplied by 1 - lambda_i sigma(without i)/beta
    <= 1 - 1/c. The tail: a set of tau + 1 indices with 1 in it has a largest index j > tau, and the rest, a set of
    tau indices without d.
    """
    findings, steps, d = [], 6, len(GAPS)
    problem = diagonal_quadratic(GAPS)
    for order in range(5):
        found = eigenvalues(GAPS, order)
        c = found[0] / found[-1]
        findings.append(
            step_inequality(
                float(c), sum(GAPS[order:][:terms]) / GAPS[-1], allowance=1e-12 if order == 0 else 0.0
            )
        )
        algorithm = method(float(1 / eigenvalues(GAPS, order + moved)[0]), order, np.zeros(d))
        factors = [float((1 - 1 / c) ** (2 * k)) for k in range(steps + 1)]
        for start, judge in (
            (np.eye(d)[-1], partial(tight, tolerance=1e-12)),
            (np.ones(d), partial(bound, allowance=1e-12)),
        ):
            x = complete_run(algorithm, problem, start, steps, engine=engine).x
            f = np.array([problem.value(v) for v in x])
            findings.append(judge(f / f[0], factors))
    return worst(findings)


@claim(
    "polynomial-gradient",
    theorem="complexity, mu = 0",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="with s = 1/(beta L) N steps leave at most (beta L/(4 N + 2)) |x_0 - x*|^2 in the norm of P^{-1}: "
    "exactly that on Huber's function along the largest eigenvalue of P B",
    engine_fixed=True,
    controls=controls(
        "signs-forgotten", "one-order-fewer", "unpreconditioned", "hessian-at-start", "current-hessian", "ascent",
        "step-too-long", "step-too-short",
    ),
)  # fmt: skip
def worst_case_along_the_largest_eigenvalue(method: type, engine: str) -> Finding:
    """In the coordinates P^{-1/2} x the method is the gradient method on a function of smoothness beta L, whose bound
    is that of Drori & Teboulle 2014. Along e_1 with u = 4 x_1: u+ = u - s lambda_1 sigma(without 1) h'(u) = u -
    h'(u), and h'(u) = delta while u >= delta = R/(2N + 1): h(u_N) = delta (R - N delta) - delta^2/2 = R^2/(4N + 2),
    R^2 = beta |x_0|^2.
    """
    findings = []
    for order in (0, 1, 2):
        for N in (1, 5, 20):
            problem, x0, beta, square = huber_along_the_largest(order, 2.0, 2.0 / (2 * N + 1))
            x = complete_run(method(1 / beta, order, np.zeros(3)), problem, x0, N, engine=engine).x[-1]
            # N steps of a few units each, on numbers up to 2N + 1 times delta
            findings.append(tight(problem.value(x), beta * square / (4 * N + 2), tolerance=1e-13))
    return worst(findings)


@claim(
    "polynomial-gradient",
    theorem="comparison with Chebyshev polynomials",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="c of P_tau B is below the condition number (T + 1)/(T - 1), T = T_{tau+1}((kappa + 1)/(kappa - 1)), of "
    "Chebyshev's preconditioner of the same degree where few eigenvalues are large, and above it where they are even",
    engine_fixed=True,
    controls=controls("signs-forgotten", "one-order-fewer", "unpreconditioned", "frobenius-norm"),
    shows=("P388/4",),
)
def gaps_against_chebyshev(method: type, engine: str) -> Finding:
    """Knowing the ends of the spectrum alone, lambda p(lambda) = 1 - T_{tau+1}(x(lambda))/T_{tau+1}(x(0)), x(0) =
    (kappa + 1)/(kappa - 1), fills [1 - 1/T, 1 + 1/T], the least possible for a degree. P_tau needs no ends and sees the
    gaps: tau outliers cost (d - tau) at most by the tail of the spectrum, any size they have. Fractions for T.
    """
    left, right = [], []
    gaps, even = (4096.0, 1024.0, 4.0, 3.0, 2.0, 1.0), (6.0, 5.0, 4.0, 3.0, 2.0, 1.0)
    for spectrum in (gaps, even):
        for order in (1, 2):
            found = np.diag(preconditioner_of(method, np.diag(spectrum), order)) * np.array(spectrum)
            T = chebyshev(spectrum[0] / spectrum[-1], order + 1)
            sides = [float(found[0] / found[-1]), float((T + 1) / (T - 1))]
            left.append(sides[0] if spectrum is gaps else sides[1])
            right.append(sides[1] if spectrum is gaps else sides[0])
    return step_inequality(left, right, xlabel="case", ylabel="condition number")


CLAIMS = (
    first_iterates_on_quadratic_residuals,
    eigenvalues_are_symmetric_polynomials,
    mean_of_coordinate_steps,
    condition_number_of_the_order,
    worst_case_along_the_largest_eigenvalue,
    gaps_against_chebyshev,
)
