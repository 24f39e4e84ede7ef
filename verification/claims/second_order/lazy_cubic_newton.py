"""Cubic Newton with lazy Hessians: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext
from functools import partial
from typing import Any

import numpy as np

from refimpl import Trajectory
from refimpl.core.observables import GradientNorm, Value
from refimpl.problems import CubicChain, CubicPerturbation, CubicPower, LogQuadratic, random_robust_regression
from refimpl.second_order.cubic_newton import CubicNewton
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.second_order.cubic import in_general, in_the_plane, steps_minimise
from verification.evidence import bound, identity, local_order, step_inequality, tight
from verification.finding import Finding, Verdict, worst
from verification.mutants.second_order.lazy_cubic_newton import MUTANTS, StaleGradient
from verification.trial import complete_run, run_to_the_floor

controls = partial(named, MUTANTS)


@claim(
    "lazy-cubic-newton",
    theorem="definition of the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 with m = 3 in the plane, also from an indefinite Hessian, equal bisection in decimals",
    engine="ball",
    controls=planted(*in_general(MUTANTS)),
)
def first_iterates_in_the_plane(method: type, engine: str) -> Finding:
    """h minimises the model iff (H + s I) h = -g, H + s I >= 0 and s = M |h|/2: one equation in s, solved by bisection
    with the Hessian of the phase and the fresh gradient.
    """
    return in_the_plane(lambda M: method(M, 3), 3, engine)


@claim(
    "lazy-cubic-newton",
    theorem="global minimiser of the model, hard case included",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="(H + (M r/2) I) h = -g and H + (M r/2) I >= 0, H = H(x_pi), at every step, the hard case included",
    controls=planted(*MUTANTS),
)
def every_step_minimises_the_model(method: type, engine: str) -> Finding:
    """With K = H + (M r/2) I the model at h + v exceeds that at h by v'Kv/2 + (M/12)(|h + v| - r)^2 (2 |h + v| + r),
    which is not negative: expand, with <h, v> = (|h + v|^2 - r^2 - |v|^2)/2. So the two conditions are sufficient.
    """
    return steps_minimise(lambda M: method(M, 3), 3, engine)


def phases(
    problem: Any, algorithm: Any, steps: int, engine: str
) -> tuple[Trajectory, np.ndarray, np.ndarray]:
    """A run from 2 N(0, I) with f and |g|, and the lengths r and s of its steps and of its ways from x_pi."""
    d, m = problem.dimension(), algorithm.period
    x0 = 2 * np.random.default_rng(1).standard_normal(d)
    t = complete_run(algorithm, problem, x0, steps, engine=engine, record=[Value(), GradientNorm()])
    starts = np.arange(steps) // m * m
    return t, np.linalg.norm(np.diff(t.x, axis=0), axis=1), np.linalg.norm(t.x[:-1] - t.x[starts], axis=1)


def nonconvex() -> list[tuple[Any, int]]:
    """Problems and periods of which the longest is longer than the dimension."""
    robust = random_robust_regression(15, 5, 2.0, seed=0)
    return [(robust, 1), (LogQuadratic(3), 2), (LogQuadratic(3), 10)]


@claim(
    "lazy-cubic-newton",
    theorem="phase decrease",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_pi) - f(x_{pi+j}) >= (M/4 - L/6 - 7 m L/18) sum r_k^3, 1 <= j <= m, f not convex",
    controls=(
        *controls("uphill", "without-regularisation", "newton-where-convex", "stale-gradient"),
        *without("M >= 2.3 m L", factor=1e-2),
    ),
)
def phase_decrease(method: type, engine: str, factor: float = 1.0) -> Finding:
    """<g, h> = -h'Hh - (M/2) r^3 and H >= -(M r/2) I; Taylor at x_k with a Hessian that is off by at most L s_k gives
    f+ <= f - (M/4) r^3 + (L/6) r^3 + (L/2) s r^2. Young: s r^2 <= s^3/(3 m^2) + (2/3) m r^3; the power mean: s_k^3 <=
    (k - pi)^2 sum r_i^3, so sum s^3 <= (m^3/3) sum r^3 and sum s r^2 <= (7/9) m sum r^3 over a partial phase.
    """
    findings = []
    for problem, m in nonconvex():
        L = problem.hessian_lipschitz()
        M = 2.5 * m * L
        t, r, _ = phases(problem, method(factor * M, m), 20, engine)
        f, starts = t.observed["Value"], np.arange(20) // m * m
        cubes = np.array([(r[start : k + 1] ** 3).sum() for k, start in enumerate(starts)])
        left = (M / 4 - L / 6 - 7 * m * L / 18) * cubes
        # f <= 10 by a few dozen roundings
        findings.append(step_inequality(left, f[starts] - f[1:], allowance=1e-14, label="sum of cubes"))
    return worst(findings)


@claim(
    "lazy-cubic-newton",
    theorem="gradient and curvature after a step",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="|g+| <= (L + M) r^2/2 + L s r and lambda_min(H(x+)) >= -(M/2) r - L (s + r), at every step",
    controls=(
        *controls(
            "third-convention",
            "uphill",
            "gradient-regularised",
            "stale-gradient",
            "step-too-long",
            "never-refreshed",
        ),
        *without("a gradient at every step", method=StaleGradient),
    ),
)
def after_a_step(method: type, engine: str) -> Finding:
    """g+ = g + H_pi h + e with |e| <= L r^2/2 + L s r, and g + H_pi h = -(M r/2) h; H_pi >= -(M r/2) I, and H(x+) is
    within L (s + r) of it."""
    findings = []
    for problem, m in nonconvex():
        L = problem.hessian_lipschitz()
        M = 2.5 * m * L
        t, r, s = phases(problem, method(M, m), 20, engine)
        g = t.observed["GradientNorm"]
        findings.append(step_inequality(g[1:], (L + M) / 2 * r**2 + L * s * r, allowance=1e-14))
        lowest = np.array([np.linalg.eigvalsh(problem.hessian(x))[0] for x in t.x[1:]])
        findings.append(step_inequality(-lowest, M / 2 * r + L * (s + r), allowance=1e-14))
    return worst(findings)


@claim(
    "lazy-cubic-newton",
    theorem="gradient rate",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="M = 6 m L: sum_{k<=K} |g_k|^{3/2} <= 10.81 sqrt(m L) (f(x_0) - inf f) at the end of every phase",
    controls=without("M <= 6 m L", factor=1e6),
)
def gradient_rate(method: type, engine: str, factor: float = 1.0) -> Finding:
    """(a + b)^{3/2} <= sqrt 2 (a^{3/2} + b^{3/2}) and s^{3/2} r^{3/2} <= (s^3 m^{-3/2} + m^{3/2} r^3)/2, summed over a
    phase at most (2/3) m^{3/2} sum r^3: sum |g|^{3/2} <= sqrt 2 (3.5^{3/2} + 2/3) (m L)^{3/2} sum r^3; and
    (17/18) m L sum r^3 <= f(x_0) - inf f by the phase decrease.
    """
    findings = []
    for problem, m in nonconvex():
        L = problem.hessian_lipschitz()
        t, _, _ = phases(problem, method(factor * 6 * m * L, m), 60, engine)
        ends = np.arange(m, 61, m)
        left = np.cumsum(t.observed["GradientNorm"][1:] ** 1.5)[ends - 1]
        limit = 10.81 * np.sqrt(m * L) * t.observed["Value"][0]  # 0 <= inf f
        findings.append(bound(left, np.full(len(ends), limit), x=ends, ylabel="sum |g_k|^1.5"))
    return worst(findings)


@claim(
    "lazy-cubic-newton",
    theorem="exact phase on |x|^3/6",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on |x|^3/6 with M = 6 m every phase of m = 3 steps multiplies x by the same number, known in decimals",
    controls=(
        *planted(
            *(
                m for m in in_general(MUTANTS)
                if m.variant_name not in ("absolute-eigenvalues", "negative-curvature-dropped", "diagonal-hessian")
            )
        ),
        *without("period 3", period=2),
    ),
)  # fmt: skip
def exact_phase_on_a_cubic(method: type, engine: str, period: int = 3) -> Finding:
    """H(x_pi) = x_pi, g = x^2/2: with t = x/x_pi, r = t^2/(1 + sqrt(1 + M t^2)) x_pi solves r + M r^2/2 = t^2/2."""
    rounds, t, factors = 8, Decimal(1), [Decimal(1)]
    with localcontext() as context:
        context.prec = 40
        for _ in range(3):
            t -= t * t / (1 + (1 + 18 * t * t).sqrt())
            factors.append(t)
        expected = np.array([float(factors[3] ** (k // 3) * factors[k % 3]) for k in range(3 * rounds + 1)])
    run = complete_run(method(18.0, period), CubicPower(1.0), np.ones(1), 3 * rounds, engine=engine)
    # 24 steps of about twenty roundings each, not amplified: the map is homogeneous of degree one
    return identity(run.x[:, 0], expected, tolerance=1000 * 2.0**-53, scale=expected)


@claim(
    "lazy-cubic-newton",
    theorem="local order per phase",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="the error at phase ends has order m + 1 for m = 1, 2, 3 and M = 6 m L",
    engine="ball",
    engine_fixed=True,
    controls=controls(
        "stale-gradient",
        "never-refreshed",
        "always-refreshed",
        "hessian-of-old-point",
        "gradient-regularised",
        "step-too-long",
    ),
)
def order_per_phase(method: type, engine: str) -> Finding:
    """|g+| <= (L + M) r^2/2 + L s r: once r << s a step multiplies the error by a number of order s, the error at the
    start of the phase. A stale gradient stalls at the first step's point and gains nothing within the phase.
    """
    bits, findings = 4000, []
    for m, count in ((1, 11), (2, 7), (3, 6)):
        t = run_to_the_floor(method(6.0 * m, m), CubicPerturbation(), np.array([0.125]), m * count, bits)
        findings.append(local_order([abs(x[0]) for x in t.enclosures[::m]], m + 1, digits=bits * 0.301))
    return worst(findings)


@claim(
    "lazy-cubic-newton",
    theorem="reduction to cubic Newton",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with m = 1 the iterates are those of cubic Newton, bit for bit",
    controls=(
        *controls(
            "third-convention",
            "absolute-eigenvalues",
            "length-of-newton-step",
            "uphill",
            "diagonal-hessian",
            "constant-too-large",
            "step-too-long",
            "never-refreshed",
            "hessian-of-old-point",
            "single-eigenvalues",
        ),
        *without("m = 1", period=2),
    ),
)
def with_period_one_cubic_newton(method: type, engine: str, period: int = 1) -> Finding:
    """Every step is the first one of its phase, with a Hessian of its own: the same operations on the same numbers in
    the same order.
    """
    problem, x0 = (
        random_robust_regression(15, 5, 2.0, seed=0),
        2 * np.random.default_rng(1).standard_normal(5),
    )
    lazy, plain = (
        complete_run(a, problem, x0, 8, engine=engine).x for a in (method(4.0, period), CubicNewton(4.0))
    )
    return identity(lazy, plain, tolerance=0.0)


@claim(
    "lazy-cubic-newton",
    theorem="arithmetic law",
    kind=Kind.RATE,
    standing=Standing.OBSERVED,
    statement="from 0 on the cubic chain, d = 4, M = 6 m L: steps to |g| <= 0.2 grow like sqrt(m); m = d costs least",
    controls=(
        *controls("stale-gradient"),
        *without("M proportional to m", proportional=False),
    ),
)
def arithmetic_law(method: type, engine: str, proportional: bool = True) -> Finding:
    """K ~ sqrt(m) iterations by the gradient rate; at one unit a gradient and d units a Hessian they cost K (1 + d/m) ~
    sqrt(m) (1 + d/m), which is least at m = d. Oracle calls are counted; the numbers are those of this instance.
    """
    d, grid = 4, np.array([1, 2, 4, 8])
    problem = CubicChain(d)
    counts, costs = [], []
    for m in grid.tolist():
        algorithm = method(6 * (m if proportional else 1) * problem.hessian_lipschitz(), m)
        K, calls = _steps_to(algorithm, problem, 0.2, int(40 * np.sqrt(m)), engine)
        if not K:
            words = f"|g| <= 0.2 is not reached with m = {m}"
            return Finding(Verdict.VIOLATED, "sqrt(m) growth", words, float("nan"), m, reason=words)
        counts.append(K)
        costs.append(calls["gradient"] + d * calls["hessian"])
    # one iteration more or less of at least 25
    law = tight(counts / np.sqrt(grid), np.full(len(grid), float(counts[0])), tolerance=0.04, x=grid, xlabel="m",
                ylabel="iterations / sqrt(m)")  # fmt: skip
    cheapest = identity(grid[int(np.argmin(costs))], d, tolerance=0.0, picture=law.picture)
    return worst([law, cheapest])


def _steps_to(
    algorithm: Any, problem: Any, target: float, most: int, engine: str
) -> tuple[int, dict[str, int]]:
    """The first K <= most with |g_K| <= target (0 if there is none), and the oracle calls of K steps."""
    start = np.zeros(problem.dimension())
    t = complete_run(algorithm, problem, start, most, engine=engine, record=[GradientNorm()])
    reached = np.flatnonzero(t.observed["GradientNorm"] <= target)
    if not reached.size:
        return 0, {}
    K = int(reached[0])
    return K, complete_run(algorithm, problem, start, K, engine=engine, count=True).calls or {}


CLAIMS = (
    first_iterates_in_the_plane,
    every_step_minimises_the_model,
    phase_decrease,
    after_a_step,
    gradient_rate,
    exact_phase_on_a_cubic,
    order_per_phase,
    with_period_one_cubic_newton,
    arithmetic_law,
)
