"""Saddle points from values only: what is claimed of the method, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from collections.abc import Callable
from decimal import Decimal, localcontext
from itertools import product
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import BilinearGame, LogQuadratic
from refimpl.problems.registry import EXAMPLES
from verification.arithmetic.zeroth_order import decimals
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.zeroth_order.common import HEXAGON, ROUNDING
from verification.evidence import exact_moments, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.zeroth_order import saddle_smoothing as mutants
from verification.trial import complete_run
from verification.trial import first_iterates as compared

SIGNS = np.array([1.0, -1.0])
GAME = BilinearGame(np.array([[1.5]]), np.array([0.5]), np.array([-0.25]), 0.25)
J, Q = np.array([[0.25, 1.5], [-1.5, 0.25]]), np.array([0.5, -0.25])  # F(z) = J z + Q
Z = np.array([1.0, -0.5])


Value = Callable[[np.ndarray], Decimal]


def in_decimals(value: Value, signs: list[int], z0: np.ndarray, steps: int, seed: int) -> list[list[Decimal]]:
    """z_1, ..., z_K with eta = 1/16, gamma = 1/4 and two estimates, to 80 digits."""
    d, found = len(signs), []
    stream = np.random.default_rng(seed)
    with localcontext() as context:
        context.prec = 80
        z = decimals(z0)

        def operator(p: np.ndarray) -> np.ndarray:
            total = decimals(np.zeros(d))
            for _ in range(2):
                normal = decimals(stream.standard_normal(d))
                e = normal / (normal @ normal).sqrt()
                total = total + 2 * d * (value(p + e / 4) - value(p - e / 4)) * e
            return total * np.array(signs) / 2

        for _ in range(steps):
            z = z - operator(z - operator(z) / 16) / 16
            found.append(list(z))
    return found


def payoff(p: np.ndarray) -> Decimal:
    """The value of the example, a game of three against two."""
    game = EXAMPLES["bilinear-game"].build()
    A, b, c, mu = decimals(game.A), decimals(game.b), decimals(game.c), Decimal(game.mu)
    x, y = p[:3], p[3:]
    return x @ A @ y + b @ x - c @ y + mu * (x @ x - y @ y) / 2


def logarithms(p: np.ndarray) -> Decimal:
    """sum log(1 + x_i^2): no quadratic, so that the distance of the values shows."""
    return sum(((1 + v * v).ln() for v in p), Decimal(0))


@functools.cache
def instances() -> list[tuple[Any, list[int], np.ndarray, list[list[Decimal]]]]:
    """Problem, players, start and z_1, ..., z_5."""
    game, start = EXAMPLES["bilinear-game"].build(), np.array(EXAMPLES["bilinear-game"].start)
    players = [1, 1, 1, -1, -1]
    return [
        (game, players, start, in_decimals(payoff, players, start, 5, 3)),
        (LogQuadratic(2), [1, -1], Z, in_decimals(logarithms, [1, -1], Z, 5, 3)),
    ]


@claim(
    "saddle-smoothing",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="z_1, ..., z_5 on a game of three against two and on logarithms equal 80-digit decimals, same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates(method: type, engine: str) -> Finding:
    """The update is the definition; arrays of decimals evaluate it without this library, NumPy gives the draws."""
    found = []
    for problem, signs, z0, wanted in instances():
        algorithm = method(2.0**-4, 0.25, 2, np.array(signs, float))
        found.append(compared(algorithm, problem, z0, wanted, engine, rng=3))
    return worst(found)


def all_steps(method: type, engine: str, eta: float, game: BilinearGame) -> np.ndarray:
    """z_1 for all pairs of six directions."""
    found = []
    for rows in product(range(6), repeat=2):
        draws = tape(HEXAGON.reals[list(rows)].ravel())
        found.append(complete_run(method(eta, 0.25, 1, SIGNS), game, Z, 1, engine=engine, rng=draws).x[1])
    return np.array(found)


@claim(
    "saddle-smoothing",
    theorem="mean of a step",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="E z_{k+1} = z - eta F(z - eta F(z)) on a game in the plane, by enumeration of the directions",
    controls=planted(
        mutants.BothMinimise,
        mutants.Exchanged,
        mutants.NoExtrapolation,
        mutants.FromTheMiddle,
        mutants.EndsAtTheMiddle,
        mutants.HalfWay,
        mutants.StepTooLong,
        mutants.WithoutD,
        mutants.NoTwoInDenominator,
    ),
)
def mean_of_a_step(method: type, engine: str) -> Finding:
    """The central difference of a quadratic is p'e for every gamma: E G = s o d E (p'e) e = s o p = F, and F is affine.

    The step is of degree three in every direction: six equal angles are exact.
    """
    eta = 0.5
    F = J @ Z + Q
    mean = Z - eta * (F - eta * J @ F)
    found = all_steps(method, engine, eta, GAME)
    # values of order one over 2 gamma, two steps
    return exact_moments(found, np.full(36, 1 / 36), mean=mean, tolerance=400 * ROUNDING)


@claim(
    "saddle-smoothing",
    theorem="distance after a step",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="E|z+ - z*|^2 = R^2 - 2 eta <F - eta J F, z - z*> + eta^2 d (|F|^2 - 2 eta F'J F + eta^2 tr(J'J S))",
    controls=(
        *planted(
            mutants.BothMinimise,
            mutants.NoExtrapolation,
            mutants.FromTheMiddle,
            mutants.HalfWay,
            mutants.StepTooLong,
            mutants.WithoutD,
            mutants.NoTwoInDenominator,
        ),
        *without("one bilinear game", coupling=1.0),
    ),
)
def distance_after_a_step(method: type, engine: str, coupling: float = 1.5) -> Finding:
    """Given w: E G' = F(w), E|G'|^2 = d |F(w)|^2, as E ee' = I/d and |s o e| = 1. F(w) = F - eta J G and

    E G G' = S: p = s o F, E gg' = (d/(d+2))(2 pp' + |p|^2 I), and the signs turn pp' into FF' and leave I.
    """
    game, found = GAME._replace(A=np.array([[coupling]])), []
    for eta in (0.25, 0.5):
        F = J @ Z + Q
        away = Z - np.linalg.solve(J, -Q)
        S = (2 * np.outer(F, F) + F @ F * np.eye(2)) / 2
        ahead = F @ F - 2 * eta * F @ J @ F + eta**2 * np.trace(J.T @ J @ S)
        expected = away @ away - 2 * eta * (F - eta * J @ F) @ away + eta**2 * 2 * ahead
        distances = np.sum((all_steps(method, engine, eta, game) - np.linalg.solve(J, -Q)) ** 2, axis=1)
        found.append(tight(distances.mean(), expected, tolerance=400 * ROUNDING, ylabel="E|z+ - z*|^2"))
    return worst(found)


@claim(
    "saddle-smoothing",
    theorem="contraction in the mean",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="|E z+ - z*|^2 <= (1 - eta mu) |z - z*|^2 for eta <= 1/(4 L), where descent and ascent diverge: mu = 0",
    controls=(
        *planted(mutants.BothMinimise, mutants.Exchanged, mutants.NoExtrapolation, mutants.FromTheMiddle),
        *without("eta <= 1/(4 L)", factor=8.0),
    ),
)
def contraction_in_the_mean(method: type, engine: str, factor: float = 1.0) -> Finding:
    """E z+ - z* = (I - eta J + eta^2 J^2)(z - z*), with J = mu I + K, K skew: the eigenvalues j = mu +- i a have

    |1 - eta j + eta^2 j^2|^2 = (1 - p + p^2)^2 - q^2 (1 + 2p - 2p^2 - q^2) with p = eta mu, q = eta a, which for
    p, q <= 1/4 is at most (1 - 3p/4)^2 <= 1 - p. J is normal. Plain descent and ascent has 1 + q^2 for mu = 0.
    """
    left, right = [], []
    for mu in (0.0, 0.25):
        game = GAME._replace(mu=mu)
        eta = factor * 0.25 / float(np.hypot(1.5, mu))
        saddle = game.saddle_point()
        mean = all_steps(method, engine, eta, game).mean(axis=0) - saddle
        left.append(mean @ mean)
        right.append((1 - eta * mu) * (Z - saddle) @ (Z - saddle))
    return step_inequality(left, right, allowance=400 * ROUNDING)


CLAIMS = (first_iterates, mean_of_a_step, distance_after_a_step, contraction_in_the_mean)
