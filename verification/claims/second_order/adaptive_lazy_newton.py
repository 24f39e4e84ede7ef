"""Adaptive lazy Newton: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any, NamedTuple

import numpy as np

from refimpl.problems import CubicChain, CubicPower, random_logistic
from verification.arithmetic.newton import Vector, derivatives, plane_quartic, solve
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.stationary import is_fixed
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.second_order import adaptive_lazy_newton as mutants
from verification.trial import complete_run, first_iterates

LEAST = 2.0**-10


class AcceptedConstant(NamedTuple):
    """M_k."""

    def measure(self, problem: Any, state: Any) -> Any:
        return state.M


def phases(x: Vector, least: Decimal, period: int, steps: int) -> list[Vector]:
    """Ends of phases on the plane quartic, in decimals."""
    found, M = [], least
    with localcontext() as context:
        context.prec = 80
        for _ in range(steps):
            first, H = derivatives(x)
            M = max(M / 2, least)
            while True:
                z, g, excess = x, first, Decimal(0)
                for _ in range(period):
                    shift = (M * (g[0] * g[0] + g[1] * g[1]).sqrt()).sqrt()
                    h = solve([[H[0][0] + shift, H[0][1]], [H[1][0], H[1][1] + shift]], g)
                    z = [a - b for a, b in zip(z, h)]
                    g, _ = derivatives(z)
                    excess += g[0] * h[0] + g[1] * h[1] - (g[0] * g[0] + g[1] * g[1]) / (2 * shift)
                if excess >= 0:
                    break
                M *= 4
            x = z
            found.append(x)
    return found


@claim(
    "adaptive-lazy-newton",
    theorem="definition of the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="the ends of five phases on a quartic in the plane equal Cramer's rule in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_plane_quartic(method: type, engine: str) -> Finding:
    """The update is the definition, with the search written out and the shifted system solved by Cramer's rule, from
    starts at which M is raised, then lowered, and in the second case raised again.
    """
    findings = []
    for least, start, period in ((2.0**-6, (4.0, -3.0), 3), (2.0**-6, (-16.0, 20.0), 2)):
        expected = phases([Decimal(v) for v in start], Decimal(least), period, 5)
        findings.append(
            first_iterates(method(least, period), plane_quartic(), np.array(start), expected, engine)
        )
    return worst(findings)


@claim(
    "adaptive-lazy-newton",
    theorem="the method on |x|^3/6",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on |x|^3/6 the method is a recursion of scalars, search included",
    controls=planted(*mutants.MUTANTS),
)
def scalar_phases(method: type, engine: str) -> Finding:
    """g = x|x|/2 and H = |x|: the definition in scalars. Everything is homogeneous in x, so that M ends in a cycle."""
    left, right = [], []
    for period, least in ((2, 2.0**-6), (4, 0.125), (6, 2.0**-6)):
        x, M, path = 1.0, least, [1.0]
        for _ in range(8):
            M = max(M / 2, least)
            for _ in range(30):
                z, g, excess = x, x * abs(x) / 2, 0.0
                for _ in range(period):
                    shift = (M * abs(g)) ** 0.5
                    h = g / (abs(x) + shift)
                    z -= h
                    g = z * abs(z) / 2
                    excess += g * h - g * g / (2 * shift)
                if excess >= 0:
                    break
                M *= 4
            x = z
            path.append(x)
        t = complete_run(method(least, period), CubicPower(1.0), np.ones(1), 8, engine=engine)
        left.append(t.x[:, 0])
        right.append(path)
    # 48 inner steps of about ten roundings each, which homogeneity does not amplify, relative to the iterate
    scale = np.abs(np.array(right))
    return identity(np.array(left), np.array(right), tolerance=1000 * 2.0**-53, scale=scale)


@claim(
    "adaptive-lazy-newton",
    theorem="phase decrease",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x) - f(x+) >= sum |g_{i+1}|^2/(2 lambda_i) for every phase, no constant of f being given",
    controls=planted(mutants.EveryTrialAccepted, mutants.TestReversed),
)
def phase_decrease(method: type, engine: str) -> Finding:
    """By convexity f(z_i) - f(z_{i+1}) >= <g_{i+1}, h_i>: the sum over the phase is at least what the test asks for.
    The inner iterates are formed anew here, from the accepted M, by solving the shifted system.
    """
    findings = []
    rng = np.random.default_rng(0)
    problems: list[Any] = [CubicChain(8), random_logistic(n=60, d=6, mu=1e-3, seed=0)]
    for problem in problems:
        d, m = problem.dimension(), 5
        x0 = 5 * rng.standard_normal(d)
        t = complete_run(method(LEAST, m), problem, x0, 12, engine=engine, record=[AcceptedConstant()])
        left, right = [], []
        for x, after, M in zip(t.x, t.x[1:], t.observed["AcceptedConstant"][1:]):
            H, z, total = problem.hessian(x), x, 0.0
            for _ in range(m):
                g = problem.gradient(z)
                shift = np.sqrt(M * np.linalg.norm(g))
                if shift < 1e-9:  # at the floor of the gradient's rounding
                    break
                z = z - np.linalg.solve(H + shift * np.eye(d), g)
                total += np.linalg.norm(problem.gradient(z)) ** 2 / (2 * shift)
            left.append(total)
            right.append(problem.value(x) - problem.value(after))
        # a value is a sum of at most 60 terms, below 1 + f(x_0)
        allowance = 200 * 2.0**-53 * (1 + np.abs([problem.value(x) for x in t.x[:-1]]))
        findings.append(step_inequality(np.array(left), np.array(right), allowance=allowance))
    return worst(findings)


@claim(
    "adaptive-lazy-newton",
    theorem="the constant is found",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="M_k <= max(M_0, 4 * 1.27 m L) for every phase",
    controls=(
        *planted(mutants.TestReversed),
        *without("the constant of the problem", known=1e-5),
    ),
)
def constant_is_found(method: type, engine: str, known: float = 1.0) -> Finding:
    """For M >= 1.27 m L the sum of <g_{i+1}, h_i> - |g_{i+1}|^2/(2 lambda_i) is non-negative: that is what the phase
    decrease of lazy Newton is proved from, before convexity is used. A rejected M is below 1.27 m L, and what follows
    it below four times that.
    """
    findings = []
    for m in (2, 6):
        problem = CubicChain(6)
        x0 = 3 * np.random.default_rng(m).standard_normal(6)
        t = complete_run(method(LEAST, m), problem, x0, 10, engine=engine, record=[AcceptedConstant()])
        limit = max(LEAST, 4 * 1.27 * known * m * problem.hessian_lipschitz())
        M = t.observed["AcceptedConstant"][1:]
        findings.append(bound(M, np.full(len(M), limit), ylabel="M_k", yscale="linear"))
    return worst(findings)


@claim(
    "adaptive-lazy-newton",
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a point with zero gradient is a fixed point, without a search",
    controls=without("zero gradient", offset=1e-3),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """Where g = 0 the phase ends before its first step, with both sides of the test zero. Integers: g = 0 exactly."""
    return is_fixed(method(LEAST, 3), offset, engine)


CLAIMS = (
    first_iterates_on_a_plane_quartic,
    scalar_phases,
    phase_decrease,
    constant_is_found,
    stationary_point_is_fixed,
)
