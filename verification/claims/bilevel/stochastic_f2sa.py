"""F2SA with stochastic gradients: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from decimal import Decimal, localcontext
from typing import Any

import numpy as np

from refimpl.bilevel.f2sa import State
from refimpl.core.draws import tape
from refimpl.problems import NoisyLevels
from verification.arithmetic.levels import clipped, exact, plus, realisations, root
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.bilevel.exact_moments import hypergradients_without_noise, squared_hypergradients
from verification.claims.bilevel.stationary import CUT, LEVELS, START, X0, stationary_points
from verification.evidence import identity, power_rate
from verification.finding import Finding, worst
from verification.mutants.bilevel.stochastic_f2sa import MUTANTS
from verification.trial import first_iterates

controls = functools.partial(named, MUTANTS)


def _expected(problem: NoisyLevels, draws: list[float], steps: int, q: int, growth: str) -> list:
    """x_1, ... with c = 1/8, gamma = 3/16, xi = 3/4, lambda_0 = 5/2, T = 2."""
    levels = realisations(problem, draws, Decimal)
    X, Y = ([exact(v, Decimal) for v in (s.low, s.high)] for s in (problem.upper_set, problem.lower_set))
    x, y, z = exact(X0, Decimal), exact(START, Decimal), exact(START, Decimal)
    found = []
    for k in range(steps):
        s = 1 + Decimal(growth) * k
        weight, gamma = Decimal("2.5") * root(s, 1, q), Decimal("0.1875") * root(s, 3 - q, q)
        alpha = Decimal("0.05") * root(s, 2 - q, q)
        for _ in range(2):
            z = clipped(plus(z, next(levels).lower_y(x, z), -gamma), *Y)
        for _ in range(2):
            b = next(levels)
            y = clipped(plus(y, plus(b.upper_y(x, y), b.lower_y(x, y), weight), -alpha), *Y)
        c, d = next(levels), next(levels)
        difference = plus(c.lower_x(x, y), d.lower_x(x, z), -1)
        x = clipped(plus(x, plus(c.upper_x(x, y), difference, weight), -alpha * 3 / 4), *X)
        found.append(x)
    return found


@claim(
    "stochastic-f2sa",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 with noise in both levels and T = 2 equal F2SA in 80-digit decimals, on boxes that cut",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_with_noise(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it on the recorded draws, without this library."""
    problem = NoisyLevels(LEVELS, *CUT, 0.5, 0.25)
    draws = np.random.default_rng(5).standard_normal(1000)
    with localcontext() as context:
        context.prec = 80
        expected = _expected(problem, draws.tolist(), 4, 7, "0.5")
    algorithm = method(0.125, 0.1875, 0.75, 2.5, 0.5, 2, 2, START)
    return first_iterates(algorithm, problem, X0, expected, engine, rng=tape(draws))


@claim(
    "stochastic-f2sa",
    theorem="fixed point without noise",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="no noise, lambda frozen: a step keeps the stationary point of psi_lambda, with active constraints too",
    engine_fixed=True,
    controls=(
        *controls(
            "upper-gradient-at-plain-copy",
            "swapped-difference",
            "unweighted-difference",
            "upper-term-dropped",
            "penalised-copy-not-projected",
            "plain-copy-not-projected",
            "upper-not-projected",
        ),
        *without("frozen lambda", growth=0.25),
    ),
)
def fixed_point_without_noise(method: type, engine: str, growth: float = 0.0) -> Finding:
    """At y = y_lambda(x), z = y*(x) projected steps on the lower level stay, and that of x is along grad psi_lambda(x).
    Points: `stationary_points`. Rounding: 64 units.
    """
    weight, found, expected = 4.0, [], []
    for problem, x, y, z in stationary_points(weight):
        algorithm = method(0.25, 0.25, 2.0, weight, growth, 2, 2, y)
        state = algorithm.step(problem, State(x, y, z, 5), np.random.default_rng(0))
        found += [state.x, state.y, state.z]
        expected += [x, y, z]
    return identity(np.concatenate(found), np.concatenate(expected), tolerance=64 * 2.0**-53)


def algorithm(method: type, noisy: int, start: Any) -> Any:
    """The method with steps that are stable on the six instances."""
    return method(0.4, 0.4, 2.0, 2.0, 0.25, 1, noisy, start)


def rate_in_expectation(method: type, noisy: int, noise: tuple[float, float]) -> Finding:
    """E |grad psi(x_k)|^2 <= C k^{-2/q} on the six instances, by exact moments: nothing is sampled."""
    it = algorithm(method, noisy, np.zeros(1))

    def step(problem: Any, state: Any, k: int, rng: Any) -> list[Any]:
        return list(it.step(problem, State._make([*state, k]), rng)[:3])

    squares = squared_hypergradients(step, 3, noise, 1024)
    return power_rate(squares, 2 / (3 + 2 * noisy), mode="at least", ylabel="E |grad psi(x_k)|^2")


@claim(
    "stochastic-f2sa",
    theorem="rate with noise in both levels",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="noise in both levels: E|grad psi(x_k)|^2 falls like k^{-2/7} at least: eps^{-7/2} calls",
    engine_fixed=True,
    controls=controls("unweighted-difference", "schedule-without-noise"),
)
def rate_with_noise_in_both(method: type, engine: str) -> Finding:
    """The bias of psi_lambda is 1/lambda ~ k^{-1/7}. The noise of the x step, and of the copies in it, is lambda s a
    step; x averages it over 1/(xi alpha_k) ~ k^{5/7} steps, which leaves alpha lambda^2 ~ k^{-3/7}. The
    schedule without noise has alpha lambda^2 ~ k^{1/3}.
    """
    return rate_in_expectation(method, 2, (0.25, 0.25))


@claim(
    "stochastic-f2sa",
    theorem="rate with noise in the upper level",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="noise in the upper level only: E|grad psi(x_k)|^2 falls like k^{-2/5} at least: eps^{-5/2} calls",
    engine_fixed=True,
    controls=controls("penalty-not-increased", "unweighted-difference"),
)
def rate_with_noise_in_upper(method: type, engine: str) -> Finding:
    """As with noise in both levels, with the bias 1/lambda ~ k^{-1/5} and noise that lambda does not multiply."""
    return rate_in_expectation(method, 1, (0.03125, 0.0))


@claim(
    "stochastic-f2sa",
    theorem="rate of the bias",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="no noise: |grad psi(x_k)| ~ k^{-1/q} for each schedule; q = 3 needs eps^{-3/2} calls for |.|^2 = eps",
    engine_fixed=True,
    controls=controls("penalty-not-increased", "penalty-too-fast", "upper-gradient-at-plain-copy"),
)
def rate_of_the_bias(method: type, engine: str) -> Finding:
    """x_k follows the stationary point of psi_lambda, where grad psi = (b/a^2)(y* - t)/lambda + O(lambda^{-2})."""
    findings = []
    for noisy in (0, 1, 2):
        errors = hypergradients_without_noise(algorithm(method, noisy, np.zeros(6)), 2048)
        findings.append(power_rate(errors, 1 / (3 + 2 * noisy), margin=0.05, ylabel="|grad psi(x_k)|"))
    return worst(findings)


CLAIMS = (
    first_iterates_with_noise,
    fixed_point_without_noise,
    rate_with_noise_in_both,
    rate_with_noise_in_upper,
    rate_of_the_bias,
)
