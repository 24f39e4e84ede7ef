"""Entropy-SGD: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import LinearNoise, Quadratic
from verification.arithmetic import langevin as exact
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.langevin import UNIT, law_after
from verification.claims.flatness.nested_loop import NOISE, SPECTRUM, START, Nested, noisy_diagonal
from verification.evidence import bound, identity
from verification.finding import Finding, worst
from verification.mutants.flatness import entropy_sgd as mutants
from verification.trial import complete_run, first_iterates


@claim(
    "entropy-sgd",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on a noisy quadratic equal Entropy-SGD in exact rationals on the same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_noisy_quadratic(method: Any, engine: str) -> Finding:
    """The update is the definition; b = 1/16 and eps = 3/2 make the inner noise rational, sqrt(b) eps = 3/8."""
    F = Fraction
    expected = exact.entropy_sgd(F(1, 4), F(5, 4), F(1, 16), F(3, 8), 3, F(3, 4), None, 5, seed=5)
    algorithm = method(0.25, 1.25, 0.0625, 3, 0.75, 1.5)
    return first_iterates(algorithm, exact.problem(), exact.start(), expected, engine, rng=5)


@claim(
    "entropy-sgd",
    theorem="law of one step",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="mean and covariance of x_1 on a quadratic with gradient noise are the closed forms of the nested loop",
    controls=(*planted(*mutants.MUTANTS), *without("gradient noise of covariance s^2 I", assumed=0.0)),
)
def law_of_one_step(method: Any, engine: str, assumed: float = NOISE) -> Finding:
    """The inner loop is linear: summing its geometric series gives factor and variance for each eigenvalue.

    Both are read off the responses of x_1 to its sixteen draws; the formulas are in `nested_loop`.
    """
    nested = Nested()
    mean, covariance = law_after(method(*nested), noisy_diagonal(), START, 1, 4 * nested.L, engine)
    expected = np.diag(nested.outer_variance(SPECTRUM, assumed))
    return worst(
        [
            identity(mean, nested.outer_factor(SPECTRUM) * START, tolerance=400 * UNIT, scale=3.0),
            identity(
                covariance, expected, tolerance=2000 * UNIT
            ),  # sums of 16 squares, quotients by q - B > 1/8
        ]
    )


@claim(
    "entropy-sgd",
    theorem="error of the inner loop",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|E step - a grad F| <= e_L a |grad F| at every L <= 30, F the local entropy, with equality along mu",
    controls=(
        *planted(
            mutants.Repelled, mutants.Uncoupled, mutants.AwayFromAverage, mutants.NoScope, mutants.SwappedWeights,
            mutants.AverageFromZero, mutants.OneStepShort, mutants.StepsFromAverage, mutants.DriftTooLarge,
            mutants.LastInsteadOfAverage,
        ),
        *without("b <= 1/(L + gamma)", b=0.75),
    ),
)  # fmt: skip
def error_of_the_inner_loop(method: Any, engine: str, b: float = 0.125) -> Finding:
    """grad F(x) = gamma (x - E y) under exp(-f(y) - gamma |y - x|^2/2); on a quadratic E y = y*, A (A + gamma)^{-1} x.

    The mean step is a gamma (x - y* - e(A)(x - y*)), so the error is a e(A) grad F, and with 0 <= B <= r, r that of
    the least eigenvalue mu, e(A) <= e_L = q^L + c sum q^{L-l} r^l, which falls to zero geometrically. From the
    eigenvector of mu both sides are equal. The mean step is the step without noise.
    """
    turn = np.array([[0.6, -0.8], [0.8, 0.6]])
    A = turn @ np.diag(SPECTRUM) @ turn.T
    A = (A + A.T) / 2
    problem = LinearNoise(Quadratic(A, np.zeros(2)), 0.0)
    findings = []
    for x in (np.array([3.0, -1.0]), 2 * turn[:, 1]):
        gradient = 1.25 * A @ np.linalg.solve(A + 1.25 * np.eye(2), x)
        errors, allowed = [], []
        for L in range(1, 31):
            nested = Nested(b=b, L=L)
            silent = tape(np.zeros(4 * L))
            after = complete_run(method(*nested), problem, x, 1, engine=engine, rng=silent).x[1]
            errors.append(float(np.linalg.norm((x - after) / nested.a - gradient)))
            e = Nested(L=L).inner_error(SPECTRUM[1:])[0]
            allowed.append(e * float(np.linalg.norm(gradient)))
        # differences of numbers up to 6, e_30 is above 1e-4
        findings.append(
            bound(errors, allowed, allowance=1e-9, x=np.arange(1, 31), xlabel="L", ylabel="error")
        )
        if x[0] != 3.0:
            findings.append(identity(errors, allowed, tolerance=1e-9, scale=np.array(allowed)))
    return worst(findings)


@claim(
    "entropy-sgd",
    theorem="reduction to gradient descent",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="one inner step, c = 1, no noise: x_t = (I - a gamma b A)^t x_0, gradient descent with step a gamma b",
    controls=(
        *planted(mutants.AwayFromAverage, mutants.NoScope, mutants.OneStepShort, mutants.DriftTooLarge),
        *without("c = 1", averaging=0.75),
    ),
)
def one_inner_step_is_gradient_descent(method: Any, engine: str, averaging: float = 1.0) -> Finding:
    """From y_0 = x the coupling vanishes in the first step, mu_1 = y_1 = x - b g and x+ = x - a gamma b g."""
    algorithm = method(0.25, 1.25, 0.5, 1, averaging, 0.0)
    t = complete_run(algorithm, noisy_diagonal(0.0), START, 30, engine=engine)
    expected = START * (1 - 0.15625 * SPECTRUM) ** np.arange(31)[:, None]
    # some ten roundings per step of a contracting map
    return identity(t.x, expected, tolerance=400 * UNIT, scale=np.abs(expected))


CLAIMS = (
    first_iterates_on_a_noisy_quadratic,
    law_of_one_step,
    error_of_the_inner_loop,
    one_inner_step_is_gradient_descent,
)
