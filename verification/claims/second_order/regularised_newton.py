"""Regularised Newton: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any

import numpy as np

from refimpl.core.observables import GradientNorm, Suboptimality, Value
from refimpl.problems import CubicChain, CubicPower, random_logistic
from refimpl.second_order.lazy_newton import LazyNewton
from verification.arithmetic.newton import derivatives, plane_quartic, solve
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.second_order.local_norms import order_of
from verification.claims.stationary import is_fixed
from verification.evidence import bound, identity, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.second_order import regularised_newton as mutants
from verification.trial import complete_run, first_iterates

PAPER = "Mishchenko 2021"


@claim(
    "regularised-newton",
    paper=PAPER,
    theorem="definition of the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on a quartic in the plane equal Cramer's rule in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_plane_quartic(method: type, engine: str) -> Finding:
    """By definition (H + sqrt(M |g|) I) h = -g with gradient and Hessian at x, solved here by Cramer's rule."""
    M, expected = Decimal(2), []
    with localcontext() as context:
        context.prec = 80
        x = [Decimal(1), Decimal(-2)]
        for _ in range(5):
            g, H = derivatives(x)
            shift = (M * (g[0] * g[0] + g[1] * g[1]).sqrt()).sqrt()
            h = solve([[H[0][0] + shift, H[0][1]], [H[1][0], H[1][1] + shift]], g)
            x = [a - b for a, b in zip(x, h)]
            expected.append(x)
    return first_iterates(method(2.0), plane_quartic(), np.array([1.0, -2.0]), expected, engine)


@claim(
    "regularised-newton",
    paper=PAPER,
    theorem="one-step decrease",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="M = L/2: f - f+ >= |g+|^2/(2 lambda) and |g+| <= 2 |g| at every step, without strong convexity",
    controls=(
        *planted(
            mutants.WithoutRegularisation,
            mutants.RegularisationSubtracted,
            mutants.Uphill,
        ),
        *without("M >= L/2", factor=1e-6),
    ),
)
def one_step_decrease(method: type, engine: str, factor: float = 1.0) -> Finding:
    """r = |h| <= |g|/lambda gives lambda >= M r; g+ = -lambda h + e, |e| <= (L/2) r^2 <= lambda r where M >= L/2. By
    |g+ + lambda h|^2 = |e|^2 and convexity f - f+ >= -<g+, h> >= |g+|^2/(2 lambda); |g+| <= lambda r + |e| <= 2 |g|.
    """
    findings = []
    for mu in (1e-3, 1e-2):
        problem = random_logistic(n=60, d=5, mu=mu, seed=0)
        M = factor * problem.hessian_lipschitz() / 2
        x0 = 5 * np.random.default_rng(0).standard_normal(5)
        t = complete_run(method(M), problem, x0, 40, engine=engine, record=[Value(), GradientNorm()])
        f, g = t.observed["Value"], t.observed["GradientNorm"]
        # values below 10 + f by about a hundred roundings
        allowance = 1e-14 * (10 + np.abs(f[:-1]))
        gain = np.divide(g[1:] ** 2, 2 * np.sqrt(M * g[:-1]), out=np.zeros(40), where=g[:-1] > 0)
        findings.append(step_inequality(gain, f[:-1] - f[1:], allowance=allowance, label="|g+|^2/(2 lambda)"))
        findings.append(step_inequality(g[1:], 2 * g[:-1], allowance=1e-14))
    return worst(findings)


@claim(
    "regularised-newton",
    paper=PAPER,
    theorem="gradient rate",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="M = L/2: min_{k<=K} |g_k| <= [(2 sqrt(M) F_0/K) |g_0|^{1/(2K)}]^{2K/(3K+1)} for every K",
    controls=planted(mutants.LinearRegularisation, mutants.RegularisationSubtracted, mutants.Uphill),
)
def gradient_rate(method: type, engine: str) -> Finding:
    """Summed, F_0 >= (1/(2 sqrt M)) sum |g_{k+1}|^2 |g_k|^{-1/2} >= (K/(2 sqrt M)) G^{3/2} (G/|g_0|)^{1/2K} by
    the inequality of means, with G the least |g_k|, 1 <= k <= K. Solve for G.
    """
    problem = CubicChain(8)
    M = problem.hessian_lipschitz() / 2
    x0 = 3 * np.random.default_rng(1).standard_normal(8)
    t = complete_run(method(M), problem, x0, 120, engine=engine, record=[Suboptimality(), GradientNorm()])
    g, F0 = t.observed["GradientNorm"], t.observed["Suboptimality"][0]
    K = np.arange(1, 121)
    limit = (2 * np.sqrt(M) * F0 / K * g[0] ** (1 / (2 * K))) ** (2 * K / (3 * K + 1))
    return bound(np.minimum.accumulate(g[1:]), limit, x=K, xlabel="K", ylabel="min |g_k|")


@claim(
    "regularised-newton",
    paper=PAPER,
    theorem="length of a step",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="M r^2 <= |g|, r = |x+ - x|, at every step of a convex function: so r <= |g|/lambda and lambda >= M r; "
    "equality where H = 0",
    controls=(
        *planted(mutants.RegularisationSubtracted, mutants.StepTooLong),
        *without("M of the method", factor=0.98),
    ),
)
def steps_are_short(method: type, engine: str, factor: float = 1.0) -> Finding:
    """H >= 0, so r = |(H + lambda I)^{-1} g| <= |g|/lambda, whose square is |g|/M. The Hessian of the chain is zero at
    0, and at no other iterate.
    """
    findings = []
    for d, M in ((1, 2.0), (6, 0.5)):
        problem = CubicChain(d)
        t = complete_run(method(factor * M), problem, np.zeros(d), 20, engine=engine, record=[GradientNorm()])
        r, g = np.linalg.norm(np.diff(t.x, axis=0), axis=1), t.observed["GradientNorm"][:-1]
        # a solve with a matrix of size six; squares of steps of order one
        findings.append(step_inequality(M * r**2, g, allowance=1e-14))
    return worst(findings)


@claim(
    "regularised-newton",
    paper=PAPER,
    theorem="rate of the function value",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="M = L/2: F_K <= D min_{k<=K} |g_k| and F_K <= D [(2 sqrt(M) F_0/K) |g_0|^{1/(2K)}]^{2K/(3K+1)}, D = max "
    "|x_k - x*|, and so over windows of 1, 2, 4, ... steps in turn: O(M D^3/k^2)",
    controls=planted(mutants.RegularisationSubtracted, mutants.Uphill),
)
def value_rate(method: type, engine: str) -> Finding:
    """f is convex: F_k <= <g_k, x_k - x*> <= D |g_k|, and F_K <= F_k for k <= K since f never grows. The gradient rate
    bounds the least |g_k|, from the start and from the first point of every window alike.
    """
    findings, problem = [], CubicChain(8)
    M = problem.hessian_lipschitz() / 2
    for x0 in (np.zeros(8), 3 * np.random.default_rng(1).standard_normal(8)):
        t = complete_run(method(M), problem, x0, 63, engine=engine, record=[Suboptimality(), GradientNorm()])
        F, g = t.observed["Suboptimality"], t.observed["GradientNorm"]
        D = np.linalg.norm(t.x - problem.minimizer(), axis=1).max()

        def limit(K: Any, F0: float, g0: float, D: float = D) -> Any:
            return D * (2 * np.sqrt(M) * F0 / K * g0 ** (1 / (2 * K))) ** (2 * K / (3 * K + 1))

        K, least = np.arange(1, 64), np.minimum.accumulate(g[1:])
        findings.append(bound(F[1:], D * least, x=K, xlabel="K", ylabel="f(x_K) - f*"))
        findings.append(bound(F[1:], limit(K, F[0], g[0]), x=K, xlabel="K", ylabel="f(x_K) - f*"))
        envelope = [F[0]]
        for window in (1, 2, 4, 8, 16, 32):
            envelope.append(limit(window, envelope[-1], g[window - 1]))
        ends = 2 ** np.arange(1, 7) - 1
        findings.append(bound(F[ends], np.array(envelope[1:]), x=ends, ylabel="f(x_k) - f*"))
    return worst(findings)


@claim(
    "regularised-newton",
    paper=PAPER,
    theorem="worst-case factor on L |x|^3/6",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="on L |x|^3/6 with M = c L: x_k = (1 - 1/(2 + sqrt(2 c)))^k x_0; 2/3 for Mishchenko's c = 1/2",
    controls=planted(
        *(m for m in mutants.MUTANTS if m is not mutants.DiagonalHessian),
    ),
)
def factor_on_a_cubic(method: type, engine: str) -> Finding:
    """H = L |x| and g = L x |x|/2, so lambda = L |x| sqrt(c/2) and h = -x/(2 + sqrt(2 c)): equality at every k."""
    L, steps, findings = 2.0, 40, []
    for c, factor in ((0.5, 2 / 3), (1.0, 0.5**0.5), (4.5, 0.8)):
        t = complete_run(method(c * L), CubicPower(L), np.array([1.5]), steps, engine=engine)
        k = np.arange(steps + 1)
        # about ten roundings per step add up, the map being homogeneous
        findings.append(
            tight(np.abs(t.x[:, 0]), 1.5 * factor**k, tolerance=20 * steps * 2.0**-53, x=k, ylabel="|x_k|")
        )
    return worst(findings)


@claim(
    "regularised-newton",
    paper=PAPER,
    theorem="lazy Newton with m = 1",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the iterates are those of lazy Newton with m = 1, which solves by eigenvectors",
    controls=planted(
        mutants.StaleHessian, mutants.StaleRegularisation, mutants.DiagonalHessian, mutants.ConstantTooLarge,
        mutants.StepTooLong,
    ),
)  # fmt: skip
def as_lazy_newton_with_period_one(method: type, engine: str) -> Finding:
    """With m = 1 every step has its own Hessian: both solve (H + sqrt(M |g|) I) h = -g, here by elimination."""
    problem = random_logistic(n=60, d=5, mu=1e-2, seed=3)
    plain = complete_run(method(1.0), problem, np.full(5, 2.0), 8, engine=engine)
    lazy = complete_run(LazyNewton(1.0, 1), problem, np.full(5, 2.0), 8, engine=engine)
    # eight steps with systems of condition below 100, contracted by the method: 100 * 10 u each
    return identity(plain.x, lazy.x, tolerance=1e-12)


@claim(
    "regularised-newton",
    paper=PAPER,
    theorem="local order",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="on x^2/2 + x^3/6 the error has local order 3/2",
    engine="ball",
    engine_fixed=True,
    controls=planted(
        mutants.LinearRegularisation,
        mutants.WithoutRegularisation,
        mutants.StaleRegularisation,
        mutants.StepTooLong,
    ),
)
def order_three_halves(method: type, engine: str) -> Finding:
    """e+ = (lambda/(H + lambda)) e + O(e^2), and lambda = sqrt(M |g|) is of the order sqrt(|e|) where H(x*) > 0."""
    return order_of(method(1.0), 18, 1.5)


@claim(
    "regularised-newton",
    paper=PAPER,
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a point with zero gradient is a fixed point, exactly, also where the Hessian is singular",
    controls=(*planted(mutants.UnguardedZeroGradient), *without("zero gradient", offset=1e-3)),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """lambda = 0 where g = 0, and H may be singular, as on |x|^3 at 0: by definition the system is not solved there."""
    flat = is_fixed(method(1.0), offset, engine, CubicPower(2.0), np.zeros(1))
    return worst([is_fixed(method(1.0), offset, engine), flat])


CLAIMS = (
    first_iterates_on_a_plane_quartic,
    one_step_decrease,
    gradient_rate,
    steps_are_short,
    value_rate,
    factor_on_a_cubic,
    as_lazy_newton_with_period_one,
    order_three_halves,
    stationary_point_is_fixed,
)
