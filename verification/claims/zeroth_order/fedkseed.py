"""FedKSeed: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import struct
from itertools import combinations, product
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import Quadratic
from verification.arithmetic import federated as exact
from verification.claim import Control, Kind, Standing, claim, planted, without
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


@claim(
    "fedkseed",
    theorem="what is left of the error",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="K random directions in r dimensions that matter leave the mean share 1 - K/r of f - f*, 0 from K = r on",
    controls=(
        *planted(ASCENT, NO_TWO, REORDERED, UNIT, mutants.FreshDirections),
        *without("K directions", more=1),
    ),
)
def expected_residual(method: type, engine: str, more: int = 0) -> Finding:
    """A direction of length one is projected out of x - x*, in the r dimensions, and so is a span of orthogonal ones.

    Where the law of the span prefers no direction E P = (K/r) I, so that E|(I - P)(x - x*)|^2 = (1 - K/r)|x - x*|^2.
    r = 2 of 3, K = 1: twelve angles, with an entry that f does not see; r = 4: every K of the rows of a rotated frame.
    """
    found = []
    flat = np.diag([1.0, 1.0, 0.0])
    angles = 2 * np.pi * np.arange(12) / 12
    lines = np.stack([np.cos(angles), np.sin(angles), np.full(12, 0.75)], axis=1)
    frame = np.array([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]) / 2
    cases = [(1 / 2, flat, [lines[[i, (i + 3) % 12]][: 1 + more] for i in range(12)])]
    for K in (1, 2, 3, 4):
        subsets = [list(rows) for rows in combinations(range(4), min(K + more, 4))]
        cases.append((1 - K / 4, np.eye(4), [frame[rows] for rows in subsets]))
    for share, P, families in cases:
        x_star, left = np.arange(1.0, 1 + len(P)), []
        problem = Quadratic(P, P @ x_star)
        for Z in families:
            E = len(Z)
            draws = tape([*((np.arange(E) + 0.5) / E), *[0.5] * 4 * E], [0])
            algorithm = method(1.0, 0.5, Z, 1, E)
            x = complete_run(
                algorithm, deterministic(problem), np.zeros(len(P)), 1, engine=engine, rng=draws
            ).x[1]
            left.append((x - x_star) @ P @ (x - x_star) / (x_star @ P @ x_star))
        found.append(identity(np.mean(left), share, tolerance=64 * ROUNDING, scale=1.0))
    return worst(found)


def client(problem: Any, x0: np.ndarray, Z: np.ndarray, received: bytes, steps: int, rng: Any) -> bytes:
    """What a client sends for the slopes a_j that it `received`: the place and the slope of each of its steps."""
    eta, c, sent = 2.0**-6, 0.25, b""
    w, y = x0 - eta * np.frombuffer(received, "<f4").astype(float) @ Z, problem.sample(rng)
    for _ in range(steps):
        j = int(len(Z) * rng.random())
        s = (problem.sample_value(w + c * Z[j], y) - problem.sample_value(w - c * Z[j], y)) / (2 * c)
        w, sent = w - eta * s * Z[j], sent + struct.pack("<If", j, s)
    return sent


@claim(
    "fedkseed",
    theorem="communication",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the run is rebuilt from 4 K bytes to a client and 8 E bytes from it per round, in single precision, "
    "whatever d is: 17984 for K = 4096, E = 200",
    controls=(
        *planted(FORGOTTEN, ASCENT, AGAIN, REORDERED, NO_TWO, mutants.FreshDirections),
        Control("parameters-sent", "NUMPATH", "the client sends its parameters, too", {"parameters": True}),
    ),
)
def bytes_communicated(method: type, engine: str, parameters: bool = False) -> Finding:
    """A step is its place j < K, four bytes, and its slope, four bytes; w and x_{t+1} follow from x_0, the directions

    that both sides hold, and the a_j. With |a_j| <= a, |z_j| <= z and the slopes in single precision x is good to
    eta E (a + s) z 2^-24 per round, and a slope to as much times |Hz|: 2^-16 holds a margin of a hundred here.
    """
    eta, found = 2.0**-6, []
    for d, K, E, rounds in ((2, 64, 6, 2), (3, 64, 6, 2), (2, 4096, 200, 1)):
        Z, places = (
            np.random.default_rng(d).standard_normal((K, d)),
            np.random.default_rng(5).integers(0, 64, 2 * E),
        )
        draws = tape([*((places + 0.5) / K), *[0.5] * 8 * E], [0] * rounds)
        rng = draws.rewound()
        problem, x0 = deterministic(Quadratic(np.diag(np.arange(1.0, d + 1)), np.ones(d))), np.full(d, 0.5)
        run = complete_run(method(eta, 0.25, Z, 1, E), problem, x0, rounds, engine=engine, rng=draws)
        a, path, traffic = np.zeros(K), [x0], []
        for _ in range(rounds):
            down = a.astype("<f4").tobytes()
            up = client(problem, x0, Z, down, E, rng)
            traffic.append(len(down) + len(up) + 4 * d * parameters)
            for j, s in struct.iter_unpack("<If", up):
                a[j] += s
            path.append(x0 - eta * a @ Z)
        found.append(identity(traffic, np.full(rounds, 17984.0 if K == 4096 else 304.0), tolerance=0.0))
        found.append(identity(run.x, path, tolerance=2.0**-16))
    return worst(found)


CLAIMS = (
    first_iterates,
    mean_over_the_directions,
    replay,
    subspace_of_the_directions,
    expected_residual,
    bytes_communicated,
)
