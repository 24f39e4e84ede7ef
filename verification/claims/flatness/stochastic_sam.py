"""Stochastic SAM: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext
from itertools import product

import numpy as np

from refimpl.core.draws import tape
from refimpl.core.observables import GradientNorm
from refimpl.problems import LeastSquares, LinearNoise, diagonal_quadratic
from verification.arithmetic import sam as arithmetic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.gradient_floor import ends_on_cycle_of
from verification.claims.stationary import is_fixed
from verification.evidence import exact_moments, mean_bound, step_inequality
from verification.finding import Finding, worst
from verification.mutants.flatness import stochastic_sam as mutants
from verification.trial import complete_run, complete_runs, first_iterates

AT_REGULAR_POINTS = tuple(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)
ROWS, TARGETS, INDICES = ((1, 2), (-1, 1), (2, 0)), (1, -2, 1), (2, 0, 1, 1, 0, 2)
SUM = LeastSquares(np.array(ROWS, float), np.array(TARGETS, float))


def expected_value(
    method: type, problem: LeastSquares, x: np.ndarray, eta: float, rho: float, engine: str
) -> float:
    """E f(x+) over the row that is drawn at x."""
    ahead = []
    for i in range(len(problem.b)):
        replayed = tape(integers=[i, i])  # the second for mutants that draw again
        ahead.append(complete_run(method(eta, rho), problem, x, 1, engine=engine, rng=replayed).x[1])
    return float(np.mean([problem.value(y) for y in ahead]))


@claim(
    "stochastic-sam",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a sum of three squares equal SAM on rows 2, 0, 1, 1, 0, 2 in 80-digit decimals",
    engine="ball",
    controls=planted(*AT_REGULAR_POINTS),
)
def first_iterates_on_a_finite_sum(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    with localcontext() as context:
        context.prec = arithmetic.DIGITS
        x, expected = [Decimal(1), Decimal(-2)], []
        for i in INDICES:

            def gradient(p: list[Decimal], i: int = i) -> list[Decimal]:
                residual = arithmetic.dot(ROWS[i], p) - TARGETS[i]
                return [residual * a for a in ROWS[i]]

            e = arithmetic.of_length("0.5", gradient(x))
            x = [v - Decimal("0.0625") * w for v, w in zip(x, gradient([v + w for v, w in zip(x, e)]))]
            expected.append(x)
    draws = tape(integers=[*INDICES, *INDICES])
    return first_iterates(method(0.0625, 0.5), SUM, np.array([1.0, -2.0]), expected, engine, rng=draws)


@claim(
    "stochastic-sam",
    theorem="one-step descent in expectation",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="E f(x+) <= f - (eta/2)|grad f|^2 + (5/4) eta B^2 rho^2 + B eta^2 V(x), E over all rows, at every t",
    controls=(
        *planted(mutants.PerturbationNotUndone),
        *without("eta <= 1/(4 B)", step_factor=8.0),
    ),
)
def descent_in_expectation(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """G = grad F(x + e; b) differs from g_b = grad F(x; b) by at most B rho. With E g_b = g = grad f(x) and the

    descent lemma, E f(x+) <= f - eta <g, E G> + (B eta^2/2) E|G|^2, where
    -<g, E G> <= -|g|^2 + B rho |g| <= -(3/4) |g|^2 + B^2 rho^2 and |G|^2 <= 2 |g_b|^2 + 2 B^2 rho^2 with
    E|g_b|^2 = |g|^2 + V(x). As B eta <= 1/4 the terms in |g|^2 sum to at most -(eta/2) |g|^2.
    """
    rho, findings = 0.5, []
    one_row = LeastSquares(np.array([[2.0]]), np.array([0.0]))
    for problem, B, start in ((SUM, 5.0, [3.0, -4.0]), (one_row, 4.0, [3.0])):
        for eta in (step_factor / (4 * B), step_factor / (16 * B)):
            x0 = np.array(start)
            path = complete_run(method(eta, rho), problem, x0, 20, engine=engine, rng=1).x
            f = np.array([problem.value(x) for x in path])
            ahead = [expected_value(method, problem, x, eta, rho, engine) for x in path]
            squares = np.array([np.sum(problem.gradient(x) ** 2) for x in path])
            noise = B * eta**2 * np.array([problem.variance(x) for x in path])
            floor = 1.25 * eta * (B * rho) ** 2
            right = f - eta / 2 * squares + floor + noise
            # some twenty operations on each of the four terms
            allowance = 1e-14 * (f + eta * squares + floor + noise)
            findings.append(step_inequality(ahead, right, allowance=allowance, label="E f(x+)"))
    return worst(findings)


@claim(
    "stochastic-sam",
    theorem="average gradient in expectation",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="(1/T) sum_{t<T} E|grad f(x_t)|^2 <= 2 (f_0 - f*)/(eta T) + (5/2) B^2 rho^2 + 2 B eta V, T <= 120",
    alpha=1e-6,
    controls=(
        *planted(mutants.PerturbationNotUndone),
        *without("eta <= 1/(4 B)", step_factor=136.0),
    ),
)
def average_gradient(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Sum of the one-step descent over t < T, telescoped with E f >= f*.

    Linear noise of scale s on a quadratic: V = s^2 d at every x and B = L = 1. Far from tight, since e goes with the
    gradient on a convex function; the proof admits e against it.
    """
    quadratic, scale, rho = diagonal_quadratic([1.0, 0.5]), 0.125, 0.25
    problem, eta = LinearNoise(quadratic, scale), step_factor * 0.25 / 16
    x0 = np.array([0.5, -0.5])
    runs = complete_runs(
        method(eta, rho), problem, x0, 120, seeds=list(range(60)), record=[GradientNorm()], engine=engine
    )
    T = np.arange(1, 121)
    averages = np.array([np.cumsum(t.observed["GradientNorm"][:-1] ** 2) / T for t in runs])
    limit = 2 * quadratic.suboptimality(x0) / (eta * T) + 2.5 * rho**2 + 2 * eta * problem.noise_variance()
    return mean_bound(averages, limit, x=T, xlabel="T", ylabel="average of |grad f(x_t)|^2")


@claim(
    "stochastic-sam",
    theorem="amplified noise",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="f_i = 2 (x -+ c)^2, |x_t| < c: E x_t^2 = (4 eta (c + rho))^2 sum_{j<t} (1 - 4 eta)^{2j}, by enumeration",
    controls=(
        *planted(*AT_REGULAR_POINTS),
        *without("|x| < c", start=3.0),
    ),
)
def one_batch_amplifies_the_noise(method: type, engine: str, start: float = 0.0) -> Finding:
    """grad f_i = 4 (x -+ c) has the sign of -+1 for |x| < c, so e = -+rho and x+ = (1 - 4 eta) x +- 4 eta (c + rho).

    All 2^4 paths are enumerated. A second batch that is independent of the first gives c^2 + rho^2 for (c + rho)^2.
    """
    eta, rho, c, steps = 0.0625, 0.25, 1.0, 4
    problem = LeastSquares(np.array([[2.0], [2.0]]), np.array([2 * c, -2 * c]))
    ends, q = [], 1 - 4 * eta
    for indices in product((0, 1), repeat=steps):
        # mutants that draw twice see every pair equally often too: the second half runs through all paths
        for further in product((0, 1), repeat=steps) if method is mutants.AnotherBatch else [indices]:
            replayed = tape(integers=[*indices, *further])
            ends.append(
                complete_run(
                    method(eta, rho), problem, np.array([start]), steps, engine=engine, rng=replayed
                ).x[-1]
            )
    variance = (4 * eta * (c + rho)) ** 2 * np.sum(q ** (2 * np.arange(steps)))
    weights = np.full(len(ends), 1 / len(ends))
    # powers of two: some forty roundings
    return exact_moments(np.array(ends), weights, mean=[0.0], covariance=[[variance]], tolerance=1e-14)


@claim(
    "stochastic-sam",
    theorem="two-cycle without noise",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="without noise on a quadratic it ends on SAM's cycle +-A v_1, A = eta rho l_1/(2 - eta l_1)",
    controls=(
        *planted(
            mutants.PerturbationNotUndone,
            mutants.GradientAtIterate,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
            mutants.LargeGuard,
        ),
        *without("no noise", scale=1e-3),
    ),
)
def two_cycle_without_noise(method: type, engine: str, scale: float = 0.0) -> Finding:
    """With one and the same F for every draw the step is SAM's: x = -x+ on the top axis gives A."""
    eta, rho, problem = 0.3, 0.1, LinearNoise(diagonal_quadratic([3.0, 1.5, 1.0]), scale)
    return ends_on_cycle_of(problem, method(eta, rho), eta * rho * 3 / (2 - eta * 3), 400, engine)


@claim(
    "stochastic-sam",
    theorem="interpolation",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a point that fits every row is a fixed point for all draws: e = 0 and x+ = x, exactly",
    controls=(*planted(mutants.UnguardedNorm), *without("interpolation", misfit=1.0)),
)
def interpolating_point_is_fixed(method: type, engine: str, misfit: float = 0.0) -> Finding:
    """Every sampled gradient is zero there, so e = 0 and the second gradient is zero as well. The data are integers."""
    A, x = np.array(ROWS, float), np.array([1.0, 2.0])
    problem = LeastSquares(A, A @ x + misfit * np.array([1.0, 0.0, 0.0]))
    return is_fixed(method(0.0625, 0.5), 0.0, engine, problem, x)


CLAIMS = (
    first_iterates_on_a_finite_sum,
    descent_in_expectation,
    average_gradient,
    one_batch_amplifies_the_noise,
    two_cycle_without_noise,
    interpolating_point_is_fixed,
)
