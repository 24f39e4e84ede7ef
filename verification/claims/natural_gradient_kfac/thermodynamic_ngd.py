"""Thermodynamic natural gradient: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import numpy as np

from refimpl.core.draws import tape
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.natural_gradient_kfac import gaussian
from verification.claims.natural_gradient_kfac.gaussian import AT, NETWORK, START, U, function_of, regression
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.natural_gradient_kfac.thermodynamic_ngd import MUTANTS
from verification.trial import complete_run, first_iterates

B = NETWORK.gauss_newton(AT) + 0.25 * np.eye(6)


controls = partial(named, MUTANTS)


@claim(
    "thermodynamic-ngd",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 on an integer least-squares problem, draws given, equal the update in exact fractions",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_on_least_squares(method: type, engine: str) -> Finding:
    """The update is the definition, in fractions with draws in eighths; sqrt(2 h T) = 1/8 at h = 1/8, T = 1/16."""
    noise = gaussian.eighths(32)
    draws, x, expected = map(Fraction, noise.tolist()), [Fraction(v) for v in START], []
    for _ in range(4):
        system, g = gaussian.system(x, Fraction(1, 4))
        y = gaussian.pulled([Fraction(0)] * 2, system, g, Fraction(1, 8), Fraction(1, 8), draws, 3)
        x = [v - w / 2 for v, w in zip(x, y)]
        expected.append(x)
    algorithm = method(0.5, 0.25, 0.125, 3, 0.0625)
    given = tape(noise).rewound()
    return first_iterates(algorithm, regression(), np.array(START, float), expected, engine, rng=given)


@claim(
    "thermodynamic-ngd",
    theorem="the mean",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at T = 0 the step is s (I - (I - h B)^inner) B^{-1} g: s h g at first, the natural gradient at last",
    engine_fixed=True,
    controls=(
        *controls(
            "not-damped", "no-pull", "wrong-pull", "starts-at-gradient", "one-too-many", "step-too-long"
        ),
        *without("T = 0", temperature=2.0**-20),
    ),
)
def mean_is_a_filter(method: type, engine: str, temperature: float = 0.0) -> Finding:
    """y - B^{-1}g is multiplied by I - h B in every inner step, and starts at -B^{-1}g."""
    g, s, h, findings = NETWORK.gradient(AT), 0.5, 0.25, []
    for inner in (1, 5, 400):
        algorithm = method(s, 0.25, h, inner, temperature)
        x = complete_run(algorithm, NETWORK, AT, 1, engine=engine, rng=0).x[1]
        expected = s * function_of(B, lambda w, n=inner: (1 - (1 - h * w) ** n) / w) @ g
        findings.append(identity(AT - x, expected, tolerance=2000 * U))  # errors contract by I - h B
    limit = s * np.linalg.solve(B, g)  # (15/16)^400 is 6e-12
    return worst([*findings, identity(AT - x, limit, tolerance=1e-11)])


@claim(
    "thermodynamic-ngd",
    theorem="the covariance",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="Cov y = T (I - (I - h B)^(2 inner)) (B (I - h B/2))^{-1}, from the answers to all unit draws",
    engine_fixed=True,
    controls=(
        *controls("half-noise", "noise-of-order-step", "frozen-noise", "not-damped", "no-pull", "wrong-pull",
                  "one-too-many", "step-too-long"),
        *without("the step of Euler's method", continuous=True),
    ),
)  # fmt: skip
def covariance_of_the_noise(method: type, engine: str, continuous: bool = False) -> Finding:
    """y is affine in its independent standard draws, so Cov y = N N' for the matrix N of the answers to unit draws:
    2 h T sum_j (I - h B)^(2j), a geometric series with 1 - (1 - h w)^2 = 2 h w (1 - h w/2).

    T B^{-1} is the covariance of the process in continuous time, and not that of its simulation.
    """
    s, h, T, inner = 0.5, 0.25, 0.0625, 5
    algorithm = method(s, 0.25, h, inner, T)
    N = gaussian.noise_map(
        lambda draws: (AT - complete_run(algorithm, NETWORK, AT, 1, engine=engine, rng=draws).x[1]) / s,
        6 * (inner + 1),
    )
    tail = 0 if continuous else h

    def variance(w: np.ndarray) -> np.ndarray:
        return T * (1 - (1 - h * w) ** (2 * inner)) / (w * (1 - tail * w / 2))

    # differences of iterates of order one, divided by s
    return identity(N @ N.T, function_of(B, variance), tolerance=2000 * U)


CLAIMS = (first_iterates_on_least_squares, mean_is_a_filter, covariance_of_the_noise)
