"""Newton with lazy Hessians: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import numpy as np

from refimpl import Outcome, get_engine, run
from refimpl.core.observables import GradientNorm, Suboptimality, Value
from refimpl.problems import CubicChain, CubicPerturbation, CubicPower, random_logistic
from verification.claim import Kind, Standing, broken_run, claim, planted, without
from verification.evidence import bound, identity, local_order, step_inequality, tight
from verification.finding import Finding, worst
from verification.first_iterates import first_iterates
from verification.mutants.second_order import lazy_newton as mutants
from verification.newton_arithmetic import derivatives, plane_quartic, solve


@claim(
    "lazy-newton",
    theorem="definition of the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_7 with m = 3 on a quartic in the plane equal Cramer's rule in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
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
    statement="f(x_pi) - f(x_{pi+j}) >= sum |g_{k+1}|^2/(2 lambda_k) for every partial phase, where M >= 1.27 m L",
    controls=(
        *planted(mutants.RegularisationSubtracted, mutants.StaleGradient),
        *without("M >= 1.27 m L", factor=1e-4),
    ),
)
def phase_decrease(method: type, engine: str, factor: float = 1.27) -> Finding:
    """r = |h| <= |g|/lambda and lambda^2 = M |g| give lambda >= M r; g+ = -lambda h + e, |e| <= (L/2) r^2 + L s r,
    s = |x_k - x_pi|. Expanding |g+ + lambda h|^2 = |e|^2 and convexity, f - f+ >= -<g+, h>:

    f - f+ >= |g+|^2/(2 lambda) + lambda r^2/2 - |e|^2/(2 lambda), and |e|^2 <= L^2 r^4/2 + 2 L^2 s^2 r^2.
    Over a partial phase sum s^2 r <= (5/9) m^2 sum r^3 (Young and the power mean), so the rest is at least
    m L [c/2 - 5/(9c) - 1/(4 c m^2)] sum r^3 with M = c m L, which is non-negative for c >= 1.27.
    """
    findings = []
    rng = np.random.default_rng(0)
    chain, logistic = CubicChain(15), random_logistic(n=60, d=8, mu=1e-3, seed=0)
    instances: list[tuple[Any, int]] = [(chain, 1), (chain, 30), (logistic, 3), (logistic, 10)]
    for problem, m in instances:
        x0 = 3 * rng.standard_normal(problem.dimension())
        M = factor * m * problem.hessian_lipschitz()
        values = Suboptimality() if hasattr(problem, "suboptimality") else Value()
        t = run(method(M, m), problem, x0, 120, engine=engine, record=[values, GradientNorm()])
        if broken := broken_run(t):
            return broken
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
        t = run(method(M, m), problem, x0, 300, engine=engine, record=[Suboptimality(), GradientNorm()])
        if broken := broken_run(t):
            return broken
        g, F0 = t.observed["GradientNorm"], t.observed["Suboptimality"][0]
        K = np.arange(1, 301)
        limit = (2 * np.sqrt(M) * F0 / K * g[0] ** (1 / (2 * K))) ** (2 * K / (3 * K + 1))
        findings.append(bound(np.minimum.accumulate(g[1:]), limit, x=K, xlabel="K", ylabel="min |g_k|"))
    return worst(findings)


@claim(
    "lazy-newton",
    theorem="exact phase on |x|^3/6",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on |x|^3/6 with M = 2 every phase multiplies x by the same rational number, known exactly",
    controls=(
        *planted(*(c for c in mutants.MUTANTS if c is not mutants.DiagonalHessian)),
        *without("period 3", period=2),
    ),
)
def exact_phase_on_a_cubic(method: type, engine: str, period: int = 3) -> Finding:
    """H(x_pi) = x_pi, g = x^2/2 and lambda = sqrt(M x^2/2) = x for M = 2 and x > 0: with t = x/x_pi,

    t+ = t - (t^2/2)/(1 + t), a rational recursion from t = 1: 3/4, 33/56, ... Each phase of three multiplies x by
    its third value. In one dimension nothing tells a matrix from its diagonal.
    """
    phases, t, factors = 8, Fraction(1), [Fraction(1)]
    for _ in range(3):
        t -= t * t / 2 / (1 + t)
        factors.append(t)
    expected = [factors[3] ** (k // 3) * factors[k % 3] for k in range(3 * phases + 1)]
    trajectory = run(method(2.0, period), CubicPower(1.0), np.ones(1), 3 * phases, engine=engine)
    if broken := broken_run(trajectory):
        return broken
    wanted = np.array([float(value) for value in expected])
    # 24 steps of about ten roundings each, none of them amplified: the map is homogeneous of degree one
    return identity(trajectory.x[:, 0], wanted, tolerance=500 * 2.0**-53, scale=wanted)


@claim(
    "lazy-newton",
    theorem="reduction to gradient-regularised Newton",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with m = 1 every step solves (H(x) + sqrt(M |g|) I) h = -g at the current point",
    controls=(
        *planted(
            mutants.NeverRefreshed,
            mutants.DiagonalHessian,
            mutants.ConstantTooLarge,
            mutants.StepTooLong,
            mutants.LinearRegularisation,
        ),
        *without("m = 1", period=2),
    ),
)
def with_period_one_regularised_newton(method: type, engine: str, period: int = 1) -> Finding:
    """pi(k) = k for m = 1: the residual of the linear system, formed from the iterates, vanishes to rounding."""
    problem = random_logistic(n=60, d=6, mu=1e-2, seed=3)
    M = 3 * problem.hessian_lipschitz()
    trajectory = run(method(M, period), problem, np.full(6, 2.0), 12, engine=engine)
    if broken := broken_run(trajectory):
        return broken
    left, right = [], []
    for x, after in zip(trajectory.x, trajectory.x[1:]):
        g = problem.gradient(x)
        H = problem.hessian(x) + np.sqrt(M * np.linalg.norm(g)) * np.eye(6)
        left.append(H @ (after - x))
        right.append(-g)
    # after - x carries the rounding of x, |x| <= 5, times |H| <= 3, against gradients that fall to about 1e-4
    return identity(np.array(left), np.array(right), tolerance=1e-13, scale=1.0)


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
        t = run(
            method(2.0, m),
            CubicPerturbation(),
            np.array([0.125]),
            m * phases,
            engine=get_engine("ball", bits=bits),
        )
        if t.outcome is not Outcome.UNDECIDABLE and (broken := broken_run(t)):
            return (
                broken  # at the floor of the precision sqrt |g| is undecidable; the iterates before it count
            )
        findings.append(local_order([abs(x[0]) for x in t.enclosures[::m]], order, digits=bits * 0.301))
    return worst(findings)


@claim(
    "lazy-newton",
    theorem="arithmetic law",
    kind=Kind.RATE,
    standing=Standing.OBSERVED,
    statement="from 0 on the cubic chain, d = 20, the iterations to |g| <= 1e-2 grow like sqrt(m); m = d costs least",
    engine="numba",
    controls=(
        *planted(mutants.StaleGradient, mutants.RootOfNormOnly),
        *without("M proportional to m", proportional=False),
    ),
)
def arithmetic_law(method: type, engine: str, proportional: bool = True) -> Finding:
    """M ~ m gives iterations ~ sqrt(m); at one unit a gradient and d units a Hessian the cost of K steps is
    K + d ceil(K/m) ~ sqrt(m) (1 + d/m), which is least at m = d. The counts are those of this instance.
    """
    d, grid = 20, np.array([1, 2, 4, 8, 16, 20, 40, 80])
    problem = CubicChain(d)
    counts, costs = [], []
    for m in grid.tolist():
        M, steps = 3 * (m if proportional else 1) * problem.hessian_lipschitz(), int(900 * np.sqrt(m))
        t = run(method(M, m), problem, np.zeros(d), steps, engine=engine, record=[GradientNorm()])
        reached = np.flatnonzero(t.observed["GradientNorm"] <= 1e-2)
        K = float(reached[0]) if reached.size else np.inf  # not reached: not finite, so not the law
        counts.append(K)
        costs.append(K + d * np.ceil(K / m))
    law = tight(counts / np.sqrt(grid), np.full(len(grid), counts[0]), tolerance=0.03, x=grid, xlabel="m",
                ylabel="iterations / sqrt(m)")  # fmt: skip
    cheapest = identity(grid[int(np.argmin(costs))], d, tolerance=0.0, picture=law.picture)
    return worst([law, cheapest])


CLAIMS = (
    first_iterates_on_a_plane_quartic,
    phase_decrease,
    gradient_rate,
    exact_phase_on_a_cubic,
    with_period_one_regularised_newton,
    order_per_phase,
    arithmetic_law,
)
