"""DNSAM: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import LeastSquares, LinearNoise, Quadratic
from verification.arithmetic import sam_sdes as exact
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.gradient_floor import PARABOLA, VALLEY, L, one_step_descent
from verification.claims.flatness.langevin import UNIT, law_after
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.flatness import dnsam as mutants
from verification.trial import complete_run, first_iterates


@claim(
    "dnsam",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on least squares equal DNSAM in 80-digit decimal arithmetic, same indices",
    engine="ball",
    controls=planted(*(m for m in mutants.MUTANTS if m is not mutants.Unguarded)),
)
def first_iterates_on_least_squares(method: Any, engine: str) -> Finding:
    """The update is the definition, written out for f_i = (a_i'x - b_i)^2 / 2 without this library."""
    expected = exact.dnsam(Decimal("0.125"), Decimal("0.5"), 6, seed=1)
    return first_iterates(method(0.125, 0.5), exact.problem(), exact.start(), expected, engine, rng=1)


@claim(
    "dnsam",
    theorem="law of one step",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="with noise s^2 I a step has the mean x - eta R g and the covariance eta^2 s^2 R^2, R = I + (rho/|g|) H",
    controls=planted(*(m for m in mutants.MUTANTS if m is not mutants.Unguarded)),
)
def law_of_one_step(method: Any, engine: str) -> Finding:
    """On a quadratic grad F(x + e; y) = g + y + H e with e = (rho/|g|)(g + y): x+ = x - eta R (g + y), affine in y.

    Its law is read off its responses to the draws. Divided by its own norm the step would not be affine, and with a
    fresh sample the covariance would be eta^2 s^2 (I + (rho/|g|)^2 H^2).
    """
    A, x, eta, rho, s = np.array([[2.0, 0.5], [0.5, 1.0]]), np.array([1.5, -0.5]), 0.25, 0.5, 0.75
    b = np.array([1.0, -1.0])
    g = A @ x - b
    draws = 4 if method is mutants.FreshSample else 2
    mean, covariance = law_after(method(eta, rho), LinearNoise(Quadratic(A, b), s), x, 1, draws, engine)
    R = np.eye(2) + rho / np.linalg.norm(g) * A
    return worst(
        [
            identity(mean, x - eta * R @ g, tolerance=50 * UNIT, scale=2.0),
            identity(covariance, eta**2 * s**2 * R @ R, tolerance=1000 * UNIT),
        ]
    )


@claim(
    "dnsam",
    theorem="one-step descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="without noise f(x_{t+1}) <= f(x_t) - (eta/2) |g_t|^2 + (eta/2) L^2 rho^2 at every t, for eta <= 1/L",
    controls=(
        *planted(mutants.RadiusTooLarge, mutants.StepTooLong, mutants.Unnormalised),
        *without("eta <= 1/L", step_factor=2.5),
    ),
)
def descent_up_to_the_floor(method: Any, engine: str, step_factor: float = 1.0) -> Finding:
    """Then g_i = g, |e| = rho, and DNSAM is SAM: the descent lemma with the perturbed gradient G, |G - g| <= L rho.

    On f = (L/2) x^2 with eta = 1/L both sides are equal at every t, which sees a radius that is too large.
    """
    eta, rho = step_factor / L, 0.25
    quiet = [(name, LinearNoise(problem, 0.0), start) for name, problem, start in (PARABOLA, VALLEY)]
    return worst([one_step_descent(method(eta, rho), i, eta, rho, engine) for i in quiet])


@claim(
    "dnsam",
    theorem="zero gradient",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="where g = 0 but not g_i the step is that of SGD, x+ = x - eta g_i",
    controls=(*planted(mutants.Unguarded, mutants.Unnormalised), *without("g = 0", offset=0.125)),
)
def zero_gradient(method: Any, engine: str, offset: float = 0.0) -> Finding:
    """e = 0 where g = 0. The residuals of the data are -1, 1, 0 and sum to zero with their rows, exactly."""
    problem = LeastSquares(np.array([[1.0, 1.0], [1.0, 1.0], [2.0, -1.0]]), np.array([4.0, 2.0, 0.0]))
    x0 = np.array([1.0, 2.0 + offset])
    found = [
        complete_run(method(0.25, 0.5), problem, x0, 1, engine=engine, rng=tape(integers=[i])).x[1]
        for i in range(3)
    ]
    expected = np.array([1.0, 2.0]) - 0.25 * np.array([[-1.0, -1.0], [1.0, 1.0], [0.0, 0.0]])
    return identity(found, expected, tolerance=0.0)  # dyadic numbers: exact


CLAIMS = (first_iterates_on_least_squares, law_of_one_step, descent_up_to_the_floor, zero_gradient)
