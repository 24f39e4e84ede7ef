"""Entropy-SGLD: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from refimpl.flatness.entropy_sgd import EntropySGD
from verification.arithmetic import langevin as exact
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.langevin import UNIT, affine_map, law_after
from verification.claims.flatness.nested_loop import NOISE, SPECTRUM, START, Nested, noisy_diagonal
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.flatness import entropy_sgld as mutants
from verification.trial import complete_run, first_iterates


@claim(
    "entropy-sgld",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on a noisy quadratic equal Entropy-SGLD in exact rationals on the same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_noisy_quadratic(method: Any, engine: str) -> Finding:
    """The update is the definition; a = 1/8, b = 1/16 and eps = 3/2 make both noises rational."""
    F = Fraction
    expected = exact.entropy_sgd(F(1, 8), F(5, 4), F(1, 16), F(3, 8), 3, F(3, 4), F(1, 2), 5, seed=5)
    algorithm = method(0.125, 1.25, 0.0625, 3, 0.75, 1.5)
    return first_iterates(algorithm, exact.problem(), exact.start(), expected, engine, rng=5)


@claim(
    "entropy-sgld",
    theorem="law after two steps",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="x_2 on a noisy quadratic has mean h^2 x_0 and covariance (1 + h^2)(v + 2 a), h, v from Entropy-SGD",
    controls=planted(*mutants.MUTANTS),
)
def law_after_two_steps(method: Any, engine: str) -> Finding:
    """x+ = h x + noise of variance v from the inner loop plus an independent 2 a; two steps, each eigenvalue."""
    nested = Nested()
    mean, covariance = law_after(method(*nested), noisy_diagonal(), START, 2, 4 * nested.L + 2, engine)
    h = nested.outer_factor(SPECTRUM)
    expected = np.diag((1 + h**2) * (nested.outer_variance(SPECTRUM, NOISE) + 2 * nested.a))
    return worst(
        [
            identity(mean, h**2 * START, tolerance=400 * UNIT, scale=3.0),
            identity(covariance, expected, tolerance=2000 * UNIT),
        ]
    )


@claim(
    "entropy-sgld",
    theorem="stationary law",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="the stationary variance on a quadratic is (v + 2 a)/(1 - h^2); it is not that of exp(-F) for finite L",
    controls=(*planted(*mutants.MUTANTS), *without("gradient noise of covariance s^2 I", assumed=0.0)),
)
def stationary_variance(method: Any, engine: str, assumed: float = NOISE) -> Finding:
    """S = h^2 S + v + 2 a. exp(-F) has 1/lambda + 1/gamma: the inner loop's noise v and its error stay in S.

    Even as a -> 0 S tends to the variance of exp(-F) over 1 - e_L only: the nested loop keeps a bias that
    Entropy-MCMC does not have. The claim checks the exact value and that this limit lies above exp(-F) for L = 4.
    """
    nested = Nested()
    chain = affine_map(method(*nested), noisy_diagonal(), 1, 4 * nested.L + 2, engine)
    h = nested.outer_factor(SPECTRUM)
    expected = (nested.outer_variance(SPECTRUM, assumed) + 2 * nested.a) / (1 - h**2)
    small = nested._replace(a=2.0**-20)
    slow = affine_map(method(*small), noisy_diagonal(), 1, 4 * nested.L + 2, engine)
    entropy = 1 / SPECTRUM + 1 / nested.scope
    limit = entropy / (1 - nested.inner_error(SPECTRUM))
    return worst(
        [
            identity(
                chain.stationary(), np.diag(expected), tolerance=4000 * UNIT
            ),  # condition 1/(1 - h^2) < 10
            # v is of order a^2: relative distance to the limit below a gamma^2 (b eps^2 + b^2 s^2) L
            identity(np.diag(slow.stationary()) / limit, np.ones(2), tolerance=2.0**-17),
        ]
    )


@claim(
    "entropy-sgld",
    theorem="outer noise",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="x_1 is that of Entropy-SGD on the same draws plus sqrt(2 a) zeta with the two draws that follow",
    controls=(*planted(*mutants.MUTANTS), *without("a shared inner loop", inner_steps=5)),
)
def entropy_sgd_with_outer_noise(method: Any, engine: str, inner_steps: int = 4) -> Finding:
    """Both consume 4 L draws in the inner loop, d for the sample and d for the noise of each step; zeta comes last."""
    nested, problem = Nested(), noisy_diagonal()
    draws = np.random.default_rng(2).standard_normal(4 * nested.L + 2)
    with_noise = complete_run(method(*nested), problem, START, 1, engine=engine, rng=2).x[1]
    other = EntropySGD(*nested._replace(L=inner_steps))
    without_noise = complete_run(other, problem, START, 1, engine=engine, rng=2).x[1]
    # one addition on each side of numbers below 4
    return identity(
        with_noise, without_noise + np.sqrt(2 * nested.a) * draws[-2:], tolerance=8 * UNIT, scale=4.0
    )


CLAIMS = (
    first_iterates_on_a_noisy_quadratic,
    law_after_two_steps,
    stationary_variance,
    entropy_sgd_with_outer_noise,
)
