"""IAPTT: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext
from functools import cache
from typing import Any

import numpy as np

from refimpl.bilevel.iaptt import State
from refimpl.problems import QuadraticBilevel, random_quadratic_bilevel
from verification.arithmetic import bilevel as lists
from verification.claim import Kind, Standing, claim, planted
from verification.evidence import identity, step_inequality
from verification.finding import Finding
from verification.mutants.bilevel import iaptt as mutants
from verification.trial import complete_run, first_iterates

# eta, zeta, gamma, T, start, x_0
VARIED = (0.125, 0.125, 0.0625, 4, (-0.125, 0.375, 0.125), (-0.125, 0.625))  # K = 2, 4, 1, 3, 2
SHORT = (0.125, 0.375, 0.0625, 2, (-0.5, -0.125, -0.625), (0.0, 0.25))
RISING = (
    0.25,
    0.1875,
    0.0625,
    3,
    (0.25, 1.0, -0.625),
    (0.125, -0.125),
)  # the next values would be higher still


@cache
def expected_iterates(steps: int, setting: Any) -> list[lists.Vector]:
    """(x, z) after 1, 2, ... steps; gradients by central differences of the whole trajectory."""
    eta, zeta, gamma = (Decimal(v) for v in setting[:3])
    h, found = Decimal(10) ** -60, []
    with localcontext() as context:
        context.prec = 200
        w = lists.decimals([*setting[5], *setting[4]])

        def along(w: lists.Vector) -> list[Decimal]:
            return [lists.upper(w[:2], y) for y in lists.unrolled(w[:2], w[2:], gamma, setting[3])[1:]]

        for _ in range(steps):
            values = along(w)
            worst = values.index(max(values))
            slopes = []
            for i in range(5):
                ends = [along([v + s * h if j == i else v for j, v in enumerate(w)])[worst] for s in (1, -1)]
                slopes.append((ends[0] - ends[1]) / (2 * h))
            w = [v - (eta if i < 2 else zeta) * s for i, (v, s) in enumerate(zip(w, slopes, strict=True))]
            found.append(w)
    return found


def started(method: type, setting: Any) -> Any:
    """The method with the numbers of a setting."""
    return method(*setting[:4], np.array(setting[4]))


@claim(
    "iaptt",
    theorem="the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on curved levels, K = 2, 4, 1, 3, 2, by central differences in 200-digit decimals",
    engine="ball",
    controls=planted(*(m for m in mutants.MUTANTS if m is not mutants.LastOfTies)),
)
def first_iterates_where_levels_are_coupled(method: type, engine: str) -> Finding:
    """(h, a) is the gradient of f(x, y_K(x, z)), K held: differences over 2e-60 leave 119 digits, no adjoint at all."""
    expected = [w[:2] for w in expected_iterates(5, VARIED)]
    return first_iterates(started(method, VARIED), lists.curved(), np.array(VARIED[5]), expected, engine)


@claim(
    "iaptt",
    theorem="where trajectories end",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="x and z after 1, 2, 3 steps of two and of three lower steps, the last of them the worst or not, 1e-12",
    controls=planted(
        mutants.BestInsteadOfWorst, mutants.NotTruncated, mutants.WarmStart, mutants.BehindTheStep
    ),
)
def ends_of_short_trajectories(method: type, engine: str) -> Finding:
    """As `first_iterates_where_levels_are_coupled`, in floats: some 10^3 operations on numbers of the order of one."""
    found, expected = [], []
    for setting in (SHORT, RISING):
        algorithm = started(method, setting)
        for k in (1, 2, 3):
            state = complete_run(algorithm, lists.curved(), np.array(setting[5]), k, engine=engine).state
            found.append([*state.x, *state.z])
            expected.append([float(v) for v in expected_iterates(3, setting)[k - 1]])
    return identity(np.array(found), np.array(expected), tolerance=1e-12)


@claim(
    "iaptt",
    theorem="subgradient steps on a maximum of convex functions",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="quadratic levels, eta = zeta: |u+ - w|^2 <= |u - w|^2 - 2 eta (V(u) - V(w)) + |u+ - u|^2 for u = (x, z)",
    controls=planted(
        mutants.BestInsteadOfWorst,
        mutants.NotTruncated,
        mutants.StartFixed,
    ),
)
def steps_towards_every_better_point(method: type, engine: str) -> Finding:
    """y_t is affine in (x, z), so each f(x, y_t) is convex, and so is V; (h, a) is a subgradient of V at u.

    Expand |u - eta G - w|^2 and use V(w) >= V(u) + <G, w - u>. For w the bilevel solution with z = y*(x*), where V is
    the optimum, and for w with the z that starts one lower step before it. Rounding: 64 units of values below 64.
    """
    problem = random_quadratic_bilevel([1.0, 2.0, 4.0], 2, 0.25, seed=4)
    eta, gamma, best = 0.03125, 0.125, problem.minimizer()
    z = problem.lower_solution(best)
    algorithm: Any = method(eta, eta, gamma, 3, np.zeros(3))

    def V(x: Any, z: Any) -> float:
        found = []
        for _ in range(3):
            z = z - gamma * problem.lower_y(x, z)
            found.append(problem.upper(x, z))
        return float(max(found))

    left, right = [], []
    for offset in (0.0, -0.5, 0.5):
        w = best, z + offset
        state = State(best + np.array([1.0, -1.0]), z + np.array([1.5, -1.0, 0.5]))
        for _ in range(15):
            new = algorithm.step(problem, state, None)
            old, moved, to = (np.concatenate(v) for v in (state, new, w))
            left.append(np.sum((moved - to) ** 2))
            gain = V(*state) - V(*w)
            right.append(np.sum((old - to) ** 2) - 2 * eta * gain + np.sum((moved - old) ** 2))
            state = new
    return step_inequality(left, right, allowance=64 * 64 * 2.0**-53, label="|u+ - w|^2")


@claim(
    "iaptt",
    theorem="a start that solves the lower level",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="all y_t are equal, the first counts: h = f_x - gamma g_xy f_y, a = f_y - gamma g_yy f_y, exact",
    controls=planted(
        mutants.LastOfTies,
        mutants.NotTruncated,
        mutants.StartNotPulledBack,
        mutants.LinesExchanged,
        mutants.StepTooLong,
    ),
)
def ties_are_ended_by_the_first(method: type, engine: str) -> Finding:
    """By hand, scalars: g_y = 2 y - x = 0 at x = 1, z = 1/2; f_y = z - 2 = -3/2, f_x = 1/4, g_xy = -1, g_yy = 2.

    gamma = 1/8: h = 1/4 - 3/16 = 1/16 and a = -3/2 (3/4) = -9/8; eta = 1/2, zeta = 1/4. All numbers are dyadic.
    """
    problem = QuadraticBilevel(2 * np.eye(1), np.eye(1), np.full(1, 2.0), 0.25)
    algorithm: Any = method(0.5, 0.25, 0.125, 3, np.full(1, 0.5))
    end = algorithm.step(problem, State(np.ones(1), np.full(1, 0.5)), None)
    return identity(np.array([end.x[0], end.z[0]]), np.array([31 / 32, 25 / 32]), tolerance=0.0)


CLAIMS = (
    first_iterates_where_levels_are_coupled,
    ends_of_short_trajectories,
    steps_towards_every_better_point,
    ties_are_ended_by_the_first,
)
