"""Projected penalty method: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from refimpl.bilevel.projected_penalty import ProjectedPenalty, State
from refimpl.core.draws import tape
from refimpl.problems import Box, NoisyLevels, QuadraticBilevel
from verification.arithmetic.levels import clipped, exact, plus, realisations, scaled
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.bilevel.exact_moments import steps_until
from verification.claims.bilevel.stationary import CUT, FREE, LEVELS, START, X0, stationary_points
from verification.evidence import bound, identity, variance_test
from verification.finding import Finding, worst
from verification.mutants.bilevel import projected_penalty as mutants
from verification.trial import complete_run, first_iterates


@claim(
    "projected-penalty",
    theorem="double-loop algorithm",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 with noise, T = 2, M = 2 equal the method in exact fractions, on boxes that cut",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_with_noise(method: type, engine: str) -> Finding:
    """The update is the definition; lists of fractions evaluate it on the recorded draws, without this library."""
    problem, draws = NoisyLevels(LEVELS, *CUT, 0.5, 0.25), np.random.default_rng(5).standard_normal(600)
    levels, sigma = realisations(problem, draws.tolist(), Fraction), Fraction(1, 4)
    X, Y = ([exact(v) for v in (s.low, s.high)] for s in CUT)
    x, y, z, expected = exact(X0), exact(START), exact(START), []
    for _ in range(4):
        for _ in range(2):
            a, b = next(levels), next(levels)
            z = clipped(plus(z, a.lower_y(x, z), Fraction(-3, 16)), *Y)
            y = clipped(plus(y, plus(b.lower_y(x, y), b.upper_y(x, y), sigma), Fraction(-3, 16)), *Y)
        total = [Fraction(0), Fraction(0)]
        for _ in range(2):
            c = next(levels)
            total = plus(total, plus(c.upper_x(x, y), plus(c.lower_x(x, y), c.lower_x(x, z), -1), 1 / sigma))
        x = clipped(plus(x, scaled(total, Fraction(1, 2)), Fraction(-1, 8)), *X)
        expected.append(x)
    algorithm = method(0.125, 0.1875, 0.25, 2, 2, START)
    return first_iterates(algorithm, problem, X0, expected, engine, rng=tape(draws))


@claim(
    "projected-penalty",
    theorem="variance of one outer step",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="scalar quadratic levels: y+, z+ and x+ are normal with the stated variances",
    engine_fixed=True,
    alpha=1e-6,
    controls=planted(
        mutants.OneDrawForBothCopies,
        mutants.TwoDrawsInDifference,
        mutants.BatchSummed,
    ),
)
def variance_of_one_outer_step(method: type, engine: str) -> Finding:
    """g = a y^2/2 - b x y, f = (y - t)^2/2 + r x^2/2, noise s_f, s_g. The loops multiply errors by q_z = 1 - gamma a,
    q_y = 1 - gamma (a + sigma) and add gamma times noise of variance s_g^2 and sigma^2 s_f^2 + s_g^2, so after T steps

    V_z = gamma^2 s_g^2 (1 - q_z^2T)/(1 - q_z^2), V_y likewise, independent of each other. The direction is r x - b (y -
    z)/sigma + mean of M draws of f_x: variance b^2 (V_y + V_z)/sigma^2 + s_f^2/M; the noise of g_x cancels.
    """
    a, b, r, gamma, sigma, T, M, eta, s_f, s_g = 1.0, 2.0, 0.5, 0.25, 0.5, 2, 2, 0.5, 0.75, 0.5
    base = QuadraticBilevel(np.array([[a]]), np.array([[b]]), np.array([1.0]), r)
    problem, x = (
        NoisyLevels(base, Box(*np.array([[-1e6], [1e6]])), Box(*np.array([[-1e6], [1e6]])), s_f, s_g),
        np.ones(1),
    )
    y, z = base.penalty_solution(x, sigma), base.lower_solution(x)
    q_y, q_z = 1 - gamma * (a + sigma), 1 - gamma * a
    V_y = gamma**2 * (sigma**2 * s_f**2 + s_g**2) * (1 - q_y ** (2 * T)) / (1 - q_y**2)
    V_z = gamma**2 * s_g**2 * (1 - q_z ** (2 * T)) / (1 - q_z**2)
    V_x = eta**2 * (b**2 * (V_y + V_z) / sigma**2 + s_f**2 / M)
    algorithm, rng = method(eta, gamma, sigma, T, M, np.zeros(1)), np.random.default_rng(7)
    ends = [algorithm.step(problem, State(x, y, z), rng) for _ in range(440)]
    centre = x - eta * base.penalty_gradient(x, sigma)
    return worst(
        [
            variance_test(np.array([e.y for e in ends]) - y, V_y, margin=0.5),
            variance_test(np.array([e.z for e in ends]) - z, V_z, margin=0.5),
            variance_test(np.array([e.x for e in ends]) - centre, V_x, margin=0.5),
        ]
    )


@claim(
    "projected-penalty",
    theorem="fixed points without noise",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="no noise: a step keeps the stationary point of psi_sigma, with active constraints too",
    engine_fixed=True,
    controls=planted(
        mutants.UpperGradientAtPlainCopy,
        mutants.LowerCopiesNotProjected,
        mutants.UpperNotProjected,
        mutants.SwappedDifference,
        mutants.UndividedDifference,
    ),
)
def fixed_points_without_noise(method: type, engine: str) -> Finding:
    """At y = y_sigma(x), z = y*(x) both inner loops stay, and the direction is grad psi_sigma(x), whose projected step
    ends at x. Points: `stationary_points`. Rounding: 64 units.
    """
    found, expected = [], []
    for problem, x, y, z in stationary_points(4.0):
        state = method(0.25, 0.25, 0.25, 2, 2, y).step(problem, State(x, y, z), np.random.default_rng(0))
        found += [state.x, state.y, state.z]
        expected += [x, y, z]
    return identity(np.concatenate(found), np.concatenate(expected), tolerance=64 * 2.0**-53)


@claim(
    "projected-penalty",
    theorem="calls for an eps-stationary point without noise",
    kind=Kind.RATE,
    standing=Standing.CITED,
    statement="sigma = eps/2: calls until |grad psi| <= eps grow at most like eps^-3, eps = 2^-1, ..., 2^-4",
    controls=(
        *planted(mutants.SwappedDifference, mutants.UndividedDifference),
        *without("sigma of the order of eps", smallest=2.0**-3),
    ),
)
def calls_for_a_stationary_point(method: type, engine: str, smallest: float = 0.0) -> Finding:
    """O(eps^-3) calls are the paper's bound for its class; on one instance it says "at least as fast": N(eps) eps^3
    must not exceed its value at the largest eps. N counts the calls of all oracles up to the first such iterate.
    """

    def scaled(kind: type, eps: float) -> float:
        problem = NoisyLevels(LEVELS, *FREE, 0.0, 0.0)
        base = ProjectedPenalty.prescribed(problem)._replace(sigma=max(eps / 2, smallest), batch=1)
        run = complete_run(kind(*base), problem, np.array([2.0, -1.0]), 20, engine=engine, count=True)
        small = [bool(np.linalg.norm(LEVELS.hypergradient(x)) <= eps) for x in run.x]
        first = small.index(True) if any(small) else 2.0**34  # not reached
        return float(first * sum((run.calls or {}).values()) / 20 * eps**3)

    found = [scaled(method, eps) for eps in 2.0 ** -np.arange(2, 5)]
    limit = np.full(3, scaled(ProjectedPenalty, 0.5))
    return bound(found, limit, x=np.arange(2, 5), xlabel="log2(1/eps)", ylabel="calls eps^3")


@claim(
    "projected-penalty",
    theorem="calls for an eps-stationary point with noise",
    kind=Kind.RATE,
    standing=Standing.CITED,
    statement="noise in both levels, sigma = eps/4, steps ~ eps^4, T = M = 1: calls until E|grad psi|^2 <= eps^2 grow "
    "at most like eps^-7, eps = 2^-1, ..., 2^-6",
    engine_fixed=True,
    controls=(
        *planted(mutants.SwappedDifference, mutants.UndividedDifference),
        *without("sigma of the order of eps", smallest=0.5),
        *without("steps of the order of eps^4", power=0),
    ),
)
def calls_with_noise(method: type, engine: str, smallest: float = 0.0, power: int = 4) -> Finding:
    """O(eps^-7) is the paper's bound for its class, of eps^-2 steps of x and eps^-4 lower steps and draws for each, and
    more for the error bound; on strongly convex psi eps^-4 log(1/eps) steps of one draw each are enough, with copies
    whose variance is gamma over sigma^2. Moments are exact: `steps_until`.
    """

    def scaled(kind: type, eps: float) -> float:
        gamma = 0.25 * (eps**power if power else 0.0625)
        algorithm: Any = kind(gamma / 2, gamma, max(eps / 4, smallest), 1, 1, np.zeros(1))

        def step(problem: Any, state: Any, k: int, rng: Any) -> list[Any]:
            return list(algorithm.step(problem, State._make(state), rng))

        # two lower_y, one upper_y, two lower_x, one upper_x
        return 6 * steps_until(step, 3, (0.25, 0.25), eps**2) * eps**7

    eps = 2.0 ** -np.arange(2, 7)
    limit = np.full(5, scaled(ProjectedPenalty, 0.5))
    found = [scaled(method, e) for e in eps]
    return bound(found, limit, x=np.arange(2, 7), xlabel="log2(1/eps)", ylabel="calls eps^7")


CLAIMS = (
    first_iterates_with_noise,
    variance_of_one_outer_step,
    fixed_points_without_noise,
    calls_for_a_stationary_point,
    calls_with_noise,
)
