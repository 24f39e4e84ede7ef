"""Stochastic Frank-Wolfe: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.core.observables import Suboptimality
from refimpl.problems import (
    Constrained,
    ConstrainedQuadratic,
    L2Ball,
    LinearNoise,
    Quadratic,
    Simplex,
    SimplexWorstCase,
)
from verification.arithmetic.frank_wolfe import Instance, exact, expected_iterates
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.frank_wolfe.certificates import certificate_of
from verification.claims.frank_wolfe.noisy_instances import linear_instance, random_instance
from verification.claims.frank_wolfe.tracking import TrackingError, tracking_bounds
from verification.claims.frank_wolfe.zo_moments import enumerated
from verification.claims.frank_wolfe.zo_progress import progress
from verification.evidence import tight
from verification.finding import Finding, worst
from verification.mutants.frank_wolfe import stochastic_frank_wolfe as mutants
from verification.trial import complete_run, first_iterates

UNIT = 2.0**-53


@claim(
    "stochastic-frank-wolfe",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a ball equal the method in 80-digit decimal arithmetic, same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_ball(method: Any, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library, NumPy gives the draws."""
    instance, averaging, seed = Instance(), 1.5, 3
    expected = expected_iterates(instance, exact, 6, averaging=averaging, seed=seed)
    return first_iterates(
        method(averaging), instance.problem(), np.array(instance.x0), expected, engine, rng=seed
    )


@claim(
    "stochastic-frank-wolfe",
    theorem="one step",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="h_{t+1} <= (1-gamma_t) h_t + gamma_t <grad f(x_{t+1}) - d_t, v_t - x*> at every t of every run",
    controls=(
        *planted(
            mutants.ClassicalStep,
            mutants.CountFromOne,
            mutants.GradientMinimized,
            mutants.StaleAverage,
            mutants.LinearMaximizer,
            mutants.SwappedStep,
            mutants.VertexAdded,
        ),
        *without("convex f", curvature=-1.0),
    ),
)
def one_step(method: Any, engine: str, curvature: float = 0.0) -> Finding:
    """Convexity gives f(x+) - f(x) <= <grad f(x+), x+ - x>, and x+ - x = gamma (v - x+) / (1 - gamma).

    As v minimises <d, .>: <grad f(x+), v - x+> <= -h+ + <grad f(x+) - d, v - x*>. Multiply by 1 - gamma.
    """
    tilted = ConstrainedQuadratic(Quadratic(curvature * np.eye(4), np.zeros(4)), Simplex(), np.eye(4)[0])
    instances: list[tuple[str, Any, np.ndarray]] = [
        ("linear", linear_instance(1.0), np.eye(4)[2]),
        ("quadratic", random_instance(1.0), np.eye(4)[2]),
    ]
    if curvature:
        instances.append(("concave", LinearNoise(tilted, 0.0), np.array([0.375, 0.25, 0.25, 0.125])))
    return worst([progress(name, method.prescribed(p), p, x0, engine) for name, p, x0 in instances])


@claim(
    "stochastic-frank-wolfe",
    theorem="tracking error for linear f",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="for f = <a, x> e_t = (1-rho_t)^2 e_{t-1} + rho_t^2 s^2 d exactly, t = 0, ..., 3, by enumeration",
    controls=(
        *planted(
            mutants.AveragingCubeRoot,
            mutants.AveragingTooLarge,
            mutants.NoAveraging,
            mutants.CountFromOne,
            mutants.Accumulated,
            mutants.TrueGradient,
        ),
        *without("linear f", curvature=0.125),
    ),
)
def tracking_error_of_a_linear_function(method: Any, engine: str, curvature: float = 0.0) -> Finding:
    """d_t - a = (1 - rho)(d_{t-1} - a) + rho y_t, y_t centred with E|y|^2 = s^2 d; e_{-1} = |a|^2.

    |d_t - a|^2 is of degree 2 in each draw: the two signs have the moments of the normal law.
    """
    a, averaging, noise, steps = np.array([1.0, -0.5]), 1.5, 0.75, 4
    problem = LinearNoise(Constrained(Quadratic(curvature * np.eye(2), -a), L2Ball(1.0)), noise)
    draws, weights = enumerated([2, 2] * steps)
    mean_square = np.zeros(steps)
    for replayed, weight in zip(draws, weights):
        one = complete_run(
            method(averaging), problem, np.array([0.5, 0.25]), steps, engine=engine,
            rng=tape(replayed), record=[TrackingError()],
        )  # fmt: skip
        mean_square += weight * one.observed["TrackingError"][1:] ** 2
    rho = averaging / (np.arange(steps) + 8.0) ** (2 / 3)
    flat = np.zeros(steps)
    expected = tracking_bounds(float(np.linalg.norm(a)), rho, np.full(steps, 2 * noise**2), flat, flat)
    # 256 outcomes of some twenty roundings each
    return tight(mean_square, expected, tolerance=100 * UNIT, xlabel="t", ylabel="E|d_t - a|^2")


@claim(
    "stochastic-frank-wolfe",
    theorem="worst case",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="without noise on |x|^2/2 f(x_k) - f* equals the closed form from both sides, k < d; also shift = 2",
    controls=(
        *planted(
            mutants.StepTooLong,
            mutants.ClassicalStep,
            mutants.CountFromOne,
            mutants.StaleAverage,
            mutants.LinearMaximizer,
            mutants.SwappedStep,
            mutants.VertexAdded,
        ),
        *without("k < d", steps=80),
    ),
)
def worst_case(method: Any, engine: str, steps: int = 63) -> Finding:
    """Entries of d_t are zero at coordinates never used and positive elsewhere: every step adds one.

    With gamma_j = 2/(j+s) the start keeps the weight (s-2)(s-1)/N, N = (k+s-2)(k+s-1), and vertex j has
    2 (j+s-1)/N: the value is half the sum of their squares. s = 2, rho = 1 is classical Frank-Wolfe.
    """
    d, k = 64, np.arange(1, steps + 1)
    problem = LinearNoise(SimplexWorstCase(d), 0.0)
    findings = []
    for s, averaging in ((8, 4.0), (2, 1e9)):
        algorithm = method(averaging, float(s))
        trajectory = complete_run(
            algorithm, problem, np.eye(d)[0], steps, engine=engine, record=[Suboptimality()]
        )
        squares = (s - 2) ** 2 * (s - 1) ** 2 + 4 * np.cumsum((k + s - 2) ** 2)
        value = squares / (2 * ((k + s - 2) * (k + s - 1)) ** 2)
        # each step rounds every weight twice, and f - f* is at least a quarter of f for k < d
        found = trajectory.observed["Suboptimality"][1:]
        findings.append(
            tight(found, value - 1 / (2 * d), tolerance=16 * 64 * UNIT, x=k, ylabel="f(x_k) - f*")
        )
    return worst(findings)


CLAIMS = (
    first_iterates_on_a_ball,
    one_step,
    tracking_error_of_a_linear_function,
    worst_case,
    certificate_of("stochastic-frank-wolfe", planted(mutants.VertexAdded)),
)
