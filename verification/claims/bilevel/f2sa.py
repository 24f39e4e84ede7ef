"""F2SA: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np

from refimpl.bilevel.f2sa import F2SA
from refimpl.problems import QuadraticBilevel, random_quadratic_bilevel
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.bilevel.coupled import first_iterates_where_levels_are_coupled
from verification.claims.bilevel.f2sa_limits import LIMITS
from verification.claims.bilevel.penalty_observables import (
    ContractedLag,
    PenaltyGradientNorm,
    PenaltyObjective,
    TrackingError,
    contraction,
    potential,
)
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.bilevel import f2sa as mutants
from verification.mutants.bilevel import f2sa_parameters as parameters
from verification.trial import complete_run, first_iterates

SPECTRUM = (1.0, 2.0, 5.0)


@claim(
    "f2sa",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 with dx = 2, dy = 3, T = 2, growing lambda equal F2SA in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    A, B, t = [[4, 1, 0], [1, 3, -1], [0, -1, 5]], [[1, 2], [-1, 1], [3, 0]], [1, -2, 3]
    start = [1, 0, -1]
    r, c, gamma, xi, lambda0, growth = map(Decimal, ("0.5", "0.125", "0.1875", "0.25", "2", "5"))

    def times(M: list[list[int]], v: list[Decimal]) -> list[Decimal]:
        return [sum((a * w for a, w in zip(row, v)), Decimal(0)) for row in M]

    def lower_y(x: list[Decimal], y: list[Decimal]) -> list[Decimal]:
        return [a - b for a, b in zip(times(A, y), times(B, x))]

    expected = []
    with localcontext() as context:
        context.prec = 80
        x, y, z = [Decimal(2), Decimal(-1)], [Decimal(v) for v in start], [Decimal(v) for v in start]
        for k in range(5):
            weight = (lambda0**3 + growth * k) ** (Decimal(1) / 3)
            alpha = c / weight
            for _ in range(2):
                z = [v - gamma * w for v, w in zip(z, lower_y(x, z))]
                y = [v - alpha * (v - u + weight * w) for v, u, w in zip(y, t, lower_y(x, y))]
            columns = [list(column) for column in zip(*B)]
            difference = times(columns, [u - v for u, v in zip(z, y)])
            x = [v - xi * alpha * (r * v + weight * w) for v, w in zip(x, difference)]
            expected.append(x)
    problem = QuadraticBilevel(np.array(A, float), np.array(B, float), np.array(t, float), 0.5)
    algorithm = method(0.125, 0.1875, 0.25, 2.0, 5.0, 2, np.array(start, float))
    return first_iterates(algorithm, problem, np.array([2.0, -1.0]), expected, engine)


@claim(
    "f2sa",
    theorem="descent up to the lag of the lower copies",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="psi_l(x+) <= psi_l - (eta/2)(|grad psi_l|^2 - lag^2) for eta = xi alpha <= 1/L; equal if dx = 1",
    controls=(
        *planted(
            mutants.UpperGradientAtPlainCopy,
            mutants.LowerGradientAtPlainCopy,
            mutants.GradientFrozenInLoop,
            mutants.MissingSubtraction,
            mutants.SwappedDifference,
            mutants.UnweightedDifference,
            mutants.PreviousCopiesInUpperStep,
            mutants.ColdStart,
            mutants.OneLowerCopy,
            parameters.OneInnerStepFewer,
            parameters.StepTooLong,
        ),
        *without("eta <= 1/L", step_factor=2.5),
    ),
)
def descent_up_to_the_lag(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Frozen lambda, G the direction, E = G - grad psi_lambda. Descent lemma with eta <= 1/L:

    psi(x+) <= psi - eta <grad, G> + (L eta^2/2) |G|^2 <= psi - (eta/2) |grad|^2 + (eta/2) |E|^2, equal for dx = 1
    and eta = 1/L. With f_x free of y, E = lambda g_xy ((y+ - y_lambda(x)) - (z+ - y*(x))), and T steps multiply
    the coordinates of these errors, A diagonal, by (1 - c (a + 1/lambda))^T and (1 - gamma a)^T exactly.
    """
    findings = []
    scalar = QuadraticBilevel(np.array([[1.5]]), np.array([[2.0]]), np.array([1.0]), 0.25)
    for problem, start in (
        (scalar, [3.0]),
        (random_quadratic_bilevel(SPECTRUM, 2, 0.5, seed=1), [1.0, -1.0]),
    ):
        spectrum, lambda0, c, gamma, T = np.diag(problem.A), 4.0, 0.15, 0.125, 8
        sigma = 1 / lambda0
        W = np.linalg.solve(problem.A, problem.B)
        H = problem.r * np.eye(len(start)) + problem.B.T @ np.linalg.solve(
            problem.A + sigma * np.eye(len(W)), W
        )
        eta = step_factor / float(np.linalg.eigvalsh(H)[-1])
        algorithm = method(c, gamma, eta * lambda0 / c, lambda0, 0.0, T, np.ones(len(W)))
        lag = ContractedLag(sigma, contraction(spectrum, c, T, sigma), contraction(spectrum, gamma, T))
        record = [PenaltyObjective(sigma), PenaltyGradientNorm(sigma), lag]
        trajectory = complete_run(algorithm, problem, np.array(start), 60, engine=engine, record=record)
        f, g, e = (trajectory.observed[type(o).__name__] for o in record)
        right = f[:-1] - eta / 2 * g[:-1] ** 2 + eta / 2 * e[:-1] ** 2
        scale = np.abs(f[:-1]) + eta * g[:-1] ** 2 + eta * e[:-1] ** 2
        findings.append(step_inequality(f[1:], right, allowance=1e-13 * scale, label="psi(x_k+1)"))
        if len(start) == 1 and step_factor == 1.0:
            findings.append(identity(f[1:], right, tolerance=1e-13, scale=scale))
    return worst(findings)


def potential_run(method, engine, ratio_factor, inner_steps, steps):
    """A frozen run with the prescribed parameters from an exact lower start: its potential and its gains."""
    problem = random_quadratic_bilevel(SPECTRUM, 2, 0.5, seed=1)
    x0 = np.array([3.0, -2.0])
    base = F2SA.prescribed(problem)
    T = base.inner_steps if inner_steps is None else inner_steps
    algorithm = base._replace(
        growth=0.0, ratio=ratio_factor * base.ratio, inner_steps=T, start=problem.lower_solution(x0)
    )
    sigma = 1 / algorithm.penalty
    record = [PenaltyObjective(sigma), PenaltyGradientNorm(sigma), TrackingError(sigma)]
    trajectory = complete_run(method(*algorithm), problem, x0, steps, engine=engine, record=record)
    eta = algorithm.ratio * algorithm.step_size / algorithm.penalty
    return potential(trajectory, problem, sigma, eta)


@claim(
    "f2sa",
    theorem="potential",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="V_{k+1} <= V_k - (eta/4) |grad psi_lambda(x_k)|^2 at every k, lambda frozen, T and xi as prescribed",
    controls=(
        *planted(
            mutants.LowerGradientAtPlainCopy,
            mutants.MissingSubtraction,
            mutants.SwappedDifference,
            mutants.ColdStart,
        ),
        *without("xi <= mu/(8 c (l_g1 + l_f1/lambda)^2)", ratio_factor=60.0),
        *without("(1 - mu c)^T <= 1/2", ratio_factor=20.0, inner_steps=1),
    ),
)
def potential_decreases(
    method: type, engine: str, ratio_factor: float = 1.0, inner_steps: int | None = None
) -> Finding:
    """V = psi_lambda - min psi_lambda + (eta/(8 m^2)) D^2 with D = P (|y - y_lambda(x)| + |z - y*(x)|).

    P = lambda l_g1 bounds |lambda g_xy|; P/(lambda mu) the Lipschitz constants of y_lambda and y*. Let q =
    (1 - mu c)^T and m = 2 eta P^2/(lambda mu). T steps leave q of each error, so |E| <= q D, and x moves by
    eta |G| <= eta (|grad| + q D): D+ <= q (1 + m) D + m |grad|, D+^2 <= 2 q^2 (1 + m)^2 D^2 + 2 m^2 |grad|^2. With
    descent up to |E|^2 the terms in D^2 cancel if 4 m^2 q^2 + 2 q^2 (1 + m)^2 <= 1, as for q <= 1/2, m <= 1/4.
    """
    V, gain = potential_run(method, engine, ratio_factor, inner_steps, 400)
    return step_inequality(V[1:], V[:-1] - gain[:-1], allowance=1e-13 * (V[:-1] + 1), label="V_k+1")


@claim(
    "f2sa",
    theorem="average gradient",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="(1/K) sum_{k<K} |grad psi_lambda(x_k)|^2 <= 4 V_0/(eta K) for every K, lambda frozen",
    controls=(
        *planted(mutants.MissingSubtraction, mutants.SwappedDifference),
        *without("xi <= mu/(8 c (l_g1 + l_f1/lambda)^2)", ratio_factor=250.0),
    ),
)
def average_gradient(method: type, engine: str, ratio_factor: float = 1.0) -> Finding:
    """Sum of V_{k+1} <= V_k - (eta/4) |grad psi_lambda(x_k)|^2 (see `potential_decreases`) over k < K, V_K >= 0."""
    V, gain = potential_run(method, engine, ratio_factor, None, 2000)
    K = np.arange(1, len(gain))
    return bound(np.cumsum(gain[:-1]) / K, V[0] / K, x=K, xlabel="K", ylabel="average of eta |grad|^2 / 4")


CLAIMS = (
    first_iterates_on_a_quadratic,
    first_iterates_where_levels_are_coupled,
    descent_up_to_the_lag,
    potential_decreases,
    average_gradient,
    *LIMITS,
)
