"""FedKSeed: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from itertools import product

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import Quadratic
from verification.arithmetic import federated as exact
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.zeroth_order.common import (
    GRADIENT,
    ROUNDING,
    X,
    deterministic,
    equal_iterates,
    example,
    plane,
)
from verification.evidence import bound, exact_moments, identity
from verification.finding import Finding, worst
from verification.mutants.zeroth_order import fedkseed as mutants
from verification.trial import complete_run

SUM, FORGOTTEN, ASCENT, AGAIN, REORDERED, NO_TWO, FROM_START, ONE_STEP, ONE_CLIENT, UNIT = mutants.SHARED
DIRECTIONS = np.array(exact.DIRECTIONS)


@claim(
    "fedkseed",
    theorem="the round",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4, two clients of three steps each, four directions, equal 80-digit decimals, same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates(method: type, engine: str) -> Finding:
    """Clients follow their own paths in decimals and the server takes the mean of their ends: no a_j there."""
    return equal_iterates(method(2.0**-6, 0.25, DIRECTIONS, 2, 3), exact.uniform, engine, steps=4)


@claim(
    "fedkseed",
    theorem="mean over the directions",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="one local step of two clients: E (x_0 - x_1)/eta = M p, M = mean of z z', over all choices",
    controls=planted(SUM, ASCENT, REORDERED, NO_TWO, UNIT),
)
def mean_over_the_directions(method: type, engine: str) -> Finding:
    """On a quadratic s = p'z_j exactly; each of the clients contributes (p'z_j) z_j/m, j uniform, independent.

    The second moment of the mean of two is half of that of one plus half of the square of the mean. M = I where the z_j
    are all sign vectors; here three directions that are no frame.
    """
    Z, eta = np.array([[1.0, 0.5], [-0.5, 1.0], [0.25, -1.5]]), 0.25
    g = (Z @ GRADIENT)[:, None] * Z
    mean = g.mean(axis=0)
    covariance = (g.T @ g / 3 - np.outer(mean, mean)) / 2
    found = []
    for i, j in product(range(3), repeat=2):
        draws = tape([(i + 0.5) / 3, (j + 0.5) / 3], [0, 0])
        x = complete_run(method(eta, 0.25, Z, 2, 1), plane(), X, 1, engine=engine, rng=draws).x
        found.append((x[0] - x[1]) / eta)
    return exact_moments(found, np.full(9, 1 / 9), mean=mean, covariance=covariance, tolerance=400 * ROUNDING)


@claim(
    "fedkseed",
    theorem="replay",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="one client: T rounds of E steps are T E steps of ZO-SGD, rebuilt from x_0 and K scalars",
    controls=planted(
        FORGOTTEN, ASCENT, AGAIN, REORDERED, NO_TWO, FROM_START, ONE_STEP, UNIT, mutants.FreshDirections
    ),
    shows=("P376/2",),
)
def replay(method: type, engine: str) -> Finding:
    """x_0 - eta sum_j a_j z_j is x_0 - eta sum of s z in another order; ZO-SGD is followed here step by step."""
    rounds, steps, eta, c, seed = 5, 3, 2.0**-6, 0.25, 9
    problem, x0 = example()
    found = complete_run(method(eta, c, DIRECTIONS, 1, steps), problem, x0, rounds, engine=engine, rng=seed)
    rng, x, a = np.random.default_rng(seed), x0.copy(), np.zeros(4)
    path = []
    for _ in range(rounds):
        y = problem.sample(rng)
        for _ in range(steps):
            j = int(4 * rng.random())
            z = DIRECTIONS[j]
            s = (problem.sample_value(x + c * z, y) - problem.sample_value(x - c * z, y)) / (2 * c)
            x, a[j] = x - eta * s * z, a[j] + s
        path.append(x)
    # values of order ten over 2c: 50 roundings in each of 15 steps, none amplified by more than 2
    along = identity(found.x[1:], np.array(path), tolerance=1500 * ROUNDING)
    return worst([along, identity(found.state.a, a, tolerance=1500 * ROUNDING)])


@claim(
    "fedkseed",
    theorem="subspace of the directions",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|x_t - x*|^2/2 tends to the residual of least squares in x_0 + span z at a stated rate, 0 for K = d",
    controls=(
        *planted(FORGOTTEN, ASCENT, AGAIN, NO_TWO, mutants.FreshDirections),
        *without("K directions", fewer=True),
    ),
)
def subspace_of_the_directions(method: type, engine: str, fewer: bool = False) -> Finding:
    """With |z_j| = 1 and eta = 1 a step on |x - x*|^2/2 is the projection onto {<z_j, x - x*> = 0}.

    The error within the span loses its part along z_j. Taken in turn, two directions of cosine t leave a factor t of
    the distance for each step after the first. The part orthogonal to both is never touched.
    """
    t, x_star, found = 0.25, np.array([1.0, -2.0, 0.5]), []
    Z = np.array([[1.0, 0.0, 0.0], [t, np.sqrt(1 - t * t), 0.0], [0.0, 0.0, 1.0]])
    problem, x0, rounds = deterministic(Quadratic(np.eye(3), x_star)), np.zeros(3), 4
    for K in (2, 3):
        used = Z[: K - 1] if fewer else Z[:K]
        order = list(range(len(used)))
        draws = tape([*[(j + 0.5) / len(used) for j in order] * rounds, *[0.5] * 99], [0] * rounds)
        x = complete_run(
            method(1.0, 0.5, used, 1, len(order)), problem, x0, rounds, engine=engine, rng=draws
        ).x
        residual = x_star[2] ** 2 if K == 2 else 0.0
        inside = np.sum((x[1:, :2] - x_star[:2]) ** 2, axis=1)
        rate = (x_star[:2] @ x_star[:2]) * t ** (2 * (2 * np.arange(rounds) + 1))
        found.append(
            bound(
                inside,
                rate,
                allowance=np.full(rounds, 64 * ROUNDING),
                x=np.arange(1, rounds + 1),
                ylabel="|x_k - x*|^2 in the span",
            )
        )
        found.append(
            identity(
                (x[1:, 2] - x_star[2]) ** 2, np.full(rounds, residual), tolerance=64 * ROUNDING, scale=1.0
            )
        )
    return worst(found)


CLAIMS = (first_iterates, mean_over_the_directions, replay, subspace_of_the_directions)
