"""ZO-SGD-Sign: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import Linear, Quadratic
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


@claim(
    "zo-sign-sgd",
    theorem="noise ball",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="f = |x|^2/2: E|x+|^2 = |x|^2 - 2 eta sqrt(2/pi) |x| + eta^2 d, a ball of radius eta d sqrt(pi/8), d = 2",
    controls=(
        *planted(mutants.SignOfProduct, mutants.NoSign, mutants.StepTwice, mutants.BY_NAME["Ascent"]),
        *without("f = |x|^2/2", stretched=4.0),
    ),
)
def noise_ball(method: type, engine: str, stretched: float = 1.0) -> Finding:
    """s = x'z: |x+|^2 = |x|^2 - 2 eta |x'z| + eta^2 |z|^2 with E|x'z| = sqrt(2/pi) |x| and E|z|^2 = d.

    Nearer to the minimiser than eta d sqrt(pi/8) the mean step leads away, by as much as is stated at 1/2, 1 and 2 of
    this radius. In polar coordinates: nodes on either side of the kink where z is across x, and the two nodes of Gauss
    for |z|, of density r exp(-r^2/2), with moments 1, m, 2 and 3 m, m = sqrt(pi/2).
    """
    eta, tilt, m = 0.25, np.pi / 6, np.sqrt(np.pi / 2)
    problem = deterministic(Quadratic(np.diag([1.0, stretched]), np.zeros(2)))
    a, b = np.linalg.solve(np.array([[m, 1.0], [2.0, m]]), np.array([-2.0, -3 * m]))
    r = -a / 2 + np.sqrt(a * a / 4 - b) * np.array([-1.0, 1.0])
    shares = np.linalg.solve(np.stack([np.ones(2), r]), np.array([1.0, m]))
    nodes, masses = np.polynomial.legendre.leggauss(10)
    angles = np.concatenate([np.pi / 2 * nodes, np.pi / 2 * nodes + np.pi]) + tilt
    z = np.stack([np.outer(r, np.cos(angles)), np.outer(r, np.sin(angles))], axis=-1).reshape(-1, 2)
    weights = np.outer(shares, np.tile(masses, 2) / 4).ravel()
    found, expected = [], []
    for share in (0.5, 1.0, 2.0):
        size = share * eta * 2 * np.sqrt(np.pi / 8)
        x = size * np.array([np.cos(tilt), np.sin(tilt)])
        ends = [
            complete_run(method(eta, 0.25), problem, x, 1, engine=engine, rng=tape(draw, [0])).x[1]
            for draw in z
        ]
        found.append(weights @ np.sum(np.square(ends), axis=1) - size**2)
        expected.append(-2 * eta * np.sqrt(2 / np.pi) * size + eta**2 * 2)
    # ten nodes integrate these trigonometric polynomials over half a turn to 1e-12
    return identity(np.array(found), np.array(expected), tolerance=1e-10)


CLAIMS = (first_iterates, decrease_of_a_linear_function, mean_step_on_a_linear_function, noise_ball)
