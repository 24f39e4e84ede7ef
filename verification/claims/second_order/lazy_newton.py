"""Newton with lazy Hessians: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from typing import Any

import numpy as np

from refimpl import Trajectory
from refimpl.core.observables import GradientNorm, Suboptimality, Value
from refimpl.problems import CubicChain, CubicPerturbation, random_logistic
from verification.arithmetic.newton import derivatives, plane_quartic, solve
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.second_order.lazy_newton_exact import EXACT
from verification.evidence import bound, identity, local_order, step_inequality, tight
from verification.finding import Finding, Verdict, worst
from verification.mutants.second_order import lazy_newton as mutants
from verification.trial import complete_run, first_iterates, run_to_the_floor


@claim(
    "lazy-newton",
    theorem="definition of the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_7 with m = 3 on a quartic in the plane equal Cramer's rule in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*(m for m in mutants.MUTANTS if m is not mutants.UnguardedZeroGradient)),
)
def first_iterates_on_a_plane_quartic(method: type, engine: str) -> Finding:
    """By definition (H(x_pi) + sqrt(M |g|) I) h = -g, solved here by Cramer's rule and not by eigenvectors."""
    period, M, expected = 3, Decimal(2), []
    with localcontext() as context:
        context.prec = 80
        x = [Decimal(1), Decimal(-2)]
        _, H = derivatives(x)
        for k in range(7):
            g, fresh = derivatives(x)
            H = fresh if k % period == 0 else H
            shift = (M * (g[0] * g[0] + g[1] * g[1]).sqrt()).sqrt()
            h = solve([[H[0][0] + shift, H[0][1]], [H[1][0], H[1][1] + shift]], g)
            x = [a - b for a, b in zip(x, h)]
            expected.append(x)
    return first_iterates(method(2.0, period), plane_quartic(), np.array([1.0, -2.0]), expected, engine)


@claim(
    "lazy-newton",
    theorem="phase decrease",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_pi) - f(x_{pi+j}) >= sum |g_{k+1}|^2/(2 lambda_k), 1 <= j <= m; M >= 1.27 m L, or L/2 if m = 1",
    controls=(
        *planted(mutants.RegularisationSubtracted, mutants.Uphill, mutants.StaleGradient),
        *without("M >= 1.27 m L", factor=1e-4),
    ),
)
def phase_decrease(method: type, engine: str, factor: float = 1.0) -> Finding:
    """r = |h| <= |g|/lambda and lambda^2 = M |g| give lambda >= M r; g+ = -lambda h + e, |e| <= (L/2) r^2 + L s r,
    s = |x_k - x_pi|. Expanding |g+ + lambda h|^2 = |e|^2 and convexity, f - f+ >= -<g+, h>:

    f - f+ >= |g+|^2/(2 lambda) + lambda r^2/2 - |e|^2/(2 lambda), and |e|^2 <= L^2 r^4/2 + 2 L^2 s^2 r^2.
    Over a partial phase sum s^2 r <= (5/9) m^2 sum r^3 (Young and the power mean), so the rest is at least
    m L [c/2 - 5/(9c) - 1/(4 c m^2)] sum r^3 with M = c m L, which is non-negative for c >= 1.27. For m = 1 s = 0
    and the rest is L [c/2 - 1/(8c)] r^3 at least: c >= 1/2 is enough.
    """
    findings = []
    rng = np.random.default_rng(0)
    chain, logistic = CubicChain(15), random_logistic(n=60, d=8, mu=1e-3, seed=0)
    instances: list[tuple[Any, int, float]] = [
        (chain, 1, 0.5), (chain, 1, 1.27), (chain, 30, 1.27), (logistic, 3, 1.27), (logistic, 10, 1.27),
    ]  # fmt: skip
    for problem, m, c in instances:
        x0 = 3 * rng.standard_normal(problem.dimension())
        M = factor * c * m * problem.hessian_lipschitz()
        values = Suboptimality() if hasattr(problem, "suboptimality") else Value()
        t = complete_run(method(M, m), problem, x0, 120, engine=engine, record=[values, GradientNorm()])
        f, g = t.observed[type(values).__name__], t.observed["GradientNorm"]
        twice = 2 * np.sqrt(M * g[:-1])
        with np.errstate(over="ignore", invalid="ignore"):  # diverging controls overflow
            gains = np.divide(g[1:] ** 2, twice, out=np.zeros(120), where=twice > 0)  # x stays where g = 0
        starts = np.arange(120) // m * m
        left = np.array([gains[start : k + 1].sum() for k, start in enumerate(starts)])
        # the value's rounding: a few dozen operations on terms of its own size
        allowance = 1e-14 * (np.abs(f[starts]) + np.abs(f[1:]) + 1)
        findings.append(step_inequality(left, f[starts] - f[1:], allowance=allowance, label="sum of gains"))
    return worst(findings)


@claim(
    "lazy-newton",
    theorem="gradient rate",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="min_{k<=K} |g_k| <= [(2 sqrt(M) F_0/K) |g_0|^{1/(2K)}]^{2K/(3K+1)} for every K, where M >= 1.27 m L",
    controls=(
        *planted(
            mutants.LinearRegularisation,
            mutants.RootOfNormOnly,
            mutants.WithoutRegularisation,
            mutants.RegularisationSubtracted,
        ),
        *without("M >= 1.27 m L", factor=1e-4),
    ),
)
def gradient_rate(method: type, engine: str, factor: float = 1.27) -> Finding:
    """Sum the phase decrease: F_0 >= (1/(2 sqrt M)) sum |g_{k+1}|^2 |g_k|^{-1/2}.

    By the inequality of means the sum is at least K (prod_{k=1}^K |g_k|^{3/2})^{1/K} (|g_K|/|g_0|)^{1/(2K)}, and every
    |g_k|, k >= 1, is at least the minimum G: F_0 >= (K/(2 sqrt M)) G^{3/2} (G/|g_0|)^{1/(2K)}. Solve for G.
    """
    findings = []
    problem, rng = CubicChain(15), np.random.default_rng(1)
    for m in (1, 3, 30):
        x0 = 3 * rng.standard_normal(15)
        M = factor * m * problem.hessian_lipschitz()
        t = complete_run(
            method(M, m), problem, x0, 300, engine=engine, record=[Suboptimality(), GradientNorm()]
        )
        g, F0 = t.observed["GradientNorm"], t.observed["Suboptimality"][0]
        K = np.arange(1, 301)
        limit = (2 * np.sqrt(M) * F0 / K * g[0] ** (1 / (2 * K))) ** (2 * K / (3 * K + 1))
        findings.append(bound(np.minimum.accumulate(g[1:]), limit, x=K, xlabel="K", ylabel="min |g_k|"))
    return worst(findings)


@claim(
    "lazy-newton",
    theorem="local order per phase",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="the error at phase ends has order 3/2 (m = 1), 9/4 (m = 2), 13/4 (m = 3)",
    engine="ball",
    engine_fixed=True,
    controls=planted(
        mutants.StaleGradient,
        mutants.NeverRefreshed,
        mutants.AlwaysRefreshed,
        mutants.LinearRegularisation,
        mutants.WithoutRegularisation,
        mutants.StepTooLong,
    ),
)
def order_per_phase(
    method: type,
    engine: str,
    cases: Sequence[tuple[int, int, float]] = ((1, 16, 1.5), (2, 8, 2.25), (3, 6, 3.25)),
) -> Finding:
    """e_{k+1} ~ e_k max(sqrt(e_k), e_pi): the regularisation gives sqrt(M |g|) ~ sqrt(e_k), the stale Hessian e_pi.

    With e_{pi+j} ~ e_pi^{a_j}: a_1 = 3/2, a_2 = 9/4 and, since sqrt(e_k) < e_pi from then on, a_{j+1} = a_j + 1.
    """
    bits = 12000
    findings = []
    for m, phases, order in cases:
        t = run_to_the_floor(method(2.0, m), CubicPerturbation(), np.array([0.125]), m * phases, bits)
        findings.append(local_order([abs(x[0]) for x in t.enclosures[::m]], order, digits=bits * 0.301))
    return worst(findings)


def counted_run(algorithm: Any, problem: Any, steps: int, engine: str) -> Trajectory:
    """A run from 0 with gradient norms and oracle counts."""
    start = np.zeros(problem.dimension())
    return complete_run(algorithm, problem, start, steps, engine=engine, record=[GradientNorm()], count=True)


@claim(
    "lazy-newton",
    theorem="arithmetic law",
    kind=Kind.RATE,
    standing=Standing.OBSERVED,
    statement="from 0 on the cubic chain, d = 20, the iterations to |g| <= 1e-2 grow like sqrt(m); m = d costs least",
    controls=(
        *planted(mutants.StaleGradient, mutants.RootOfNormOnly, mutants.AlwaysRefreshed),
        *without("M proportional to m", proportional=False),
    ),
)
def arithmetic_law(method: type, engine: str, proportional: bool = True) -> Finding:
    """M ~ m gives iterations ~ sqrt(m); at one unit a gradient and d units a Hessian the cost of K steps is
    K + d ceil(K/m) ~ sqrt(m) (1 + d/m), which is least at m = d. Oracle calls are counted in a run of K steps; the
    numbers of iterations are those of this instance.
    """
    d, grid = 20, np.array([1, 5, 10, 20, 40])
    problem = CubicChain(d)
    counts, costs = [], []
    for m in grid.tolist():
        algorithm = method(3 * (m if proportional else 1) * problem.hessian_lipschitz(), m)
        most = int(900 * np.sqrt(m))
        reached = np.flatnonzero(
            counted_run(algorithm, problem, most, engine).observed["GradientNorm"] <= 1e-2
        )
        if not reached.size:
            words = f"|g| <= 1e-2 is not reached in {most} steps with m = {m}"
            return Finding(Verdict.VIOLATED, "sqrt(m) growth", words, float("nan"), most, reason=words)
        counts.append(int(reached[0]))
        calls = counted_run(algorithm, problem, counts[-1], engine).calls or {}
        costs.append(calls["gradient"] + d * calls["hessian"])
    law = tight(counts / np.sqrt(grid), np.full(len(grid), float(counts[0])), tolerance=0.03, x=grid, xlabel="m",
                ylabel="iterations / sqrt(m)")  # fmt: skip
    cheapest = identity(grid[int(np.argmin(costs))], d, tolerance=0.0, picture=law.picture)
    return worst([law, cheapest])


CLAIMS = (
    first_iterates_on_a_plane_quartic,
    phase_decrease,
    gradient_rate,
    order_per_phase,
    arithmetic_law,
    *EXACT,
)
