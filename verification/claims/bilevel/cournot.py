"""T-step Cournot game: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.cournot import State
from refimpl.bilevel.monopoly import Monopoly
from refimpl.bilevel.monopoly import State as Choice
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.bilevel.stackelberg import (
    A_,
    BOUNDED,
    OPTIMUM,
    S_,
    START,
    X0,
    Oligopoly,
    cournot_point,
    noisy_iterates,
    value,
)
from verification.evidence import identity, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.bilevel import cournot as mutants
from verification.trial import first_iterates

FEWER, BLIND, LAST, REVERSED, OLD, FREE = mutants.SHARED


@claim(
    "cournot",
    theorem="T-step Cournot game",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 with noise and T = 3 equal the game in 80-digit decimals on curved levels",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_with_noise(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it on the recorded draws."""
    problem, draws, expected = noisy_iterates(lambda y, end, by_y, f_y: end)
    return first_iterates(method(0.125, 0.25, 3, START), problem, X0, expected, engine, rng=draws)


@claim(
    "cournot",
    theorem="upper bound of the optimum, of order q^(2T)",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="scalar game: a step keeps the point in closed form; its value exceeds the optimum by O(q^(2T))",
    engine_fixed=True,
    controls=(
        *planted(FEWER, BLIND, REVERSED, mutants.EquilibriumDifferentiated),
        *without("contractive followers", follower_step=2.5),
    ),
)
def upper_bound(method: type, engine: str, follower_step: float = S_) -> Finding:
    """At y = a x, y_T = y and dh^T/dx = a (1 - q^T) = c: (x - 1) + c b (a x + 1) = 0. The point is feasible, its value

    an upper bound; the stationarity of the bilevel problem has a in place of c, an error of order q^T that enters the
    value squared. Between T = 10 and 14 the excess falls by q^8 within 5 %. Rounding: 64 units, and 1e-16/excess.
    """
    found, expected, excess = [], [], {}
    for T in (1, 2, 3, 4, 6, 10, 14):
        x, y = cournot_point(T)
        algorithm = method(0.125, follower_step, T, np.array([y]))
        state = algorithm.step(BOUNDED, State(np.array([x]), np.array([y])), np.random.default_rng(0))
        found += [state.x[0], state.y[0]]
        expected += [x, y]
        excess[T] = value(float(state.x[0]), float(state.y[0])) - OPTIMUM
    kept = identity(np.array(found), np.array(expected), tolerance=64 * 2.0**-53)
    above = step_inequality(0 * np.ones(5), [excess[T] for T in (1, 2, 3, 4, 6)], label="0", xlabel="T")
    order = tight(
        [excess[6] / excess[10]],
        [(1 - S_) ** -8],
        tolerance=0.05,
        xlabel="T",
        ylabel="excess at T = 6 over that at T = 10",
    )
    return worst([kept, above, order])


@claim(
    "cournot",
    theorem="contraction of the followers",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="|y+ - y*(x)| = q^T |y - y*(x)| at every step, whatever the leader does",
    engine_fixed=True,
    controls=planted(FEWER, mutants.FollowersStay),
)
def contraction_of_the_followers(method: type, engine: str) -> Finding:
    """h(x, y) - a x = y - s (y - a x) - a x = q (y - a x) with q = 1 - s, applied T times; tolerance: 32 units."""
    T, state, left, right = 3, State(np.array([2.0]), np.array([-1.0])), [], []
    algorithm = method(0.125, S_, T, state.y)
    for _ in range(12):
        new = algorithm.step(BOUNDED, state, np.random.default_rng(0))
        left.append(abs(new.y[0] - A_ * state.x[0]))
        right.append((1 - S_) ** T * abs(state.y[0] - A_ * state.x[0]))
        state = new
    return worst(
        [
            step_inequality(left, right, allowance=32 * 2.0**-53, label="|y+ - y*(x)|"),
            identity(np.array(left), np.array(right), tolerance=32 * 2.0**-53),
        ]
    )


@claim(
    "cournot",
    theorem="bracket of a bilevel programme with equilibrium constraints",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="oligopoly with a non-symmetric operator: monopoly(T) <= optimum <= Cournot(T), T = 1, ..., 4",
    engine_fixed=True,
    shows=("P535/2",),
    controls=(
        *planted(BLIND, REVERSED, mutants.EquilibriumDifferentiated),
        *without("followers who are in equilibrium", settled=False),
    ),
)
def bracket_of_an_oligopoly(method: type, engine: str, settled: bool = True) -> Finding:
    """Followers: G(x, y) = My - (4 - x) 1 with M = I + diag(w) + 1 w', so y*(x) = (4 - x) u, u = M^{-1} 1. Leader: min

    3 x^2/2 - x (4 - (4 - x) w'u), a parabola. Cournot: 3 x - 4 + w'y + x w'j = 0, y = y*(x), j = dh^T/dx = -(I - K^T) u
    with K = I - sM: one linear equation, kept by a step. Monopoly: min over boxes, a lower bound as (x, y*(x)) is
    feasible; any point that a run reaches is above its minimum, and 60 steps are already below the optimum.
    """
    game, s = Oligopoly(np.array([0.5, 1.0, 0.25])), 0.25
    M = game.lower_yy(np.zeros(1), np.zeros(3))
    u = np.linalg.solve(M, np.ones(3))
    reach = game.w @ u
    best = 4 * (1 - reach) / (3 - 2 * reach)
    optimum = game.upper(np.array([best]), (4 - best) * u)
    found, expected, upper, lower = [], [], [], []
    for T in range(1, 5):
        K = np.linalg.matrix_power(np.eye(3) - s * M, T)
        j = -(np.eye(3) - K) @ u
        x = np.array([4 * (1 - reach) / (3 - reach + game.w @ j)])
        y = (4 - x[0]) * u if settled else np.ones(3)
        new = method(0.125, s, T, y).step(game, State(x, y), np.random.default_rng(0))
        found += [*new.x, *new.y]
        expected += [*x, *y]
        upper.append(game.upper(new.x, new.y) - optimum)
        model, choice = Monopoly(0.125, s, T, u), Choice(np.array([best]), (4 - best) * u)
        for _ in range(60):
            choice = model.step(game, choice, np.random.default_rng(0))
        end = choice.y
        for _ in range(T):
            end = end - s * game.lower_y(choice.x, end)
        lower.append(optimum - game.upper(choice.x, end))
    return worst(
        [
            identity(np.array(found), np.array(expected), tolerance=64 * 2.0**-53),
            step_inequality(np.zeros(4), upper, label="0", xlabel="T"),
            step_inequality(np.zeros(4), lower, label="0", xlabel="T"),
        ]
    )


CLAIMS = (first_iterates_with_noise, upper_bound, contraction_of_the_followers, bracket_of_an_oligopoly)
