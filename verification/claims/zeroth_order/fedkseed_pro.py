"""FedKSeed-Pro: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.core.draws import tape
from refimpl.zeroth_order.fedkseed import FedKSeed
from verification.arithmetic import federated as exact
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.zeroth_order.common import ROUNDING, X, equal_iterates, example, plane
from verification.evidence import bound, identity
from verification.finding import Finding, worst
from verification.mutants.zeroth_order import fedkseed_pro as mutants
from verification.trial import complete_run

SUM, FORGOTTEN, ASCENT, AGAIN, REORDERED, NO_TWO, FROM_START, ONE_STEP, ONE_CLIENT, UNIT = mutants.SHARED
DIRECTIONS = np.array(exact.DIRECTIONS)


@claim(
    "fedkseed-pro",
    theorem="the round",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5, two clients of three steps each, four directions, equal 80-digit decimals, same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates(method: type, engine: str) -> Finding:
    """Lists of clipped slopes, their means, a softmax and the mean of the clients' ends, all in decimals."""
    algorithm = method(2.0**-6, 0.25, DIRECTIONS, 1.5, 2, 3)
    return equal_iterates(algorithm, exact.weighted, engine, steps=5)


def chosen(algorithm: type, Z: np.ndarray, first: int, engine: str, grid: int) -> np.ndarray:
    """How many of `grid` equally spaced draws of the second round pick each direction; the first picks `first`."""
    counts = np.zeros(len(Z), int)
    for i in range(grid):
        draws = tape([(first + 0.5) / len(Z), (i + 0.5) / grid], [0, 0])
        x = complete_run(algorithm, plane(), X, 2, engine=engine, rng=draws).x
        move = x[2] - x[1]
        cosines = np.abs(Z @ move) / np.linalg.norm(Z, axis=1) / np.linalg.norm(move)
        counts[int(np.argmax(cosines))] += 1
    return counts


@claim(
    "fedkseed-pro",
    theorem="probabilities of the directions",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="after one report (j, s) the shares of the directions in the next round are the softmax in closed form",
    controls=(
        *planted(mutants.AlwaysUniform, mutants.SmallestMost, mutants.NotClipped),
        *without("a clip between the slopes", clip=1.0),
    ),
)
def probabilities_of_the_directions(method: type, engine: str, clip: float = 0.75) -> Finding:
    """The history is `clip` for all but j, whose mean is (clip + min(|s|, clip))/2; s = p'z_j on a quadratic.

    Where |s| < clip direction j has normalised history 0 and the others 1: shares 1 : e : e. Where |s| >= clip nothing
    changes. A grid of n draws meets a share to 1/n. No share of values in [0, 1] is below 1/(1 + (K - 1)e).
    """
    Z, grid, found = np.array([[1.0, 0.5], [-0.5, 1.0], [0.25, -1.5]]), 32, []
    # |p'z| is 1/2 for the first direction and 7/8 for the second
    for j, weights in ((0, np.array([1.0, np.exp(1.0), np.exp(1.0)])), (1, np.ones(3))):
        shares = chosen(method(0.25, 0.25, Z, clip, 1, 1), Z, j, engine, grid) / grid
        off = np.abs(shares - weights / weights.sum())
        found.append(bound(off, np.full(3, 1 / grid), xlabel="direction", ylabel="error of a share"))
    return worst(found)


@claim(
    "fedkseed-pro",
    theorem="equal histories",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with a clip below all slopes the probabilities stay 1/K: FedKSeed with the same draws",
    controls=(
        *planted(SUM, FORGOTTEN, ASCENT, AGAIN, REORDERED, NO_TWO, FROM_START, UNIT, mutants.NotClipped),
        *without("a clip below all slopes", clip=64.0),
    ),
)
def equal_histories(method: type, engine: str, clip: float = 2.0**-20) -> Finding:
    """Every report adds `clip` to a mean that is `clip`: all h_j are equal, and the thresholds for u are j/K."""
    problem, x0 = example()
    common = (2.0**-6, 0.25, DIRECTIONS)
    one, other = (
        complete_run(algorithm, problem, x0, 4, engine=engine, rng=5).x
        for algorithm in (method(*common, clip, 2, 3), FedKSeed(*common, 2, 3))
    )
    return identity(one, other, tolerance=64 * ROUNDING)


CLAIMS = (first_iterates, probabilities_of_the_directions, equal_histories)
