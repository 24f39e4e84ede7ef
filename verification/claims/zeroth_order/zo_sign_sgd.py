"""ZO-SGD-Sign: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.problems import Linear
from verification.arithmetic.zeroth_order import World
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.zeroth_order.common import ROUNDING, deterministic, equal_iterates
from verification.evidence import identity, mean_test
from verification.finding import Finding
from verification.mutants.zeroth_order import zo_sign_sgd as mutants
from verification.trial import complete_run


def rule(w: World, x: np.ndarray, memory: Any) -> np.ndarray:
    """One step with eta = 1/8, c = 3/2."""
    i, z = w.index(), w.normals(x)
    return x - (1 if w.slope(x, z, Decimal("1.5"), i) > 0 else -1) * z / 8


@claim(
    "zo-sign-sgd",
    theorem="update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_10 equal the method in 80-digit decimals, same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates(method: type, engine: str) -> Finding:
    """The update is the definition; arrays of decimals evaluate it without this library, NumPy gives the draws."""
    return equal_iterates(method(0.125, 1.5), rule, engine, steps=10, seed=1)


@claim(
    "zo-sign-sgd",
    theorem="decrease on linear functions",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="for f = p'x every step has the length eta|z| and decreases f by eta|p'z|",
    controls=planted(
        mutants.SignOfProduct,
        mutants.NoSign,
        mutants.StepTwice,
        mutants.BY_NAME["Ascent"],
        mutants.BY_NAME["OnePoint"],
    ),
)
def decrease_of_a_linear_function(method: type, engine: str) -> Finding:
    """s = p'z exactly, so x+ - x = -eta sign(p'z) z and p'(x+ - x) = -eta |p'z|.

    Far from the origin, where a missing second value decides the sign.
    """
    p, eta, steps, seed = np.array([1.0, -2.0]), 0.25, 8, 2
    one = complete_run(
        method(eta, 0.25), deterministic(Linear(p)), np.array([8.0, -8.0]), steps, engine=engine, rng=seed
    )
    rng, wanted = np.random.default_rng(seed), []
    for _ in range(steps):
        rng.integers(0, 1)
        z = rng.standard_normal(2)
        wanted.append([-eta * abs(p @ z), eta * np.sqrt(z @ z)])
    moved = np.diff(one.x, axis=0)
    # iterates of size 10 and two products: below 40 roundings of numbers of order ten
    return identity(
        np.column_stack([moved @ p, np.linalg.norm(moved, axis=1)]), wanted, tolerance=400 * ROUNDING
    )


@claim(
    "zo-sign-sgd",
    theorem="normalised gradient descent in the mean",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="for f = p'x the mean step is -eta sqrt(2/pi) p/|p|",
    alpha=1e-6,
    controls=(
        *planted(mutants.SignOfProduct, mutants.NoSign, mutants.StepTwice, mutants.BY_NAME["Ascent"]),
        *without("normal directions of variance one", scale=1.25),
    ),
)
def mean_step_on_a_linear_function(method: type, engine: str, scale: float = 1.0) -> Finding:
    """z = (p'z) p/|p|^2 + w with w independent of p'z: E sign(p'z) z = E|p'z| p/|p|^2 = sqrt(2/pi) p/|p|.

    E (sign(s) z)(sign(s) z)' = E zz' = I gives the covariance. Steps on a linear function are independent. Along an
    axis the sign of each entry would have the mean 1 there.
    """
    p, eta, n = np.array([2.0, 0.0]), 0.25, 1500
    one = complete_run(
        method(eta * scale, 0.25), deterministic(Linear(p)), np.zeros(2), n, engine=engine, rng=8
    )
    unit = np.sqrt(2 / np.pi) * p / 2
    return mean_test(
        -np.diff(one.x, axis=0) / eta, unit, covariance=np.eye(2) - np.outer(unit, unit), margin=0.2
    )


CLAIMS = (first_iterates, decrease_of_a_linear_function, mean_step_on_a_linear_function)
