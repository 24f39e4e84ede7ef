"""What claims of drawn hyper-gradients share: levels with few draws, all listed; the bias of the series.

A direction is the product of g_xy, of factors I - nu g_yy and of f_y. It is unbiased for the truncated series only if
each of them has a draw of its own: levels whose second derivatives are random show it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from refimpl.problems import QuadraticBilevel, QuadraticLevels, random_quadratic_bilevel
from verification.evidence import bound, exact_moments, tight
from verification.finding import Finding, worst

Direction = Callable[[Any, np.ndarray, np.ndarray, Any], np.ndarray]
"""h of a step at (x, y), of a problem and a source of draws."""


class FiniteLevels(NamedTuple):
    """A draw is one of `levels`, with equal probabilities."""

    levels: tuple[Any, ...]

    def dimension(self):
        return self.levels[0].dimension()

    def lower_dimension(self):
        return self.levels[0].lower_dimension()

    def realisation(self, rng):
        return self.levels[rng.integers(0, len(self.levels))]

    def upper_projection(self, x):
        return x


X, Y = np.array([1.0, 0.0]), np.array([1.0, -0.5])


def resting_levels() -> FiniteLevels:
    """Two quadratic levels with nothing in common but g_y(X, Y) = 0: lower steps stay."""
    found = []
    for a, c, p, q in (
        ([[1.5, 0.25], [0.25, 0.5]], [[0.5, -0.25], [0.25, 0.5]], [0.5, -1.0], [0.25, 1.0]),
        ([[0.75, -0.5], [-0.5, 1.25]], [[-0.5, 0.75], [0.5, -0.25]], [-0.75, 0.5], [-1.5, 0.5]),
    ):
        A, one = np.array(a), np.eye(2)
        B = np.column_stack([A @ Y, p])
        found.append(QuadraticLevels(A, B, 0 * one, one, one, np.array(c), one, np.array(p), np.array(q)))
    return FiniteLevels(tuple(found))


class Listed:
    """A source of draws that answers `chosen`, then with the least, and remembers what was possible."""

    def __init__(self, chosen: list[int]):
        self.taken, self.sizes, self.chosen = list[int](), list[int](), chosen

    def integers(self, low: int, high: int) -> int:
        """The next of `chosen` above low."""
        place = len(self.taken)
        self.taken.append(self.chosen[place] if place < len(self.chosen) else 0)
        self.sizes.append(high - low)
        return low + self.taken[-1]

    def random(self) -> float:
        """One of twelve, each in the middle of its twelfth."""
        return (self.integers(0, 12) + 0.5) / 12


def mean_over_draws(drawn: Callable[[Any], np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """All outcomes of `drawn(rng)` over draws of equal probability, and their probabilities."""
    waiting, outcomes, weights = [list[int]()], [], []
    while waiting:
        source = Listed(waiting.pop())
        outcomes.append(drawn(source))
        weights.append(1 / np.prod(source.sizes))
        for place in range(len(source.chosen), len(source.taken)):
            waiting += [[*source.taken[:place], other] for other in range(1, source.sizes[place])]
    return np.array(outcomes), np.array(weights)


def mean_direction(direction: Direction, nu: float, terms: int) -> Finding:
    """E h = f_x - g_xy nu sum_{i<terms} (I - nu g_yy)^i f_y with all means on the right, by listing all draws."""
    problem = resting_levels()
    outcomes, weights = mean_over_draws(lambda rng: direction(problem, X, Y, rng))
    first, second = problem.levels
    A, B = (first.A + second.A) / 2, (first.B + second.B) / 2
    f_x, f_y = (
        (first.upper_x(X, Y) + second.upper_x(X, Y)) / 2,
        (first.upper_y(X, Y) + second.upper_y(X, Y)) / 2,
    )
    series = nu * sum(np.linalg.matrix_power(np.eye(2) - nu * A, i) for i in range(terms))
    return exact_moments(outcomes, weights, mean=f_x + B.T @ series @ f_y, tolerance=256 * 2.0**-53)


def bias_of_the_series(
    direction_of: Callable[[int, float], Direction], nu: float, most: int, powers: int = 0
) -> Finding:
    """|E h - (f_x - g_xy g_yy^{-1} f_y)| <= l_g1 (1 - mu nu)^j |f_y|/mu for j = Q + `powers`, Q = 1, ..., `most`.

    (I - M) sum_{i<j} M^i = I - M^j with M = I - nu g_yy. One variable on each level attains it. The levels of
    `direction_of(Q, nu)` have no noise.
    """
    scalar = QuadraticBilevel(np.array([[1.0]]), np.array([[2.0]]), np.array([1.0]), 0.25)
    several = random_quadratic_bilevel([1.0, 1.5, 2.0], 2, 0.5, seed=1)
    Q, findings = np.arange(1, most + 1), []
    for problem, x in ((scalar, np.array([1.5])), (several, np.array([0.5, -1.0]))):
        y = problem.lower_solution(x)
        f_y, exact = np.linalg.norm(problem.upper_y(x, y)), problem.hypergradient(x)
        finite = FiniteLevels((problem,))
        errors = []
        for q in Q:
            outcomes, weights = mean_over_draws(functools.partial(direction_of(int(q), nu), finite, x, y))
            errors.append(np.linalg.norm(weights @ outcomes - exact))
        bounds = (1 - nu) ** (Q + powers) * problem.l_g1() * f_y
        findings.append(bound(errors, bounds, x=Q, xlabel="Q", ylabel="|error of h|"))
        if problem is scalar:
            findings.append(tight(errors, bounds, tolerance=1e-9, x=Q, xlabel="Q", ylabel="|error of h|"))
    return worst(findings)


def tracking(algorithm: Any, problem: Any, x0: Any, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """x_0, ..., x_K and y_0, ..., y_K without noise; planted errors may run away, and are followed to |x| = 100."""
    state = algorithm.init(FiniteLevels((problem,)), np.asarray(x0, float))
    x, y, rng = [state.x], [state.y], np.random.default_rng(0)
    for _ in range(steps):
        state = algorithm.step(FiniteLevels((problem,)), state, rng)
        if np.linalg.norm(state.x) > 100:
            break
        x.append(state.x)
        y.append(state.y)
    return np.array(x), np.array(y)


ONE = QuadraticBilevel(np.array([[1.0]]), np.array([[2.0]]), np.array([-40.0]), 0.25)
"""One variable on each level: x falls from X0 for long, with y behind."""

SEVERAL = random_quadratic_bilevel([1.0, 1.5, 2.0], 2, 0.5, seed=1)
"""Two and three variables, mu = 1."""
