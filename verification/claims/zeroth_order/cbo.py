"""Consensus-based optimisation: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import Linear, Quadratic, diagonal_quadratic
from refimpl.zeroth_order.cbo import Anisotropic, Isotropic
from verification.arithmetic import consensus as exact
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.zeroth_order.raised import BASES, Raised
from verification.evidence import bound, identity, mean_bound, tight
from verification.finding import Finding, in_turn, worst
from verification.mutants.zeroth_order import cbo as mutants
from verification.trial import complete_run, first_iterates

UNIT = 2.0**-53
UNSHIFTED, ABOVE, MAXIMISER, MEAN, BEST, NUMBER, TWICE = mutants.CONSENSUS
OFFSETS = np.array(exact.OFFSETS)


@claim(
    "cbo",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="consensus points x_1, ..., x_4 of three particles, both noises, given draws, equal 80-digit arithmetic",
    engine="ball",
    controls=planted(
        *(m for m in mutants.MUTANTS if m is not BEST), mutants.AlwaysIsotropic, mutants.AlwaysAnisotropic
    ),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """Consensus of all old particles, drift and noise particle by particle in decimals."""
    problem = Quadratic(np.array(exact.A, float), np.array(exact.B, float))
    x0, draws = np.array(exact.START, float), tape(np.ravel(exact.NORMALS))
    return worst(
        [
            first_iterates(
                method(0.75, 1.5, 0.5, 0.25, OFFSETS, law), problem, x0,
                exact.cbo(0.75, 1.5, 0.5, 0.25, anisotropic), engine, rng=draws.rewound(),
            )
            for law, anisotropic in ((Isotropic(), False), (Anisotropic(), True))
        ]
    )  # fmt: skip


@claim(
    "cbo",
    theorem="spread of the particles",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="a = 0: E V+ = ((1 - lam dt)^2 + kappa sigma^2 dt (1 - 1/N)) V, kappa = d or 1, over all sign vectors",
    controls=(
        *planted(mutants.DtForRootDt, mutants.AlwaysIsotropic, mutants.AlwaysAnisotropic, mutants.DriftAway),
        *planted(mutants.DriftWithoutDt, mutants.NoNoise, mutants.OneDrawForAll, mutants.MovedParticles),
        *without("equal weights", sharpness=2.0),
    ),
)
def expected_spread(method: type, engine: str, sharpness: float = 0.0) -> Finding:
    """v is the mean of the particles, u_i = X_i - v: X_i+ - v = (1 - lam dt) u_i + n_i with independent n_i of mean 0.

    V+ = mean |X_i+ - v|^2 - |mean X+ - v|^2, and E|n_i|^2 = kappa sigma^2 dt |u_i|^2; the mean of the n_i takes 1/N of
    their part away. V+ is of degree 2 in the draws: signs have the moments of normal draws. The spread grows where
    kappa sigma^2 (1 - 1/N) > 2 lam - lam^2 dt: for two particles in the plane from sigma = 1.33 on, with anisotropic
    noise from 1.88 on.
    """
    problem, x0, lam, dt, sigma = diagonal_quadratic([2.0, 1.0]), np.array([1.0, -1.0]), 1.0, 0.25, 1.2
    offsets = OFFSETS[:2]
    spread = float(np.mean(np.sum((offsets - offsets.mean(axis=0)) ** 2, axis=1)))
    found, wanted = [], []
    for law, kappa in ((Isotropic(), 2), (Anisotropic(), 1)):
        total = 0.0
        for signs in product((-1.0, 1.0), repeat=4):
            algorithm = method(sharpness, lam, sigma, dt, offsets, law)
            cloud = complete_run(algorithm, problem, x0, 1, engine=engine, rng=tape(signs)).state.cloud
            total += float(np.mean(np.sum((cloud - cloud.mean(axis=0)) ** 2, axis=1))) / 16
        found.append(total)
        wanted.append(((1 - lam * dt) ** 2 + kappa * sigma**2 * dt * (1 - 1 / 2)) * spread)
    return tight(found, wanted, tolerance=400 * UNIT, x=[2, 1], xlabel="kappa", ylabel="E V+")


@claim(
    "cbo",
    theorem="Laplace principle",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="two particles at a distance D, values that differ by h: |v - best| = D/(1 + exp(a h)), from both sides",
    controls=(
        *planted(ABOVE, MAXIMISER, MEAN, BEST, NUMBER, TWICE),
        *without("the gap stated", gap=0.75),
    ),
)
def laplace_principle(method: type, engine: str, gap: float = 0.5) -> Finding:
    """The weight of the other particle is exp(-a h)/(1 + exp(-a h)): v -> best as a grows, a = 0 gives the middle."""
    offsets = np.array([[0.0, 0.0], [1.0, 2.0]])
    problem = Linear(np.array([gap, 0.0]))
    sharpness = np.array([0.0, 0.5, 1.0, 2.0, 8.0, 32.0])
    found = []
    for a in sharpness:
        algorithm = method(float(a), 1.0, 0.0, 0.25, offsets)
        v = complete_run(algorithm, problem, np.array([3.0, -1.0]), 1, engine=engine, rng=0).x[1]
        found.append(np.linalg.norm(v - [3.0, -1.0]))
    wanted = np.sqrt(5) / (1 + np.exp(sharpness / 2))
    # v is rounded at the size of the start, and so is the distance
    return worst(
        [
            tight(
                found[:5], wanted[:5], tolerance=2000 * UNIT, x=sharpness[:5], xlabel="a", ylabel="|v - best|"
            ),
            bound(found, 1.001 * wanted, x=sharpness, xlabel="a", ylabel="|v - best|"),
        ]
    )


@claim(
    "cbo",
    theorem="without noise",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="sigma = 0 and equal values: X - v shrinks by 1 - lam dt per step; f + c moves no particle, c = 16, 984",
    controls=(
        *planted(
            mutants.DriftAway, mutants.DriftWithoutDt, mutants.StartsAtConsensus, mutants.MovedParticles
        ),
        *planted(UNSHIFTED, ABOVE),
        *without("no noise", sigma=0.5),
    ),
)
def drift_and_constants(method: type, engine: str, sigma: float = 0.0) -> Finding:
    """Equal values make v the mean, which stays, so that offsets are multiplied by (1 - lam dt)^k: all numbers are
    short binary fractions. A constant is subtracted with the least value; values in 64ths are exact up to 2^12. With
    the larger constant the weights exp(-a E) are among the last numbers above zero, of a few bits.
    """
    x0, offsets = np.array([1.0, -1.0]), np.array([[0.5, -0.25], [-0.5, 0.25], [0.25, 0.5], [-0.25, -0.5]])
    flat: Any = Linear(np.zeros(2))
    algorithm = method(1.0, 0.5, sigma, 0.5, offsets)
    cloud = complete_run(algorithm, flat, x0, 4, engine=engine, rng=3).state.cloud
    problem = Quadratic(np.array(exact.A, float), np.array(exact.B, float))

    def moved(base: float) -> np.ndarray:
        other = method(0.75, 1.5, 0.5, 0.25, OFFSETS)
        return complete_run(other, Raised(problem, base), x0, 1, engine=engine, rng=3).state.cloud

    def findings() -> Iterator[Finding]:
        yield identity(cloud, x0 + 0.75**4 * offsets, tolerance=8 * UNIT)
        for base in BASES:
            yield identity(moved(base), moved(0.0), tolerance=20 * UNIT)

    return in_turn(findings())


class Waves(NamedTuple):
    """x^2/2 + (5/2)(1 - cos 2 pi x) in one dimension: a minimum next to every integer, the least at 0."""

    def dimension(self):
        return 1

    def value(self, x):
        return x[0] ** 2 / 2 + 2.5 * (1 - np.cos(2 * np.pi * x[0]))


@claim(
    "cbo",
    theorem="global minimum among many",
    kind=Kind.DISTRIBUTION,
    standing=Standing.OBSERVED,
    statement="twelve particles, several minima, a = 30: v is within 1/10 of the least one after ten steps in more "
    "than half of all runs; gradient descent ends there from two of the twelve",
    alpha=1e-6,
    controls=(*planted(MEAN, MAXIMISER), *without("a cloud that reaches it", shift=5.0)),
)
def global_minimum_among_many(method: type, engine: str, shift: float = 0.0) -> Finding:
    """No proof: 300 other runs had no failure. Gradient descent goes down into the minimum of its own wave."""
    offsets, x0, steps, curvature = (
        np.linspace(-3, 3, 12)[:, None],
        np.array([1.3 + shift]),
        10,
        1 + 10 * np.pi**2,
    )
    algorithm = method(30.0, 1.0, 0.7, 0.5, offsets)
    failures = [
        float(abs(complete_run(algorithm, Waves(), x0, steps, engine=engine, rng=seed).x[-1, 0]) >= 0.1)
        for seed in range(56)
    ]
    y = offsets[:, 0] + 1.3
    for _ in range(200):
        y = y - (y + 5 * np.pi * np.sin(2 * np.pi * y)) / curvature
    reached = identity(float(np.sum(np.abs(y) < 0.1)), 2.0, tolerance=0.0)
    return worst([mean_bound(np.array(failures), 0.5, ylabel="failures"), reached])


CLAIMS = (
    first_iterates_on_a_quadratic,
    expected_spread,
    laplace_principle,
    drift_and_constants,
    global_minimum_among_many,
)
