"""The penalty hyper-objective against the bilevel objective, as the method's own inner loops and steps show it."""

from __future__ import annotations

import numpy as np

from refimpl.problems import random_quadratic_bilevel
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.bilevel.penalty_instances import (
    CURVED,
    FLAT,
    SATURATED,
    STIFF,
    Instance,
    biases,
    one_long_step,
)
from verification.evidence import bound, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.bilevel import penalty_gradient as mutants


@claim(
    "penalty-gradient",
    theorem="bias on quadratics",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="psi - psi_s = (s/2) e'(A + s I)^{-1}e, grad psi - grad psi_s = B'[A^{-1} - (A + s I)^{-1}]e, s <= 1/2",
    controls=(
        *planted(
            mutants.UpperGradientAtPlainCopy,
            mutants.LowerGradientAtPlainCopy,
            mutants.UpperAscent,
            mutants.MissingSubtraction,
            mutants.MissingUpperGradient,
            mutants.SwappedDifference,
            mutants.UndividedDifference,
            mutants.SquaredSigma,
            mutants.PreviousCopiesInUpperStep,
            mutants.ImplicitDifferentiation,
            mutants.LoopSigmaTooLarge,
            mutants.StepTooLong,
        ),
        *without("converged inner loops", inner_steps=20),
    ),
)
def bias_on_quadratics(method: type, engine: str, inner_steps: int = 250) -> Finding:
    """e = A^{-1}Bx - t. Completing the square, min_y sigma |y - t|^2/2 + g - g* = (sigma/2) e'A (A + sigma I)^{-1} e;

    divide by sigma, subtract from |e|^2/2 and differentiate. Rounding: the differences of g and g_x are O(sigma^2)
    and O(sigma), the biases O(sigma): 1e2 u/sigma^2 = 2e-7 at sigma = 2^-12. (1 - 1/6)^250 = 2e-20.
    """
    problem, x0 = random_quadratic_bilevel([1.0, 2.0, 5.0], 2, 0.125, seed=1), np.array([1.0, -2.0])
    sigmas, start = 2.0 ** -np.arange(1, 13), np.ones(3)
    directions, values, _ = one_long_step(
        method, problem, x0, sigmas, engine=engine, gamma=1 / 6, inner_steps=inner_steps, start=start
    )
    W = np.linalg.solve(problem.A, problem.B)
    e = W @ x0 - problem.t
    solved = [s * np.linalg.solve(problem.A + s * np.eye(3), e) for s in sigmas]
    gaps = np.linalg.norm(problem.r * x0 + W.T @ e - directions, axis=1)
    value_bias, gradient_bias = [e @ v / 2 for v in solved], [np.linalg.norm(W.T @ v) for v in solved]
    psi = e @ e / 2 + problem.r * x0 @ x0 / 2
    values_found = tight(
        psi - values, value_bias, tolerance=2e-7, x=sigmas, xlabel="sigma", ylabel="psi - psi_s"
    )
    return worst(
        [values_found, tight(gaps, gradient_bias, tolerance=2e-7, x=sigmas, xlabel="sigma", ylabel="gradient bias")]
    )  # fmt: skip


@claim(
    "penalty-gradient",
    theorem="value and distance",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="0 <= psi - psi_s <= s l_f0^2/(2 mu), |y_s - y*| <= s l_f0/mu, s = 2^-1, ..., 2^-10; attained",
    controls=(
        *planted(
            mutants.LowerGradientAtPlainCopy,
            mutants.UpperAscent,
            mutants.LoopSigmaTooLarge,
        ),
        *without("strong convexity of g", instance=FLAT),
    ),
)
def value_and_distance(method: type, engine: str, instance: Instance = CURVED) -> Finding:
    """Take y = y* in psi_s = min f + (g - g*)/s for the left side. With t = |y - y*|, f(y) >= f(y*) - l_f0 t and

    (g - g*)/s >= mu t^2/(2 s); the least value of -l_f0 t + mu t^2/(2 s) is -s l_f0^2/(2 mu). At y_s the convex f has
    |f_y| <= l_f0 and s f_y + g_y = 0, |g_y| >= mu |y_s - y*|. Equality where f is linear and g quadratic.
    """
    sigmas = 2.0 ** -np.arange(1, 11)
    findings = []
    for case in (instance, SATURATED):
        _, gaps, distances = biases(method, engine, case, sigmas)
        value_bounds, distance_bounds = sigmas * case.l_f0**2 / (2 * case.mu), sigmas * case.l_f0 / case.mu
        if case is SATURATED:
            findings.append(
                tight(gaps, value_bounds, tolerance=1e-7, x=sigmas, ylabel="psi - psi_sigma", xlabel="sigma")
            )
            findings.append(
                tight(
                    distances,
                    distance_bounds,
                    tolerance=1e-7,
                    x=sigmas,
                    xlabel="sigma",
                    ylabel="|x_sigma - x|",
                )
            )
        findings.append(
            bound(gaps, value_bounds, allowance=1e-7, x=sigmas, ylabel="psi - psi_sigma", xlabel="sigma")
        )
        findings.append(
            bound(distances, distance_bounds, allowance=1e-7, x=sigmas, ylabel="|y_s - y*|", xlabel="sigma")
        )
        findings.append(
            step_inequality(
                0 * gaps, gaps, allowance=1e-7 * value_bounds, x=sigmas, label="0", xlabel="sigma"
            )
        )
    return worst(findings)


@claim(
    "penalty-gradient",
    theorem="hyper-gradient",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|grad psi_s - grad psi| <= s (1 + l_g1/mu)(l_f0/mu)(l_f1 + l_g2 l_f0/(2 mu)), s = 2^-1, ..., 2^-16",
    controls=(
        *planted(
            mutants.LowerGradientAtPlainCopy,
            mutants.UpperAscent,
            mutants.MissingSubtraction,
            mutants.MissingUpperGradient,
            mutants.SwappedDifference,
            mutants.UndividedDifference,
            mutants.SquaredSigma,
        ),
    ),
)
def hypergradient_bias(method: type, engine: str) -> Finding:
    """D = y_s - y*. g_y(y_s) = g_yy D + R2 = -s f_y(y_s) with |R2| <= l_g2 |D|^2/2; (g_x(y_s) - g_x(y*))/s = (g_xy D +

    R1)/s with |R1| <= l_g2 |D|^2/2. Substitute D/s = -g_yy^{-1}(f_y(y_s) + R2/s) and subtract grad psi: what is left is
    f_x and f_y at y_s instead of y* and the remainders, with |D| <= s l_f0/mu.
    """
    sigmas, findings = 2.0 ** -np.arange(1, 17), []
    for case in (CURVED, STIFF):
        problem, directions = case.problem, biases(method, engine, case, sigmas)[0]
        error = np.linalg.norm(directions - problem.hypergradient(case.x0), axis=1)
        mu, l_f0 = case.mu, case.l_f0
        constant = (1 + problem.l_g1() / mu) * l_f0 / mu * (problem.l_f1() + problem.l_g2() * l_f0 / (2 * mu))
        findings.append(
            bound(error, constant * sigmas, x=sigmas, xlabel="sigma", ylabel="|grad psi_s - grad psi|")
        )
    return worst(findings)


BIAS = (bias_on_quadratics, value_and_distance, hypergradient_bias)
