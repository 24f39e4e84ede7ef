"""The SDE of RMSProp: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from verification.arithmetic import adaptive_sdes as exact
from verification.arithmetic import sam_sdes as instance
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.dynamics_theory.adaptive_sdes import first_order, rmsprop_moments
from verification.claims.dynamics_theory.sam_sdes import SQUARES, UNIT, X
from verification.claims.flatness.langevin import law_after
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.dynamics_theory import rmsprop_sde as mutants
from verification.trial import first_iterates


@claim(
    "rmsprop-sde",
    theorem="Euler-Maruyama",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="five steps on least squares equal 80-digit decimal arithmetic on the same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_steps(method: Any, engine: str) -> Finding:
    """The step is the definition, written out for f_i = (a_i'x - b_i)^2 / 2 without this library."""
    expected = exact.rmsprop(
        Decimal("0.0625"), Decimal("0.75"), Decimal("0.375"), Decimal("1.5"), Decimal("4"), 5, seed=4
    )
    algorithm = method(0.0625, 0.75, 0.375, 1.5, 4.0)
    return first_iterates(algorithm, instance.problem(), instance.start(), expected, engine, rng=4)


@claim(
    "rmsprop-sde",
    theorem="law of one step",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="with h = eta^2 a step of x has exactly mean and covariance of RMSProp's x - eta g/(sqrt v + epsilon)",
    controls=(
        *planted(
            mutants.NewPreconditioner, mutants.EpsilonInside, mutants.ScaleForgotten, mutants.NoiseByTimeStep,
            mutants.NoNoise,
        ),
        *without("h = eta^2", h=0.125),
    ),
)  # fmt: skip
def law_of_one_step(method: Any, engine: str, h: float = 0.0625) -> Finding:
    """g = gbar + sigma z: mean -eta gbar/(sigma sqrt u + epsilon), covariance eta^2 sigma^2 Sigma over the squares.

    With s = sigma eta, e = epsilon eta these are h gbar/P and h s^2 Sigma/P^2. Every sampled gradient is taken in turn;
    the simulation's law is in the responses to its draws.
    """
    eta, sigma, epsilon, u = 0.25, 2.0, 0.5, 2.25
    G = SQUARES.sample_gradients(X)
    Z = G - G.mean(axis=0)
    ends = X - eta * (G.mean(axis=0) + sigma * Z) / (sigma * np.sqrt(u) + epsilon)
    algorithm = method(h, sigma * eta, epsilon * eta, 1.0, u)
    mean, covariance = law_after(algorithm, SQUARES, X, 1, len(G), engine)
    spread = ends - ends.mean(axis=0)
    return worst(
        [
            identity(mean, ends.mean(axis=0), tolerance=100 * UNIT, scale=4.0),
            identity(covariance, spread.T @ spread / len(G), tolerance=1000 * UNIT, scale=1.0),
        ]
    )


@claim(
    "rmsprop-sde",
    theorem="moments on a quadratic",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="E x(1), E x(1)^2 tend, as 1/N, to those of the closed ODE in (E x, E x^2, u); RMSProp has h = eta^2",
    controls=planted(
        mutants.FrozenPreconditioner, mutants.ScaleForgotten, mutants.NoiseByTimeStep, mutants.EpsilonInside,
        mutants.NoNoise,
    ),
)  # fmt: skip
def moments_follow_an_ode(method: Any, engine: str) -> Finding:
    """Sigma = 1: u' = c2 (1 - u) is deterministic and X Gaussian, so Ito's formula closes with the second moment.

    m1' = -lambda m1/P, m2' = -2 lambda m2/P + s^2/P^2. Moments of the simulation are exact products of its own affine
    steps; Euler's error is of first order. u starts at 4: a frozen preconditioner is seen in the transient only.
    """
    s, e, c2, u0 = 0.75, 0.25, 2.0, 4.0
    return first_order(lambda h: method(h, s, e, c2, u0), ("x",), rmsprop_moments(s, e, c2, u0))


CLAIMS = (first_steps, law_of_one_step, moments_follow_an_ode)
