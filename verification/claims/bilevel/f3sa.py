"""F3SA: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np

from refimpl.bilevel.f3sa import Estimates, State
from refimpl.core.draws import tape
from refimpl.problems import NoisyLevels
from verification.arithmetic.levels import clipped, exact, plus, realisations, root
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.bilevel.f3sa_rates import CLAIMS as RATES
from verification.claims.bilevel.stationary import CUT, FREE, LEVELS, START, X0, stationary_points
from verification.evidence import identity, variance_test
from verification.finding import Finding
from verification.mutants.bilevel import f3sa as mutants
from verification.trial import first_iterates

SCHEDULES = (mutants.PenaltyNotIncreased, mutants.SlowSchedule, mutants.MomentumNotDecreased)


def _expected(problem: NoisyLevels, draws: list[float], steps: int, eta: float, growth: float) -> list:
    """x_1, ... with c = 1/8, gamma = 3/16, xi = 3/4, lambda_0 = 2."""
    levels = realisations(problem, draws, Decimal)
    X, Y = ([exact(v, Decimal) for v in (s.low, s.high)] for s in (problem.upper_set, problem.lower_set))
    x, y, z = exact(X0, Decimal), exact(START, Decimal), exact(START, Decimal)
    before, v, found = (x, y, z), dict[str, list](), []
    for k in range(steps):
        s = 1 + Decimal(growth) * k
        weight, gamma = 2 * root(s, 1, 5), Decimal("0.1875") * root(s, -2, 5)
        alpha, keep = Decimal("0.0625") * root(s, -3, 5), 1 - Decimal(eta) * root(s, -4, 5)

        def estimate(key, draw, oracle, at, old, keep=keep):
            new = getattr(draw, oracle)(*at)
            if key in v:
                new = plus(new, plus(v[key], getattr(draw, oracle)(*old), -1), keep)
            v[key] = new
            return new

        a, b = next(levels), next(levels)
        g_z = estimate("gz", a, "lower_y", (x, z), (before[0], before[2]))
        f_y = estimate("fy", b, "upper_y", (x, y), before[:2])
        g_y = estimate("gy", b, "lower_y", (x, y), before[:2])
        z_new, y_new = clipped(plus(z, g_z, -gamma), *Y), clipped(plus(y, plus(f_y, g_y, weight), -alpha), *Y)
        c, d = next(levels), next(levels)
        f_x = estimate("fx", c, "upper_x", (x, y_new), (before[0], y))
        g_x = estimate("gx", c, "lower_x", (x, y_new), (before[0], y))
        g_xz = estimate("gxz", d, "lower_x", (x, z_new), (before[0], z))
        x_new = clipped(plus(x, plus(f_x, plus(g_x, g_xz, -1), weight), -alpha * 3 / 4), *X)
        before, (x, y, z) = (x, y, z), (x_new, y_new, z_new)
        found.append(x)
    return found


@claim(
    "f3sa",
    theorem="F3SA",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 with noise in both levels equal F3SA in 80-digit decimals, on boxes that cut",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_with_noise(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it on the recorded draws, without this library."""
    problem = NoisyLevels(LEVELS, *CUT, 0.5, 0.25)
    draws = np.random.default_rng(5).standard_normal(1000)
    with localcontext() as context:
        context.prec = 80
        expected = _expected(problem, draws.tolist(), 4, 0.75, 0.5)
    algorithm = method(0.125, 0.1875, 0.75, 2.0, 0.75, 0.5, START)
    return first_iterates(algorithm, problem, X0, expected, engine, rng=tape(draws))


def _errors(method, seed, steps, eta):
    """Rows of v_k - q(u_k), k < steps, all six estimates in one row, and the noise of the draws in the same order."""
    problem = NoisyLevels(LEVELS, *FREE, 0.5, 0.25)
    algorithm = method(0.125, 0.1875, 1.0, 2.0, eta, 0.0, START)
    rng, noise = np.random.default_rng(seed), np.random.default_rng(seed).standard_normal((steps, 4, 10))
    noise[:, :, :5], noise[:, :, 5:] = 0.5 * noise[:, :, :5], 0.25 * noise[:, :, 5:]
    state, errors = algorithm.init(problem, X0), []
    for _ in range(steps):
        state = algorithm.step(problem, state, rng)
        x, y, z = state.x_old, state.y_old, state.z_old
        exact_ones = (
            LEVELS.lower_y(x, z), LEVELS.upper_y(x, y), LEVELS.lower_y(x, y), LEVELS.upper_x(x, state.y),
            LEVELS.lower_x(x, state.y), LEVELS.lower_x(x, state.z),
        )  # fmt: skip
        errors.append(np.concatenate([v - q for v, q in zip(state.v, exact_ones, strict=True)]))
    a, b, c, d = (noise[:, i] for i in range(4))
    xi = np.concatenate([a[:, 7:], b[:, 2:5], b[:, 7:], c[:, :2], c[:, 5:7], d[:, 5:7]], axis=1)
    return np.array(errors), xi


@claim(
    "f3sa",
    theorem="error of the recursive estimates",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="v_k - q(u_k) = (1 - eta)(v_{k-1} - q(u_{k-1})) + eta xi_k for all six estimates, whatever the points",
    engine_fixed=True,
    controls=(
        *planted(
            mutants.FreshDrawAtOldPoint,
            mutants.MovingAverage,
            mutants.MomentumReversed,
            mutants.PresentXAtOldPoint,
            mutants.OneDrawForBothCopies,
            mutants.FirstEstimateDamped,
        ),
    ),
)
def error_of_the_estimates(method: type, engine: str) -> Finding:
    """q(u; b) = q(u) + xi with the same xi at both points: v_k = q(u_k) + xi + (1 - eta)(v_{k-1} - q(u_{k-1}) - xi).

    Subtract q(u_k). In the first step v = q(u_0) + xi_0. Rounding: a few units of gradients below 16 per step.
    """
    eta = 0.3
    found, xi = _errors(method, 11, 24, eta)
    expected = [xi[0]]
    for row in xi[1:]:
        expected.append((1 - eta) * expected[-1] + eta * row)
    return identity(found, np.array(expected), tolerance=24 * 64 * 2.0**-53, scale=1.0)


@claim(
    "f3sa",
    theorem="variance of the recursive estimates",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="after k steps Var v = s^2 (q^2k + eta^2 (1 - q^2k)/(1 - q^2)), q = 1 - eta, whatever the points do",
    engine_fixed=True,
    alpha=1e-6,
    controls=planted(mutants.FreshDrawAtOldPoint, mutants.MomentumReversed, mutants.FirstEstimateDamped),
)
def variance_of_the_estimates(method: type, engine: str) -> Finding:
    """Sum the recursion of `error_of_the_estimates`: e_k = q^k xi_0 + eta sum_{0<j<=k} q^{k-j} xi_j, normal.

    A fresh draw at the previous point adds a second noise of weight q: (1 + q^2)/(1 - q^2) in the limit, 180 times as
    much at eta = 1/10. 15 independent entries per run.
    """
    eta, k = 0.1, 4
    q, scales = 1 - eta, np.repeat([0.25, 0.5, 0.25, 0.5, 0.25, 0.25], [3, 3, 3, 2, 2, 2])
    variance = q ** (2 * k) + eta**2 * (1 - q ** (2 * k)) / (1 - q**2)
    last = np.array([_errors(method, seed, k + 1, eta)[0][-1] for seed in range(30)]) / scales
    return variance_test(last, variance, margin=0.5)


@claim(
    "f3sa",
    theorem="fixed point without noise",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="no noise, lambda frozen: a step keeps the stationary point of psi_lambda, with active constraints too",
    engine_fixed=True,
    controls=(
        *planted(
            mutants.UpperGradientAtPlainCopy,
            mutants.SwappedDifference,
            mutants.UnweightedDifference,
            mutants.LowerCopiesNotProjected,
            mutants.UpperNotProjected,
        ),
        *without("frozen lambda", growth=0.25),
    ),
)
def fixed_point_without_noise(method: type, engine: str, growth: float = 0.0) -> Finding:
    """Exact gradients keep all estimates exact (`error_of_the_estimates` with xi = 0); at y = y_lambda(x), z = y*(x)
    both lower directions vanish, and that of x is grad psi_lambda(x). Points: `stationary_points`. Rounding: 64 units.
    """
    weight, found, expected = 4.0, [], []
    for problem, x, y, z in stationary_points(weight):
        g = problem.objective
        v = Estimates(
            g.lower_y(x, z),
            g.upper_y(x, y),
            g.lower_y(x, y),
            g.upper_x(x, y),
            g.lower_x(x, y),
            g.lower_x(x, z),
        )
        algorithm = method(0.25, 0.25, 2.0, weight, 0.5, growth, y)
        state = algorithm.step(problem, State(x, y, z, x, y, z, v, 5), np.random.default_rng(0))
        found += [state.x, state.y, state.z]
        expected += [x, y, z]
    return identity(np.concatenate(found), np.concatenate(expected), tolerance=64 * 2.0**-53)


CLAIMS = (
    first_iterates_with_noise,
    error_of_the_estimates,
    variance_of_the_estimates,
    fixed_point_without_noise,
    *RATES,
)
