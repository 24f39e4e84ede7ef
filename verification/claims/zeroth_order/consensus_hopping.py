"""Consensus hopping: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import Quadratic, diagonal_quadratic
from verification.arithmetic import consensus as exact
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.zeroth_order.raised import BASES, Raised
from verification.evidence import bound, identity, mean_test
from verification.finding import Finding, in_turn, worst
from verification.mutants.zeroth_order import consensus_hopping as mutants
from verification.trial import complete_run, first_iterates

UNIT = 2.0**-53
UNSHIFTED, ABOVE, MAXIMISER, MEAN, BEST, NUMBER, TWICE = mutants.CONSENSUS


@claim(
    "consensus-hopping",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 on a quadratic from three given particles per step equal 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """Weights exp(-a E) of three points, without any shift: decimal exponents are wide enough."""
    problem = Quadratic(np.array(exact.A, float), np.array(exact.B, float))
    x0, draws = np.array(exact.START, float), tape(np.ravel(exact.NORMALS))
    return first_iterates(method(0.75, 0.5, 3), problem, x0, exact.hopping(0.75, 0.5), engine, rng=draws)


@claim(
    "consensus-hopping",
    theorem="proximal step",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="N large: on a quadratic x+ is normal around (I + tau A)^{-1} x, tau = a s^2, with the stated covariance",
    alpha=1e-6,
    controls=(
        *planted(MAXIMISER, MEAN, BEST, NUMBER, TWICE),
        *planted(*mutants.CLOUDS),
        *without("the tau stated", sharper=2.5),
    ),
)
def one_step_is_a_proximal_step(method: type, engine: str, sharper: float = 1.0) -> Finding:
    """N(x, s^2 I) times exp(-a y'Ay/2) is normal with the mean (I + tau A)^{-1} x: that is v for N -> infinity.

    v is a quotient of two means: sqrt N (v - limit) is normal with covariance E w^2 (Y - v)(Y - v)'/(E w)^2. Weighted
    with w^2 Y is normal with C = (I/s^2 + 2 a A)^{-1}, m = C x/s^2; E exp(-c a y'Ay/2) is a Gaussian integral. The
    bias is of order 1/N, below a standard error of the mean over sixteen runs.
    """
    spectrum, x, a, s, N = np.array([2.0, 0.5]), np.array([1.0, -1.5]), 1.0, 0.75, 60
    problem = diagonal_quadratic(spectrum)
    found = np.array(
        [
            complete_run(method(sharper * a, s, N), problem, x, 1, engine=engine, rng=seed).x[1]
            for seed in range(16)
        ]
    )

    def integral(c: float) -> float:
        scale = 1 + c * a * s**2 * spectrum
        return float(np.exp(-(c * a / 2) * np.sum(spectrum * x * x / scale)) / np.sqrt(np.prod(scale)))

    limit = x / (1 + a * s**2 * spectrum)
    C = 1 / (1 / s**2 + 2 * a * spectrum)
    m = C * x / s**2
    covariance = integral(2) / integral(1) ** 2 * (np.diag(C) + np.outer(m - limit, m - limit))
    return mean_test(found, limit, covariance=covariance / N, margin=2.1)


@claim(
    "consensus-hopping",
    theorem="symmetries",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="f + c moves no iterate, c = 16, 984, nor does the order of the particles; one particle is a random walk",
    controls=(
        *planted(UNSHIFTED, ABOVE, mutants.HalfWay, mutants.UnitSpread, mutants.CloudAtOrigin),
        *without("a constant", tilted=True),
    ),
)
def what_consensus_does_not_see(method: type, engine: str, tilted: bool = False) -> Finding:
    """The weights of f + c are those of f times exp(-a c), in the numerator and below; a sum has no order.

    Values in 64ths are exact up to 2^12. Three draws of the first step in any order give one point up to rounding.
    """
    problem, x0 = Quadratic(np.array(exact.A, float), np.array(exact.B, float)), np.array(exact.START, float)
    algorithm, rows = method(0.75, 0.5, 3), np.array(exact.NORMALS[:3], float)
    plain = complete_run(algorithm, problem, x0, 1, engine=engine, rng=tape(rows.ravel())).x

    def findings() -> Iterator[Finding]:
        for base in BASES:
            other = Quadratic(problem.A, 2 * problem.b) if tilted else Raised(problem, base)
            raised = complete_run(algorithm, other, x0, 1, engine=engine, rng=tape(rows.ravel())).x
            yield identity(raised, plain, tolerance=20 * UNIT)
        for order in permutations(range(3)):
            x = complete_run(algorithm, problem, x0, 1, engine=engine, rng=tape(rows[list(order)].ravel())).x
            yield identity(x, plain, tolerance=20 * UNIT)
        alone = complete_run(method(0.75, 0.5, 1), problem, x0, 3, engine=engine, rng=tape(rows.ravel())).x
        walk = x0 + 0.5 * np.vstack([np.zeros(2), np.cumsum(rows, axis=0)])
        yield identity(alone, walk, tolerance=20 * UNIT)

    return in_turn(findings())


@claim(
    "consensus-hopping",
    theorem="descent on the smoothed function",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="one-dimensional f with many minima, Gaussian nodes for a cloud: F(x+) + |x+ - x|^2/(2 tau) <= F(x)",
    controls=(
        *planted(MAXIMISER, BEST, NUMBER),
        *without("tau = a s^2", longer=0.45),
    ),
)
def descent_on_the_smoothed_function(method: type, engine: str, longer: float = 1.0) -> Finding:
    """Differentiate F(x) = -(1/a) log E exp(-a f(x + s z)) as an integral over y: grad F = (x - v)/tau. The second

    derivative is (1 - Var_w(y)/s^2)/tau <= 1/tau, so F is 1/tau-smooth and a step of tau falls by |x+ - x|^2/(2 tau)
    at least, whatever f is; by twice that where f is linear. The cloud is one of 64 equally probable normal quantiles.
    """
    a, s = 2.0, 0.5
    tau = a * s * s
    z = np.array([NormalDist().inv_cdf((i + 0.5) / 64) for i in range(64)])
    z = z / np.sqrt(np.mean(z**2))
    values, bounds = [], []
    for wave in (0.0, 0.5):
        problem = Wave(0.25, wave)
        algorithm, x = method(a, s, 64), np.array([0.5])
        for _ in range(3):
            y = complete_run(algorithm, problem, x, 1, engine=engine, rng=tape(z)).x[1]
            fall = smoothed(problem, x, a, s, z) - smoothed(problem, y, a, s, z)
            values.append(((y - x) @ (y - x)) / (2 * longer * tau))
            bounds.append(fall if fall > 0 else 1e-300)
            x = y
    return bound(values, bounds, ylabel="|x+ - x|^2 / 2 tau", xlabel="step")


class Wave(NamedTuple):
    """c y + w sin(6 y) in one dimension."""

    slope: float
    wave: float

    def dimension(self):
        return 1

    def value(self, x):
        return self.slope * x[0] + self.wave * np.sin(6 * x[0])


def smoothed(problem: Any, x: np.ndarray, a: float, s: float, z: np.ndarray) -> float:
    """F(x) over the cloud z."""
    return float(-np.log(np.mean([np.exp(-a * problem.value(x + s * v)) for v in z])) / a)


class Nodes(NamedTuple):
    """y^2/2 + cos(3y)/3 at nodes that are asked for in turn, less log(N w)/a: equal particles get the weights w."""

    logs: Any  # log(N w)/a, shape (N,)
    asked: Any  # the number of values so far, shape (1,)

    def dimension(self):
        return 1

    def value(self, x):
        self.asked[0] += 1
        return x[0] ** 2 / 2 + np.cos(3 * x[0]) / 3 - self.logs[(self.asked[0] - 1) % len(self.logs)]


@claim(
    "consensus-hopping",
    theorem="gradient descent in the limit",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="N large, f not convex: (x - x+)/tau, tau = a s^2, is the slope of the smoothed f, a mean of slopes, "
    "and f_1 + s^2 (f_3/2 - a f_1 f_2) for small s, f_k the derivatives",
    engine_fixed=True,
    controls=(
        *planted(MAXIMISER, MEAN, BEST, NUMBER, TWICE),
        *planted(mutants.SpreadSquared, mutants.UnitSpread, mutants.CloudAtOrigin, mutants.HalfWay),
        *without("tau = a s^2", longer=1.02),
    ),
)
def gradient_descent_in_the_limit(method: type, engine: str, longer: float = 1.0) -> Finding:
    """By parts E z exp(-a f(x + s z)) = -a s E f_1(x + s z) exp(-a f(x + s z)): v - x is -tau times the tilted mean of
    f_1, which is the derivative of F = -(1/a) log E exp(-a f(x + s z)) = f + (s^2/2)(f_2 - a f_1^2) + O(s^4).

    The cloud is one of 48 Gauss nodes, whose weights are hidden in the values: means are exact to rounding for this f.
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(48)
    weights, a, found = weights / weights.sum(), 2.0, []
    for s in (0.25, 2.0**-6):
        for x in (0.75, -0.4):
            f = Nodes(np.log(48 * weights) / a, np.zeros(1, int))
            run = complete_run(method(a, s, 48), f, np.array([x]), 1, engine=engine, rng=tape(nodes)).x
            y = x + s * nodes
            tilted = weights * np.exp(-a * (y**2 / 2 + np.cos(3 * y) / 3))
            slope = tilted @ (y - np.sin(3 * y)) / tilted.sum()
            step = (x - run[1, 0]) / (longer * a * s * s)
            # a step of size s^2 is a difference of numbers of order one
            found.append(identity(step, slope, tolerance=400 * UNIT / (a * s * s)))
            if s < 0.1:
                f1, f2, f3 = x - np.sin(3 * x), 1 - 3 * np.cos(3 * x), 9 * np.sin(3 * x)
                # the next term is s^4 times products of derivatives below 2^8
                expansion = f1 + s**2 * (f3 / 2 - a * f1 * f2)
                found.append(identity(step, expansion, tolerance=2.0**8 * s**4, scale=1.0))
    return worst(found)


CLAIMS = (
    gradient_descent_in_the_limit,
    first_iterates_on_a_quadratic,
    one_step_is_a_proximal_step,
    what_consensus_does_not_see,
    descent_on_the_smoothed_function,
)
