"""Penalty gradient method: what is claimed of its run, with proofs, and what each claim must reject."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from refimpl.bilevel.penalty_gradient import PenaltyGradient
from refimpl.problems import QuadraticBilevel, random_quadratic_bilevel
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.bilevel.coupled import first_penalty_iterates_where_levels_are_coupled
from verification.claims.bilevel.penalty_bias import BIAS
from verification.claims.bilevel.penalty_degenerate import DEGENERATE
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
from verification.mutants.bilevel import penalty_gradient as mutants
from verification.trial import complete_run, first_iterates


@claim(
    "penalty-gradient",
    theorem="double-loop method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 with dx = 2, dy = 3, T = 2 equal the method in exact rational arithmetic",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of fractions evaluate it without this library."""
    A, B, t = [[4, 1, 0], [1, 3, -1], [0, -1, 5]], [[1, 2], [-1, 1], [3, 0]], [1, -2, 3]
    eta, gamma, sigma, r = Fraction(1, 16), Fraction(1, 8), Fraction(1, 4), Fraction(1, 2)

    def times(M: list, v: list[Fraction]) -> list[Fraction]:
        return [sum((a * w for a, w in zip(row, v)), Fraction(0)) for row in M]

    def lower_y(x: list[Fraction], y: list[Fraction]) -> list[Fraction]:
        return [a - b for a, b in zip(times(A, y), times(B, x))]

    expected = []
    x, y, z = (
        [Fraction(2), Fraction(-1)],
        [Fraction(v) for v in (1, 0, -1)],
        [Fraction(v) for v in (1, 0, -1)],
    )
    for _ in range(5):
        for _ in range(2):
            z = [v - gamma * w for v, w in zip(z, lower_y(x, z))]
            y = [v - gamma * (sigma * (v - u) + w) for v, u, w in zip(y, t, lower_y(x, y))]
        difference = times([list(column) for column in zip(*B)], [u - v for u, v in zip(z, y)])
        x = [v - eta * (r * v + w / sigma) for v, w in zip(x, difference)]
        expected.append(x)
    problem = QuadraticBilevel(np.array(A, float), np.array(B, float), np.array(t, float), 0.5)
    algorithm = method(0.0625, 0.125, 0.25, 2, np.array([1.0, 0.0, -1.0]))
    return first_iterates(algorithm, problem, np.array([2.0, -1.0]), expected, engine)


@claim(
    "penalty-gradient",
    theorem="descent up to the lag of the lower copies",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="psi_s(x+) <= psi_s - (eta/2)(|grad psi_s|^2 - lag^2) at every k for eta <= 1/L; equal if dx = 1",
    controls=(
        *planted(*(m for m in mutants.MUTANTS if m is not mutants.OneLowerCopy)),
        *without("eta <= 1/L", step_factor=2.5),
    ),
)
def descent_up_to_the_lag(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """G the direction, E = G - grad psi_sigma. Descent lemma with eta <= 1/L:

    psi(x+) <= psi - eta <grad, G> + (L eta^2/2) |G|^2 <= psi - (eta/2) |grad|^2 + (eta/2) |E|^2, equal for dx = 1
    and eta = 1/L. With f_x free of y, E = g_xy ((y+ - y_s(x)) - (z+ - y*(x)))/sigma, and T steps multiply the
    coordinates of these errors, A diagonal, by (1 - gamma (a + sigma))^T and (1 - gamma a)^T exactly.
    """
    findings = []
    scalar = QuadraticBilevel(np.array([[1.5]]), np.array([[2.0]]), np.array([1.0]), 0.25)
    for problem, start in (
        (scalar, [3.0]),
        (random_quadratic_bilevel([1.0, 2.0, 5.0], 2, 0.5, seed=1), [1.0, -1.0]),
    ):
        spectrum, sigma, gamma, T = np.diag(problem.A), 0.25, 0.125, 3
        W = np.linalg.solve(problem.A, problem.B)
        H = problem.r * np.eye(len(start)) + problem.B.T @ np.linalg.solve(
            problem.A + sigma * np.eye(len(W)), W
        )
        eta = step_factor / float(np.linalg.eigvalsh(H)[-1])
        lag = ContractedLag(sigma, contraction(spectrum, gamma, T, sigma), contraction(spectrum, gamma, T))
        record = [PenaltyObjective(sigma), PenaltyGradientNorm(sigma), lag]
        algorithm = method(eta, gamma, sigma, T, np.ones(len(W)))
        trajectory = complete_run(algorithm, problem, np.array(start), 40, engine=engine, record=record)
        f, g, e = (trajectory.observed[type(o).__name__] for o in record)
        right = f[:-1] - eta / 2 * g[:-1] ** 2 + eta / 2 * e[:-1] ** 2
        scale = np.abs(f[:-1]) + eta * g[:-1] ** 2 + eta * e[:-1] ** 2
        findings.append(step_inequality(f[1:], right, allowance=1e-13 * scale, label="psi(x_k+1)"))
        if len(start) == 1 and step_factor == 1.0:
            findings.append(identity(f[1:], right, tolerance=1e-13, scale=scale))
    return worst(findings)


def prescribed_run(method, engine, step_factor, inner_steps):
    """A run with the prescribed parameters from an exact lower start: its potential and its gains."""
    problem = random_quadratic_bilevel([1.0, 2.0, 5.0], 2, 0.5, seed=1)
    base, x0 = PenaltyGradient.prescribed(problem), np.array([3.0, -2.0])
    eta, T = step_factor * base.step_size, inner_steps or base.inner_steps
    algorithm = base._replace(step_size=eta, inner_steps=T, start=problem.lower_solution(x0))
    record = [PenaltyObjective(base.sigma), PenaltyGradientNorm(base.sigma), TrackingError(base.sigma)]
    trajectory = complete_run(method(*algorithm), problem, x0, 60, engine=engine, record=record)
    return potential(trajectory, problem, base.sigma, eta)


@claim(
    "penalty-gradient",
    theorem="potential",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="V_{k+1} <= V_k - (eta/4) |grad psi_s(x_k)|^2 at every k, eta = 1/L and T ~ log(1/s) as prescribed",
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
        *without("eta <= 1/L", step_factor=2.5),
        *without("(1 - mu gamma)^T <= 1/(sqrt 6 (1 + m))", inner_steps=1),
    ),
)
def potential_decreases(
    method: type, engine: str, step_factor: float = 1.0, inner_steps: int | None = None
) -> Finding:
    """V = psi_s - min psi_s + (eta/(8 m^2)) D^2 with D = P (|y - y_s(x)| + |z - y*(x)|), P = l_g1/sigma.

    sigma P/mu bounds the Lipschitz constants of y_s and y*. Let q = (1 - mu gamma)^T, m = 2 eta P^2 sigma/mu. Then
    |E| <= q D and D+ <= q (1 + m) D + m |grad|, so D+^2 <= 2 q^2 (1 + m)^2 D^2 + 2 m^2 |grad|^2. With descent up to
    |E|^2 the terms in D^2 cancel if 4 m^2 q^2 + 2 q^2 (1 + m)^2 <= 1, as for q <= 1/(sqrt 6 (1 + m)): inner steps
    buy the step 1/L.
    """
    V, gain = prescribed_run(method, engine, step_factor, inner_steps)
    return step_inequality(V[1:], V[:-1] - gain[:-1], allowance=1e-13 * (V[:-1] + 1), label="V_k+1")


@claim(
    "penalty-gradient",
    theorem="average gradient",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="(1/K) sum_{k<K} |grad psi_s(x_k)|^2 <= 4 V_0/(eta K) for every K, eta = 1/L and T as prescribed",
    controls=(
        *planted(
            mutants.LowerGradientAtPlainCopy,
            mutants.UpperAscent,
            mutants.MissingSubtraction,
            mutants.SwappedDifference,
            mutants.SquaredSigma,
        ),
        *without("eta <= 1/L", step_factor=2.5),
    ),
)
def average_gradient(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Sum of V_{k+1} <= V_k - (eta/4) |grad psi_s(x_k)|^2 (see `potential_decreases`) over k < K, with V_K >= 0."""
    V, gain = prescribed_run(method, engine, step_factor, None)
    K = np.arange(1, len(gain))
    return bound(np.cumsum(gain[:-1]) / K, V[0] / K, x=K, xlabel="K", ylabel="average of eta |grad|^2 / 4")


CLAIMS = (
    first_iterates_on_a_quadratic,
    first_penalty_iterates_where_levels_are_coupled,
    descent_up_to_the_lag,
    potential_decreases,
    average_gradient,
    *BIAS,
    *DEGENERATE,
)
