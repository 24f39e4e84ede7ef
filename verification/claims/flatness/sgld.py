"""SGLD: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from refimpl.problems import LinearNoise, Logistic, Quadratic, diagonal_quadratic, random_logistic
from verification.arithmetic import langevin as exact
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.langevin import (
    GRID,
    UNIT,
    affine_map,
    double_well,
    law_after,
    mean_curvature,
    one_step,
    posterior,
    signs,
)
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.flatness import sgld as mutants
from verification.trial import complete_run, first_iterates


@claim(
    "sgld",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a noisy quadratic equal SGLD in exact rationals on the same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_noisy_quadratic(method: Any, engine: str) -> Finding:
    """The update is the definition; a = 1/8 makes the root in the noise rational, sqrt(2 a) = 1/2."""
    expected = exact.sgld(Fraction(1, 8), Fraction(1, 2), 6, seed=5)
    return first_iterates(method(0.125), exact.problem(), exact.start(), expected, engine, rng=5)


@claim(
    "sgld",
    theorem="stationary covariance",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="on a quadratic with gradient noise s the discrete chain keeps (2 + a s^2)(A (2 I - a A))^{-1}, exactly",
    controls=(
        *planted(*(m for m in mutants.MUTANTS if m is not mutants.Ascent)),
        *without("gradient noise of covariance s^2 I", assumed=0.0),
    ),
)
def stationary_covariance(method: Any, engine: str, assumed: float = 0.75) -> Finding:
    """x+ - x* = (I - a A)(x - x*) - a y + sqrt(2 a) xi: S = (I - a A) S (I - a A) + (2 a + a^2 s^2) I.

    S commutes with A, so S (2 a A - a^2 A^2) = (2 a + a^2 s^2) I. The matrices of the step are its responses to unit
    states and unit draws; the fixed point of their Lyapunov equation is computed, nothing is sampled.
    """
    A, a, s = np.array([[2.0, 0.5], [0.5, 1.0]]), 0.25, 0.75
    chain = affine_map(method(a), LinearNoise(Quadratic(A, np.array([1.0, -2.0])), s), 1, 4, engine)
    expected = (2 + a * assumed**2) * np.linalg.inv(A @ (2 * np.eye(2) - a * A))
    # the Lyapunov system has condition 2 / (a mu) < 16; some hundred operations
    return identity(chain.stationary(), expected, tolerance=2000 * UNIT)


@claim(
    "sgld",
    theorem="law of x_k",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a quadratic x_k has mean x* + R^k (x_0 - x*), covariance (2 a + a^2 s^2)(I - R^{2k})(I - R^2)^{-1}",
    controls=planted(*mutants.MUTANTS),
)
def law_after_five_steps(method: Any, engine: str) -> Finding:
    """R = I - a A; the covariance is the sum of R^{2j} (2 a + a^2 s^2) over j < k, a geometric series.

    Mean and covariance are read off the responses of x_5 to its twenty draws.
    """
    spectrum, a, s, k = np.array([2.0, 0.5]), 0.25, 0.75, 5
    x0 = np.array([3.0, -1.0])
    problem = LinearNoise(diagonal_quadratic(spectrum), s)
    mean, covariance = law_after(method(a), problem, x0, k, 4, engine)
    R = 1 - a * spectrum
    expected = np.diag((2 * a + a**2 * s**2) * (1 - R ** (2 * k)) / (1 - R**2))
    return worst(
        [
            identity(mean, R**k * x0, tolerance=200 * UNIT, scale=3.0),  # differences of numbers up to 3
            identity(covariance, expected, tolerance=400 * UNIT),
        ]
    )


@claim(
    "sgld",
    theorem="invariance of the posterior",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="from exp(-f) with two wells one step changes E x^2 by exactly a^2 E f''",
    controls=planted(
        mutants.NoiseNotDoubled,
        mutants.NoiseWithoutRoot,
        mutants.NoiseInGradient,
        mutants.NoNoise,
        mutants.Ascent,
        mutants.HalfDrift,
        mutants.StepTooLong,
    ),
)
def posterior_is_kept_to_second_order(method: Any, engine: str) -> Finding:
    """E (x - a f')^2 + 2 a - E x^2 = -2 a E x f' + 2 a + a^2 E f'^2, and E x f' = 1, E f'^2 = E f'' by parts.

    The means over exp(-f) are sums over a grid, whose points are the coordinates of one problem; those over the draw
    are over its signs. The posterior of the double well is no Gaussian: no closed form of a covariance could be met.
    """
    a, p, n = 0.125, posterior(), GRID.size
    second = 0.0
    for (sign,) in signs(1):
        x = one_step(method(a), double_well(), [GRID], [0.0] * n + [sign] * n, engine)[0]
        second += float(p @ x**2) / 2
    # sums of 181 terms of one sign, which cancel up to a^2
    change = second - float(p @ GRID**2)
    return identity(change, a**2 * mean_curvature(), tolerance=1000 * UNIT, scale=second)


@claim(
    "sgld",
    theorem="contraction",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="same draws: |x+ - y+| <= (1 - a mu) |x - y| at every step, with equality along the flat eigenvector",
    controls=(
        *planted(mutants.Ascent, mutants.HalfDrift, mutants.StepTooLong),
        *without("a <= 2/(L + mu)", factor=2.5),
    ),
)
def same_draws_contract(method: Any, engine: str, factor: float = 1.0) -> Finding:
    """x+ - y+ = (I - a H)(x - y), H the mean Hessian between x and y, mu I <= H <= L I; the noises cancel.

    |I - a H| <= 1 - a mu for a <= 2/(L + mu). On diag(2, 1/2) two starts that differ along the second axis have
    equality: both signs of a wrong drift are seen.
    """
    logistic: Logistic = random_logistic(n=20, d=3, mu=0.25, seed=1)
    valley = diagonal_quadratic([2.0, 0.5])
    findings = []
    for f, mu, x0, y0 in (
        (logistic, 0.25, np.array([1.0, -1.0, 2.0]), np.array([-2.0, 0.5, 1.0])),
        (valley, 0.5, np.array([1.0, 3.0]), np.array([1.0, -1.0])),
    ):
        a = factor / f.smoothness()
        runs = [
            complete_run(method(a), LinearNoise(f, 0.5), start, 25, engine=engine, rng=3)
            for start in (x0, y0)
        ]
        gaps = np.linalg.norm(runs[0].x - runs[1].x, axis=1)
        allowance = 100 * UNIT * max(np.abs(runs[0].x).max(), np.abs(runs[1].x).max())
        findings.append(
            step_inequality(gaps[1:], (1 - a * mu) * gaps[:-1], allowance=allowance, label="|x - y|, next")
        )
        if f is valley:
            expected = gaps[0] * (1 - a * mu) ** np.arange(26)
            findings.append(identity(gaps, expected, tolerance=1000 * UNIT, scale=gaps[0]))
    return worst(findings)


CLAIMS = (
    first_iterates_on_a_noisy_quadratic,
    stationary_covariance,
    law_after_five_steps,
    posterior_is_kept_to_second_order,
    same_draws_contract,
)
