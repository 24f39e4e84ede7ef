"""F2SA: where its iterates end and how fast, with frozen and with increasing lambda."""

from __future__ import annotations

import numpy as np

from refimpl.core.observables import Distance
from refimpl.problems import QuadraticBilevel, random_quadratic_bilevel
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.bilevel.penalty_observables import HypergradientNorm
from verification.evidence import geometric_rate, identity, power_rate, tight
from verification.finding import Curve, Finding, Picture, worst
from verification.mutants.bilevel import f2sa as mutants
from verification.mutants.bilevel import f2sa_parameters as parameters
from verification.trial import complete_run

SPECTRUM = (1.0, 2.0, 5.0)
STEPS = 16384


def following(method, seed, engine):
    """|grad psi(x_k)| along lambda_k = 4 (k + 1)^{1/3} and the problem."""
    problem = random_quadratic_bilevel(SPECTRUM, 2, 0.5, seed=seed)
    algorithm = method(1 / 6, 1 / 6, 2.0, 4.0, 64.0, 5, np.zeros(3))
    trajectory = complete_run(
        algorithm, problem, np.zeros(2), STEPS, engine=engine, record=[HypergradientNorm()]
    )
    return trajectory.observed["HypergradientNorm"], problem


@claim(
    "f2sa",
    theorem="fixed point at frozen lambda",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="frozen lambda: x_k -> the stationary point of psi_lambda in closed form, not that of psi, 2e-12",
    controls=(
        *planted(
            mutants.UpperGradientAtPlainCopy,
            mutants.LowerGradientAtPlainCopy,
            mutants.MissingSubtraction,
            mutants.SwappedDifference,
            mutants.UnweightedDifference,
            mutants.ColdStart,
            mutants.ImplicitDifferentiation,
            parameters.PenaltyTooLarge,
        ),
        *without("frozen lambda", growth=0.05),
    ),
)
def fixed_point_of_the_penalty(method: type, engine: str, growth: float = 0.0) -> Finding:
    """At a fixed point y = y_lambda(x), z = y*(x), so that G = grad psi_lambda(x) = 0: one linear system.

    grad psi_s = r x + B'(A + s I)^{-1}(A^{-1}Bx - t), s = 1/lambda. With f_y taken at z the method ends at
    the solution x* of the bilevel problem: nearer to the optimum is no evidence of being right.
    """
    findings = []
    for lambda0 in (2.5, 10.0):
        problem = random_quadratic_bilevel(SPECTRUM, 2, 0.5, seed=1)
        algorithm = method(1 / 6, 1 / 6, 2.0, lambda0, growth, 3, np.zeros(3))
        expected, x0, steps = problem.penalty_minimizer(1 / lambda0), np.array([1.0, -1.0]), 1500
        trajectory = complete_run(
            algorithm, problem, x0, steps, engine=engine, record=[Distance(expected)], every=10
        )
        bias = np.linalg.norm(expected - problem.minimizer())
        curves = (
            Curve("|x_lambda - x*|", trajectory.steps[[0, -1]], np.full(2, bias), "theory"),
            Curve("|x_k - x_lambda|", trajectory.steps, trajectory.observed["Distance"], "measured"),
        )
        picture = Picture(curves, "k", "distance", "linear", "log")
        findings.append(identity(trajectory.x[-1], expected, tolerance=2e-12, picture=picture))
    return worst(findings)


@claim(
    "f2sa",
    theorem="linear rate at frozen lambda",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="frozen lambda: the errors fall by the spectral radius of the affine step map of (x, y, z)",
    controls=(
        *planted(
            mutants.UpperGradientAtPlainCopy,
            mutants.PreviousCopiesInUpperStep,
            mutants.ColdStart,
            mutants.OneLowerCopy,
            parameters.OneInnerStepFewer,
            parameters.PenaltyTooLarge,
            parameters.StepTooLong,
        ),
        *without("frozen lambda", growth=1.0),
    ),
)
def linear_rate_at_frozen_lambda(method: type, engine: str, growth: float = 0.0) -> Finding:
    """T steps leave P_z = (I - gamma A)^T and P_y = (I - c (A + I/lambda))^T of the errors of z and y, so

    z+ = P_z z + (I - P_z) A^{-1}B x and y+ = P_y y + (I - P_y)(A + I/lambda)^{-1}(B x + t/lambda); x+ = (1 - h r) x +
    h lambda B'(y+ - z+), h = xi alpha. The error obeys this linear map, whose spectral
    radius is a simple real eigenvalue here.
    """
    A, B, t = np.diag([1.0, 2.0]), np.array([[2.0], [1.0]]), np.array([1.0, -1.0])
    r, c, gamma, xi, lambda0, T, steps = 0.5, 0.25, 0.25, 1.0, 10.0, 4, 160
    identity2, zero, h = np.eye(2), np.zeros((2, 2)), xi * c / lambda0
    P_y = np.linalg.matrix_power(identity2 - c * (A + identity2 / lambda0), T)
    P_z = np.linalg.matrix_power(identity2 - gamma * A, T)
    Y = (identity2 - P_y) @ np.linalg.solve(A + identity2 / lambda0, B)
    Z = (identity2 - P_z) @ np.linalg.solve(A, B)
    row = [
        (1 - h * r) * np.eye(1) + h * lambda0 * B.T @ (Y - Z),
        h * lambda0 * B.T @ P_y,
        -h * lambda0 * B.T @ P_z,
    ]
    factor = np.abs(np.linalg.eigvals(np.block([row, [Y, P_y, zero], [Z, zero, P_z]]))).max()
    problem = QuadraticBilevel(A, B, t, r)
    algorithm = method(c, gamma, xi, lambda0, growth, T, np.ones(2))
    limit = Distance(problem.penalty_minimizer(1 / lambda0))
    trajectory = complete_run(algorithm, problem, np.array([5.0]), steps, engine=engine, record=[limit])
    return geometric_rate(
        trajectory.observed["Distance"][1:], factor, tolerance=0.01, ylabel="|x_k - x_lambda|"
    )


@claim(
    "f2sa",
    theorem="rate with increasing lambda",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="lambda_k = 4 (k + 1)^{1/3}: |grad psi(x_k)| ~ k^{-1/3} on six quadratic instances",
    engine="numba",
    controls=(
        *planted(
            mutants.UpperGradientAtPlainCopy,
            mutants.UnweightedDifference,
            parameters.PenaltyNotIncreased,
            parameters.SlowSchedule,
        ),
    ),
)
def rate_with_increasing_lambda(method: type, engine: str) -> Finding:
    """x_k follows the stationary point x_lambda of psi_lambda, whose grad psi is B'A^{-2}(A^{-1}Bx* - t)/lambda to

    first order; the point moves by O(|x_lambda - x*|/k) per step and the step map contracts by 1 - O(1/lambda_k),
    so the distance to it is O(lambda_k/k) of |x_lambda - x*|: k^{-2/3} relative, negligible.
    """
    errors = [following(method, seed, engine)[0] for seed in range(6)]
    return power_rate(np.array([e[1:] for e in errors]), 1 / 3, ylabel="|grad psi(x_k)|")


@claim(
    "f2sa",
    theorem="constant of the rate",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="lambda_k |grad psi(x_k)| -> |B'A^{-2}(A^{-1}Bx* - t)| within 3.5 %, on six quadratic instances",
    engine="numba",
    controls=(
        *planted(
            mutants.UpperGradientAtPlainCopy,
            mutants.UnweightedDifference,
            mutants.ImplicitDifferentiation,
            parameters.PenaltyNotIncreased,
            parameters.SlowSchedule,
        ),
    ),
)
def constant_of_the_rate(method: type, engine: str) -> Finding:
    """grad psi = grad psi_lambda + B'[A^{-1} - (A + I/lambda)^{-1}] e, the bias being B'A^{-2}e/lambda + O(lambda^-2).

    x_k is x_lambda up to a relative lag of 1/(3 k eta_k mu_psi) (see the rate): 2 % at k = 8192, where eta_k = xi
    alpha_k = 0.0041 and mu_psi >= 1/2; the next order is 1/(mu lambda_k) = 1.2 % of the first. Both decrease.
    """
    found = []
    for seed in range(6):
        g, problem = following(method, seed, engine)
        W = np.linalg.solve(problem.A, problem.B)
        constant = np.linalg.norm(W.T @ np.linalg.solve(problem.A, W @ problem.minimizer() - problem.t))
        k = np.arange(STEPS // 2, STEPS + 1)
        scaled, label = 4 * (k + 1) ** (1 / 3) * g[k], "lambda_k |grad psi(x_k)|"
        found.append(tight(scaled, np.full(len(k), constant), tolerance=0.035, x=k, ylabel=label))
    return worst(found)


LIMITS = (
    fixed_point_of_the_penalty,
    linear_rate_at_frozen_lambda,
    rate_with_increasing_lambda,
    constant_of_the_rate,
)
