"""MeZO: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import Linear, Quadratic
from refimpl.zeroth_order.estimators import Normal, Signs, Sphere
from verification.arithmetic.zeroth_order import World
from verification.claim import Control, Kind, Standing, claim, planted, without
from verification.claims.zeroth_order import mezo_estimates, mezo_in_place
from verification.claims.zeroth_order.common import (
    GRADIENT,
    ROUNDING,
    A,
    X,
    deterministic,
    draws_of,
    equal_iterates,
    estimates,
    law_of_a_step,
    plane,
)
from verification.claims.zeroth_order.directions import second_moment
from verification.evidence import bound, identity, tight
from verification.finding import Finding, in_turn
from verification.mutants.zeroth_order import mezo as mutants
from verification.trial import complete_run

CASES = ((Normal(), 1), (Sphere(), 1), (Sphere(), 2), (Signs(), 1), (Signs(), 2))
# with one direction and no noise there is nothing to average and nothing fresh
SEEN_ELSEWHERE = (
    mutants.MeanOverSum,
    mutants.QLoopOverwrites,
    mutants.FreshNoisePerEvaluation,
    mutants.SeedReused,
)


def rule(w: World, x: np.ndarray, memory: Any) -> np.ndarray:
    """One step of the text with eta = 1/32, c = 1/4, two directions and decay 1/8."""
    i, c = w.index(), Decimal("0.25")
    directions = [w.normals(x) for _ in range(2)]
    g = sum(w.slope(x, z, c, i) * z for z in directions) / 2
    return x - (g + x / 8) / 32


@claim(
    "mezo",
    theorem="Algorithm 1 and n-SPSA",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 with two directions and decay equal the method in 80-digit decimals, same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates(method: type, engine: str) -> Finding:
    """The update is the definition; arrays of decimals evaluate it without this library, NumPy gives the draws."""
    return equal_iterates(method(0.03125, 0.25, 2, 0.125), rule, engine)


@claim(
    "mezo",
    theorem="moments of n-SPSA",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="on quadratics the n-mean has mean p and the stated second moment for all three laws",
    controls=(
        *planted(
            mutants.SphereWithoutD, mutants.DTwice, mutants.NoTwoInDenominator, mutants.NotUndone,
            mutants.Ascent, mutants.MeanOverSum, mutants.QLoopOverwrites, mutants.PerTensorUnitU, mutants.SeedReused,
        ),
        *without("normal directions where they are claimed", swapped=True),
    ),
)  # fmt: skip
def moments_of_an_estimate(method: type, engine: str, swapped: bool = False) -> Finding:
    """s = p'z exactly on a quadratic, so E g = E zz' p = p and E gg' = E (p'z)^2 zz'.

    Normal: Wick gives |p|^2 I + 2 pp'. The sphere: the same with E z_i^4 = 3d/(d+2), E z_i^2 z_j^2 = d/(d+2). Signs:
    (p'z)^2 = |p|^2 + sum_{i != j} p_i p_j z_i z_j, and E of the sum times z_k z_l is 2 p_k p_l for k != l, 0 for
    k = l. Independent estimates with one mean: E gg' of their mean is (E gg' + (n-1) pp')/n.
    """

    def of(law: Any, n: int) -> Finding:
        used = Signs() if swapped and isinstance(law, Normal) else law
        outcomes, weights = draws_of(used, n, nodes=4)
        wanted = (second_moment(law, GRADIENT) + (n - 1) * np.outer(GRADIENT, GRADIENT)) / n
        return law_of_a_step(method(0.5, 0.25, n, 0.0, used), outcomes, weights, engine, second=wanted)

    return in_turn(of(law, n) for law, n in CASES)


def gamma(law: Any, d: int, r: float, n: int) -> float:
    """The factor of the step inequality."""
    return 1 + ((r + 1) / n if isinstance(law, Normal) else (d * r + d - 2) / (n * (d + 2)))


@claim(
    "mezo",
    theorem="decrease with local effective rank",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="E f(x+) = f - eta |p|^2 + (eta^2 l/2) gamma |p|^2 where p is a top eigenvector and tr H = r l: r, not d",
    controls=(
        *planted(mutants.SphereWithoutD, mutants.NoTwoInDenominator, mutants.MeanOverSum, mutants.QLoopOverwrites),
        *without("tr H <= r l", rank=1.25),
    ),
)  # fmt: skip
def expected_decrease(method: type, engine: str, rank: float = 0.0) -> Finding:
    """E f(x+) = f - eta |p|^2 + (eta^2/2) tr(H E gg'), and E gg' = |p|^2 I/n + ... gives, for normal directions,

    tr(H E gg') = (1 + 1/n) p'Hp + tr H |p|^2/n <= l |p|^2 [1 + (r + 1)/n]; equality as stated. On the sphere E gg' has
    the factor d/(d+2) in front of 2pp' + |p|^2 I before the mean over n is taken. H = diag(2, lambda), p = (2, 0).
    """
    values, wanted, eta, x = [], [], 0.125, np.array([1.0, 0.0])
    for law, n, other in ((Normal(), 1, 0.0), (Normal(), 1, 2.0), (Sphere(), 1, 2.0), (Sphere(), 2, 0.0)):
        H = np.diag([2.0, other])
        r = rank or np.trace(H) / 2.0
        outcomes, weights = draws_of(law, n, nodes=4)  # an even number: no direction is zero
        problem = deterministic(Quadratic(H, np.zeros(2)))
        ends = x - eta * np.array(estimates(method(eta, 0.25, n, 0.0, law), problem, x, outcomes, engine))
        values.append(weights @ np.einsum("ki,ij,kj->k", ends, H, ends) / 2)
        wanted.append(1 - eta * 4 + eta**2 * 2 / 2 * gamma(law, 2, r, n) * 4)
    return tight(values, wanted, tolerance=400 * ROUNDING, xlabel="case", ylabel="E f(x+)")


@claim(
    "mezo",
    theorem="exact recursion on quadratics",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="E f(x_t), t <= 3, on a diagonal quadratic with signs is the stated recursion, by enumeration",
    controls=planted(mutants.NoTwoInDenominator, mutants.Ascent, mutants.NotUndone),
)
def expected_values(method: type, engine: str) -> Finding:
    """x+ = x - eta zz'Hx: E x+_i^2 = x_i^2 (1 - 2 eta l_i) + eta^2 E (gg')_ii with p_i = l_i x_i, which for signs is

    s_i+ = (1 - 2 eta l_i) s_i + eta^2 sum_j l_j^2 s_j for s_i = E x_i^2, and E f = sum l_i s_i/2.
    """
    eigenvalues, x, eta, steps = np.array([2.0, 0.5]), np.array([1.0, -1.5]), 0.25, 3
    problem = deterministic(Quadratic(np.diag(eigenvalues), np.zeros(2)))
    s, wanted = x**2, []
    for _ in range(steps):
        s = (1 - 2 * eta * eigenvalues) * s + eta**2 * (eigenvalues**2 @ s)
        wanted.append(eigenvalues @ s / 2)
    values = np.zeros(steps)
    for coins in product((0, 1), repeat=2 * steps):
        integers = np.concatenate([[0, *coins[2 * k : 2 * k + 2]] for k in range(steps)])
        ends = complete_run(
            method(eta, 0.25, 1, 0.0, Signs()), problem, x, steps, engine=engine, rng=tape([], integers)
        )
        values += 4.0**-steps * np.sum(eigenvalues * ends.x[1:] ** 2, axis=1) / 2
    return tight(values, wanted, tolerance=1000 * ROUNDING, x=np.arange(1, steps + 1), ylabel="E f(x_t)")


@claim(
    "mezo",
    theorem="replay from a seed and scalars",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="x_T is x_0, the T scalars and the directions drawn again from the seed, with decay at every step",
    controls=(
        *planted(*(m for m in mutants.MUTANTS if m not in SEEN_ELSEWHERE)),
        Control("replay-without-decay", "DECAY", "the decay is left out of the replay", {"replayed": 0.0}),
    ),
)
def replay_from_the_log(method: type, engine: str, replayed: float = 0.5) -> Finding:
    """x+ = (1 - eta decay) x - eta s z: T applications from x_0 need s_t and z_t only.

    The log holds s_t = p'z_t, the slope of a quadratic in closed form at the x_t of the run, and the seed.
    """
    steps, eta, decay, seed = 6, 0.125, 0.5, 11
    one = complete_run(method(eta, 0.25, 1, decay), plane(), X, steps, engine=engine, rng=seed)
    rng, x = np.random.default_rng(seed), X.copy()
    for t in range(steps):
        rng.integers(0, 1)
        z = rng.standard_normal(2)
        log = (A @ one.x[t] - plane().objective.b) @ z
        x = (1 - eta * replayed) * x - eta * log * z
    # differences of values of order 10 over 2c: 50 roundings in each of the steps, none amplified by more than 2
    return identity(one.x[-1], x, tolerance=600 * ROUNDING)


@claim(
    "mezo",
    theorem="x returns to its place",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="where all slopes are zero x_T is x_0 up to 3 roundings of |x_i| + c|z_i| per direction",
    controls=(*planted(mutants.NotUndone), *without("zero slopes", slope=2.0**-20)),
)
def returns_to_its_place(method: type, engine: str, slope: float = 0.0) -> Finding:
    """x + c z, - 2c z, + c z: three sums, each rounded to half a unit of a number below |x_i| + c|z_i| in size;

    the products c z_i are exact for c a power of two. With f = 0 the slope is 0 exactly and the step moves nothing.
    """
    steps, n, c, seed = 40, 2, 0.125, 5
    x0 = np.array([1.0, -0.3])
    problem = deterministic(Linear(np.full(2, slope)))
    one = complete_run(method(1.0, c, n), problem, x0, steps, engine=engine, rng=seed)
    rng, moved = np.random.default_rng(seed), np.zeros(2)
    for _ in range(steps):
        rng.integers(0, 1)
        moved += sum(np.abs(x0) + c * np.abs(rng.standard_normal(2)) for _ in range(n))
    allowed = 3 * ROUNDING * moved * (1 + 2.0**-40)
    return bound(np.abs(one.x[-1] - x0), allowed, allowance=0.0, xlabel="coordinate", ylabel="|x_T - x_0|")


@claim(
    "mezo",
    theorem="ZO-GraSP score",
    paper="P128",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with one set of directions for both estimates, all signs, -x o [g(x + c g_0) - g_0]/c is -x o H p",
    controls=(
        Control(
            "grasp-independent-u", "NOISE", "the second estimate has directions of its own", {"same": False}
        ),
        Control("mu-in-direction", "SCALE", "the slope is multiplied by c z instead of z", {"c_in_z": True}),
        *planted(mutants.NoTwoInDenominator, mutants.MeanOverSum, mutants.QLoopOverwrites),
    ),
    shows=("P128/2",),
)
def pruning_score(method: type, engine: str, same: bool = True, c_in_z: bool = False) -> Finding:
    """With M = mean z z' the estimates on a quadratic are M p and M (p + c H M p): their difference over c is M H M p.

    Over all four sign vectors M = I. With other directions M' the difference has (M' - M) p/c more.
    """
    c, eta = 0.25, 0.5
    scale = c if c_in_z else 1.0

    def estimate(x: np.ndarray, coins: list[int]) -> np.ndarray:
        algorithm = method(eta, c, len(coins) // 2, 0.0, Signs())
        one = complete_run(algorithm, plane(), x, 1, engine=engine, rng=tape([], [0, *coins]))
        return (x - one.x[1]) / eta * scale

    every = [0, 0, 0, 1, 1, 0, 1, 1]
    first = estimate(X, every)
    second = estimate(X + c * first, every if same else [0, 0, 0, 1, 1, 1, 1, 1])
    # values of order one over 2c and again over c
    return identity(-X * (second - first) / c, -X * (A @ GRADIENT), tolerance=1000 * ROUNDING)


CLAIMS = (
    pruning_score,
    first_iterates,
    moments_of_an_estimate,
    expected_decrease,
    expected_values,
    replay_from_the_log,
    returns_to_its_place,
    *mezo_estimates.CLAIMS,
    *mezo_in_place.CLAIMS,
)
