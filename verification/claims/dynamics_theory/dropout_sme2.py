"""The order-two equation of dropout: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.dynamics_theory.dropout_sgd import DropoutSGD
from verification.arithmetic import dropout as exact
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.dynamics_theory.dropout import (
    AT_NETWORK,
    AT_SQUARES,
    NETWORK,
    SQUARES,
    gradient_of_modified_loss,
    modified_loss,
    one_step_law,
    weak_order,
)
from verification.evidence import taylor_slopes
from verification.finding import Finding, worst
from verification.mutants.dynamics_theory import dropout_sme2 as mutants
from verification.trial import complete_run, first_iterates


@claim(
    "dropout-sme2",
    theorem="Euler-Maruyama",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="five steps on least squares with gated features equal 80-digit decimal arithmetic, same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_steps(method: Any, engine: str) -> Finding:
    """The step is the definition, written out in decimals without this library: p = 5/8, masks in order."""
    expected = exact.equation(Decimal("0.0625"), Decimal("0.125"), Decimal("0.625"), 2, 5, seed=3)
    return first_iterates(
        method(0.0625, 0.125, 0.625), exact.problem(), exact.start(), expected, engine, rng=3
    )


@claim(
    "dropout-sme2",
    theorem="law of one step",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="on a linear model a step with h = eps has dropout's covariance, its mean less (eps^2/2) H grad R_drop",
    controls=(
        *planted(*(m for m in mutants.MUTANTS if m is not mutants.NoiseByTimeStep)),
        *without("h = eps", h=0.0625),
    ),
)
def law_of_one_step(method: Any, engine: str, h: float = 0.125) -> Finding:
    """As for order one, and the drift's correction by h (eps/2) H gbar; H = A'A/n + (1-p)/(p n) diag(sum_i A_ir^2)."""
    eps, keep = 0.125, 0.625
    A = SQUARES.objective.A
    n = len(A)
    H = A.T @ A / n + (1 - keep) / (keep * n) * np.diag(np.sum(A**2, axis=0))
    shift = -(eps**2) / 2 * H @ gradient_of_modified_loss(SQUARES, AT_SQUARES, keep)
    return one_step_law(method(h, eps, keep), DropoutSGD(eps, keep), SQUARES, AT_SQUARES, shift, engine)


@claim(
    "dropout-sme2",
    theorem="modified potential",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the drift is minus the gradient of R_drop + (eps/4) |grad R_drop|^2, with R_drop in closed form",
    engine_fixed=True,
    controls=planted(
        mutants.NoPenalty, mutants.OrderOne, mutants.QuarterCorrection, mutants.NegativeCorrection
    ),
)
def drift_of_the_modified_potential(method: Any, engine: str) -> Finding:
    """grad |g|^2 = 2 H g. R_drop is R plus its penalty, on a linear model and on a tanh network with frozen draws."""
    eps, keep, findings = 0.5, 0.625, []
    for problem, x in ((NETWORK, AT_NETWORK), (SQUARES, AT_SQUARES)):
        n = len(problem.gates())

        def slope(y: np.ndarray, problem: Any = problem, n: int = n) -> np.ndarray:
            silent = complete_run(method(1.0, eps, keep), problem, y, 1, rng=tape(np.zeros(n))).x
            return silent[0] - silent[1]

        def potential(y: np.ndarray, problem: Any = problem) -> float:
            g = gradient_of_modified_loss(problem, y, keep)
            return modified_loss(problem, y, keep) + eps / 4 * float(g @ g)

        findings.append(taylor_slopes(potential, slope, x, terms=40))
    return worst(findings)


@claim(
    "dropout-sme2",
    theorem="weak order two",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="on (c theta - 1)^2/2 the errors of E theta and E theta^2 at T = 1.6 are O(eps^2)",
    controls=planted(
        mutants.NoPenalty,
        mutants.OrderOne,
        mutants.NoNoise,
        mutants.NegativeCorrection,
        mutants.NoiseWithoutEps,
    ),
)
def weak_order_two(method: Any, engine: str) -> Finding:
    """(1, E theta, E theta^2): the step's matrix I + eps M1 + eps^2 M2 + ... against exp(eps M) of the equation.

    On this model the correction of drift and variance makes them agree to order eps^2 per step. Without noise E theta
    is still of order two: the second moment tells, with order one.
    """
    return weak_order(method, 2.0, engine)


CLAIMS = (first_steps, law_of_one_step, drift_of_the_modified_potential, weak_order_two)
