"""The order-one equation of dropout: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.dynamics_theory.dropout_sgd import DropoutSGD
from verification.arithmetic import dropout as exact
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.dynamics_theory.dropout import (
    AT_NETWORK,
    AT_SQUARES,
    NETWORK,
    SQUARES,
    one_step_law,
    weak_order,
)
from verification.finding import Finding, worst
from verification.mutants.dynamics_theory import dropout_sme1 as mutants
from verification.trial import first_iterates


@claim(
    "dropout-sme1",
    theorem="Euler-Maruyama",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="five steps on least squares with gated features equal 80-digit decimal arithmetic, same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_steps(method: Any, engine: str) -> Finding:
    """The step is the definition, written out in decimals without this library: p = 5/8, masks in order."""
    expected = exact.equation(Decimal("0.0625"), Decimal("0.125"), Decimal("0.625"), 1, 5, seed=3)
    return first_iterates(
        method(0.0625, 0.125, 0.625), exact.problem(), exact.start(), expected, engine, rng=3
    )


@claim(
    "dropout-sme1",
    theorem="law of one step",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="a step with h = eps has exactly the mean and the covariance of a step of dropout, on any loss",
    controls=(
        *planted(*(m for m in mutants.MUTANTS if m is not mutants.NoiseByTimeStep)),
        *without("h = eps", h=0.0625),
    ),
)
def law_of_one_step(method: Any, engine: str, h: float = 0.125) -> Finding:
    """Dropout steps by -eps g_j with probability w_j: mean -eps gbar, covariance eps^2 sum w_j d_j d_j', d = g - gbar.

    That of the simulation is h eps times the same sum. A tanh network and a linear model; all masks are replayed, and
    the simulation's law is in the responses to its draws.
    """
    eps, keep = 0.125, 0.625
    return worst(
        [
            one_step_law(method(h, eps, keep), DropoutSGD(eps, keep), problem, x, np.zeros_like(x), engine)
            for problem, x in ((NETWORK, AT_NETWORK), (SQUARES, AT_SQUARES))
        ]
    )


@claim(
    "dropout-sme1",
    theorem="weak order one",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="on (c theta - 1)^2/2 the errors of E theta and E theta^2 at T = 1.6 are O(eps), not smaller",
    controls=planted(mutants.NoPenalty, mutants.NoiseWithoutEps, mutants.DropInsteadOfKeep),
)
def weak_order_one(method: Any, engine: str) -> Finding:
    """Both sides are closed and linear: products of a 3 x 3 matrix for dropout, its exponential for the equation.

    (1, E theta, E theta^2): I + eps M1 + eps^2 M2 + ... per step against exp(eps M1), read off the simulation.
    They differ at order eps^2 per step. Without the penalty the drift is wrong at order one: errors do not vanish.
    """
    return weak_order(method, 1.0, engine)


CLAIMS = (first_steps, law_of_one_step, weak_order_one)
