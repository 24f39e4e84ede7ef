"""Monotonic Frank-Wolfe: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from refimpl.core.observables import Suboptimality
from refimpl.problems import SimplexWorstCase
from verification.arithmetic.simplex import Growth, monotonic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.frank_wolfe.portfolios import (
    ALONE,
    DOMINATED,
    MIXTURES,
    START,
    UNIT,
    gap_bound,
    outside,
    path,
)
from verification.evidence import bound, identity, step_inequality, tight
from verification.finding import Finding, Verdict, in_turn, worst
from verification.mutants.frank_wolfe import monotonic_frank_wolfe as mutants
from verification.trial import complete_run, first_iterates

SEEN = tuple(m for m in mutants.MUTANTS if m is not mutants.StrictDecrease)


def _runs(method: Any, engine: str, steps: int) -> list[tuple[str, Any, np.ndarray]]:
    instances = (
        ("assets that pay alone", ALONE, START),
        ("a dominated asset", DOMINATED, START),
        ("mixtures", MIXTURES, START),
    )
    return [
        (name, problem, complete_run(method(), problem, x0, steps, engine=engine).x)
        for name, problem, x0 in instances
    ]


@claim(
    "monotonic-frank-wolfe",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on two portfolios equal the method in fractions, null steps included",
    engine="ball",
    controls=planted(*SEEN),
)
def first_iterates_on_portfolios(method: Any, engine: str) -> Finding:
    """The update is the definition. f(y) <= f(x) is prod <r_i, y> >= prod <r_i, x> > 0, a rational comparison.

    At t = 0 the step ends in a vertex, where f is larger (mixtures) or infinite (assets that pay alone).
    """
    findings = []
    # mixtures first: there a vertex has a value, so that a method without the test is told by a number
    for problem, x0 in (
        (MIXTURES, np.array([0.3125, 0.1875, 0.5])),
        (ALONE, np.array([0.3125, 0.25, 0.4375])),
    ):
        expected = monotonic(Growth(problem.R.tolist()), x0.tolist(), 8)
        findings.append(first_iterates(method(), problem, x0, expected, engine))
        if findings[-1].verdict is Verdict.VIOLATED:
            break
    return worst(findings)


@claim(
    "monotonic-frank-wolfe",
    theorem="one step",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="h_{t+1} <= min(h_t, h_t - gamma g_t - gamma e_t - log(1 - gamma e_t)) and h_t <= g_t at every t",
    controls=planted(
        mutants.NoTest,
        mutants.TakesTheRise,
        mutants.ScheduleRestarted,
        mutants.EndsAtNull,
        mutants.HarmonicStep,
        mutants.ConstantStep,
        mutants.LinearMaximizer,
        mutants.IterateMinimized,
    ),
)
def one_step(method: Any, engine: str) -> Finding:
    """e_t is the local norm of v_t - x_t; the second bound is asked for where gamma_t e_t < 1.

    With u_i = <r_i, v - x>/<r_i, x>: f(x + gamma (v - x)) = f(x) - sum log(1 + gamma u_i), sum u_i = g, and
    log(1 + s) - s >= log(1 - |s|) + |s|. The function -r - log(1 - r) of r = |s| has a power series in r^2, ... with
    positive coefficients, so its sum over i is at most its value at sqrt(sum s_i^2) = gamma e. Where the right side is
    below f(x) the step is taken; where a step is refused f(y) > f(x), so the right side is above h_t = h_{t+1}.
    """
    findings = []
    for name, problem, x in _runs(method, engine, 50):
        h, gap, local = path(problem, x)
        gamma = 2 / (np.arange(len(x) - 1) + 2.0)
        r = np.minimum(gamma * local[:-1], 1 - UNIT)
        decrease = gamma * gap[:-1] + r + np.log1p(-r)
        right = np.where(gamma * local[:-1] < 1, h[:-1] - np.maximum(decrease, 0), h[:-1])
        # sums of at most four logarithms of numbers that are good to a few roundings
        allowance = 64 * UNIT * (1 + h[:-1] + gamma * gap[:-1] - np.log1p(-r))
        findings.append(step_inequality(h[1:], right, allowance=allowance, label=f"h_t+1, {name}"))
        findings.append(step_inequality(h, gap, allowance=64 * UNIT * (1 + h), label=f"h_t, {name}"))
    return worst(findings)


@claim(
    "monotonic-frank-wolfe",
    theorem="Theorem 2.4",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="h_t <= max((T+2) h_0, 4 E^2)/(t+2), the least gap is at most an explicit O(1/t), x_t stays feasible",
    controls=planted(
        mutants.NoTest,
        mutants.TakesTheRise,
        mutants.EndsAtNull,
        mutants.ConstantStep,
        mutants.LinearMaximizer,
        mutants.IterateMinimized,
    ),
)
def suboptimality_and_gap(method: Any, engine: str) -> Finding:
    """E is the largest local norm of v_t - x_t along the run and T the first t with gamma_t E <= 1/2.

    -r - log(1 - r) <= r^2 for r <= 1/2, so from T on h_{t+1} <= h_t - gamma_t g_t + gamma_t^2 E^2 (see `one_step`) with
    g_t >= h_t: h_t <= C/(t+2) gives h_{t+1} <= (C t + 4 E^2)/(t+2)^2 <= C/(t+3) if C >= 4 E^2. Up to T h_t <= h_0.
    The paper's constant 4 (T+1) max(h_0, L D^2)/(t+1) bounds E on the level set; here it is measured. With R the
    largest return f(x_t) <= f(x_0) keeps every <r_i, x_t> above prod <r_i, x_0> / R^{n-1}.
    """

    def of(problem: Any, x: np.ndarray) -> Iterator[Finding]:
        yields = x @ problem.R.T
        least = np.full(len(x), np.prod(yields[0]) / problem.R.max() ** (yields.shape[1] - 1))
        yield step_inequality(least, yields.min(axis=1), allowance=8 * UNIT * least, label="least <r_i, x_t>")
        h, gap, local = path(problem, x)
        t, E = np.arange(len(x)), float(np.max(local))
        T = max(0, int(np.ceil(4 * E)) - 2) if np.isfinite(E) else 0
        yield bound(
            np.maximum(h, 0), max((T + 2) * h[0], 4 * E**2) / (t + 2), x=t, xlabel="t", ylabel="f(x_t) - f*"
        )
        gamma = 2 / (t[T:-1] + 2.0)
        right = gap_bound(np.maximum(h[T:-1], 0), np.full(len(gamma), E**2), gamma)
        yield bound(np.minimum.accumulate(gap[T:-1]), right, x=t[T:-1], xlabel="t", ylabel="least gap")
        yield bound(outside(x), 8 * UNIT * (t + 1), x=t, xlabel="t", ylabel="distance to the set")

    return in_turn(found for _, problem, x in _runs(method, engine, 80) for found in of(problem, x))


@claim(
    "monotonic-frank-wolfe",
    theorem="worst case",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on |x|^2/2 in the simplex f(x_t) = (2t+1)/(3t(t+1)) for t <= d; the tie at t = 0 is taken",
    controls=(
        *planted(
            mutants.StrictDecrease,
            mutants.TakesTheRise,
            mutants.CountFromOne,
            mutants.HarmonicStep,
            mutants.ConstantStep,
            mutants.StepTooShort,
            mutants.LinearMaximizer,
        ),
        *without("t <= d", steps=48),
    ),
)
def worst_case(method: Any, engine: str, steps: int = 32) -> Finding:
    """From e_1 the step gamma_0 = 1 goes to e_2, where f is the same, and is taken; then f falls at every step.

    Each step picks a vertex not used before: vertex j has the weight 2 (j+1)/(t(t+1)), half the sum of their squares
    is (2t+1)/(3t(t+1)), which falls with t. So the method is open-loop Frank-Wolfe up to t = d.
    """
    d = 32
    run = complete_run(
        method(), SimplexWorstCase(d), np.eye(d)[0], steps, engine=engine, record=[Suboptimality()]
    )
    t = np.arange(1, steps + 1)
    expected = (2 * t + 1) / (3 * t * (t + 1)) - 1 / (2 * d)
    # two roundings of every weight per step; f - f* is at least a quarter of f
    values = tight(
        run.observed["Suboptimality"][1:],
        expected,
        tolerance=16 * 32 * UNIT,
        x=t,
        xlabel="t",
        ylabel="f(x_t) - f*",
    )
    return worst([values, identity(run.x[1], np.eye(d)[1], tolerance=UNIT)])


CLAIMS = (first_iterates_on_portfolios, one_step, suboptimality_and_gap, worst_case)
