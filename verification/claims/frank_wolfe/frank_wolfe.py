"""Frank-Wolfe: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.observables import FrankWolfeGap, Suboptimality
from refimpl.problems import (
    ConstrainedQuadratic,
    Quadratic,
    Simplex,
    SimplexWorstCase,
    constrained_quadratic,
    random_quadratic,
)
from verification.arithmetic.frank_wolfe import Instance, exact, expected_iterates
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.frank_wolfe.certificates import certificate_of
from verification.claims.frank_wolfe.portfolios import ALONE, DOMINATED, START, gap_bound, path
from verification.evidence import bound, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.frank_wolfe import frank_wolfe as mutants
from verification.trial import complete_run, first_iterates

UNIT = 2.0**-53


def _observed(
    method: Any, engine: str, problem: Any, x0: np.ndarray, steps: int
) -> tuple[np.ndarray, np.ndarray]:
    trajectory = complete_run(
        method(), problem, x0, steps, engine=engine, record=[Suboptimality(), FrankWolfeGap()]
    )
    return trajectory.observed["Suboptimality"], trajectory.observed["FrankWolfeGap"]


def _instances(convex: bool) -> list[tuple[str, Any, np.ndarray]]:
    E = np.eye(8)
    f = random_quadratic(np.linspace(0.05, 1, 8), seed=0, minimizer=E[0] - 0.2)
    tilted = Quadratic(0.125 * E, -np.linspace(-0.5, 1, 8))
    # a concave function is least at a vertex, and any vertex holds the method
    concave = Quadratic(-np.diag(np.linspace(1, 0.25, 8)), np.zeros(8))
    found: list[tuple[str, Any, np.ndarray]] = [
        ("worst case", SimplexWorstCase(201), np.eye(201)[0]),
        ("quadratic", constrained_quadratic(f.A, f.b, Simplex()), E[2]),
        ("nearly linear", ConstrainedQuadratic(tilted, Simplex(), E[0]), E[7]),
        ("concave", ConstrainedQuadratic(concave, Simplex(), E[0]), E[4]),
    ]
    return found[:3] if convex else found


@claim(
    "frank-wolfe",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a ball equal the method in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_ball(method: Any, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    instance = Instance(noise=0.0)
    expected = expected_iterates(instance, exact, 6, averaging=1e9, shift=2)
    return first_iterates(method(), instance.problem(), np.array(instance.x0), expected, engine)


@claim(
    "frank-wolfe",
    theorem="one step",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="h_{k+1} <= h_k - gamma_k G_k + (L/2) D^2 gamma_k^2 and h_k <= G_k at every k",
    controls=(
        *planted(
            mutants.HarmonicStep,
            mutants.ConstantStep,
            mutants.LinearMaximizer,
            mutants.IterateMinimized,
            mutants.SwappedStep,
            mutants.VertexAdded,
        ),
        *without("convex f", convex=False),
    ),
)
def one_step(method: Any, engine: str, convex: bool = True) -> Finding:
    """Smoothness: f(x + gamma (v - x)) <= f - gamma <grad f, x - v> + (L/2) gamma^2 |v - x|^2.

    Convexity: f(x) - f* <= <grad f, x - x*> <= max_v <grad f, x - v> = G.
    """
    findings = []
    for name, problem, x0 in _instances(convex):
        h, G = _observed(method, engine, problem, x0, 200)
        gamma, LD2 = 2 / (np.arange(200) + 2.0), problem.smoothness() * problem.diameter() ** 2
        right = h[:-1] - gamma * G[:-1] + LD2 / 2 * gamma**2
        # inner products of vectors in the simplex: sums of at most 201 terms, of total at most L D^2
        allowance = 256 * UNIT * LD2
        findings.append(step_inequality(h[1:], right, allowance=allowance, label=f"h_k+1, {name}"))
        findings.append(step_inequality(h, G, allowance=allowance, label=f"h_k, {name}"))
    return worst(findings)


@claim(
    "frank-wolfe",
    theorem="Theorem 1",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="f(x_k) - f* <= 2 L D^2/(k+2), k >= 1, and the least gap up to k is at most an explicit O(1/k)",
    controls=(
        *planted(
            mutants.ConstantStep,
            mutants.LinearMaximizer,
            mutants.IterateMinimized,
            mutants.SwappedStep,
            mutants.VertexAdded,
        ),
        *without("convex f", convex=False),
    ),
)
def suboptimality_and_gap(method: Any, engine: str, convex: bool = True) -> Finding:
    """h_{k+1} <= (1 - gamma_k) h_k + gamma_k^2 C/2 with C = L D^2; gamma_0 = 1 gives h_1 <= C/2 <= 2C/3.

    If h_k <= 2C/(k+2) then h_{k+1} <= 2C (k+1)/(k+2)^2 <= 2C/(k+3). Gap: sum the step over k = m, ..., K with
    h_{K+1} >= 0: min G_k sum gamma_k <= 2C/(m+2) + (C/2) sum gamma_k^2; the best m >= 1 is taken for each K.
    """
    findings = []
    for _, problem, x0 in _instances(convex):
        h, G = _observed(method, engine, problem, x0, 200)
        k, C = np.arange(1, 201), problem.smoothness() * problem.diameter() ** 2
        gamma = 2 / (k + 2.0)
        tails = np.tril(np.ones((200, 200)))[:, :, None] * np.stack([gamma, gamma**2], axis=1)
        sums = np.cumsum(tails[:, ::-1], axis=1)[:, ::-1]  # sums over m, ..., K for row K and column m
        with np.errstate(divide="ignore"):
            ratio = (2 * C / (k + 2) + C / 2 * sums[:, :, 1]) / sums[:, :, 0]  # infinite for m > K
        gap_bound = ratio.min(axis=1)
        findings.append(bound(np.maximum(h[1:], 0), 2 * C / (k + 2), x=k, ylabel="f(x_k) - f*"))
        findings.append(bound(np.minimum.accumulate(G[1:]), gap_bound, x=k, ylabel="least gap"))
    return worst(findings)


@claim(
    "frank-wolfe",
    theorem="worst case",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on |x|^2/2 in the simplex f(x_k) = (2k+1)/(3k(k+1)) for k <= d, from a vertex, from both sides",
    controls=(
        *planted(
            mutants.StepTooLong,
            mutants.CountFromOne,
            mutants.CountFromMinusOne,
            mutants.HarmonicStep,
            mutants.ConstantStep,
            mutants.LinearMaximizer,
            mutants.SwappedStep,
            mutants.VertexAdded,
            mutants.ProjectedStep,
        ),
        *without("k <= d", steps=80),
    ),
)
def worst_case(method: Any, engine: str, steps: int = 64) -> Finding:
    """The gradient is x, so each step picks a vertex not used before; gamma_0 = 1 forgets the start.

    Vertex j has the weight gamma_j prod_{j<i<k} (1 - gamma_i) = 2 (j+1)/(k(k+1)), and the sum of squares is
    2 (2k+1)/(3k(k+1)). Any method that adds one vertex per step has f(x_k) >= 1/(2k).
    """
    d = 64
    trajectory = complete_run(
        method(), SimplexWorstCase(d), np.eye(d)[0], steps, engine=engine, record=[Suboptimality()]
    )
    k = np.arange(1, steps + 1)
    expected = (2 * k + 1) / (3 * k * (k + 1)) - 1 / (2 * d)
    # two roundings of every weight per step; f - f* is at least a quarter of f
    return tight(
        trajectory.observed["Suboptimality"][1:],
        expected,
        tolerance=16 * 64 * UNIT,
        x=k,
        ylabel="f(x_k) - f*",
    )


@claim(
    "frank-wolfe",
    theorem="open loop, self-concordant f",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    paper="P354",
    statement="with gamma_k = 2/(k+3), from T <= 25 on h_k <= max((T+3) h_T, 4 E^2)/(k+3), least gap O(1/k)",
    controls=(
        *planted(
            mutants.ConstantStep,
            mutants.LinearMaximizer,
            mutants.IterateMinimized,
            mutants.SwappedStep,
            mutants.VertexAdded,
        ),
        *without("gamma_0 < 1", shift=2.0),
    ),
)
def open_loop_on_portfolios(method: Any, engine: str, shift: float = 3.0) -> Finding:
    """E is the largest local norm of v_k - x_k from T on, T the first k with gamma_k E <= 1/2 for all later ones.

    f(x + gamma (v - x)) <= f - gamma G - r - log(1 - r) with r = gamma e < 1 (self-concordance, proved in
    `monotonic-frank-wolfe.one-step`), and -r - log(1 - r) <= r^2 for r <= 1/2: h_{k+1} <= h_k - gamma G + gamma^2 E^2.
    If h_k <= C/(k+3) with C >= 4 E^2 then h_{k+1} <= (C (k+1) + 4 E^2)/(k+3)^2 <= C/(k+4). gamma < 1 keeps every
    <r_i, x> that was positive positive; gamma_0 = 1 jumps to a vertex, where f may be infinite.
    """
    findings = []
    for problem in (ALONE, DOMINATED):
        x = complete_run(method(shift), problem, START, 100, engine=engine).x
        h, gap, local = path(problem, x)
        k = np.arange(101)
        E = np.maximum.accumulate(np.where(np.isfinite(local), local, np.inf)[::-1])[::-1]
        small = np.flatnonzero(2 / (k + 3) * E <= 0.5)
        T = int(small[0]) if small.size else 100
        findings.append(bound(T, 25.0, xlabel="instance", ylabel="T"))
        T = min(T, 25)
        C = max((T + 3) * h[T], 4 * E[T] ** 2)
        findings.append(bound(np.maximum(h[T:], 0), C / (k[T:] + 3), x=k[T:], ylabel="f(x_k) - f*"))
        gamma = 2 / (k[T:-1] + 3.0)
        least = gap_bound(np.maximum(h[T:-1], 0), np.full(len(gamma), E[T] ** 2), gamma)
        findings.append(bound(np.minimum.accumulate(gap[T:-1]), least, x=k[T:-1], ylabel="least gap"))
        inside = np.min(x @ problem.R.T, axis=1)
        findings.append(step_inequality(-inside, np.zeros(len(x)), label="-min <r, x>"))
    return worst(findings)


CLAIMS = (
    first_iterates_on_a_ball,
    one_step,
    suboptimality_and_gap,
    worst_case,
    open_loop_on_portfolios,
    certificate_of("frank-wolfe", planted(mutants.VertexAdded)),
)
