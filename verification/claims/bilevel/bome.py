"""BOME: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from refimpl.problems import coupled_levels_example, many_solutions_example
from verification.arithmetic.levels import dot, exact, levels, plus
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.bilevel import bome as mutants
from verification.trial import first_iterates

STARTS = (
    (np.array([1.0, -1.0]), np.array([0.5, -1.0, 0.25])),
    (np.array([-2.0, 0.0]), np.array([-2.0, 0.0, -2.0])),
)


def _expected(problem, x0, start, steps):
    """x_1, ... with xi = 1/8, gamma = 1/4, eta = 1/2, T = 2, and the multipliers."""
    g, xi, gamma, eta = levels(problem), Fraction(1, 8), Fraction(1, 4), Fraction(1, 2)
    x, y, found, multipliers = exact(x0), exact(start), [], []
    for _ in range(steps):
        z = y
        for _ in range(2):
            z = plus(z, g.lower_y(x, z), -gamma)
        q = plus(g.lower_x(x, y), g.lower_x(x, z), -1) + g.lower_y(x, y)
        f = g.upper_x(x, y) + g.upper_y(x, y)
        weight = max(Fraction(0), (eta * dot(q, q) - dot(f, q)) / dot(q, q))
        moved = plus(x + y, plus(f, q, weight), -xi)
        x, y = moved[: len(x)], moved[len(x) :]
        found.append(x)
        multipliers.append(weight)
    return found, multipliers


@claim(
    "bome",
    paper="P271",
    theorem="the algorithm",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 from two starts equal BOME in exact fractions; lambda = 0 and lambda > 0 both occur",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_two_starts(method: type, engine: str) -> Finding:
    """The update is the definition; lists of fractions evaluate it; the lower level is singular."""
    findings, signs = [], set()
    for x0, start in STARTS:
        expected, multipliers = _expected(many_solutions_example(), x0, start, 4)
        algorithm = method(0.125, 0.25, 0.5, 2, start)
        findings.append(first_iterates(algorithm, many_solutions_example(), x0, expected, engine))
        signs |= {m > 0 for m in multipliers}
    if signs != {True, False}:
        raise ValueError(f"both branches of lambda must occur, got {signs}")
    return worst(findings)


def _directions(method, engine, inner_steps, start, steps):
    """Points (K, 5), directions (K, 5), grad q (K, 5), grad f (K, 5) by closed forms; xi = 1/64, eta = 1/2."""
    problem, xi, gamma = coupled_levels_example(), 1 / 64, 0.375
    algorithm = method(xi, gamma, 0.5, inner_steps, start[1])
    state, points = algorithm.init(problem, start[0]), []
    for _ in range(steps + 1):
        points.append(np.concatenate([state.x, state.y]))
        state = algorithm.step(problem, state, np.random.default_rng(0))
    w = np.array(points)
    r = w @ np.hstack([-problem.B, problem.A]).T
    left = np.eye(3) - np.linalg.matrix_power(np.eye(3) - gamma * problem.A, inner_steps)
    q_x = -(r @ np.linalg.solve(problem.A, left).T) @ problem.B
    H = np.block([[problem.P, problem.C], [problem.C.T, problem.Q]])
    f = w @ H - np.concatenate([problem.p, problem.q])
    return w, -np.diff(w, axis=0) / xi, np.hstack([q_x, r])[:-1], f[:-1]


@claim(
    "bome",
    paper="P271",
    theorem="the barrier",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="<grad q, d> = max(eta |grad q|^2, <grad f, grad q>) for the direction d of every step",
    engine_fixed=True,
    controls=planted(*(m for m in mutants.MUTANTS if m is not mutants.OneInnerStepFewer)),
)
def barrier(method: type, engine: str) -> Finding:
    """d = grad f + lambda grad q: <grad q, d> = <grad f, grad q> + max(0, eta |grad q|^2 - <grad f, grad q>).

    With r = Ay - Bx: y - z = A^{-1}(I - (I - gamma A)^T) r, so grad q = (-B'(y - z), r). Rounding: d is a difference of
    iterates over xi = 1/64, a few units times 64; sizes of order 10. The last start has grad q = 0.
    """
    findings = []
    for start in (*STARTS, (np.zeros(2), np.zeros(3))):
        _, d, q, f = _directions(method, engine, 2, start, 40)
        expected = np.maximum(0.5 * np.sum(q * q, axis=1), np.sum(f * q, axis=1))
        findings.append(identity(np.sum(q * d, axis=1), expected, tolerance=64 * 64 * 2.0**-53))
    return worst(findings)


@claim(
    "bome",
    paper="P271",
    theorem="decrease of the value gap",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="converged z: q(x+, y+) <= q - xi eta |grad q|^2 + (xi^2/2) L_q |d|^2 at every step",
    engine_fixed=True,
    controls=(
        *planted(mutants.InnerProductAdded, mutants.NoBarrier, mutants.ValueFunctionWithoutX),
        *without("a converged copy z", inner_steps=1),
    ),
)
def decrease_of_the_value_gap(method: type, engine: str, inner_steps: int = 100) -> Finding:
    """q = r'A^{-1}r/2 with r = Ay - Bx once z = y*(x), a quadratic whose gradient is grad q, L_q its largest curvature;

    q(w - xi d) = q - xi <grad q, d> + (xi^2/2) d'(hess q)d, and <grad q, d> >= eta |grad q|^2. (1 - 0.375 * 0.77)^100 =
    1e-15. Rounding: 64 units of the largest q.
    """
    problem, xi, findings = coupled_levels_example(), 1 / 64, []
    R = np.hstack([-problem.B, problem.A])
    curvature = R.T @ np.linalg.solve(problem.A, R)
    for start in STARTS[:1]:
        w, d, _, _ = _directions(method, engine, inner_steps, start, 40)
        value = np.sum((w @ curvature) * w, axis=1) / 2
        gradient = w[:-1] @ curvature
        L_q = np.linalg.norm(curvature, 2)
        right = value[:-1] - xi / 2 * np.sum(gradient**2, axis=1) + xi**2 / 2 * L_q * np.sum(d * d, axis=1)
        findings.append(
            step_inequality(value[1:], right, allowance=64 * 2.0**-53 * value.max(), label="q(x+, y+)")
        )
    return worst(findings)


CLAIMS = (first_iterates_on_two_starts, barrier, decrease_of_the_value_gap)
