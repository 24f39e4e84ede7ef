"""Bloop: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from verification.arithmetic.levels import Vector, dot, plus, scaled
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.bilevel.surgery import (
    ETA,
    FIXED,
    ONE,
    WEIGHT,
    X0,
    noisy_iterates,
    objectives,
    path,
    value,
)
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding
from verification.mutants.bilevel import bloop as mutants
from verification.trial import complete_run, first_iterates

LONGER, EXCHANGED, UNWEIGHTED, MAXIMISED = mutants.SHARED


@claim(
    "bloop",
    theorem="the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on noisy objectives equal the update in 80-digit decimals, rho = 1/4",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_with_noise(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it on the recorded draws."""
    r: Vector = []

    def direction(k: int, g: Vector, a: Vector) -> Vector:
        nonlocal r
        r = plus(scaled(r, Decimal("0.75")), g, Decimal("0.25")) if k else g
        return plus(g, plus(a, r, -dot(a, r) / dot(r, r)), Decimal(WEIGHT))

    problem, draws, expected = noisy_iterates(direction)
    return first_iterates(method(ETA, WEIGHT, 0.25, FIXED), problem, X0, expected, engine, rng=draws)


@claim(
    "bloop",
    theorem="the main objective falls as in gradient descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="rho = 1, no noise: F(x+) <= F(x) - eta |g|^2 + L |x+ - x|^2/2 at every step",
    controls=(
        *planted(mutants.NotProjected, mutants.MainProjected, EXCHANGED),
        *without("rho = 1", rho=0.0625),
    ),
)
def descent_of_the_main_objective(method: type, engine: str, rho: float = 1.0) -> Finding:
    """F(x+) <= F(x) - eta <g, d> + L eta^2 |d|^2/2 and <g, d> = |g|^2: what is added to g is orthogonal to it.

    Equality where the curvature of F is L along d. Rounding: 64 units of values below 64.
    """
    left, right = [], []
    for x0, curvatures in (([3.0, 1.0], (2.0, 2.0)), ([3.0, -2.0], (2.0, 1.0))):
        problem = objectives(np.diag(curvatures), [0.0, 0.0], np.eye(2), [-5.0, 2.0])
        x, _, g, _ = path(method(0.25, 0.5, rho, ONE), problem, x0, 12, engine)
        F, moved = value(problem, x), np.sum((x[1:] - x[:-1]) ** 2, axis=1)
        left += list(F[1:])
        right += list(F[:-1] - 0.25 * np.sum(g * g, axis=1) + 2 * moved / 2)
    return step_inequality(left, right, allowance=64 * 64 * 2.0**-53, label="F(x_k+1)")


@claim(
    "bloop",
    theorem="approximate stationarity",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="rho = 1, no noise: (1 - L eta/2) mean |g|^2 <= (F_0 - F*)/(eta K) + L eta lambda^2 max |a|^2/2, any eta",
    controls=planted(mutants.NotProjected, EXCHANGED),
)
def main_gradient_is_small(method: type, engine: str) -> Finding:
    """Sum the descent of one step: |d|^2 = |g|^2 + lambda^2 |a'|^2 with the projected |a'| <= |a|. Here F* = 0."""
    found, bounds = [], []
    problem = objectives(np.diag([1.0, 0.5, 0.0]), np.zeros(3), np.eye(3), [0.5, 1.5, -1.0])
    for eta in (0.25, 0.0625, 0.015625):
        steps = round(16 / eta)
        x, _, g, a = path(method(eta, 0.5, 1.0, ONE), problem, [0.5, -1.0, 1.0], steps, engine)
        found.append((1 - eta / 2) * np.mean(np.sum(g * g, axis=1)))
        largest = np.max(np.sum(a * a, axis=1))
        bounds.append(value(problem, x[0]) / (eta * steps) + eta * 0.25 * largest / 2)
    return bound(found, bounds, x=[0.25, 0.0625, 0.015625], xlabel="eta", ylabel="mean |g|^2")


@claim(
    "bloop",
    theorem="the auxiliary objective on the kernel of the main one",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="F = |Rx - u|^2/2 singular, A = |x|^2/2: on the kernel x shrinks by 1 - eta lambda a step, for any rho",
    controls=planted(LONGER, EXCHANGED, UNWEIGHTED, MAXIMISED, mutants.MainProjected),
)
def kernel_shrinks(method: type, engine: str) -> Finding:
    """g, and with it r, is in the range of the Hessian; a = x, of which the projection leaves the kernel as it is.

    So the limit is the minimiser of least norm, up to the floor of |g|. With F = 0 all of x shrinks: nothing is taken
    off. Rounding: 16 units a step.
    """
    problem = objectives(
        [[2.0, 1.0, 0.0], [1.0, 2.0, 0.0], [0.0, 0.0, 0.0]], [1.0, 0.5, 0.0], np.eye(3), np.zeros(3)
    )
    found, expected = [], []
    for rho in (1.0, 0.25):
        x, _, _, _ = path(method(0.125, 0.5, rho, ONE), problem, [1.0, -1.0, 2.0], 30, engine)
        found.append(x[:, 2])
        expected.append(2.0 * (1 - 0.0625) ** np.arange(31))
    flat = objectives(np.zeros((3, 3)), np.zeros(3), np.eye(3), np.zeros(3))
    found.append(path(method(0.125, 0.5, 0.25, ONE), flat, [1.0, -1.0, 2.0], 30, engine)[0][:, 2])
    expected.append(expected[0])
    return identity(np.array(found), np.array(expected), tolerance=16 * 30 * 2.0**-53)


@claim(
    "bloop",
    theorem="surgery without a moving average",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="rho = 1, isotropic noise and nothing else in g: the mean direction is lambda (1 - 1/d) a",
    controls=planted(LONGER, UNWEIGHTED, mutants.NotProjected, mutants.MainProjected, mutants.InConflictOnly),
)
def batches_alone_hide_little(method: type, engine: str) -> Finding:
    """E(I - r r'/|r|^2) = (1 - 1/d) I for isotropic r; here r is +- twice a coordinate vector, each as often.

    All 2d draws are run, from the minimiser of F = |x|^2: a direction orthogonal to no gradient of F in particular.
    """
    d, weight, directions = 3, 0.5, []
    problem = objectives(2 * np.eye(d), np.zeros(d), np.eye(d), [1.0, -2.0, 0.5], noise=1.0)
    algorithm: Any = method(0.125, weight, 1.0, ONE)
    for c in np.vstack([2 * np.eye(d), -2 * np.eye(d)]):
        draws = tape(np.concatenate([np.zeros(d + 1), c, np.zeros(1)]))
        t = complete_run(algorithm, problem, np.zeros(d), 1, engine=engine, rng=draws)
        directions.append((t.x[0] - t.x[1]) / 0.125)
    expected = -weight * (1 - 1 / d) * problem.objective.p
    return identity(np.mean(directions, axis=0), expected, tolerance=64 * 2.0**-53)


CLAIMS = (
    first_iterates_with_noise,
    descent_of_the_main_objective,
    main_gradient_is_small,
    kernel_shrinks,
    batches_alone_hide_little,
)
