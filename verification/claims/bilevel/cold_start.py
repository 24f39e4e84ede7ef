"""Cold start: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from verification.arithmetic import bilevel as lists
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.bilevel.neumann_gradient import iterates_by_lists, three_terms
from verification.claims.bilevel.overparameterised import instance, projected
from verification.evidence import bound, identity
from verification.finding import Finding
from verification.mutants.bilevel import cold_start as mutants
from verification.trial import complete_run, first_iterates

FLIPPED, STOPPED, DIRECT, LONG, FEWER, MORE, UNSCALED, LAST, REUSED, AT_START = mutants.SHARED
X0, START = np.array([0.5, -0.25]), np.array([0.25, 0.5, 1.0])


@claim(
    "cold-start",
    theorem="the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 with T = 2 lower steps from the start and i = 3 terms, in 200-digit decimals",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_where_levels_are_coupled(method: type, engine: str) -> Finding:
    """q = gamma (3 - 3 gamma H + gamma^2 H^2) f_y, the series multiplied out; every lower run starts anew."""
    expected = iterates_by_lists(three_terms, 2, cold=True)
    algorithm = method(0.125, 0.0625, 2, 3, np.array(lists.START))
    return first_iterates(algorithm, lists.curved(), np.array(lists.X0), expected, engine)


@claim(
    "cold-start",
    theorem="implicit bias of the cold start",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="many lower solutions: at every outer step y = Phi^+ c + P_N start, the solution next to the start",
    controls=(
        *planted(mutants.WarmStart, mutants.StartAtZero),
        *without("the start's part in the null space", start=0.0),
    ),
)  # fmt: skip
def nearest_solution_to_the_start(method: type, engine: str, start: float = 1.0) -> Finding:
    """Gradients lie in the range of Phi', so the part of y in the null space stays; the rest contracts to Phi^+ c.

    400 lower steps with curvatures within [0.35, 2.2], gamma = 1/4: 0.92^400 = 3e-15. Three outer steps, x moving.
    """
    problem, left, right = instance(), [], []
    for steps in (1, 2, 3):
        t = complete_run(method(0.25, 0.25, 400, 60, START), problem, X0, steps, engine=engine)
        left.append(t.state.y)
        right.append(projected(problem, t.x[-2], start * START))
    return identity(np.array(left), np.array(right), tolerance=1e-12)


@claim(
    "cold-start",
    theorem="the pseudo-inverse response is not the derivative",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="T, i -> inf, start 0: the direction is f_x - g_xy (Phi'Phi)^+ f_y; the gradient of f(x, Phi^+ c) differs",
    controls=(
        *planted(FLIPPED, STOPPED, LAST, REUSED),
        *without("the response of implicit differentiation", derivative="of the shortest solution"),
    ),
)
def limit_of_the_direction(method: type, engine: str, derivative: str = "implicit") -> Finding:
    """On the range of Phi' the series converges to the pseudo-inverse; in the null space it grows by gamma per term,

    which g_xy = diag(Q y) Phi + diag(r) Q does not see where r = Phi y - c = 0. Truly d(Phi^+ c) has a second term,
    P_N dPhi'(Phi^+)'y: the null space turns.
    """
    problem = instance()
    x = complete_run(method(1.0, 0.25, 600, 600, np.zeros(3)), problem, X0, 1, engine=engine).x
    y = projected(problem, X0, np.zeros(3))
    M = problem.P + X0[:, None] * problem.Q
    expected = -(problem.Q @ y) * (np.linalg.pinv(M).T @ (y - problem.t))
    if derivative != "implicit":
        expected = problem.hypergradient(X0)
    return identity(x[0] - x[1], expected, tolerance=1e-12)


@claim(
    "cold-start",
    theorem="distance of warm and cold starts",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="many lower solutions: |y_k - start| <= |v - start| for 40 other solutions v",
    controls=planted(mutants.WarmStart, mutants.StartAtZero),
)
def no_solution_is_nearer(method: type, engine: str) -> Finding:
    """y_k - start lies in the range of Phi' and v - y_k in the null space of Phi: Pythagoras. Third outer step."""
    problem, rng = instance(), np.random.default_rng(2)
    t = complete_run(method(0.25, 0.25, 400, 60, START), problem, X0, 3, engine=engine)
    nearest = np.linalg.norm(t.state.y - START)
    around = projected(problem, t.x[-2], START)
    others = [
        projected(problem, t.x[-2], around + s * rng.standard_normal(3)) for s in np.logspace(-3, 0, 40)
    ]
    distances = np.sort([np.linalg.norm(v - START) for v in others])
    return bound(np.full(40, nearest), distances, x=np.arange(1, 41), xlabel="solution", ylabel="|y - start|")


CLAIMS = (
    first_iterates_where_levels_are_coupled,
    nearest_solution_to_the_start,
    limit_of_the_direction,
    no_solution_is_nearer,
)
