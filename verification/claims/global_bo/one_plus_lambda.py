"""(1+lambda)-EA: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from refimpl.core.draws import tape
from refimpl.global_bo.evolution import AdversarialBinVal, Static, SwitchingBinVal, ranks
from refimpl.global_bo.one_plus_lambda import State
from refimpl.problems import Linear
from verification.arithmetic import evolution as exact
from verification.claim import Control, Kind, Standing, claim, named, planted, without
from verification.claims.global_bo.evolution import ORDERS, flips, string
from verification.evidence import bound, identity, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.global_bo.one_plus_lambda import MUTANTS
from verification.trial import complete_run, first_iterates

controls = partial(named, MUTANTS)
UNIT = 2.0**-53
SWITCHING = SwitchingBinVal()


class ReversedSwitching(NamedTuple):
    """Set bits weigh most from n/2 on instead of below."""

    def at(self, parent: Any) -> Any:
        """f_t of the generation of `parent`."""
        return ranks(parent, bool(2 * np.sum(parent) >= len(parent)))


@claim(
    "one-plus-lambda-ea",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_12, a static and both dynamic functions, lambda = 1 and 3, given draws, equal sets'",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_of_sets(method: type, engine: str) -> Finding:
    """Strings as sets, exchanged where a draw is below p; binary values compared by the heaviest bit that differs."""
    problem, x0 = Linear(np.array(exact.WEIGHTS, float)), np.array(exact.vector(exact.START), float)
    stream = exact.draws(12 * 8 * exact.N)
    findings = []
    for order, sets in ORDERS:
        for count, rate in ((1, 0.375), (3, 0.25)):
            wanted = exact.plus(sets, count, Fraction(rate), 12, iter(stream))
            found = first_iterates(method(rate, count, order), problem, x0, wanted, engine, rng=tape(stream))
            findings.append(found)
    return worst(findings)


def drift(method: type, z: int, n: int, rate: float, order: Any) -> float:
    """E(z - z+) of one step from z set bits, over all flips."""
    problem, x, total = Linear(np.ones(n)), string(z, n), 0.0
    algorithm = method(rate, 1, order)
    for s in exact.subsets(n):
        after = algorithm.step(problem, State(x), flips([s], n, rate)).x
        total += rate ** len(s) * (1 - rate) ** (n - len(s)) * (z - float(np.sum(after)))
    return total


def drift_controls() -> Any:
    """What changes the drift of Switching for one offspring."""
    return (
        *controls("always-accepted", "one-draw-for-all", "other-probability", "half-the-flips", "maximises"),
        *controls("ranked-by-offspring"),
        Control(
            "threshold-reversed",
            "BRANCH",
            "the function switches the other way at n/2",
            {"order": ReversedSwitching()},
        ),
        *without("Switching", order=AdversarialBinVal()),
        *without("a dynamic function", order=Static()),
    )


@claim(
    "one-plus-lambda-ea",
    theorem="drift on Switching Dynamic BinVal",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="lambda = 1, z set bits: E(z - z+) = z p - (n-z) p (1 - (1-p)^z), z < n/2; z p (1-p)^(n-z) from n/2 on",
    controls=drift_controls(),
)
def drift_in_closed_form(method: type, engine: str, order: Any = SWITCHING) -> Finding:
    """A set bits and B clear bits flip, independent. Below n/2 the heaviest flipped bit is a set one if any flips:
    accepted iff A >= 1, where E A = zp, and E B 1{A >= 1} = (n - z) p (1 - (1-p)^z). From n/2 on it is a clear one if
    any flips: accepted iff B = 0, with E A 1{B = 0} = zp (1-p)^(n-z). All 2^n sets of flips are tried, n = 3 and 4.
    """
    found, wanted = [], []
    for n in (3, 4):
        for z in range(1, n + 1):
            for p in (0.25, 0.75):
                found.append(drift(method, z, n, p, order))
                below = z * p - (n - z) * p * (1 - (1 - p) ** z)
                wanted.append(below if 2 * z < n else z * p * (1 - p) ** (n - z))
    return identity(found, wanted, tolerance=200 * UNIT)


@claim(
    "one-plus-lambda-ea",
    theorem="Switching Dynamic BinVal minimises the drift",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="n = 4, every z: the drift on Switching is the least of all monotone functions, from both sides, four p",
    controls=drift_controls(),
)
def least_drift_of_all(method: type, engine: str, order: Any = SWITCHING) -> Finding:
    """A strictly monotone f_t accepts an upward closed set of offspring: with one also all that clear more bits or set
    fewer, all that only clear bits, none that only set some. The drift depends on that set alone. All such sets of the
    16 flips are tried in rational arithmetic: their least drift bounds every f_t from below, and Switching attains it.
    """
    found, wanted = [], []
    for p in (Fraction(1, 16), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)):
        for z in range(1, 5):
            found.append(1 + drift(method, z, 4, float(p), order))
            wanted.append(1 + float(exact.least_drift(z, 4, p)))
    return tight(found, wanted, tolerance=200 * UNIT, xlabel="case", ylabel="1 + E(z - z+)")


def mean_time(method: type, n: int, rate: float, order: Any) -> float:
    """Mean steps from n/2 set bits to none: what is accepted is asked of the method, the rest is a linear system."""
    P = np.zeros((n + 1, n + 1))
    binomial = [np.array([1.0])]
    for _ in range(n):
        grown = np.append(binomial[-1], 0.0) * (1 - rate)
        grown[1:] += binomial[-1] * rate
        binomial.append(grown)
    problem, algorithm = Linear(np.ones(n)), method(rate, 1, order)

    def accepted(z: int, s: Iterable[int]) -> float:
        x = string(z, n)
        after = algorithm.step(problem, State(x), flips([tuple(s)], n, rate)).x
        return float((after != x).any())

    for z in range(1, n + 1):
        law = np.outer(binomial[z], binomial[n - z])
        law[1:, 0] *= accepted(z, (0,))
        if z < n:
            law[0, 1:] *= accepted(z, (n - 1,))
            if isinstance(order, Static):  # it matters how many bits flip
                for a, b in product(range(1, z + 1), range(1, n - z + 1)):
                    law[a, b] *= accepted(z, [*range(a), *range(n - b, n)])
            else:
                law[1:, 1:] *= accepted(z, (0, n - 1))
        law[0, 0] = 0.0
        to = z - np.subtract.outer(np.arange(z + 1), np.arange(n - z + 1))
        np.add.at(P[z], to.ravel(), law.ravel())
        P[z, z] += 1 - P[z].sum()
    return float(np.linalg.solve(np.eye(n) - P[1:, 1:], np.ones(n))[n // 2 - 1])


@claim(
    "one-plus-lambda-ea",
    theorem="mean time on Switching Dynamic BinVal, exponent 3/2",
    kind=Kind.RATE,
    standing=Standing.OBSERVED,
    statement="p = 1/n, from n/2 set bits: log2 T(2n)/T(n) for n = 6, 12, 24 falls towards 3/2 and stays above",
    controls=(
        *controls("always-accepted"),
        *without("the standard rate", scale=1.5),
        *without("a dynamic function", order=Static()),
    ),
)
def exponent_of_the_mean_time(
    method: type,
    engine: str,
    order: Any = SWITCHING,
    scale: float = 1.0,
) -> Finding:
    """Acceptance depends on whether a set bit flips and whether a clear one does: three questions for every z.

    On OneMax it depends on how many do, and the time is of order n log n. The mean times solve a linear system. Below
    n/2 the drift is about z^2/n^2, and sum over z <= sqrt n of n/z, and of n^2/z^2 beyond, add up to the order n^(3/2).
    Further on the system gives 1.543 from n = 32 to 64, 1.5015 from 256 to 512.
    """
    sizes = (6, 12, 24) if isinstance(order, Static) else (6, 12, 24, 48)
    time = np.array([mean_time(method, n, scale / n, order) for n in sizes])
    exponents = np.log2(time[1:] / time[:-1])
    above = 1.5 + np.array([0.17, 0.105, 0.06])[: len(exponents)]
    return worst(
        [
            bound(exponents, above, xlabel="doubling", ylabel="exponent"),
            bound(np.full(len(exponents), 1.5), exponents, xlabel="doubling", ylabel="exponent"),
        ]
    )


@claim(
    "one-plus-lambda-ea",
    theorem="Switching and Adversarial Dynamic BinVal",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="below n/2 set bits a step on both functions is the same for every flip, from n/2 on some flip tells, "
    "n = 3, 4, 5",
    controls=(
        *controls("always-accepted"),
        Control(
            "threshold-reversed",
            "BRANCH",
            "the function switches the other way at n/2",
            {"order": ReversedSwitching()},
        ),
        *without("Switching", order=AdversarialBinVal()),
    ),
)
def one_function_below_half(method: type, engine: str, order: Any = SWITCHING) -> Finding:
    """Both put the set bits of the parent above all others there. With n > z >= n/2 a flip of a set and a clear bit is

    taken by the adversarial function and refused by the other.
    """
    told, wanted = [], []
    for n in (3, 4, 5):
        problem = Linear(np.ones(n))
        for z in range(1, n):
            both = [
                [
                    tuple(method(0.5, 1, f).step(problem, State(string(z, n)), flips([s], n, 0.5)).x)
                    for s in exact.subsets(n)
                ]
                for f in (order, AdversarialBinVal())
            ]
            told.append(float(both[0] != both[1]))
            wanted.append(float(2 * z >= n))
    return identity(told, wanted, tolerance=0.0)


@claim(
    "one-plus-lambda-ea",
    theorem="elitism",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x+) <= f(x) and f(x+) <= f(y_j) for every offspring, at every step of every run on a static function",
    controls=controls(
        "always-accepted", "maximises", "last-offspring", "chained", "one-draw-for-all", "other-probability",
        "half-the-flips",
    ),
)  # fmt: skip
def nothing_better_is_left(method: type, engine: str) -> Finding:
    """x+ is the best of x and the y_j: a minimum is no larger than what it is taken over."""
    problem, steps = Linear(np.array([1.0, 2.0, 4.0, 3.0])), 4
    left, right = [], []
    for seed in range(8):
        draws = np.random.default_rng(seed).random((steps, 3, 4))
        x0 = np.array([float(seed % 2), 1.0, float(seed // 2 % 2), float(seed // 4)])
        x = complete_run(method(0.375, 3), problem, x0, steps, engine=engine, rng=tape(draws.ravel())).x
        for k in range(steps):
            rivals = [x[k], *(np.where(row < 0.375, 1 - x[k], x[k]) for row in draws[k])]
            left.append(problem.value(x[k + 1]))
            right.append(min(problem.value(y) for y in rivals))
    return step_inequality(left, right, label="f(x+)")


CLAIMS = (
    first_iterates_of_sets,
    drift_in_closed_form,
    least_drift_of_all,
    exponent_of_the_mean_time,
    one_function_below_half,
    nothing_better_is_left,
)
