"""MetaBalance: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from verification.arithmetic.levels import Vector, dot, plus
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
from verification.evidence import identity, step_inequality
from verification.finding import Finding
from verification.mutants.bilevel import metabalance as mutants
from verification.trial import first_iterates

LONGER, EXCHANGED, UNWEIGHTED, MAXIMISED = mutants.SHARED


@claim(
    "metabalance",
    theorem="the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on noisy objectives equal the update in 80-digit decimals, beta = 5/8, r = 3/4",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_with_noise(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it on the recorded draws."""
    sizes = [Decimal(0), Decimal(0)]

    def direction(k: int, g: Vector, a: Vector) -> Vector:
        for i, v in enumerate((g, a)):
            sizes[i] = Decimal("0.625") * sizes[i] + Decimal("0.375") * dot(v, v).sqrt()
        return plus(g, a, Decimal(WEIGHT) * (Decimal("0.75") * sizes[0] / sizes[1] + Decimal("0.25")))

    problem, draws, expected = noisy_iterates(direction)
    return first_iterates(method(ETA, WEIGHT, 0.625, 0.75, FIXED), problem, X0, expected, engine, rng=draws)


@claim(
    "metabalance",
    theorem="a factor on the auxiliary objective changes nothing",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="r = 1: 12 iterates with A and with 8 A are the same numbers, also from a minimiser of A",
    controls=(
        *planted(mutants.NotBalanced, mutants.RatioUpsideDown),
        *without("r = 1", balance=0.75),
    ),
)
def scale_of_the_auxiliary_objective(method: type, engine: str, balance: float = 1.0) -> Finding:
    """n and a carry the factor, (m/n) a does not; a power of two is not rounded. Where a = 0 at first: 0/0 = 0."""
    found = []
    for factor in (1.0, 8.0):
        P, v = factor * np.diag([1.0, 3.0]), factor * np.array([2.0, -3.0])
        problem = objectives([[2.0, 1.0], [1.0, 2.0]], [1.0, 0.5], P, v)
        algorithm = method(0.125, 0.5, 0.75, balance, ONE)
        found.append([path(algorithm, problem, x0, 12, engine)[0] for x0 in ([1.0, -1.5], [2.0, -1.0])])
    return identity(found[0], found[1], tolerance=0.0)


@claim(
    "metabalance",
    theorem="the regularised sum",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="r = 0, no noise: x is the stationary point of F + lambda A, at a distance of the minimisers of F",
    controls=planted(EXCHANGED, UNWEIGHTED, MAXIMISED, mutants.RestDropped),
)
def limit_of_the_regularised_sum(method: type, engine: str) -> Finding:
    """x+ = x - eta (H x - h) with H = R + lambda P of eigenvalues 1/2 .. 4: 400 steps of length 1/4 leave (7/8)^400.

    F has the minimisers (s, -s) + (1, 0), of which A = |x|^2/2 prefers (1/2, 1/2); with lambda = 1/2 x is (2/5, 2/5).
    """
    problem = objectives(np.ones((2, 2)), np.ones(2), np.eye(2), np.zeros(2))
    x = path(method(0.25, 0.5, 0.75, 0.0, ONE), problem, [1.0, -1.5], 400, engine)[0][-1]
    return identity(x, np.full(2, 0.4), tolerance=64 * 2.0**-53)


@claim(
    "metabalance",
    theorem="descent under balance",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="r = 1, beta = 0: F(x+) <= F(x) - eta (1 - lambda) |g|^2 + L eta^2 (1 + lambda)^2 |g|^2/2",
    controls=(
        *planted(UNWEIGHTED, mutants.NotBalanced, mutants.RatioUpsideDown),
        *without("beta = 0", memory=0.9375),
    ),
)
def descent_of_the_main_objective(method: type, engine: str, memory: float = 0.0) -> Finding:
    """What is added to g has the length lambda |g|. Rounding: 64 units of values below 64."""
    left, right = [], []
    for v in ([-40.0, -40.0], [6.0, 2.0]):
        problem = objectives(np.eye(2), np.zeros(2), np.eye(2), v)
        x, _, g, _ = path(method(0.0625, 0.5, memory, 1.0, ONE), problem, [-3.0, -3.0], 20, engine)
        F, gg = value(problem, x), np.sum(g * g, axis=1)
        left += list(F[1:])
        right += list(F[:-1] - 0.0625 * 0.5 * gg + 0.0625**2 * 1.5**2 * gg / 2)
    return step_inequality(left, right, allowance=64 * 64 * 2.0**-53, label="F(x_k+1)")


CLAIMS = (
    first_iterates_with_noise,
    scale_of_the_auxiliary_objective,
    limit_of_the_regularised_sum,
    descent_of_the_main_objective,
)
