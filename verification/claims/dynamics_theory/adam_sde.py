"""The SDE of Adam: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.core.leaves import settle
from refimpl.first_order_adaptive.adam import Adam
from refimpl.first_order_adaptive.adam import State as AdamState
from verification.arithmetic import adaptive_sdes as exact
from verification.arithmetic import sam_sdes as instance
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.dynamics_theory.adaptive_sdes import adam_moments, first_order
from verification.claims.dynamics_theory.sam_sdes import SQUARES, UNIT, X, terms
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.dynamics_theory import adam_sde as mutants
from verification.trial import first_iterates


@claim(
    "adam-sde",
    theorem="Euler-Maruyama",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="five steps on least squares equal 80-digit decimal arithmetic on the same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_steps(method: Any, engine: str) -> Finding:
    """The step is the definition, written out for f_i = (a_i'x - b_i)^2 / 2 without this library."""
    expected = exact.adam(
        Decimal("0.0625"), Decimal("0.75"), Decimal("0.375"), Decimal("3"), Decimal("1.5"), 5, seed=4
    )
    algorithm = method(0.0625, 0.75, 0.375, 3.0, 1.5)
    return first_iterates(algorithm, instance.problem(), instance.start(), expected, engine, rng=4)


@claim(
    "adam-sde",
    theorem="law of one step",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="with h = eta^2 the first moment after a step has exactly the mean and the covariance of Adam's",
    engine_fixed=True,
    controls=(*planted(mutants.NoiseWithoutRate), *without("h = eta^2", h=0.125)),
)
def law_of_the_first_moment(method: Any, engine: str, h: float = 0.0625) -> Finding:
    """Adam: m+ = m + (1 - beta1)(g - m) with g uniform on the sampled gradients; 1 - beta1 = c1 eta^2, s = eta.

    Mean m + c1 h (gbar - m), covariance (c1 eta^2)^2 Sigma = h (s c1)^2 Sigma. Adam itself takes the steps, on every
    term alone; the equation's moment is affine in its draws.
    """
    eta, c1, c2 = 0.25, 2.0, 1.0
    m0, v0, k = np.array([0.5, -0.25]), np.array([1.0, 2.0]), 3
    adam = Adam(eta, 1 - c1 * eta**2, 1 - c2 * eta**2, 0.125)
    ends = np.array([adam.step(settle(term), AdamState(X, m0, v0, k), None).m for term in terms(SQUARES)])
    algorithm, problem = settle(method(h, eta, 0.125 * eta, c1, c2)), settle(SQUARES)
    state = algorithm.init(problem, X)._replace(m=m0, u=v0, k=k)
    mean = algorithm.step(problem, state, tape(np.zeros(len(ends)))).m
    responses = np.array([algorithm.step(problem, state, tape(e)).m - mean for e in np.eye(len(ends))])
    spread = ends - ends.mean(axis=0)
    return worst(
        [
            identity(mean, ends.mean(axis=0), tolerance=100 * UNIT, scale=4.0),
            identity(
                responses.T @ responses, spread.T @ spread / len(ends), tolerance=1000 * UNIT, scale=1.0
            ),
        ]
    )


@claim(
    "adam-sde",
    theorem="moments on a quadratic",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="E x(1) tends as 1/N, E x(1)^2 as log(N)/N, to those of the closed linear ODE of the moments of (x, m)",
    controls=planted(
        mutants.NoCorrection,
        mutants.EpsilonUncorrected,
        mutants.CorrectionsExchanged,
        mutants.NoiseWithoutRate,
    ),
)
def moments_follow_an_ode(method: Any, engine: str) -> Finding:
    """Sigma = 1 and u_0 = 0: u = gamma_2, so x' = -m/(gamma_1 (s + e)), and (x, m) is a linear Gaussian diffusion.

    Moments of the simulation are exact products of its own affine steps. Euler's error is of first order but for the
    start, where the correction is 1/(c1 t): relative errors h/t of the steps add up to h log(1/h) in E x^2.
    """
    s, e, c1, c2 = 0.75, 1.0, 2.0, 1.0
    return first_order(
        lambda h: method(h, s, e, c1, c2), ("x", "m"), adam_moments(s, e, c1, c2), logarithm=True
    )


CLAIMS = (first_steps, law_of_the_first_moment, moments_follow_an_ode)
