"""Deterministic zeroth-order Frank-Wolfe: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.observables import Suboptimality
from refimpl.problems import ConstrainedQuadratic, Quadratic, Simplex, SimplexWorstCase, constrained_quadratic
from verification.arithmetic.frank_wolfe import Instance, expected_iterates, kwsa
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.frank_wolfe.certificates import certificate_of
from verification.evidence import bound, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.frank_wolfe import deterministic_zo_frank_wolfe as mutants
from verification.trial import complete_run
from verification.trial import first_iterates as compared

UNIT = 2.0**-53
D2 = 2.0  # of the simplex


def instances(convex: bool) -> list[tuple[Any, np.ndarray]]:
    """Quadratics on the simplex; the curvatures differ most along the edge on which the minimiser lies.

    The bias c/2 diag A then moves the minimiser along the edge by all that a bias can.
    """
    E, A = np.eye(4), np.diag([1.0, 2.0**-6, 2.0**-6, 2.0**-6])
    found: list[tuple[Any, np.ndarray]] = [
        (constrained_quadratic(A, A @ np.array([0.5, 0.0, 0.0, 0.0]) + 0.25 * E[0], Simplex()), E[2]),
        (constrained_quadratic(A, A @ np.array([0.125, 0.25, 0.375, 0.25]), Simplex()), E[3]),
    ]
    if not convex:  # a vertex is a maximiser along all edges and holds the method, as all gradients agree
        f = Quadratic(-np.diag([1.0, 0.5, 0.5, 0.25]), np.zeros(4))
        found.append((ConstrainedQuadratic(f, Simplex(), E[0]), E[3]))
    return found


@claim(
    "deterministic-zo-frank-wolfe",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a ball equal the method in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library. A ball shows every bias."""
    instance = Instance(noise=0.0)
    expected = expected_iterates(instance, kwsa, 6, averaging=1e9, smoothing=None, shift=2)
    return compared(method(), instance.problem(), np.array(instance.x0), expected, engine)


@claim(
    "deterministic-zo-frank-wolfe",
    theorem="one step",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="h_{t+1} <= (1 - gamma_t) h_t + gamma_t <grad f(x_{t+1}) - g_t, v_t - x*>, gamma_t = 2/(t + 3)",
    controls=(
        *planted(
            mutants.DistanceConstant,
            mutants.CountFromOne,
            mutants.ConstantStep,
            mutants.LinearMaximizer,
            mutants.VertexAdded,
        ),
        *without("convex f", convex=False),
    ),
)
def one_step(method: Any, engine: str, convex: bool = True) -> Finding:
    """Convexity gives f(x+) - f(x) <= <grad f(x+), x+ - x>, and x+ - x = gamma (v - x+) / (1 - gamma).

    As v minimises <g, .>: <grad f(x+), v - x+> <= -h+ + <grad f(x+) - g, v - x*>. Multiply by 1 - gamma. For quadratic
    f g = grad f(x) + (c/2) diag A, c = gamma/d. For f linear both sides are equal wherever v = x*, which
    one step with gamma_0 = 1 would reach.
    """
    findings, E = [], np.eye(4)
    linear = ConstrainedQuadratic(Quadratic(0 * E, -np.linspace(-0.25, 1, 4)), Simplex(), E[0])
    for problem, x0 in [*instances(convex), (linear, E[2])]:
        run = complete_run(method(3.0), problem, x0, 100, engine=engine, record=[Suboptimality()])
        x, h = run.x, run.observed["Suboptimality"]
        gamma = 2 / (np.arange(100) + 3.0)
        ahead = np.array([problem.gradient(point) for point in x])
        g = ahead[:-1] + np.outer(gamma, np.diag(problem.objective.A)) / (2 * len(x0))
        v = np.array([problem.linear_minimizer(row) for row in g])
        error = np.sum((ahead[1:] - g) * (v - problem.minimizer()), axis=1)
        # sums of four products of numbers up to one
        findings.append(step_inequality(h[1:], (1 - gamma) * h[:-1] + gamma * error, allowance=32 * UNIT))
    return worst(findings)


@claim(
    "deterministic-zo-frank-wolfe",
    theorem="Theorem 1",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="f(x_t) - f* <= 2 L D (D + 1/sqrt d)/(t + 2), t >= 1",
    controls=(
        *planted(
            mutants.DistanceConstant, mutants.ConstantStep, mutants.LinearMaximizer, mutants.VertexAdded
        ),
        *without("convex f", convex=False),
    ),
)
def suboptimality(method: Any, engine: str, convex: bool = True) -> Finding:
    """h_{t+1} <= (1 - gamma_t) h_t + gamma_t^2 C/2, C = L D^2 + L D/sqrt d; gamma_0 = 1 gives h_1 <= C/2.

    If h_t <= 2C/(t+2) then h_{t+1} <= 2C (t+1)/(t+2)^2 <= 2C/(t+3).
    """
    findings = []
    for problem, x0 in instances(convex):
        run = complete_run(method(), problem, x0, 200, engine=engine, record=[Suboptimality()])
        t, C = np.arange(1, 201), problem.smoothness() * (D2 + np.sqrt(D2 / len(x0)))
        h = np.maximum(run.observed["Suboptimality"][1:], 0)
        findings.append(bound(h, 2 * C / (t + 2), x=t, xlabel="t", ylabel="f(x_t) - f*"))
    return worst(findings)


@claim(
    "deterministic-zo-frank-wolfe",
    theorem="worst case",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on |x|^2/2 in the simplex f(x_k) = (2k+1)/(3k(k+1)) for k <= d, from a vertex, from both sides",
    controls=(
        *planted(
            mutants.StepTooLong,
            mutants.CountFromOne,
            mutants.ConstantStep,
            mutants.LinearMaximizer,
            mutants.VertexAdded,
            mutants.GradientStep,
        ),
        *without("k <= d", steps=40),
    ),
)
def worst_case(method: Any, engine: str, steps: int = 32) -> Finding:
    """The differences are x + (c/2) 1: the bias is the same in all coordinates and the linear minimiser that of x.

    Each step picks a vertex not used before; vertex j has the weight 2 (j+1)/(k(k+1)), and half the sum of squares
    is (2k+1)/(3k(k+1)).
    """
    d, k = 32, np.arange(1, steps + 1)
    run = complete_run(
        method(), SimplexWorstCase(d), np.eye(d)[0], steps, engine=engine, record=[Suboptimality()]
    )
    expected = (2 * k + 1) / (3 * k * (k + 1)) - 1 / (2 * d)
    # two roundings of every weight per step; f - f* is at least a quarter of f
    return tight(
        run.observed["Suboptimality"][1:], expected, tolerance=16 * 32 * UNIT, x=k, ylabel="f(x_k) - f*"
    )


CLAIMS = (
    first_iterates,
    one_step,
    suboptimality,
    worst_case,
    certificate_of("deterministic-zo-frank-wolfe", planted(mutants.VertexAdded, mutants.GradientStep)),
)
