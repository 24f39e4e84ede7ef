"""ZO-SGD-MMT: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.problems import Linear
from verification.arithmetic.zeroth_order import World
from verification.claim import Kind, Standing, claim, planted
from verification.claims.zeroth_order.common import (
    GRADIENT,
    QUARTER,
    ROUNDING,
    A,
    X,
    deterministic,
    equal_iterates,
    mean_of_runs,
)
from verification.evidence import identity
from verification.finding import Finding
from verification.mutants.zeroth_order import zo_momentum as mutants
from verification.trial import complete_run


def rule(w: World, x: np.ndarray, memory: Any) -> np.ndarray:
    """One step with eta = 1/32 and beta = 3/4."""
    i, z = w.index(), w.normals(x)
    memory["m"] = memory.get("m", 0 * x) * 3 / 4 + w.slope(x, z, QUARTER, i) * z
    return x - memory["m"] / 32


@claim(
    "zo-momentum",
    theorem="update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 equal the method in 80-digit decimals, same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates(method: type, engine: str) -> Finding:
    """The update is the definition; arrays of decimals evaluate it without this library, NumPy gives the draws."""
    return equal_iterates(method(0.03125, 0.25, 0.75), rule, engine)


@claim(
    "zo-momentum",
    theorem="mean iterates",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="on a quadratic E x_2 is the second iterate of gradient descent with heavy ball, by enumeration",
    controls=planted(
        mutants.Average, mutants.NoMomentum, mutants.StaleMomentum, mutants.NesterovForm,
        mutants.BY_NAME["Ascent"], mutants.BY_NAME["NoTwoInDenominator"],
    ),
)  # fmt: skip
def mean_iterates(method: type, engine: str) -> Finding:
    """(x_t, m_t) is affine in each g_t, and E(g_t | past) = grad f(x_t) is affine in x_t: means follow the same steps.

    x_2 is of degree two in every z_t: two nodes are exact.
    """
    eta, beta, steps = 0.25, 0.5, 2
    x, m = X.copy(), np.zeros(2)
    for _ in range(steps):
        m = beta * m + A @ (x - X) + GRADIENT
        x = x - eta * m
    return mean_of_runs(method(eta, 0.25, beta), steps, engine, x)


@claim(
    "zo-momentum",
    theorem="a linear function",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="for f = p'x  x_T = x_0 - eta sum_t (1 - beta^{T-t})/(1 - beta) (p'z_t) z_t",
    controls=planted(
        mutants.Average, mutants.NoMomentum, mutants.StaleMomentum, mutants.NesterovForm,
        mutants.BY_NAME["Ascent"], mutants.BY_NAME["OnePoint"],
    ),
)  # fmt: skip
def telescoped_on_a_linear_function(method: type, engine: str) -> Finding:
    """g_t = (p'z_t) z_t enters the steps t+1, ..., T with the weights 1, beta, ..., beta^{T-t-1}: a geometric sum."""
    p, eta, beta, steps, seed = np.array([1.0, -2.0]), 0.25, 0.75, 8, 2
    problem = deterministic(Linear(p))
    one = complete_run(method(eta, 0.25, beta), problem, X, steps, engine=engine, rng=seed)
    rng, x = np.random.default_rng(seed), X.copy()
    for t in range(steps):
        rng.integers(0, 1)
        z = rng.standard_normal(2)
        x = x - eta * (1 - beta ** (steps - t)) / (1 - beta) * (p @ z) * z
    # eight terms of order ten, slopes from values of order ten over 2c
    return identity(one.x[-1], x, tolerance=1000 * ROUNDING)


CLAIMS = (first_iterates, mean_iterates, telescoped_on_a_linear_function)
