"""Forward mode: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import localcontext

import numpy as np

from refimpl.problems import random_quadratic_bilevel
from verification.arithmetic import bilevel as lists
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.bilevel.unrolled import exact_gradient, minimisers
from verification.evidence import identity
from verification.finding import Finding
from verification.mutants.bilevel import forward_unrolled as mutants
from verification.trial import complete_run, first_iterates

FLIPPED, STOPPED, DIRECT, LONG, FEWER = mutants.SHARED


@claim(
    "forward-unrolled",
    theorem="forward mode",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 with T = 2 lower steps in 200-digit decimals, by reverse accumulation",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_where_levels_are_coupled(method: type, engine: str) -> Finding:
    """The product of the two Jacobians is multiplied out from the other side: two steps back from f_y."""
    with localcontext() as context:
        context.prec = 200
        gamma, expected = lists.Decimal("0.0625"), []
        x, start = lists.decimals(lists.X0), lists.decimals(lists.START)
        for _ in range(4):
            ys = lists.unrolled(x, start, gamma, 2)
            a, h = lists.upper_y(x, ys[2]), lists.upper_x(x, ys[2])
            for y in (ys[1], ys[0]):
                h = lists.plus(h, lists.times(lists.lower_xy(x, y), a), -gamma)
                a = lists.plus(a, lists.times(lists.lower_yy(x, y), a), -gamma)
            x = lists.plus(x, h, -lists.Decimal("0.125"))
            expected.append(x)
    algorithm = method(0.125, 0.0625, 2, np.array(lists.START))
    return first_iterates(algorithm, lists.curved(), np.array(lists.X0), expected, engine)


@claim(
    "forward-unrolled",
    theorem="gradient of the T-step problem",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="T = 5: the direction is the derivative of x -> f(x, y_T(x)) by differences in 200 digits, 1e-13",
    controls=planted(*mutants.MUTANTS),
)
def forward_mode_is_exact(method: type, engine: str) -> Finding:
    """The chain rule through all lower steps; the same value function is differenced by arithmetic of its own."""
    return exact_gradient(method(1.0, 0.0625, 5, np.array(lists.START)), engine, 5)


@claim(
    "forward-unrolled",
    theorem="convergence of the T-step problem",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="argmin F_T in closed form for T = 1, ..., 80; its distance to argmin psi falls like (1 - gamma mu)^T",
    controls=(*planted(mutants.NoContraction, FEWER), *without("gamma < 2/L_g", gamma=2.5)),
)
def minimisers_of_the_unrolled_problem(method: type, engine: str, gamma: float = 1.0) -> Finding:
    """y_T - y* = (I - gamma A)^T (start - y*), so F_T is a quadratic with known coefficients: see `minimisers`."""
    return minimisers(method, engine, gamma)


@claim(
    "forward-unrolled",
    paper="P251",
    theorem="closed form on quadratics",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="quadratic levels: the direction is r x + B'P_T (y_T - t), P_T = A^{-1}(I - (I - gamma A)^T), T <= 12",
    controls=(
        *planted(FLIPPED, STOPPED, DIRECT, FEWER, mutants.JacobianForgotten, mutants.NoContraction,
                 mutants.MixedTermUnscaled),
        *without("the power T", shift=1),
    ),
)  # fmt: skip
def closed_form_on_quadratics(method: type, engine: str, shift: int = 0) -> Finding:
    """W_T = gamma B' sum_{j<T} (I - gamma A)^j = B'P_T, and y_T = y* + (I - gamma A)^T (start - y*), A diagonal."""
    problem, x0, start = (
        random_quadratic_bilevel([1.0, 2.0, 5.0], 2, 0.5, seed=1),
        np.array([2.0, -1.0]),
        np.ones(3),
    )
    a, found, expected = np.diag(problem.A), [], []
    for T in range(1, 13):
        power = (1 - 0.125 * a) ** (T + shift)
        best = (problem.B @ x0) / a
        y = best + power * (start - best)
        expected.append(problem.r * x0 + problem.B.T @ ((1 - power) / a * (y - problem.t)))
        x = complete_run(method(1.0, 0.125, T, start), problem, x0, 1, engine=engine).x
        found.append(x[0] - x[1])
    return identity(np.array(found), np.array(expected), tolerance=1e-13)


CLAIMS = (
    first_iterates_where_levels_are_coupled,
    forward_mode_is_exact,
    minimisers_of_the_unrolled_problem,
    closed_form_on_quadratics,
)
