"""The SDE of USAM: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.flatness.usam import USAM
from refimpl.problems import FiniteNoise, Quadratic
from verification.arithmetic import sam_sdes as exact
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.dynamics_theory.sam_sdes import (
    ADDITIVE,
    CURVED,
    SQUARES,
    UNIT,
    K,
    X,
    descends,
    first_order,
    one_step_law,
    terms,
)
from verification.claims.flatness.langevin import affine_map
from verification.evidence import identity, power_rate, tight
from verification.finding import Finding, worst
from verification.mutants.dynamics_theory import usam_sde as mutants
from verification.trial import complete_run, first_iterates

NOISE = (
    mutants.NotCentred, mutants.NoiseWithoutEta, mutants.NoiseByTimeStep, mutants.NoiseNotAveraged,
    mutants.PlainDiffusion, mutants.IndependentSamples,
)  # fmt: skip
DRIFT = (mutants.PlainDrift, mutants.HalfRegulariser, mutants.NegativeRegulariser, mutants.Normalised)
# three terms with the gradient noise s = 1 in one dimension
SCALAR = np.array([[1.5**0.5], [-(1.5**0.5)], [0.0]])


@claim(
    "usam-sde",
    theorem="Euler-Maruyama",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="five steps on least squares equal 80-digit decimal arithmetic on the same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_steps(method: Any, engine: str) -> Finding:
    """The step is the definition, written out for f_i = (a_i'x - b_i)^2 / 2 without this library."""
    h, eta, rho = Decimal("0.0625"), Decimal("0.25"), Decimal("0.125")
    expected = exact.sde(exact.radius_of_usam, h, eta, rho, 5, seed=4)
    return first_iterates(
        method(0.0625, 0.25, 0.125), exact.problem(), exact.start(), expected, engine, rng=4
    )


@claim(
    "usam-sde",
    theorem="law of one step",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="on quadratics a step with h = eta has exactly the mean and covariance of a step of mini-batch USAM",
    controls=(
        *planted(*(m for m in NOISE if m is not mutants.NoiseByTimeStep), *DRIFT),
        *without("h = eta", h=0.125),
    ),
)
def law_of_one_step(method: Any, engine: str, h: float = 0.25) -> Finding:
    """grad f_i(x + rho g_i) = g_i + rho H_i g_i exactly: the step of USAM is x - eta G_i, i uniform.

    Its covariance is eta^2 Cov G_i; that of the simulation (h eta/n) sum_i (G_i - mean G)(G_i - mean G)', the draws
    being centred. USAM runs on every term alone; the simulation is affine in its draws, whose responses give its law.
    """
    eta, rho, findings = 0.25, 0.125, []
    for problem in (SQUARES, ADDITIVE):
        ends = [complete_run(USAM(eta, rho), term, X, 1, engine=engine).x[1] for term in terms(problem)]
        findings.append(one_step_law(method(h, eta, rho), problem, ends, engine))
    return worst(findings)


@claim(
    "usam-sde",
    theorem="regularised loss",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the drift is minus the gradient of f + (rho/2) E|grad f_i|^2",
    controls=planted(*DRIFT),
)
def regularised_loss(method: Any, engine: str) -> Finding:
    """grad |g_i|^2 / 2 = H_i g_i; on least squares, and on a quartic with additive noise."""
    rho = 0.25

    def loss(problem: Any) -> Any:
        def at(x: np.ndarray) -> float:
            return problem.value(x) + rho / 2 * float(
                np.mean(np.sum(problem.sample_gradients(x) ** 2, axis=1))
            )

        return at

    return worst([descends(method(0.25, 0.25, rho), p, loss(p)) for p in (SQUARES, CURVED)])


@claim(
    "usam-sde",
    theorem="weak order one",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="for rho = sqrt(eta)/2 USAM without noise follows its equation to O(eta), gradient flow to O(sqrt eta)",
    engine_fixed=True,
    controls=(
        *planted(mutants.PlainDrift, mutants.HalfRegulariser),
        *without("rho = O(sqrt eta)", power=0.125),
    ),
)
def weak_order_one(method: Any, engine: str, power: float = 0.5) -> Finding:
    """grad f(x + rho g) = G + O(rho^2), so one step differs from the flow by eta O(rho^2) + O(eta^2).

    That is O(eta^2) for rho^2 = O(eta), and 1/eta steps add up to O(eta). Without the term rho H g it is eta rho per
    step, O(sqrt eta) in all; for constant rho, eta rho^2, which does not vanish.
    """
    return first_order(
        lambda eta: method(1.0, eta, 0.5 * eta**power), lambda eta: USAM(eta, 0.5 * eta**power), scale=0.35
    )


def equation_of_variance(algorithm: Any, curvature: float, engine: str) -> tuple[float, float]:
    """Drift a and squared diffusion of the equation on curvature x^2 / 2 with gradient noise one."""
    problem = FiniteNoise(Quadratic(np.array([[curvature]]), np.zeros(1)), SCALAR)
    step = affine_map(algorithm, problem, 1, 3, engine)
    h = algorithm.time_step
    return float((1 - step.T[0, 0]) / h), float(np.sum(step.N**2) / h)


@claim(
    "usam-sde",
    theorem="stationary variance",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="on lambda x^2/2 the variance is eta (1 + rho lambda)^2 s^2/(2 a), USAM's more by eta a/(2 - eta a)",
    controls=planted(
        mutants.PlainDrift, mutants.HalfRegulariser, mutants.PlainDiffusion, mutants.IndependentSamples,
        mutants.NoiseWithoutEta, mutants.NoiseNotAveraged,
    ),
)  # fmt: skip
def stationary_variance(method: Any, engine: str) -> Finding:
    """USAM: x+ = (1 - eta a) x - eta (1 + rho lambda) xi, a = lambda (1 + rho lambda), one xi in both gradients.

    Variance eta^2 (1 + rho lambda)^2 s^2 / (1 - (1 - eta a)^2) = V/(1 - eta a/2), V the Ornstein-Uhlenbeck value
    D/(2 a), D = eta (1 + rho lambda)^2 s^2. Independent samples would have 1 + (rho lambda)^2 in place of
    (1 + rho lambda)^2. The chain's variance is computed from USAM's own responses to x and to each term.
    """
    curvature, rho, found, expected = 2.0, 0.3, [], []
    for eta in (0.1, 0.05, 0.025):
        a, D = equation_of_variance(method(0.25, eta, rho), curvature, engine)
        terms_and_starts = [(z, np.zeros(1)) for z in SCALAR] + [(np.zeros(1), np.ones(1))]
        steps = [
            complete_run(USAM(eta, rho), Quadratic(np.array([[curvature]]), -z), x0, 1, engine=engine).x[1, 0]
            for z, x0 in terms_and_starts
        ]
        chain = np.mean(np.square(steps[:3])) / (1 - steps[3] ** 2)
        exact_a = curvature * (1 + rho * curvature)
        found += [D / (2 * a), chain * 2 * a / D - 1]
        expected += [eta * (1 + rho * curvature) ** 2 / (2 * exact_a), eta * exact_a / (2 - eta * exact_a)]
    # quotients of rounded numbers; the difference from one loses a factor 1 / 0.04
    return tight(found, expected, tolerance=2000 * UNIT, ylabel="variance, relative difference")


@claim(
    "usam-sde",
    theorem="weak order one of the variance",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="from rest E x(1)^2 has relative error O(eta) for rho = sqrt(eta)/2, with SGD's diffusion O(sqrt eta)",
    engine_fixed=True,
    controls=planted(mutants.PlainDiffusion),
)
def weak_order_of_the_variance(method: Any, engine: str) -> Finding:
    """E x_k^2 = eta^2 c^2 (1 - (1 - eta a)^{2k})/(1 - (1 - eta a)^2), c = 1 + rho lambda; D (1 - e^{-2at})/(2a) of X.

    The absolute error cannot tell the diffusion: the variance itself is O(eta), and rho in it changes O(eta rho), less
    than the error O(eta) of the mean. Relative to the variance it is O(rho) = O(sqrt eta).
    """
    errors = []
    for curvature in (0.5, 1.0, 1.5, 2.0, 2.5, 3.0):
        row = []
        for k in range(1, K + 1):
            n = 4 * k
            eta = 1 / n
            rho = 0.5 * eta**0.5
            a, D = equation_of_variance(method(1.0, eta, rho), curvature, engine)
            limit = D * (1 - np.exp(-2 * a)) / (2 * a)
            c = 1 + rho * curvature
            r = 1 - eta * curvature * c
            chain = eta**2 * c**2 * (1 - r ** (2 * n)) / (1 - r**2)
            row.append(abs(limit / chain - 1))
        errors.append(row)
    return power_rate(errors, 1.0, ylabel="relative error of E x^2")


@claim(
    "usam-sde",
    theorem="attraction by a saddle",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="x_k = (I - h H(I + rho H))^k x_0: a saddle attracts iff lambda < -1/rho, from any distance",
    controls=planted(
        mutants.PlainDrift, mutants.HalfRegulariser, mutants.NegativeRegulariser, mutants.Normalised
    ),
)
def attraction_by_a_saddle(method: Any, engine: str) -> Finding:
    """lambda (1 + rho lambda) > 0 for lambda > 0 and for lambda < -1/rho; rho = 1/2, lambda = -3 or -1.

    At lambda = -3 the factor is 1 - 3 h/2, at -1 it is 1 + h/2. The gradient flow leaves both.
    """
    rho, h, k, findings = 0.5, 0.125, np.arange(61), []
    for curvature, attracted in ((-3.0, True), (-1.0, False)):
        problem = FiniteNoise(Quadratic(np.diag([1.0, curvature]), np.zeros(2)), np.zeros((1, 2)))
        x = complete_run(method(h, 0.25, rho), problem, np.array([4.0, 4.0]), 60, engine=engine).x
        spectrum = np.array([1.0, curvature])
        expected = 4 * (1 - h * spectrum * (1 + rho * spectrum)) ** k[:, None]
        findings.append(identity(x, expected, tolerance=600 * UNIT, scale=np.abs(expected)))
        enters = bool(np.linalg.norm(x[-1]) < 0.01) if attracted else bool(np.linalg.norm(x[-1]) > 100)
        findings.append(identity(float(enters), 1.0, tolerance=0.0))
    return worst(findings)


CLAIMS = (
    first_steps,
    law_of_one_step,
    regularised_loss,
    weak_order_one,
    stationary_variance,
    weak_order_of_the_variance,
    attraction_by_a_saddle,
)
