"""Forward gradients with guesses: what is claimed of them, with proofs, and what each claim must reject."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from itertools import combinations
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.first_order_adaptive.gradient_descent import GradientDescent
from refimpl.problems import Linear, LogQuadratic, Quadratic, diagonal_quadratic, random_quadratic
from verification.arithmetic import forward_gradient as exact
from verification.claim import Control, Kind, Standing, claim, planted, without
from verification.claims.zeroth_order.directions import normal, sphere
from verification.evidence import exact_moments, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.zeroth_order import guided_forward_gradient as mutants
from verification.trial import complete_run, first_iterates

UNIT = 2.0**-53
LOCAL = ((2, 0, 1), (0, 3, 0), (1, 0, 1)), (0, 1, -1)


def decimal_iterates(random: float, steps: int) -> list[list[Decimal]]:
    """x_1, x_2, ... in 80 digits: unit vectors, their combination, the projection."""
    with localcontext() as context:
        context.prec = 80

        def linear(data: Any, x: list[Decimal]) -> list[Decimal]:
            return [sum((a * v for a, v in zip(row, x)), Decimal(-b)) for row, b in zip(*data)]

        def unit(u: list[Decimal]) -> list[Decimal]:
            length = sum((v * v for v in u), Decimal(0)).sqrt()
            return [v / length for v in u]

        w, x, found = Decimal(random), [Decimal(v) for v in exact.START], []
        for k in range(steps):
            u, z = unit(linear(LOCAL, x)), unit([Decimal(v) for v in exact.NORMALS[k]])
            v = [(1 - w) * a + w * b for a, b in zip(u, z)]
            p = linear((exact.A, exact.B), x)
            share = sum((a * b for a, b in zip(p, v)), Decimal(0)) / sum((a * a for a in v), Decimal(0))
            x = [a - Decimal("0.125") * share * b for a, b in zip(x, v)]
            found.append(x)
        return found


@claim(
    "guided-forward-gradient",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on a quadratic with a quadratic local loss and given draws equal 80-digit arithmetic",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """Two unit vectors, weighted, and the projection of Ax - b on their sum, with square roots to 80 digits."""
    problem = Quadratic(np.array(exact.A, float), np.array(exact.B, float))
    auxiliary = Quadratic(np.array(LOCAL[0], float), np.array(LOCAL[1], float))
    algorithm, x0 = method(0.125, auxiliary, 0.25), np.array(exact.START, float)
    draws = tape(np.ravel(exact.NORMALS))
    return first_iterates(algorithm, problem, x0, decimal_iterates(0.25, 5), engine, rng=draws)


@claim(
    "guided-forward-gradient",
    theorem="descent for every guess",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x+) <= f(x) - (1 - eta L/2)|x+ - x|^2/eta at every step, eta up to 1.9/L, whatever the guess; "
    "equal on L|x|^2/2",
    controls=(
        *planted(mutants.TimesD, mutants.GuessFollowed, mutants.AbsoluteDerivative),
        *planted(mutants.LocalTarget),
        *without("L-smooth f", L=0.25),
    ),
)
def descent_for_every_guess(method: type, engine: str, L: float = 2.0) -> Finding:
    """With g the projection of p = grad f(x) on v: p'g = |g|^2 = cos^2 |p|^2, so
    f(x - eta g) <= f(x) - eta |g|^2 + L eta^2 |g|^2/2, and |g| = |x+ - x|/eta.

    On L|x|^2/2 both sides are equal. The local losses pull to another minimiser, and uphill on a linear one.
    """
    pull, away = (
        random_quadratic([2.0, 1.0], seed=1, minimizer=np.array([4.0, -3.0])),
        Linear(np.array([-1.0, 2.0])),
    )
    left, right, size = [], [], []
    for problem in (diagonal_quadratic([2.0, 2.0]), LogQuadratic(2)):
        for auxiliary, random, eta in ((pull, 0.0, 0.5), (away, 0.5, 1.9 / 2), (pull, 1.0, 1.9 / 2)):
            if L != 2.0:
                eta = eta * 2 / L
            t = complete_run(
                method(eta, auxiliary, random), problem, np.array([0.5, -1.25]), 5, engine=engine, rng=1
            )
            f, moves = np.array([problem.value(x) for x in t.x]), np.sum(np.diff(t.x, axis=0) ** 2, axis=1)
            left += list(f[1:])
            right += list(f[:-1] - (1 - eta * L / 2) * moves / eta)
            size += list(f[:-1] + moves / eta)
    return step_inequality(left, right, allowance=40 * UNIT * np.array(size), label="f(x_k+1)")


@claim(
    "guided-forward-gradient",
    theorem="random guesses",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="w = 1: E g = grad f/d and E g g' = (2pp' + |p|^2 I)/(d(d+2)), so E cos^2 = 1/d: far from the gradient",
    controls=(
        *planted(mutants.TimesD, mutants.GuessFollowed, mutants.AbsoluteDerivative, mutants.WeightsSwapped),
        *without("a guess that is random only", random=0.5),
    ),
)
def random_guesses(method: type, engine: str, random: float = 1.0) -> Finding:
    """g = (p'u) u with u uniform on the unit sphere, E u u' = I/d and E u_i u_j u_k u_l = (sum over pairs)/(d(d+2)).

    The trace of the second moment is |p|^2/d.
    """
    p, d, listed = np.array([0.75, -0.5]), 2, sphere(2)
    algorithm = method(1.0, Linear(np.array([1.0, 1.0])), random)
    outcomes = [
        -complete_run(algorithm, Linear(p), np.zeros(d), 1, engine=engine, rng=tape(row)).x[1]
        for row in listed.reals
    ]
    second = (2 * np.outer(p, p) + p @ p * np.eye(d)) / (d * (d + 2))
    covariance = second - np.outer(p, p) / d**2
    return exact_moments(outcomes, listed.weights, mean=p / d, covariance=covariance, tolerance=200 * UNIT)


@claim(
    "guided-forward-gradient",
    theorem="a perfect guess",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="w = 0: guesses along the gradient, of any length, give gradient descent; none or across does nothing",
    controls=(
        *planted(mutants.TimesD, mutants.GuessFollowed),
        *planted(mutants.AbsoluteDerivative, mutants.Complement, mutants.WeightsSwapped),
        *without("a guess that is not random", random=0.25),
    ),
)
def perfect_and_useless_guesses(method: type, engine: str, random: float = 0.0) -> Finding:
    """The projection of p on a multiple of p is p, and on what is orthogonal to p it is 0. The local loss of the first
    part is -3f; in the second p = (2, 0) at every point, and the guess (-1, 0), (0, 1) or nothing.
    """
    problem = random_quadratic([2.0, 1.0, 0.5], seed=3, minimizer=np.zeros(3))
    opposed = Quadratic(-3 * problem.A, -3 * problem.b)
    x0 = np.array([1.0, -2.0, 0.5])
    guided = complete_run(method(0.25, opposed, random), problem, x0, 6, engine=engine, rng=1).x
    plain = complete_run(GradientDescent(0.25), problem, x0, 6, engine=engine).x
    flat, across = Linear(np.array([2.0, 0.0])), Linear(np.array([0.0, 1.0]))
    along, nothing = Linear(np.array([-1.0, 0.0])), Linear(np.zeros(2))
    moved, still, at_rest = (
        complete_run(method(0.25, local, random), flat, x0[:2], 3, engine=engine, rng=1).x
        for local in (along, across, nothing)
    )
    # six steps of twenty operations, non-expansive
    return worst(
        [
            identity(guided, plain, tolerance=200 * UNIT),
            identity(still, np.tile(x0[:2], (4, 1)), tolerance=0.0),
            identity(at_rest, still, tolerance=0.0),
            identity(moved, np.array([[1 - k / 2, -2] for k in range(4)]), tolerance=0.0),
        ]
    )


@claim(
    "guided-forward-gradient",
    theorem="guesses of covariance C",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="without the division by |v|^2 guesses of covariance C give E g = C grad f: they precondition",
    controls=(
        *without("the division left out", estimate="projected"),
        *without("the covariance stated", C=np.eye(2)),
    ),
)
def unprojected_guesses_precondition(
    method: type, engine: str, estimate: str = "plain", C: Any = ((4.0, 1.0), (1.0, 1.0))
) -> Finding:
    """v = Rz with RR' = C: E v v' p = C p, and E g g' = 2 Cp p'C + (p'Cp) C by Wick's formula, of trace
    2 p'C^2 p + tr(C) p'Cp. So only E v v' = I gives the gradient; the projection has no such mean.
    """
    p, listed, R = np.array([0.75, -0.5]), normal(2), np.linalg.cholesky(np.array([[4.0, 1.0], [1.0, 1.0]]))
    C, outcomes = np.array(C), []
    for row in listed.reals:
        v = R @ row
        x = complete_run(method(1.0, Linear(v), 0.0), Linear(p), np.zeros(2), 1, engine=engine).x[1]
        outcomes.append(-x * (v @ v if estimate == "plain" else 1.0))
    second = 2 * np.outer(C @ p, C @ p) + p @ C @ p * C
    covariance = second - np.outer(C @ p, C @ p)
    return exact_moments(outcomes, listed.weights, mean=C @ p, covariance=covariance, tolerance=400 * UNIT)


@claim(
    "guided-forward-gradient",
    theorem="cosines of random guesses",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="w = 1: E|cos| = Gamma(d/2)/(sqrt(pi) Gamma((d+1)/2)), d = 2, 3; k orthogonal guesses in turn on |x|^2/2 "
    "have E cos^2 = k/d with their span",
    controls=(
        *planted(mutants.TimesD, mutants.GuessFollowed, mutants.Complement, mutants.WeightsSwapped),
        Control("large-d", "SCALE", "sqrt(2/(pi d)), the limit for large d", {"limit": True}),
    ),
)
def cosines(method: type, engine: str, limit: bool = False) -> Finding:
    """|g|/|p| is |cos|: 2/pi in the plane, and 1/2 in space, where the cosine is uniform; in general an integral of

    |u| (1 - u^2)^((d-3)/2). With eta = 1 on |x|^2/2 a step projects the guess out of x, so k orthogonal ones leave
    x - Px, and E P = (k/d) I over all k of the d rows of a frame, as for k normal vectors. Gauss nodes on half of the
    range of the cosine; the sign of a guess has no effect.
    """
    nodes, masses = np.polynomial.legendre.leggauss(16)
    found, wanted, t = [], [], (nodes + 1) / 2
    angle = np.pi / 2 * t
    plane = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    space = np.stack([t, np.sqrt(1 - t * t), 0 * t], axis=1)
    for guesses in (plane, space):
        d = guesses.shape[1]
        p, local = np.eye(d)[0] * 2.0, Linear(np.ones(d))
        steps = [
            complete_run(method(1.0, local, 1.0), Linear(p), np.zeros(d), 1, engine=engine, rng=tape(v)).x[1]
            for v in guesses
        ]
        found.append(masses / 2 @ np.linalg.norm(steps, axis=1) / 2)
        exact_mean = math.gamma(d / 2) / (math.sqrt(math.pi) * math.gamma((d + 1) / 2))
        wanted.append(math.sqrt(2 / (math.pi * d)) if limit else exact_mean)
    frame = np.array([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]) / 2
    x0, bowl, local = np.array([1.0, 2.0, -1.0, 0.5]), diagonal_quadratic(np.ones(4)), Linear(np.ones(4))
    for k in (1, 2, 3):
        shares = []
        for rows in combinations(range(4), k):
            draws = tape(frame[list(rows)].ravel())
            x = complete_run(method(1.0, local, 1.0), bowl, x0, k, engine=engine, rng=draws).x[-1]
            shares.append((x - x0) @ (x - x0) / (x0 @ x0))
        found.append(np.mean(shares))
        wanted.append(k / 4)
    # the cosine is analytic on the half range: sixteen nodes are exact to rounding
    return identity(found, wanted, tolerance=200 * UNIT)


CLAIMS = (
    cosines,
    first_iterates_on_a_quadratic,
    descent_for_every_guess,
    random_guesses,
    perfect_and_useless_guesses,
    unprojected_guesses_precondition,
)
