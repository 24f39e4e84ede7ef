"""T-step monopoly model: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from refimpl.bilevel.monopoly import State
from verification.arithmetic.levels import Vector, clipped, exact, plus, times
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.bilevel.stackelberg import (
    A_,
    B_,
    BOUNDED,
    CUT,
    OPTIMUM,
    S_,
    START,
    X0,
    monopoly_point,
    noisy_iterates,
    value,
)
from verification.evidence import identity, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.bilevel import monopoly as mutants
from verification.trial import first_iterates

FEWER, BLIND, LAST, REVERSED, OLD, FREE = mutants.SHARED


@claim(
    "monopoly",
    theorem="T-step monopoly model",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 with noise and T = 3 equal the model in 80-digit decimals on curved levels",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_with_noise(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it on the recorded draws."""
    Y = [exact(v, Decimal) for v in (CUT[1].low, CUT[1].high)]

    def last(y: Vector, end: Vector, by_y: list[Vector], f_y: Vector) -> Vector:
        return clipped(plus(y, times(by_y, f_y), Decimal("-0.125")), *Y)

    problem, draws, expected = noisy_iterates(last)
    return first_iterates(method(0.125, 0.25, 3, START), problem, X0, expected, engine, rng=draws)


@claim(
    "monopoly",
    theorem="lower bound of the optimum, of order q^T",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="scalar game: a step keeps the minimiser in closed form; its value is below the optimum by O(q^T)",
    engine_fixed=True,
    controls=(
        *planted(FEWER, BLIND, REVERSED, mutants.LowerNotProjected, mutants.FollowersMoveOn),
        *without("contractive followers", follower_step=2.5),
    ),
)
def lower_bound(method: type, engine: str, follower_step: float = S_) -> Finding:
    """h^T(x, y) = c x + q^T y with c = a (1 - q^T). At the bound y = -2, y_T > -1, directions vanish or point out:

    (x - 1) + c b (y_T + 1) = 0. (x, y*(x)) is feasible and h^T keeps it, so the minimum is a lower bound; y_T differs
    from a x by at most q^T (2 + a |x|). Between T = 10 and 14 the shortfall falls by q^4 within 5 %.
    """
    found, expected, short = [], [], {}
    for T in (1, 2, 3, 4, 6, 10, 14):
        x, y, end = monopoly_point(T)
        algorithm = method(0.125, follower_step, T, np.array([y]))
        state = algorithm.step(BOUNDED, State(np.array([x]), np.array([y])), np.random.default_rng(0))
        found += [state.x[0], state.y[0]]
        expected += [x, y]
        short[T] = OPTIMUM - value(x, end)
    kept = identity(np.array(found), np.array(expected), tolerance=64 * 2.0**-53)
    below = step_inequality(0 * np.ones(7), list(short.values()), label="0", xlabel="T")
    order = tight(
        [short[10] / short[14]],
        [(1 - S_) ** -4],
        tolerance=0.05,
        xlabel="T",
        ylabel="shortfall at T = 10 over that at T = 14",
    )
    return worst([kept, below, order])


@claim(
    "monopoly",
    theorem="descent of the joint objective",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="V(x+, y+) <= V - |(x+ - x, y+ - y)|^2/(2 eta) at every step, eta = 1/L, with active bounds",
    engine_fixed=True,
    controls=(
        *planted(REVERSED, OLD, mutants.FollowersMoveOn, mutants.StartNotPulledBack),
        *without("eta <= 1/L", longer=3.0),
    ),
)
def descent_of_the_joint_objective(method: type, engine: str, longer: float = 1.0) -> Finding:
    """V = (x - 1)^2/2 + b (c x + q^T y + 1)^2/2 has the Hessian diag(1, 0) + b m m', m = (c, q^T), of norm L.

    Projected gradient step of length 1/L of a convex function. Rounding: 64 units of values below 16.
    """
    T = 2
    q = (1 - S_) ** T
    m = np.array([A_ * (1 - q), q])
    eta = longer / np.linalg.eigvalsh(np.diag([1.0, 0.0]) + B_ * np.outer(m, m))[-1]
    state, left, right = State(np.array([2.5]), np.array([1.75])), [], []
    algorithm = method(eta, S_, T, state.y)

    def joint(at: State) -> float:
        return value(at.x[0], m[0] * at.x[0] + m[1] * at.y[0])

    for _ in range(20):
        new = algorithm.step(BOUNDED, state, np.random.default_rng(0))
        moved = float((new.x[0] - state.x[0]) ** 2 + (new.y[0] - state.y[0]) ** 2)
        left.append(joint(new))
        right.append(joint(state) - moved / (2 * eta / longer))
        state = new
    return step_inequality(left, right, allowance=64 * 16 * 2.0**-53, label="V(x+, y+)")


CLAIMS = (first_iterates_with_noise, lower_bound, descent_of_the_joint_objective)
