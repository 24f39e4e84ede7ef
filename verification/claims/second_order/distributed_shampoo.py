"""Distributed Shampoo: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from decimal import Decimal, localcontext

import numpy as np

from refimpl.problems import Quadratic
from verification.arithmetic import shampoo as decimals
from verification.arithmetic.shampoo import HESSIAN, LINEAR
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.stationary import is_fixed
from verification.dialects.second_order import distributed_shampoo as dialects
from verification.evidence import identity, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.second_order import distributed_shampoo as mutants
from verification.tape import follow
from verification.trial import first_iterates

SCHEDULE = (
    mutants.RefreshedEveryStep,
    mutants.NeverRefreshed,
    mutants.RefreshedLate,
    mutants.StatisticsAtRefresh,
    mutants.OldStatistics,
)
LENGTH = (
    mutants.NotGrafted,
    mutants.GraftedTheWrongWay,
    mutants.LengthWithoutRoot,
    mutants.StepTooLong,
    dialects.GraftedToSGD,
)


START = [2, -1, 1, 3, -2, 1]


def ridged(S, epsilon):
    """S + epsilon |S| I for a 2 x 2 or 1 x 1 matrix of decimals, |S| its largest eigenvalue in closed form."""
    top = S[0][0]
    if len(S) == 2:
        half, det = (S[0][0] + S[1][1]) / 2, S[0][0] * S[1][1] - S[0][1] ** 2
        top = half + (half * half - det).sqrt()
    return decimals.add(S, decimals.scaled_identity(len(S), epsilon * top))


@functools.cache
def in_decimals():
    """x_1, ..., x_4 with step size 1/8, epsilon 1/4, blocks of 2 x 1 and period 2."""
    epsilon, s, expected = Decimal("0.25"), Decimal("0.125"), []
    with localcontext() as context:
        context.prec = decimals.DIGITS
        x, squares = [Decimal(v) for v in START], [Decimal(0)] * 6
        L, R = [decimals.scaled_identity(2, Decimal(0))] * 3, [[[Decimal(0)]]] * 3
        P = Q = []
        for t in range(4):
            g = [sum((a * v for a, v in zip(row, x)), Decimal(0)) - c for row, c in zip(HESSIAN, LINEAR)]
            squares = [a + v * v for a, v in zip(squares, g)]
            blocks = [[[g[2 * j]], [g[2 * j + 1]]] for j in range(3)]
            L = [decimals.add(S, decimals.product(G, decimals.transpose(G))) for S, G in zip(L, blocks)]
            R = [decimals.add(S, decimals.product(decimals.transpose(G), G)) for S, G in zip(R, blocks)]
            if t % 2 == 0:
                P, Q = ([decimals.inverse_fourth_root(ridged(S, epsilon)) for S in stack] for stack in (L, R))
            D = [decimals.product(decimals.product(p, G), q) for p, G, q in zip(P, blocks, Q)]
            flat = [row[0] for block in D for row in block]
            ratio = sum((v * v / a for v, a in zip(g, squares)), Decimal(0)) / sum(
                (v * v for v in flat), Decimal(0)
            )
            x = [v - s * ratio.sqrt() * w for v, w in zip(x, flat)]
            expected.append(x)
    return expected


@claim(
    "distributed-shampoo",
    theorem="Sections 3 and 4",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 in three blocks of 2 x 1, roots every two steps, equal 110-digit decimals",
    engine="ball",
    controls=planted(*mutants.MUTANTS, *dialects.DIALECTS),
)
def first_iterates_in_blocks(method: type, engine: str) -> Finding:
    """The definition; roots by the Denman-Beavers iteration, the ridge by a quadratic equation."""
    problem = Quadratic(np.array(HESSIAN, float), np.array(LINEAR, float))
    return first_iterates(
        method(0.125, 0.25, 2, 1, 2), problem, np.array(START, float), in_decimals(), engine
    )


@claim(
    "distributed-shampoo",
    theorem="grafting, delay and blocks",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="direction: Shampoo's on every block with the statistics of the last refresh; length: AdaGrad's",
    engine_fixed=True,
    controls=planted(*SCHEDULE, *LENGTH, mutants.AbsoluteRidge, mutants.HalfPowers, mutants.LeftOnly,
                     mutants.SharedLeft, mutants.GraftedBlockwise),
)  # fmt: skip
def direction_of_shampoo_and_length_of_adagrad(method: type, engine: str) -> Finding:
    """Both are taken from the gradients alone: sums over the steps up to the last multiple of the period, fourth roots
    as two square roots by singular values, and the steps of AdaGrad. One block and period 1 are Shampoo, grafted.
    """
    rng, s, epsilon, findings = np.random.default_rng(2), 0.5, 0.125, []
    for blocks, rows, columns, period in ((1, 2, 3, 1), (2, 3, 2, 3), (2, 2, 2, 4)):
        tape = rng.standard_normal((7, blocks, rows, columns))
        tape[0, -1] = 0.0 if period == 4 else tape[0, -1]  # a block that has seen nothing keeps P = Q = I
        g = tape.reshape(7, -1)
        x, _ = follow(method(s, epsilon, rows, columns, period), np.zeros(g.shape[1]), g, engine=engine)
        a = np.cumsum(g**2, axis=0)
        u = g / np.sqrt(np.where(a > 0, a, 1.0))
        expected = []
        for t in range(7):
            past = tape[: t - t % period + 1]
            left, right = np.einsum("tbij,tbkj->bik", past, past), np.einsum("tbji,tbjk->bik", past, past)
            D = np.array([_root(P, epsilon) @ G @ _root(Q, epsilon) for P, G, Q in zip(left, tape[t], right)])
            expected.append(-s * np.linalg.norm(u[t]) * D.ravel() / np.linalg.norm(D))
        # ridges keep condition numbers below 9; a few hundred operations
        findings.append(identity(np.diff(x, axis=0), expected, tolerance=1e-13))
    return worst(findings)


def _root(S, epsilon):
    """(S + epsilon |S| I)^{-1/4} by singular values."""
    U, sigma, _ = np.linalg.svd(S)
    if sigma[0] == 0:
        return np.eye(len(S))
    return (U / (sigma + epsilon * sigma[0]) ** 0.25) @ U.T


@claim(
    "distributed-shampoo",
    theorem="scale invariance",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="gradients c g_t, c > 0, give the iterates of the gradients g_t",
    engine_fixed=True,
    controls=planted(mutants.LengthWithoutRoot, mutants.AbsoluteRidge, dialects.GraftedToSGD),
)
def scale_does_not_matter(method: type, engine: str) -> Finding:
    """Statistics and relative ridge grow by c^2, so that D does not change, and AdaGrad's step does not."""
    tape = np.random.default_rng(7).standard_normal((6, 6))
    x, scaled = (
        follow(method(0.5, 0.0625, 2, 3, 2), np.zeros(6), c * tape, engine=engine)[0] for c in (1.0, 5.0)
    )
    return identity(scaled, x, tolerance=1e-13)  # as above


@claim(
    "distributed-shampoo",
    theorem="length of the step",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="|x+ - x|^2 <= s^2 sum_i log(a_t,i / a_{t-1},i), a = sum g^2 > 0; the first step has length s sqrt d",
    engine_fixed=True,
    controls=(
        *planted(mutants.NotGrafted, mutants.LengthWithoutRoot, dialects.GraftedToSGD, mutants.StepTooLong),
        *without("statistics of the current gradient", older=1),
    ),
)
def steps_are_short(method: type, engine: str, older: int = 0) -> Finding:
    """|u|^2 = sum g_i^2/a_i = sum (1 - a_{t-1,i}/a_{t,i}) <= sum log(a_{t,i}/a_{t-1,i}); at t = 1 every term is one.

    Gradients of growing and of falling size: the bound is sharp where they fall.
    """
    rng, s, d, findings = np.random.default_rng(3), 0.5, 6, []
    for size in (np.ones(30), 0.5 ** np.arange(30), 2.0 ** np.arange(30)):
        g = size[:, None] * rng.uniform(1.0, 2.0, (30, d)) * rng.choice([-1.0, 1.0], (30, d))
        x, _ = follow(method(s, 0.0625, 2, 1, 2), np.zeros(d), g, engine=engine)
        squared, a = np.sum(np.diff(x, axis=0) ** 2, axis=1), np.cumsum(g**2, axis=0)
        rises = np.sum(np.log(a[1:] / a[:-1]), axis=1)
        # x is at most 40: differences are good to 40 * 8 u, and log to one rounding of a of at most thirty
        allowance = 2 * np.sqrt(squared[1:]) * 320 * 2.0**-53 + s**2 * d * 60 * 2.0**-53
        findings.append(
            step_inequality(squared[1:], s**2 * (rises if not older else rises / 2), allowance=allowance)
        )
        findings.append(tight(squared[:1], [s**2 * d], tolerance=1e-14, ylabel="|x_1 - x_0|^2"))
    return worst(findings)


@claim(
    "distributed-shampoo",
    theorem="rest",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a start with zero gradient is a fixed point, exactly: 0/0 is 0",
    controls=without("zero gradient", offset=2.0**-10),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """G = 0: roots of zero statistics are the identity, D = 0 and u = 0. The data are integers: G = 0 exactly."""
    return is_fixed(method(0.125, 0.25, 2, 1, 2), offset, engine)


CLAIMS = (
    first_iterates_in_blocks,
    direction_of_shampoo_and_length_of_adagrad,
    scale_does_not_matter,
    steps_are_short,
    stationary_point_is_fixed,
)
