"""The rates of F3SA in expectation, computed exactly on scalar levels."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.bilevel.f3sa import Estimates, State
from verification.claim import Kind, Standing, claim, planted
from verification.claims.bilevel.exact_moments import hypergradients_without_noise, squared_hypergradients
from verification.evidence import power_rate
from verification.finding import Finding, worst
from verification.mutants.bilevel import f3sa as mutants


def algorithm(method: type, growth: float, start: Any, noisy: int = 2) -> Any:
    """The method with steps that are stable on the six instances."""
    return method(0.4, 0.4, 2.0, 2.0, 1.0, growth, start, noisy)


def expected_squares(method: type, noisy: int, noise: tuple[float, float], steps: int) -> Any:
    """E |grad psi(x_k)|^2 on the six instances with that noise."""
    it = algorithm(method, 1.0, np.zeros(1), noisy)

    def step(problem: Any, state: Any, k: int, rng: Any) -> list[Any]:
        after = it.step(problem, State._make([*state[:6], Estimates._make(state[6:]), k]), rng)
        return [*after[:6], *after.v]

    return squared_hypergradients(step, 12, noise, steps)


@claim(
    "f3sa",
    theorem="rate with noise in both levels",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="noise in both levels: E|grad psi(x_k)|^2 ~ k^{-2/5} at a fixed number of calls a step: eps^{-5/2} calls",
    engine_fixed=True,
    controls=planted(mutants.FreshDrawAtOldPoint, mutants.MomentumNotDecreased, mutants.ScheduleWithoutNoise),
)
def rate_with_noise(method: type, engine: str) -> Finding:
    """The bias of psi_lambda is 1/lambda ~ k^{-1/5}. An estimate has variance ~ eta_k s^2/2 ~ k^{-4/5}, which lambda
    multiplies by k^{2/5}, and the x step averages no further, since x follows within 1/(xi alpha_k) ~ k^{3/5} steps
    while the estimates live for 1/eta_k ~ k^{4/5}: both parts of the square are of order k^{-2/5}, and here both are
    attained. A fresh draw adds variance without end; a momentum that stays behind makes it k^{-1/5}. Nothing is
    sampled: `exact_moments`.
    """
    return power_rate(expected_squares(method, 2, (0.25, 0.25), 1024), 0.4, ylabel="E |grad psi(x_k)|^2")


@claim(
    "f3sa",
    theorem="rate with noise in the upper level",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="noise in the upper level only: E|grad psi(x_k)|^2 falls like k^{-2/4} at least: eps^{-4/2} calls",
    engine_fixed=True,
    controls=planted(mutants.FreshDrawAtOldPoint, mutants.PenaltyNotIncreased),
)
def rate_with_noise_in_upper(method: type, engine: str) -> Finding:
    """As with noise in both levels, with q = 4: the bias is k^{-1/4}, and eta_k ~ k^{-2/4} is what is left of noise
    that lambda does not multiply.
    """
    squares = expected_squares(method, 1, (0.25, 0.0), 768)
    return power_rate(squares, 0.5, mode="at least", ylabel="E |grad psi(x_k)|^2")


@claim(
    "f3sa",
    theorem="rate without noise",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="no noise: |grad psi(x_k)| ~ k^{-1/q} for each schedule; q = 3 needs eps^{-3/2} calls for |.|^2 = eps",
    engine_fixed=True,
    controls=planted(mutants.SlowSchedule, mutants.PenaltyNotIncreased, mutants.UpperGradientAtPlainCopy),
)
def rate_without_noise(method: type, engine: str) -> Finding:
    """x_k follows the stationary point of psi_lambda, where grad psi = (b/a^2)(y* - t)/lambda + O(lambda^{-2}). With
    f_y at z the bias is gone and the rate a better one: what is wrong converges faster.
    """
    findings = []
    for noisy in (0, 1, 2):
        errors = hypergradients_without_noise(algorithm(method, 0.25, np.zeros(6), noisy), 768)
        findings.append(power_rate(errors, 1 / (3 + noisy), margin=0.05, ylabel="|grad psi(x_k)|"))
    return worst(findings)


CLAIMS = (rate_with_noise, rate_with_noise_in_upper, rate_without_noise)
