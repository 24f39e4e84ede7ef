"""Shamanskii's method: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np

from refimpl.problems import CubicPerturbation, CubicPower, random_logistic
from refimpl.second_order.newton import Newton
from verification.arithmetic.newton import derivatives, plane_quartic, solve
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.stationary import MINIMISER, PROBLEM
from verification.evidence import identity, local_order, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.second_order import shamanskii as mutants
from verification.trial import complete_run, first_iterates, run_to_the_floor


@claim(
    "shamanskii",
    theorem="definition of the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_7 with m = 3 on a quartic in the plane equal Cramer's rule in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_plane_quartic(method: type, engine: str) -> Finding:
    """By definition H(x_pi) h = -g with the fresh gradient at every step, solved here by Cramer's rule."""
    period, expected = 3, []
    with localcontext() as context:
        context.prec = 80
        x = [Decimal(1), Decimal(-2)]
        _, H = derivatives(x)
        for k in range(7):
            g, fresh = derivatives(x)
            H = fresh if k % period == 0 else H
            x = [a - b for a, b in zip(x, solve(H, g))]
            expected.append(x)
    return first_iterates(method(period), plane_quartic(), np.array([1.0, -2.0]), expected, engine)


@claim(
    "shamanskii",
    theorem="one-step contraction",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="|x_{k+1} - x*| <= (L/mu) (|x_k - x_pi| + |x_k - x*|/2) |x_k - x*| at every k",
    controls=(
        *planted(
            mutants.StaleGradient,
            mutants.NeverRefreshed,
            mutants.RefreshedLate,
            mutants.Uphill,
            mutants.DiagonalHessian,
            mutants.StepTooLong,
            mutants.RegularisedHessian,
        ),
        *without("a Hessian at every start of a phase", period=30),
    ),
)
def one_step_contraction(method: type, engine: str, period: int = 3) -> Finding:
    """x+ - x* = H_pi^{-1} [H_pi (x - x*) - g(x)] and the bracket is the integral of (H_pi - H(x* + t (x - x*)))
    (x - x*), at most L (|x_pi - x| + (1 - t) |x - x*|) |x - x*| under the integral sign: L (s + |x - x*|/2) |x - x*|.
    """
    problem = random_logistic(n=60, d=6, mu=0.1, seed=0)
    minimizer = problem.minimizer()
    findings = []
    for seed in range(3):
        x0 = minimizer + 0.5 * np.random.default_rng(seed).standard_normal(6)
        t = complete_run(method(period), problem, x0, 12, engine=engine)
        e = np.linalg.norm(t.x - minimizer, axis=1)
        s = np.linalg.norm(t.x[:-1] - t.x[np.arange(12) // 3 * 3], axis=1)
        mu = np.array([np.linalg.eigvalsh(problem.hessian(x))[0] for x in t.x[np.arange(12) // 3 * 3]])
        right = problem.hessian_lipschitz() / mu * (s + e[:-1] / 2) * e[:-1]
        # the minimiser and the fixed point of the rounded iteration are known to cond * 100 u = 1e-13
        findings.append(step_inequality(e[1:], right, allowance=1e-13, label="|x_{k+1} - x*|"))
    return worst(findings)


@claim(
    "shamanskii",
    theorem="exact phase on |x|^3/6",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="on |x|^3/6 with m = 3 every phase multiplies x by 39/128, exactly, through 1/2 and 3/8",
    controls=(
        *planted(*(m for m in mutants.MUTANTS if m is not mutants.DiagonalHessian)),
        *without("period 3", period=2),
    ),
)
def exact_phase_on_a_cubic(method: type, engine: str, period: int = 3) -> Finding:
    """H(x_pi) = x_pi and g = x^2/2: with t = x/x_pi, t+ = t - t^2/2, that is 1, 1/2, 3/8, 39/128. The convergence
    is linear, since H(x*) = 0: the local order needs a regular minimiser.
    """
    factors = [Fraction(1), Fraction(1, 2), Fraction(3, 8), Fraction(39, 128)]
    expected = [float(factors[3] ** (k // 3) * factors[k % 3]) for k in range(25)]
    t = complete_run(method(period), CubicPower(1.0), np.ones(1), 24, engine=engine)
    # 24 steps of about five roundings each, not amplified: the map is homogeneous of degree one
    return tight(np.abs(t.x[:, 0]), expected, tolerance=250 * 2.0**-53, ylabel="|x_k|")


@claim(
    "shamanskii",
    theorem="local order per phase",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="the error at phase ends has order m + 1 for m = 1, 2, 3, 4",
    engine="ball",
    engine_fixed=True,
    controls=planted(
        mutants.StaleGradient,
        mutants.NeverRefreshed,
        mutants.AlwaysRefreshed,
        mutants.HessianOfOldPoint,
        mutants.StepTooLong,
        mutants.RegularisedHessian,
    ),
)
def order_per_phase(method: type, engine: str) -> Finding:
    """e_{k+1} ~ (L/mu) e_k |x_pi - x*| within a phase once e_k << e_pi, so each step multiplies the error by a
    number of order e_pi: after the m steps of a phase e = O(e_pi^{m+1}).
    """
    bits, findings = 12000, []
    for m, phases in ((1, 12), (2, 8), (3, 6), (4, 5)):
        t = run_to_the_floor(method(m), CubicPerturbation(), np.array([0.125]), m * phases, bits)
        findings.append(local_order([abs(x[0]) for x in t.enclosures[::m]], m + 1, digits=bits * 0.301))
    return worst(findings)


@claim(
    "shamanskii",
    theorem="reduction to Newton's method",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with m = 1 the iterates are those of Newton's method, bit for bit",
    controls=(
        *planted(
            mutants.NeverRefreshed,
            mutants.HessianOfOldPoint,
            mutants.DiagonalHessian,
            mutants.StepTooLong,
            mutants.RegularisedHessian,
            mutants.Uphill,
        ),
        *without("m = 1", period=2),
    ),
)
def with_period_one_newton(method: type, engine: str, period: int = 1) -> Finding:
    """pi(k) = k for m = 1: both form x - H(x)^{-1} g(x) by the same operations in the same order;
    the factor 1 of the full step is exact."""
    problem = random_logistic(n=60, d=6, mu=0.1, seed=3)
    x0 = np.full(6, 0.5)
    lazy = complete_run(method(period), problem, x0, 6, engine=engine)
    plain = complete_run(Newton(1.0), problem, x0, 6, engine=engine)
    return identity(lazy.x, plain.x, tolerance=0.0)


@claim(
    "shamanskii",
    theorem="one step on a quadratic",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a quadratic the first iterate is the minimiser for every m, and it is a fixed point",
    controls=planted(
        mutants.Uphill, mutants.DiagonalHessian, mutants.StepTooLong, mutants.RegularisedHessian,
        mutants.StaleGradient,
    ),
)  # fmt: skip
def one_step_on_a_quadratic(method: type, engine: str) -> Finding:
    """The Hessian is constant, so a stale one is right: x - A^{-1}(A x - b) = A^{-1} b."""
    findings = []
    for m in (1, 2, 5):
        t = complete_run(method(m), PROBLEM, np.array([3.0, -5.0]), 6, engine=engine)
        # one solve of condition below 4 and right sides below 30, then a fixed point up to its own rounding
        findings.append(identity(t.x[1:], np.tile(MINIMISER, (6, 1)), tolerance=400 * 2.0**-53, scale=1.0))
    return worst(findings)


CLAIMS = (
    first_iterates_on_a_plane_quartic,
    one_step_contraction,
    exact_phase_on_a_cubic,
    order_per_phase,
    with_period_one_newton,
    one_step_on_a_quadratic,
)
