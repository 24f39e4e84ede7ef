"""MAID: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext
from functools import cache, partial
from typing import Any

import numpy as np

from refimpl.problems import QuadraticBilevel, random_quadratic_bilevel
from verification.arithmetic import bilevel as lists
from verification.claim import Kind, Standing, claim, named, without
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding
from verification.mutants.bilevel.maid import MUTANTS
from verification.special_cases.bilevel.maid import thresholds
from verification.trial import complete_run, first_iterates

planted = partial(named, MUTANTS)
# seen at thresholds, and where a lower iterate lags before it is refined
ELSEWHERE = ("right-hand-side-returned", "value-before-refinement")


def size(v: Any) -> Decimal:
    """|v| of a list."""
    return lists.dot(v, v).sqrt()


@cache
def by_lists(steps: int, setting: tuple[float, ...]) -> tuple[list[Any], Decimal, Decimal]:
    """x_1, ..., x_K, the step size and the accuracy after them; `setting` are the numbers of the method in order."""
    with localcontext() as context:
        context.prec = 200
        alpha, gamma, mu, l_f1, l_g1, l_g2, e, eta, rho = (Decimal(v) for v in setting[:9])
        trials, most = (int(v) for v in setting[9:])
        x, y, q, expected = lists.decimals(lists.X0), lists.decimals(lists.START), [Decimal(0)] * 3, []
        for _ in range(steps):
            for more in range(6):
                e = e / 2 if more else e
                y = lists.solved(x, y, gamma, mu * e, most)
                q = lists.conjugate(lists.lower_yy(x, y), lists.upper_y(x, y), q, e)
                z, c = lists.hypergradient(x, y, q), l_g2 * size(q)
                if c * e + l_g1 / mu * (e + (l_f1 + c) * e) <= (1 - eta) * size(z):
                    break
            f = lists.upper(x, y) - size(lists.upper_y(x, y)) * e
            for i in range(trials):
                a = alpha * rho**i
                moved = lists.plus(x, z, -a)
                ahead = lists.solved(moved, y, gamma, mu * e, most)
                F = lists.upper(moved, ahead) + size(lists.upper_y(moved, ahead)) * e
                if F - f + l_f1 * e**2 <= -(eta**2) * a * lists.dot(z, z):
                    x, y, alpha, e = moved, ahead, a / rho, e * 17 / 16
                    break
            else:
                e = e / 2
            expected.append(x)
        return expected, alpha, e


@claim(
    "maid",
    theorem="the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 in 200-digit decimals: three refinements; no trial, first, first, second trial accepted",
    engine="ball",
    controls=planted(*(m.variant_name for m in MUTANTS if m.variant_name not in ELSEWHERE)),
)
def first_iterates_where_levels_are_coupled(method: type, engine: str) -> Finding:
    """The method is its definition; list arithmetic, conjugate gradients by explicit orthogonalisation.

    The constants are numbers here, not those of the problem: every decision of the method then falls both ways.
    """
    setting = (0.25, 0.03125, 2.0, 64.0, 0.25, 0.125, 0.5, 0.5, 0.5, 3, 6)
    algorithm = method(*setting, np.array(lists.START))
    return first_iterates(algorithm, lists.curved(), np.array(lists.X0), by_lists(4, setting)[0], engine)


def random_setting(rng: Any) -> tuple[float, ...]:
    """Numbers of the method for the problem of lists, such that no decision always falls the same way."""
    low, high = (-3, 0, -3, -5, -5, -6), (0, 2, 3, -2, -2, 0)
    alpha, mu, l_f1, l_g1, l_g2, e = (float(v) for v in 2.0 ** rng.uniform(low, high))
    eta, rho = (float(v) for v in rng.uniform(0.3, 0.9, 2))
    return alpha, 0.03125, mu, l_f1, l_g1, l_g2, e, eta, rho, int(rng.integers(1, 5)), int(rng.integers(2, 9))


@claim(
    "maid",
    theorem="accuracies and step sizes",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="step size, accuracy and x after 4 steps equal decimal arithmetic at 16 random settings, 1e-9",
    controls=planted(
        "first-order-slack",
        "slack-of-old-point-flipped",
        "slack-of-trial-only",
        "trial-not-solved",
        "step-size-reset",
        "accuracy-reset",
    ),
)
def decisions_at_random_settings(method: type, engine: str) -> Finding:
    """As `first_iterates_where_levels_are_coupled`: the number of refinements and of trials shows in e and alpha."""
    rng, found, expected = np.random.default_rng(11), [], []
    for _ in range(16):
        setting = random_setting(rng)
        x, length, accuracy = by_lists(4, setting)
        algorithm = method(*setting, np.array(lists.START))
        end = complete_run(algorithm, lists.curved(), np.array(lists.X0), 4, engine=engine).state
        found.append([end.step_size, end.accuracy, *end.x])
        expected.append([float(v) for v in (length, accuracy, *x[-1])])
    scale = np.maximum(1, np.abs(expected))
    return identity(found / scale, expected / scale, tolerance=1e-9)


def accepted(algorithm: Any, problem: Any, x0: Any, steps: int, engine: str) -> Any:
    """x_k, x_{k+1} and a of the steps that moved x: a is rho times the step size that is kept."""
    found = []
    for k in range(1, steps + 1):
        t = complete_run(algorithm, problem, x0, k, engine=engine)
        if not np.array_equal(t.x[-1], t.x[-2]):
            found.append((t.x[-2], t.x[-1], algorithm.rho * float(t.state.step_size)))
    return found


@claim(
    "maid",
    theorem="descent at every accepted step",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="psi(x+) <= psi(x) - eta^2 a |z|^2 where accepted, the lower iterate lagging as far as allowed",
    controls=(
        *planted("no-slack", "slack-of-trial-only", "value-before-refinement", "residual-for-distance"),
        *without("mu <= g_yy", mu=1.0),
    ),
)  # fmt: skip
def descent_where_the_lower_level_lags(method: type, engine: str, **changes: float) -> Finding:
    """|y - y*| <= |g_y|/mu <= e, so |f(x, y) - psi(x)| <= |f_y| e + l_f1 e^2/2 at both points (Taylor at y).

    Scalars with y* = x, psi = x^2/2: the first y is 0.99 e behind or ahead of x, and short lower steps keep it there;
    e = 1 is refined.
    """
    left, right = [], []
    problem = QuadraticBilevel(np.array([[0.25]]), np.array([[0.25]]), np.zeros(1), 0.0)
    for e in (1.0, 0.5, 0.25):
        for side in (-1.0, 1.0):
            start = np.array([-1 + 0.99 * side * e])
            for alpha in (1.0, 1.5, 1.9):
                algorithm = method(alpha, 0.125, 0.25, 1.0, 0.25, 0.0, e, 0.125, 0.5, 8, 200, start)
                algorithm = algorithm._replace(**changes)
                for x, ahead, a in accepted(algorithm, problem, -np.ones(1), 3, engine):
                    left.append(problem.hyperobjective(ahead))
                    right.append(problem.hyperobjective(x) - np.sum((ahead - x) ** 2) / (64 * a))
    return step_inequality(left, right, allowance=1e-15, label="psi(x_k+1)")


@claim(
    "maid",
    theorem="certificate of the direction",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|z - grad psi(x)| <= (1 - eta) |z| at every accepted step; q = 0 solves the linear system up to e",
    controls=planted(
        "never-refined", "bound-without-mu", "bound-without-curvature", "implicit-term-flipped", "stop-gradient"
    ),
)  # fmt: skip
def direction_is_certified(method: type, engine: str) -> Finding:
    """H = g_yy, J = g_xy at y, stars at y*: H*(q - q*) = (H q - f_y) + (H* - H) q + (f_y - f_y*), so |q - q*| <=

    (e + (l_g2 |q| + l_f1) e)/mu, and z - grad psi = (J* - J) q - J*(q - q*) where f_x is constant in y: omega.
    Here y* = 4x, f_y = -0.99 e at first, and the direct term alone is a direction that descends. The second time y is
    0.99 e ahead of y* as well: the direction is off by omega nearly.
    """
    eta, errors, bounds = 0.86, [], []
    for e, ahead in ((0.0625, 0.0), (0.03125, 0.99)):
        start = np.array([-4 + ahead * e])
        problem = QuadraticBilevel(np.eye(1) / 4, np.eye(1), start + 0.99 * e, 1.0)
        algorithm = method(0.0625, 1.0, 0.25, 1.0, 1.0, 0.0, e, eta, 0.5, 6, 200, start)
        for x, moved, a in accepted(algorithm, problem, -np.ones(1), 6, engine):
            z = (x - moved) / a
            errors.append(np.linalg.norm(z - problem.hypergradient(x)))
            bounds.append((1 - eta) * np.linalg.norm(z) + 1e-12)
    return bound(errors, bounds, xlabel="accepted step", ylabel="error of z")


@claim(
    "maid",
    theorem="convergence",
    kind=Kind.IDENTITY,
    standing=Standing.OBSERVED,
    statement="x_40 is the minimiser within 1e-4 for first accuracies 1/8 and 1e-6",
    controls=planted("implicit-term-flipped", "stop-gradient", "direct-term-dropped"),
)
def limit_does_not_depend_on_the_first_accuracy(method: type, engine: str) -> Finding:
    """Quadratic levels; an accuracy of the order of |grad psi|^2 is found by the method itself."""
    problem = random_quadratic_bilevel([1.0, 2.0, 5.0], 2, 0.5, seed=1)
    algorithm = method.prescribed(problem)._replace(trials=4, most_steps=50)  # type: ignore[attr-defined]
    ends = [
        complete_run(algorithm._replace(accuracy=e), problem, np.array([3.0, -2.0]), 40, engine=engine).x[-1]
        for e in (0.125, 1e-6)
    ]
    return identity(np.array(ends), np.tile(problem.minimizer(), (2, 1)), tolerance=1e-4)


@claim(
    "maid",
    theorem="decisions at their thresholds",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="equal sides: both solvers stop, the accuracy suffices, the trial is accepted; all of the state, exact",
    controls=planted(
        "no-slack", "first-order-slack", "slack-of-trial-only", "bound-without-mu",
        "right-hand-side-returned", "residual-for-distance", "step-too-long",
    ),
)  # fmt: skip
def decisions_at_their_thresholds(method: type, engine: str) -> Finding:
    """By hand. |g_y| = mu e and |f_y| = e: y = 1, q = 0, z = x/4, omega = 2 l_g1 e/mu = |z|/2, no trial is low enough.

    Then q = z = 1 and x' = y' = 0: U = 4 e^2 = 1/16, D = 1/2 - e - 4 e^2 = 5/16, U - D = -eta^2 a |z|^2. With l_f1
    33/4 for 8 it is higher, and with alpha = 2 x' = -1 has no lower value: one trial, none accepted.
    """
    found = []
    for case in thresholds():
        end = complete_run(method(*case.algorithm), case.problem, case.start, 1, engine=engine).state
        found.append([end.x[0], end.y[0], end.q[0], end.accuracy, end.step_size])
    expected = [[1, 1, 0, 1 / 4, 1 / 8], [0, 0, 1, 17 / 128, 2], [1, 1, 1, 1 / 16, 1], [1, 1, 1, 1 / 16, 2]]
    return identity(np.array(found), np.array(expected), tolerance=0.0)


@claim(
    "maid",
    theorem="the search ends",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="one trial a = (eta - eta^2)/L: x moves as soon as S <= (eta - eta^2)^2 |z|^2/(2 L), S the slacks twice",
    controls=(
        *planted("accuracy-reset", "implicit-term-flipped", "stop-gradient"),
        *without("a <= 2 (1 - eta^2)/L", alpha=1.75),
    ),
)  # fmt: skip
def search_ends(method: type, engine: str, alpha: float = 0.25) -> Finding:
    """omega <= (1 - eta)|z| gives <grad psi, z> >= eta |z|^2, so psi(x') <= psi(x) - a eta |z|^2 + L a^2 |z|^2/2; and

    U <= psi(x') + 2 slack', D >= psi(x) - 2 slack. With S = 2 (slack + slack') the trial is accepted if S <= a (eta -
    eta^2)|z|^2 - L a^2 |z|^2/2 = (eta - eta^2)^2 |z|^2/(2 L). Here psi = x^2/2, L = 1, eta = 1/2, y* = x, f_y = y,
    |y - x| <= e, |z - y| <= e. With e <= |x|/140: omega = 2 e <= |z|/2, |x'| <= |x|, and S <= 4 e |x| + 6 e^2 <=
    (|x| - 2 e)^2/32. Every rejection halves e at least: accepted in step 1 + ceil(log2(140 e_0/|x|)) at the latest.
    """
    found, bounds, most = [], [], 10
    problem = QuadraticBilevel(np.array([[0.25]]), np.array([[0.25]]), np.zeros(1), 0.0)
    for x in (1.0, -4.0):
        for e in (1.0, 0.125, 2.0**-8):
            start = np.array([0.99 * e + x])
            algorithm = method(alpha, 1.0, 0.25, 1.0, 0.25, 0.0, e, 0.5, 0.5, 1, 50, start)
            xs = complete_run(algorithm, problem, np.array([x]), most, engine=engine).x[:, 0]
            moved = np.flatnonzero(xs != x)
            found.append(moved[0] if moved.size else most + 1)
            bounds.append(1 + max(0, int(np.ceil(np.log2(140 * e / abs(x))))))
    return bound(found, bounds, xlabel="case", ylabel="step of the first acceptance", xscale="linear")


CLAIMS = (
    search_ends,
    decisions_at_their_thresholds,
    first_iterates_where_levels_are_coupled,
    decisions_at_random_settings,
    descent_where_the_lower_level_lags,
    direction_is_certified,
    limit_does_not_depend_on_the_first_accuracy,
)
