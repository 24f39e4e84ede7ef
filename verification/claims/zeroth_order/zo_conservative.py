"""ZO-SGD-Cons: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.problems import Quadratic
from refimpl.problems.registry import EXAMPLES
from verification.arithmetic.zeroth_order import World
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.zeroth_order.common import ROUNDING, deterministic, equal_iterates, example
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.zeroth_order import zo_conservative as mutants
from verification.trial import complete_run

# they reach values whose order balls cannot decide
RUNAWAY = (mutants.NeverStays, mutants.LargestLoss)


def rule(w: World, x: np.ndarray, memory: Any) -> np.ndarray:
    """One step with eta = 1/2, c = 1: long enough for all three answers to occur."""
    i, z = w.index(), w.normals(x)
    g = w.slope(x, z, Decimal(1), i) * z / 2
    return min((x, x - g, x + g), key=lambda p: w.value(p, i))


@claim(
    "zo-conservative",
    theorem="update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_7 equal the method in 80-digit decimals, same draws; x is kept and moved both ways",
    engine="ball",
    controls=planted(*(m for m in mutants.MUTANTS if m not in RUNAWAY)),
)
def first_iterates(method: type, engine: str) -> Finding:
    """The update is the definition; arrays of decimals evaluate it without this library, NumPy gives the draws."""
    return equal_iterates(method(0.5, 1.0), rule, engine, steps=7, seed=6)


@claim(
    "zo-conservative",
    theorem="monotone",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x+) <= f(x) at every step without noise, however long the step",
    controls=(
        *planted(mutants.AlwaysDown, mutants.NeverStays, mutants.LargestLoss, mutants.ConsByOptimiserSteps),
        *without("no noise", noisy=True),
    ),
)
def never_increases(method: type, engine: str, noisy: bool = False) -> Finding:
    """x itself is among the candidates, and the losses that are compared are f where there is one sample."""
    f = EXAMPLES["quadratic-regression"].build()
    problem = f if noisy else deterministic(f)
    x0 = np.array([0.5, -1.0, 0.75])
    one = complete_run(method(2.0, 0.25), problem, x0, 30, engine=engine, rng=4)
    values = np.array([f.value(x) for x in one.x])
    return step_inequality(values[1:], values[:-1], allowance=0.0, ylabel="f(x+) and f(x)")


@claim(
    "zo-conservative",
    theorem="value of the best of three",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on quadratics f(x+) - f(x) = min(0, -eta s^2 + eta^2 s^2 z'Hz/2) with s = p'z, convex or not",
    controls=planted(
        mutants.AlwaysDown, mutants.NeverStays, mutants.LargestLoss, mutants.LastBetter, mutants.BY_NAME["OneSided"],
        mutants.BY_NAME["OnePoint"], mutants.BY_NAME["NoTwoInDenominator"],
    ),
)  # fmt: skip
def best_of_three(method: type, engine: str) -> Finding:
    """f(x -+ eta s z) - f(x) = -+ eta s^2 + eta^2 s^2 z'Hz/2: down is never worse than up, and x itself is 0.

    On the indefinite quadratic both moves can be better than x.
    """
    found, eta, seed = [], 1.0, 1
    for H, steps in ((np.diag([2.0, 0.5]), 20), (np.diag([0.25, -3.0]), 6)):
        problem = deterministic(Quadratic(H, np.zeros(2)))
        one = complete_run(method(eta, 0.25), problem, np.array([1.0, 0.5]), steps, engine=engine, rng=seed)
        rng, wanted = np.random.default_rng(seed), []
        for x in one.x[:-1]:
            rng.integers(0, 1)
            z = rng.standard_normal(2)
            s = x @ H @ z
            wanted.append(min(0.0, -eta * s**2 + eta**2 * s**2 * (z @ H @ z) / 2))
        values = np.einsum("ki,ij,kj->k", one.x, H, one.x) / 2
        scale = (
            1e-300
            + np.abs(values[1:])
            + np.abs(values[:-1])
            + np.sum(one.x[1:] ** 2 + one.x[:-1] ** 2, axis=1)
        )
        # values near x and slopes from differences of them over 2c: 100 roundings of their size
        found.append(identity(np.diff(values), wanted, tolerance=400 * ROUNDING, scale=scale))
    return worst(found)


@claim(
    "zo-conservative",
    theorem="choice of the smallest loss",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="every x+ is that of x, x - eta g, x + eta g with the smallest loss of the sample; all three occur",
    controls=planted(*mutants.MUTANTS),
)
def smallest_of_three_losses(method: type, engine: str) -> Finding:
    """The definition, one step at a time from the run's own x, with losses and slopes written out once more."""
    problem, x0 = example()
    eta, c, seed, n, d = 0.5, 1.0, 6, 2, 3
    one = complete_run(method(eta, c), problem, x0, 7, engine=engine, rng=seed)
    rng, wanted = np.random.default_rng(seed), []
    for x in one.x[:-1]:
        i, z = rng.integers(0, n), rng.standard_normal(d)
        y, J, Q = problem.y[i], problem.J[i], problem.Q[i * d : (i + 1) * d]

        def loss(p: np.ndarray, y: float = y, J: np.ndarray = J, Q: np.ndarray = Q) -> float:
            return float(n * (y + J @ p + p @ Q @ p / 2) ** 2 / 2)

        g = (loss(x + c * z) - loss(x - c * z)) / (2 * c) * z
        wanted.append(min((x, x - eta * g, x + eta * g), key=loss))
    # losses up to 2^10 over c, and a step of eta |z|: below 2^11 roundings of numbers of order one
    return identity(one.x[1:], wanted, tolerance=2.0**11 * ROUNDING)


CLAIMS = (first_iterates, never_increases, best_of_three, smallest_of_three_losses)
