"""Zeroth-order Frank-Wolfe: progress of one step, the exact worst case, feasibility."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.observables import FrankWolfeGap, Suboptimality
from refimpl.frank_wolfe.estimators import KWSA, RDSA
from refimpl.problems import (
    Constrained,
    ConstrainedQuadratic,
    L1Ball,
    LinearNoise,
    Quadratic,
    Simplex,
    SimplexWorstCase,
    random_quadratic,
)
from verification.claim import Control, Kind, Standing, claim, planted, without
from verification.claims.frank_wolfe.noisy_instances import linear_instance, random_instance
from verification.claims.frank_wolfe.tracking import AveragedGap, DirectionError
from verification.evidence import bound, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.frank_wolfe import zo_frank_wolfe as mutants
from verification.mutants.frank_wolfe import zo_schedules
from verification.trial import complete_run

UNIT = 2.0**-53
E = np.eye(4)


def progress(name: str, algorithm: Any, problem: Any, x0: np.ndarray, engine: str) -> Finding:
    """h_{t+1} <= (1-gamma_t) h_t + gamma_t <grad f(x_{t+1}) - d_t, v_t - x*> on one run of 200 steps."""
    observables = [Suboptimality(), DirectionError(problem.minimizer())]
    trajectory = complete_run(algorithm, problem, x0, 200, engine=engine, rng=1, record=observables)
    h, error = trajectory.observed["Suboptimality"], trajectory.observed["DirectionError"][1:]
    gamma = 2 / (np.arange(200) + 8.0)
    right = (1 - gamma) * h[:-1] + gamma * error
    # sums of at most d = 12 products of numbers up to 2, and values of size one over c >= 0.03 in d
    allowance = 32 * UNIT * (h[:-1] + gamma * (1 + np.abs(error)))
    return step_inequality(h[1:], right, allowance=allowance, xlabel="t", label=f"h_t+1, {name}")


@claim(
    "zo-frank-wolfe",
    theorem="one step",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="h_{t+1} <= (1-gamma_t) h_t + gamma_t <grad f(x_{t+1}) - d_t, v_t - x*> at every t of every run",
    controls=(
        *planted(
            zo_schedules.StepTooLong,
            zo_schedules.ClassicalStep,
            zo_schedules.ConstantStep,
            zo_schedules.CountFromOne,
            mutants.LinearMaximizer,
            mutants.EstimateMinimized,
            mutants.StaleAverage,
            mutants.SwappedStep,
            mutants.VertexAdded,
            mutants.GradientStep,
        ),
        *without("convex f", curvature=-1.0),
    ),
)
def one_step(method: Any, engine: str, curvature: float = 0.0) -> Finding:
    """Convexity gives f(x+) - f(x) <= <grad f(x+), x+ - x>, and x+ - x = gamma (v - x+) / (1 - gamma).

    As v minimises <d, .>: <grad f(x+), v - x+> <= <grad f(x+), x* - x+> + <grad f(x+) - d, v - x*>
    <= -h+ + <grad f(x+) - d, v - x*>. Multiply by 1 - gamma and collect h+: no smoothness is needed. For f
    linear both sides are equal wherever v = x*. The last term is at most D |grad f(x+) - d|.
    """
    tilted = ConstrainedQuadratic(Quadratic(curvature * E, np.zeros(4)), Simplex(), E[0])
    instances: list[tuple[str, Any, Any, np.ndarray]] = [
        ("linear", RDSA(), linear_instance(0.25), E[2]),
        ("quadratic", RDSA(), random_instance(0.25), E[2]),
        ("worst case", KWSA(), LinearNoise(SimplexWorstCase(12), 0.0), np.eye(12)[0]),
    ]
    if curvature:
        instances.append(("concave", KWSA(), LinearNoise(tilted, 0.0), np.array([0.375, 0.25, 0.25, 0.125])))
    return worst(
        [
            progress(name, method.prescribed(problem, estimator), problem, x0, engine)
            for name, estimator, problem, x0 in instances
        ]
    )


@claim(
    "zo-frank-wolfe",
    theorem="worst case",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="KWSA without noise on |x|^2/2: f(x_k) - f* equals the closed form from both sides, k < d",
    controls=(
        *planted(
            zo_schedules.StepTooLong,
            zo_schedules.ClassicalStep,
            zo_schedules.ConstantStep,
            zo_schedules.CountFromOne,
            mutants.LinearMaximizer,
            mutants.StaleAverage,
            mutants.SwappedStep,
            mutants.VertexAdded,
            mutants.GradientStep,
        ),
        *without("k < d", steps=80),
    ),
)
def worst_case(method: Any, engine: str, steps: int = 63) -> Finding:
    """KWSA estimates x + (c/2) 1: entries of d_t are least at coordinates never used, so every step adds one.

    With gamma_j = 2/(j+s) the start keeps the weight (s-2)(s-1)/N, N = (k+s-2)(k+s-1), and vertex j has
    2 (j+s-1)/N: the value is half the sum of their squares, whatever rho_t. s = 8 is the paper's; s = 2 with
    rho = 1 is classical Frank-Wolfe, where it is (2k+1)/(3k(k+1)).
    """
    d = 64
    problem = LinearNoise(SimplexWorstCase(d), 0.0)
    prescribed = method.prescribed(problem, KWSA())
    k = np.arange(1, steps + 1)
    findings = []
    for s, averaging in ((8, prescribed.averaging), (2, 1e9)):
        algorithm = method(KWSA(), averaging, prescribed.smoothing, float(s))
        trajectory = complete_run(
            algorithm, problem, np.eye(d)[0], steps, engine=engine, record=[Suboptimality()]
        )
        squares = np.cumsum((k + s - 2) ** 2)  # of j + s - 1 for j = 0, ..., k - 1
        value = ((s - 2) ** 2 * (s - 1) ** 2 + 4 * squares) / (2 * ((k + s - 2) * (k + s - 1)) ** 2)
        # each step rounds every weight twice, and f - f* is at least a quarter of f for k < d
        found = trajectory.observed["Suboptimality"][1:]
        findings.append(
            tight(found, value - 1 / (2 * d), tolerance=16 * 64 * UNIT, x=k, ylabel="f(x_k) - f*")
        )
    return worst(findings)


@claim(
    "zo-frank-wolfe",
    theorem="feasibility",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="x_t stays in the simplex and in the l1 ball, up to the rounding of t convex combinations",
    controls=(
        *planted(mutants.VertexAdded, mutants.GradientStep),
        *without("feasible start", start=1.25),
    ),
)
def feasibility(method: Any, engine: str, start: float = 1.0) -> Finding:
    """x_{t+1} is a convex combination of x_t and a point of the set, gamma_t <= 1.

    Products of non-negative floats are not negative. Each step rounds the sum of the entries by at most 4 u
    times the sum; errors of earlier steps are only damped.
    """
    findings = []
    t = np.arange(301)
    on_ball = LinearNoise(Constrained(random_quadratic(np.ones(4), seed=0), L1Ball(1.0)), 0.25)
    for problem in (random_instance(0.25), on_ball):
        algorithm = method.prescribed(problem)
        trajectory = complete_run(algorithm, problem, start * E[0], 300, engine=engine, rng=2)
        x = trajectory.x
        if problem is on_ball:
            outside = np.maximum(np.abs(x).sum(axis=1) - 1, 0)
        else:
            outside = np.abs(x.sum(axis=1) - 1) + np.maximum(-x.min(axis=1), 0)
        findings.append(bound(outside, 8 * UNIT * (t + 1), x=t, xlabel="t", ylabel="distance to the set"))
    return worst(findings)


@claim(
    "zo-frank-wolfe",
    theorem="certificate",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="f(x_t) - f* <= G(x_t) = <grad f(x_t), x_t - LMO(grad f(x_t))> at every t of every run, RDSA and KWSA",
    controls=(
        Control(
            "gap-of-the-average",
            "CERT",
            "the gap is taken with d_t: it certifies nothing",
            {"averaged": True},
        ),
        *without("convex f", curvature=-1.0),
    ),
)
def certificate(method: Any, engine: str, averaged: bool = False, curvature: float = 0.0) -> Finding:
    """f(x) - f* <= <grad f(x), x - x*> <= max_v <grad f(x), x - v> for convex f. For linear f the two are equal.

    Of the estimate nothing like it is known: d_t starts at zero and has the error of `tracking_bounds`.
    """
    tilted = ConstrainedQuadratic(Quadratic(curvature * E, np.zeros(4)), Simplex(), E[0])
    instances: list[tuple[Any, Any, np.ndarray]] = [
        (RDSA(), linear_instance(0.25), E[2]),
        (RDSA(), random_instance(0.25), E[2]),
        (KWSA(), LinearNoise(tilted, 0.0) if curvature else random_instance(0.25), np.full(4, 0.25)),
    ]
    findings = []
    for estimator, problem, x0 in instances:
        algorithm = method.prescribed(problem, estimator)
        names = [Suboptimality(), AveragedGap() if averaged else FrankWolfeGap()]
        found = complete_run(algorithm, problem, x0, 100, engine=engine, rng=1, record=names).observed
        # sums of four products of numbers up to 2
        h, gap = found["Suboptimality"][1:], found[type(names[1]).__name__][1:]
        findings.append(step_inequality(h, gap, allowance=32 * UNIT, xlabel="t", label="f(x_t) - f*"))
    return worst(findings)


CLAIMS = (one_step, worst_case, feasibility, certificate)
