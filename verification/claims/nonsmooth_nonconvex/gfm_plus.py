"""GFM and GFM+: what is claimed of them, with proofs, and what each claim must reject."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import FiniteNoise, Quadratic
from refimpl.zeroth_order.estimators import Sphere
from refimpl.zeroth_order.mezo import MeZO
from verification.arithmetic.spheres import recursive
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.nonsmooth_nonconvex.capped import CappedL1
from verification.claims.zeroth_order.common import (
    GRADIENT,
    HEXAGON,
    ROUNDING,
    A,
    X,
    deterministic,
    draws_of,
    equal_iterates,
    example,
    law_of_a_step,
)
from verification.claims.zeroth_order.directions import second_moment
from verification.evidence import bound, exact_moments, identity, mean_bound, step_inequality, tight
from verification.finding import Finding, in_turn, worst
from verification.mutants.nonsmooth_nonconvex import gfm_plus as mutants
from verification.trial import complete_run

TILTED = FiniteNoise(Quadratic(A, A @ X - GRADIENT), np.array([[0.5, -0.25], [-0.5, 0.25]]))


@claim(
    "gfm-plus",
    theorem="Algorithm 2",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 with a period of three and batches of three and two equal 80-digit decimals, same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates(method: type, engine: str) -> Finding:
    """The update is the definition; arrays of decimals evaluate it without this library, NumPy gives the draws."""
    return equal_iterates(method(2.0**-6, 0.25, 3, 3, 2), recursive, engine, steps=6)


@claim(
    "gfm-plus",
    theorem="law of the estimate",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="on a quadratic E g = p and E gg' = (d/(d + 2))(2pp' + |p|^2 I): E|g|^2 = d |p|^2",
    controls=planted(mutants.WithoutD, mutants.NoTwoInDenominator, mutants.OnePoint, mutants.Ascent),
)
def law_of_the_estimate(method: type, engine: str) -> Finding:
    """g = d (p'w) w on a quadratic, E w_i^4 = 3/(d(d + 2)) and E w_i^2 w_j^2 = 1/(d(d + 2)), here over six angles.

    For L-Lipschitz F the odd part phi of u -> F(x + delta u) has int over the sphere of phi^2 <= int over the ball of
    |grad phi|^2, as the first Steklov eigenvalue of the unit ball is 1; |sphere| = d |ball| gives E phi^2 <= delta^2
    L^2/d and E|g|^2 = (d/delta)^2 E phi^2 <= d L^2, with equality for linear F.
    """
    outcomes, weights = draws_of(Sphere(), 1)
    wanted = second_moment(Sphere(), GRADIENT)
    return law_of_a_step(method(0.5, 0.25, 1, 1, 1), outcomes, weights, engine, second=wanted)


@claim(
    "gfm-plus",
    theorem="recursion of the estimates",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="given v_0: E v_1 = v_0 + A (x_1 - x_0), the covariance is that of one difference: no trace of p, y",
    controls=planted(
        mutants.WithoutD,
        mutants.Ascent,
        mutants.SpiderFreshW,
        mutants.SpiderFreshSample,
        mutants.NotRecursive,
        mutants.DifferenceReversed,
    ),
)
def recursion_of_the_estimates(method: type, engine: str) -> Finding:
    """With one w and one y the difference is d (q'w) w, q = A (x_1 - x_0): the gradient of a quadratic is affine in x

    and the linear term of the sample cancels. Its law is that of an estimate of q, over six angles and two samples,
    and of the draws that a second estimate of its own would take. Two independent estimates of p would add 2d|p|^2.
    """
    found, eta = [], 0.5
    algorithm, first = method(eta, 0.25, 2, 1, 1), HEXAGON.reals[0]
    for rows in product(range(6), repeat=2):
        for samples in product((0, 1), repeat=2):
            draws = tape([*first, *HEXAGON.reals[list(rows)].ravel()], [0, *samples])
            x = complete_run(algorithm, TILTED, X, 2, engine=engine, rng=draws).x
            found.append((x[1] - x[2]) / eta)
    q, v = A @ (x[1] - x[0]), (x[0] - x[1]) / eta
    covariance = second_moment(Sphere(), q) - np.outer(q, q)
    return exact_moments(
        found, np.full(144, 1 / 144), mean=v + q, covariance=covariance, tolerance=1000 * ROUNDING
    )


@claim(
    "gfm-plus",
    theorem="GFM",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a period of one step and one estimate are MeZO on the sphere at distance delta/sqrt d",
    controls=planted(
        mutants.WithoutD,
        mutants.NoTwoInDenominator,
        mutants.OnePoint,
        mutants.Ascent,
        mutants.BallForSphere,
        mutants.NotNormalised,
    ),
)
def gfm(method: type, engine: str) -> Finding:
    """z = sqrt(d) w: c z = delta w for c = delta/sqrt d, and [F(+) - F(-)]/(2c) z = d [F(+) - F(-)]/(2 delta) w."""
    problem, x0 = example()
    one, other = (
        complete_run(a, problem, x0, 6, engine=engine, rng=4).x
        for a in (method(2.0**-6, 0.25, 1, 1, 1), MeZO(2.0**-6, 0.25 / np.sqrt(3), law=Sphere()))
    )
    # the slopes differ by roundings of values of order ten over 2c, the steps do not amplify: 100 per step
    return identity(one, other, tolerance=600 * ROUNDING)


def smoothed_gradient(x: np.ndarray, delta: float) -> np.ndarray:
    """Of (|x_1| + |x_2|)/sqrt 2 over the disc: P(x_i + delta u_i > 0) - P(< 0), u_i of density 2 sqrt(1 - u^2)/pi."""
    t = np.clip(x / delta, -1, 1)
    return 2 * (t * np.sqrt(1 - t * t) + np.arcsin(t)) / np.pi / np.sqrt(2)


def goldstein_measure(x: np.ndarray, delta: float) -> np.ndarray:
    """The least norm in the hull of the gradients (+-1, +-1)/sqrt 2 at points nearer than delta to the rows of x.

    Both signs of entry i occur where |x_i| < delta. Where that is so for one entry, two adjacent corners have a middle
    of norm 1/sqrt 2; where for both, the two corners that differ from the nearest one in one entry are opposite.
    """
    return np.sqrt(1 - np.sum(np.abs(x) < delta, axis=1) / 2)


@claim(
    "gfm-plus",
    theorem="Goldstein stationarity of GFM",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="mean of E|grad f_delta(x_t)|^2 <= D_0/(eta T) + eta c_d d L^3/(2 delta), above the Goldstein measure",
    controls=(*planted(mutants.Ascent), *without("a ball of radius delta", ball=2.0**-40)),
    alpha=1e-6,
    shows=("P110/3",),
)
def goldstein_stationarity(method: type, engine: str, ball: float = 1.0) -> Finding:
    """f_delta is c_d L/delta-smooth: two balls shifted by h differ in a volume of at most 2|h| V_{d-1} delta^{d-1}.

    E f_delta(x+) <= f_delta - eta |grad f_delta|^2 + (eta^2/2)(c_d L/delta) d L^2, summed; f <= f_delta <= f + delta L.
    grad f_delta is a mean of gradients in the ball: the Goldstein measure is at most its norm.
    f = (|x_1| + |x_2|)/sqrt 2 has gradients of norm one at almost every point: the pointwise norm is no measure.
    """
    delta, T, x0, c2 = 0.25, 48, np.array([0.2, -0.3]), 4 / np.pi
    problem = deterministic(CappedL1(2, 64.0))
    start = problem.value(x0) + delta
    eta = np.sqrt(2 * start * delta / (c2 * 2 * T))
    squares, above = [], []
    for seed in range(56):
        x = complete_run(method(eta, delta, 1, 1, 1), problem, x0, T, engine=engine, rng=seed).x[:-1]
        smooth = np.linalg.norm(smoothed_gradient(x, delta), axis=1)
        above.append((goldstein_measure(x, ball * delta), smooth))
        squares.append(np.mean(smooth**2))
    limit = start / (eta * T) + eta * c2 * 2 / (2 * delta)
    measured, smooth = np.array(above).transpose(1, 0, 2).reshape(2, -1)
    below = step_inequality(measured, smooth, allowance=64 * ROUNDING)
    return worst([mean_bound(np.array(squares), limit), below])


@claim(
    "gfm-plus",
    theorem="Goldstein stationarity of GFM+",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="eta^2 m (d L/delta)^2/b' <= 1 - eta c_d L/delta: mean of E|grad f_delta|^2 <= 2 D_0/(eta T) + d L^2/b",
    controls=planted(mutants.Ascent, mutants.SumForMean),
    alpha=1e-6,
)
def stationarity_with_recursive_estimates(method: type, engine: str) -> Finding:
    """f_delta(x+) <= f_delta - (eta/2)(|grad f_delta|^2 - |v - grad f_delta|^2 + (1 - eta c_d L/delta)|v|^2).

    By `recursion_of_the_estimates` E|v_t - grad|^2 grows by at most (d L/delta)^2 eta^2 |v|^2/b' a step, as
    |g(x) - g(y)| <= (d L/delta)|x - y| for one w, from d L^2/b at a restart, and at most m times. Summed, the |v|^2
    cancel under the condition. Here f_delta is least at 0: D_0 <= c_d L |x_0|^2/(2 delta).
    """
    delta, T, m, b, small, x0 = 0.25, 8, 4, 12, 4, np.array([0.1, -0.1])
    problem, c2, eta = deterministic(CappedL1(2, 64.0)), 4 / np.pi, 0.09
    assert eta**2 * m * (2 / delta) ** 2 / small <= 1 - eta * c2 / delta
    squares = []
    for seed in range(56):
        x = complete_run(method(eta, delta, m, b, small), problem, x0, T, engine=engine, rng=seed).x[:-1]
        squares.append(np.mean(np.sum(smoothed_gradient(x, delta) ** 2, axis=1)))
    return mean_bound(np.array(squares), c2 / delta * (x0 @ x0) / (eta * T) + 2 / b)


@claim(
    "gfm-plus",
    theorem="Lipschitz differences of estimates",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|v_1 - v_0| <= (d L/delta)|x_1 - x_0| for every w and y, F(.; y) L-Lipschitz; equal for |x|, d = 1",
    controls=(
        *planted(
            mutants.SpiderFreshW, mutants.SpiderFreshSample, mutants.NotRecursive, mutants.NoTwoInDenominator
        ),
        *without("F L-Lipschitz", L=0.5),
    ),
)
def lipschitz_differences(method: type, engine: str, L: float = 1.0) -> Finding:
    """g(x; w, y) - g(x'; w, y) is d/(2 delta) times w times the difference of two differences, each at most L |x - x'|.

    For |x| between -delta and delta g = x/delta whichever w, so that both sides are |x - x'|/delta. In the plane f has
    four kinks and a linear term of size 1/2 that changes with y.
    """
    delta, eta, size = 0.25, 0.125, np.sqrt(5) / 4

    def change(problem: Any, x0: np.ndarray, reals: Any, integers: Any) -> tuple[float, float]:
        draws = tape(reals, integers)
        x = complete_run(method(eta, delta, 2, 1, 1), problem, x0, 2, engine=engine, rng=draws).x
        return float(np.linalg.norm(x[0] - 2 * x[1] + x[2])) / eta, float(np.linalg.norm(x[1] - x[0]))

    def findings() -> Iterator[Finding]:
        line = deterministic(CappedL1(1, 64.0))
        moved, apart = change(line, np.array([0.125]), [1.0, -1.0, 1.0], [0, 0, 0])
        yield tight([moved], [L * apart / delta], tolerance=64 * ROUNDING, ylabel="|v_1 - v_0|")
        plane = FiniteNoise(CappedL1(2, 0.5), np.array([[0.5, -0.25], [-0.5, 0.25]]))
        for x0 in ([0.125, -0.0625], [0.4375, 0.03125]):
            rows = product(range(6), repeat=2)
            pairs = [
                change(plane, np.array(x0), HEXAGON.reals[[i, j, (i + 2) % 6]].ravel(), [0, y, 1 - y])
                for i, j in rows
                for y in (0, 1)
            ]
            moved, apart = np.array(pairs).T
            yield bound(moved, 2 * (L + size) / delta * apart, xlabel="outcome", ylabel="|v_1 - v_0|")

    return in_turn(findings())


CLAIMS = (
    first_iterates,
    lipschitz_differences,
    law_of_the_estimate,
    recursion_of_the_estimates,
    gfm,
    goldstein_stationarity,
    stationarity_with_recursive_estimates,
)
