"""LV-HBA: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any

import numpy as np

from refimpl.bilevel.lv_hba import State
from refimpl.problems import HalfSpaceLevels, half_space_example
from verification.arithmetic.levels import (
    Vector,
    clipped,
    curved,
    dot,
    exact,
    plus,
    root,
    scaled,
    times,
    turned,
)
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import identity, step_inequality
from verification.finding import Finding
from verification.mutants.bilevel import lv_hba as mutants
from verification.oracle.curved import curved_constraint
from verification.special_cases.bilevel.lv_hba import SETTING
from verification.trial import first_iterates

PROBLEM = half_space_example()
RHO, SIGMA = 0.5, 2.0


@claim(
    "lv-hba",
    theorem="the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 with a curved constraint and growing c equal the update in 80-digit decimals",
    engine="ball",
    controls=planted(
        *(m for m in mutants.MUTANTS if m is not mutants.SeparateProjections)
    ),  # C is a box here
)
def first_iterates_with_a_curved_constraint(method: type, engine: str) -> Finding:
    """The update is the definition. Both multipliers reach zero, z its cap, and the box cuts on the way."""
    problem, x0 = curved_constraint()
    start, expected = np.array([0.25, 0.5, -0.25]), []
    with localcontext() as context:
        context.prec = 80
        g, E, c = curved(problem.objective, Decimal), exact(problem.E, Decimal), Decimal(problem.c)
        low, high = ([exact(v, Decimal) for v in side] for side in (problem.box.low, problem.box.high))
        x, y = exact(x0, Decimal), exact(start, Decimal)
        t, m, z = y, Decimal(0), Decimal(0)
        alpha, eta, beta, rho, sigma, penalty, growth, cap = (Decimal(v) for v in SETTING)

        def slope(M: Any, v: Vector, w: Vector) -> Vector:
            return plus(times(M, v), w, Decimal("0.5"))

        for k in range(6):
            pull = plus(plus(g.lower_y(x, t), slope(turned(E), x, t), m), plus(t, y, -1), 1 / rho)
            h = dot(x, times(E, t)) + (dot(x, x) + dot(t, t)) / 4 - c
            t, m = plus(t, pull, -eta), max(Decimal(0), m + eta * (h - (m - z) / sigma))
            weight = 1 / (penalty * root(1 + growth * k, 1, 4))
            d_x = plus(g.lower_x(x, y), plus(g.lower_x(x, t), slope(E, t, x), m), -1)
            d_y = plus(g.lower_y(x, y), plus(y, t, -1), -1 / rho)
            moved = [
                *plus(x, plus(d_x, scaled(g.upper_x(x, y), weight)), -alpha),
                *plus(y, plus(d_y, scaled(g.upper_y(x, y), weight)), -alpha),
            ]
            w = clipped(moved, low, high)
            x, y = w[:2], w[2:]
            z = min(cap, max(Decimal(0), z + beta * (m - z) / sigma))
            expected.append(x)
    return first_iterates(method(*SETTING, start), problem, x0, expected, engine)


def saddle_point(x: Any, y: Any, z: float) -> tuple[Any, float]:
    """t and m of v(x, y, z) on PROBLEM by elimination: with the constraint, or without where m would be negative."""
    levels = PROBLEM.objective
    M = np.block(
        [[levels.A + np.eye(3) / RHO, PROBLEM.b[:, None]], [-PROBLEM.b[None, :], np.array([[1 / SIGMA]])]]
    )
    right = np.append(levels.B @ x + y / RHO, PROBLEM.a @ x - PROBLEM.c + z / SIGMA)
    u = np.linalg.solve(M, right)
    if u[3] < 0:
        u = np.append(np.linalg.solve(M[:3, :3], right[:3]), 0.0)
    return u[:3], float(u[3])


def value(x: Any, y: Any, z: float) -> float:
    """v(x, y, z)."""
    t, m = saddle_point(x, y, z)
    inner = PROBLEM.objective.lower(x, t) + m * float(PROBLEM.constraint(x, t))
    return float(inner + (t - y) @ (t - y) / (2 * RHO) - (m - z) ** 2 / (2 * SIGMA))


POINTS = (  # the constraint is active in the first two
    (np.array([1.5, -0.5]), np.array([0.5, -0.25, 0.75]), 0.5),
    (np.array([0.5, -1.0]), np.array([1.0, 0.5, -2.0]), 0.25),
    (np.array([-1.0, 0.25]), np.array([-0.5, 0.25, 0.5]), 0.125),
)


@claim(
    "lv-hba",
    theorem="the proximal Lagrangian value function",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at the saddle point the directions are those of f/c + g - v in x, y and z; v = g where y solves",
    shows=("P133/1",),
    controls=planted(
        mutants.ConstraintLeftOut,
        mutants.ProximalSign,
        mutants.RhoInverted,
        mutants.ProximalMultiplierFlees,
        mutants.PenaltyInverted,
        mutants.StepTooLong,
    ),
)
def directions_are_gradients_of_the_gap(method: type, engine: str) -> Finding:
    """Envelope theorem: grad v is the partial gradient of what is minimised and maximised, at the saddle point.

    v is quadratic around each point, so that central differences over 2^-8 err by rounding alone, some 2^-53 2^8 of
    values below 16. At y* with z its multiplier, (y*, z) is the saddle point itself: all but g vanishes.
    """
    algorithm: Any = method(0.25, 0.25, 0.5, RHO, SIGMA, 2.0, 0.0, 8.0, np.zeros(3))
    found, expected, step = [], [], 2.0**-8
    for x, y, z in POINTS:
        t, m = saddle_point(x, y, z)
        d_x, d_y = algorithm.direction(PROBLEM, x, y, t, m, 2.0)
        found.append([*d_x, *d_y, (algorithm.renewed(z, m) - z) / 0.5])
        w = np.concatenate([x, y, [z]])
        slopes = []
        for e in step * np.eye(6):
            ahead, behind = w + e, w - e
            slopes.append(
                (value(ahead[:2], ahead[2:5], ahead[5]) - value(behind[:2], behind[2:5], behind[5]))
                / (2 * step)
            )
        slope = np.array(slopes)
        by_x = PROBLEM.upper_x(x, y) / 2 + PROBLEM.lower_x(x, y) - slope[:2]
        by_y = PROBLEM.upper_y(x, y) / 2 + PROBLEM.lower_y(x, y) - slope[2:5]
        expected.append([*by_x, *by_y, slope[5]])
        best, multiplier = PROBLEM.lower_solution(x), float(PROBLEM.multiplier(x))
        found.append([value(x, best, multiplier)] * 6)
        expected.append([PROBLEM.objective.lower(x, best)] * 6)
    return identity(np.array(found), np.array(expected), tolerance=2.0**-36)


@claim(
    "lv-hba",
    theorem="the inner step contracts",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="|u+ - u*|^2 <= (1 - 2 eta s + eta^2 Q^2) |u - u*|^2 for u = (t, m), x, y and z fixed",
    controls=(
        *planted(
            mutants.MultiplierDescends,
            mutants.MultiplierNotProjected,
            mutants.ConstraintNotFollowed,
            mutants.RhoInverted,
        ),
        *without("small eta", eta=1.5),
    ),
)
def inner_steps_contract(method: type, engine: str, eta: float = 0.03125) -> Finding:
    """u+ is the projection of u - eta (M u - r) with M = [[A + I/rho, b], [-b', 1/sigma]].

    <M u, u> >= s |u|^2 with s = min(lambda_min(A) + 1/rho, 1/sigma), since b cancels; |M u| <= Q |u|; u* is a fixed
    point and projections do not expand. Rounding: 64 units of the first distance, 2^-6, times values below 1.
    """
    levels = PROBLEM.objective
    M = np.block(
        [[levels.A + np.eye(3) / RHO, PROBLEM.b[:, None]], [-PROBLEM.b[None, :], np.array([[1 / SIGMA]])]]
    )
    s = min(float(np.linalg.eigvalsh(levels.A)[0]) + 1 / RHO, 1 / SIGMA)
    factor = 1 - 2 * 0.03125 * s + (0.03125 * np.linalg.norm(M, 2)) ** 2
    assert factor < 1
    algorithm: Any = method(0.25, eta, 0.5, RHO, SIGMA, 2.0, 0.0, 8.0, np.zeros(3))
    left, right = [], []
    for x, y, z in POINTS:
        t, m = saddle_point(x, y, z)
        old = t + 2.0**-7, m + 2.0**-7
        for _ in range(12):
            new = algorithm.followed(PROBLEM, x, y, z, *old)
            right.append(factor * (np.sum((old[0] - t) ** 2) + (old[1] - m) ** 2))
            left.append(np.sum((new[0] - t) ** 2) + (new[1] - m) ** 2)
            old = new[0], float(new[1])
    return step_inequality(left, right, allowance=2.0**-53, label="|u+ - u*|^2")


def resting() -> tuple[HalfSpaceLevels, State]:
    """Levels and a state at rest for c = 2: x, t and the multipliers are chosen, the linear terms of f follow."""
    levels, a, b = PROBLEM.objective, PROBLEM.a, np.array([1.0, 0.0, -1.0])
    x, t, nu, c = np.array([1.0, 0.5]), np.array([0.25, 0.5, 0.75]), 0.375, 2.0
    r = levels.lower_y(x, t)
    m = -float(b @ r) / 2
    y = t + RHO * (r + m * b)
    f_x = levels.P @ x + levels.C @ y
    f_y = levels.C.T @ x + levels.Q @ y
    p = f_x + c * (levels.lower_x(x, y) - levels.lower_x(x, t) + (nu - m) * a)
    q = f_y + c * (levels.lower_y(x, y) - (y - t) / RHO + nu * b)
    problem = HalfSpaceLevels(levels._replace(p=p, q=q), a, b, float(a @ x + b @ t))
    return problem, State(x, y, m, t, m, 0)


@claim(
    "lv-hba",
    theorem="what rests is stationary",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="frozen c: a KKT point of f/c + g - v on C, the constraint active in both problems, is not left",
    controls=planted(
        mutants.ConstraintLeftOut,
        mutants.ConstraintNotFollowed,
        mutants.ProximalSign,
        mutants.RhoInverted,
        mutants.PenaltyInverted,
        mutants.SeparateProjections,
    ),
)
def stationary_points_are_kept(method: type, engine: str) -> Finding:
    """g_y(x, t) + m b + (t - y)/rho = 0, h(x, t) = 0, z = m > 0 rest in t, m and z; with nu > 0 and h(x, y) = 0,

    d_x = -nu a and d_y = -nu b: the projection takes back alpha nu (a, b). All numbers are dyadic but for its quotient.
    """
    problem, state = resting()
    assert state.m > 0
    algorithm: Any = method(0.25, 0.25, 0.5, RHO, SIGMA, 2.0, 0.0, 8.0, state.y)
    new = state
    for _ in range(3):
        new = algorithm.step(problem, new, None)
    flat = [np.concatenate([u.x, u.y, [u.z], u.t, [u.m]]) for u in (new, state)]
    return identity(flat[0], flat[1], tolerance=256 * 2.0**-53)


CLAIMS = (
    first_iterates_with_a_curved_constraint,
    directions_are_gradients_of_the_gap,
    inner_steps_contract,
    stationary_points_are_kept,
)
