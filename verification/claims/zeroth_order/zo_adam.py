"""ZO-Adam: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from verification.arithmetic.zeroth_order import World
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.zeroth_order.common import QUARTER, ROUNDING, A, X, equal_iterates, plane
from verification.evidence import bound, identity
from verification.finding import Finding
from verification.mutants.zeroth_order import zo_adam as mutants
from verification.trial import complete_run


def rule(w: World, x: np.ndarray, memory: Any) -> np.ndarray:
    """One step with eta = 1/8, beta1 = 3/4, beta2 = 7/8, epsilon = 1/16."""
    i, z = w.index(), w.normals(x)
    g = w.slope(x, z, QUARTER, i) * z
    t = memory["t"] = memory.get("t", 0) + 1
    m = memory["m"] = (3 * memory.get("m", 0 * x) + g) / 4
    v = memory["v"] = (7 * memory.get("v", 0 * x) + g * g) / 8
    m, v = m / (1 - Decimal("0.75") ** t), v / (1 - Decimal("0.875") ** t)
    return x - m / (np.array([a.sqrt() for a in v]) + Decimal("0.0625")) / 8


@claim(
    "zo-adam",
    theorem="update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 equal the method in 80-digit decimals, same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates(method: type, engine: str) -> Finding:
    """The update is the definition; arrays of decimals evaluate it without this library, NumPy gives the draws."""
    return equal_iterates(method(0.125, 0.25, 0.75, 0.875, 0.0625), rule, engine)


@claim(
    "zo-adam",
    theorem="MeZO-Adam: moments from the log",
    paper="P365",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="every iterate is x_0, the scalars s_t and the seed: moments are summed anew from regenerated directions",
    controls=planted(
        mutants.ScalarSecondMoment, mutants.NoCorrection, mutants.EpsilonInside, mutants.OneDirection,
        mutants.BY_NAME["Ascent"], mutants.BY_NAME["OneSided"], mutants.BY_NAME["OnePoint"],
    ),
)  # fmt: skip
def moments_from_the_log(method: type, engine: str) -> Finding:
    """m_T = (1 - beta1) sum_{t<T} beta1^{T-1-t} s_t z_t, likewise v_T with squares: sums over the log.

    The log holds s_t = p'z_t, the slope of a quadratic in closed form at the x_t of the run. x_T follows by repeating
    the T steps, each with sums over its past.
    """
    steps, seed, eta, beta1, beta2, epsilon = 6, 9, 0.125, 0.5, 0.75, 0.0625
    one = complete_run(method(eta, 0.25, beta1, beta2, epsilon), plane(), X, steps, engine=engine, rng=seed)
    log, rng = [], np.random.default_rng(seed)
    for x in one.x[:-1]:
        rng.integers(0, 1)
        log.append((A @ x - plane().objective.b) @ rng.standard_normal(2))
    x = X.copy()
    for T in range(1, steps + 1):
        m, v, again = np.zeros(2), np.zeros(2), np.random.default_rng(seed)
        for t in range(T):
            again.integers(0, 1)
            g = log[t] * again.standard_normal(2)
            m += (1 - beta1) * beta1 ** (T - 1 - t) * g
            v += (1 - beta2) * beta2 ** (T - 1 - t) * g**2
        x = x - eta * (m / (1 - beta1**T)) / (np.sqrt(v / (1 - beta2**T)) + epsilon)
    # slopes from values of order ten over 2c, and m/sqrt(v) of order one: below 100 roundings in each of six steps
    return identity(one.x[-1], x, tolerance=1200 * ROUNDING)


@claim(
    "zo-adam",
    theorem="largest step",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|x_t - x_{t-1}| <= eta U_t in every coordinate, whatever the values; equality at t = 1",
    controls=(
        *planted(mutants.ScalarSecondMoment, mutants.NoCorrection, mutants.OneDirection),
        *without("the step size of the statement", scale=1.02),
    ),
)
def largest_step(method: type, engine: str, scale: float = 1.0) -> Finding:
    """Cauchy-Schwarz: |m^| <= (1-beta1)/(1-beta1^t) sum_j beta1^j |g_{t-j}|, and the sum is at most

    sqrt(sum_j (beta1^2/beta2)^j) sqrt(sum_j beta2^j g_{t-j}^2), the last root being sqrt(v^ (1-beta2^t)/(1-beta2)).
    """
    steps, eta, beta1, beta2 = 12, 0.125, 0.5, 0.875
    one = complete_run(
        method(eta * scale, 0.25, beta1, beta2, 2.0**-60), plane(), X, steps, engine=engine, rng=6
    )
    t = np.arange(1, steps + 1)
    geometric = np.cumsum((beta1**2 / beta2) ** (t - 1.0))
    U = np.sqrt((1 - beta1) ** 2 / (1 - beta2) * (1 - beta2**t) / (1 - beta1**t) ** 2 * geometric)
    largest = np.abs(np.diff(one.x, axis=0)).max(axis=1)
    # x of order two is rounded against steps of 1/8: 16 units of roundoff, and as many in the quotient
    return bound(largest, eta * U, allowance=64 * ROUNDING, x=t, xlabel="t", ylabel="|x_t - x_{t-1}|")


CLAIMS = (first_iterates, moments_from_the_log, largest_step)
