"""What claims of drawn hyper-gradients share: levels with few draws, all listed; the bias of the series.

A direction is the product of g_xy, of factors I - nu g_yy and of f_y. It is unbiased for the truncated series only if
each of them has a draw of its own: levels whose second derivatives are random show it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from refimpl.core.draws import tape
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


def mean_direction(
    direction: Direction, nu: float, terms: int, draws: int, lengths: int = 1, wanted: int = 0
) -> Finding:
    """E h = f_x - g_xy nu sum_{i<terms} (I - nu g_yy)^i f_y with all means on the right, by listing all draws.

    A step takes `draws` of the levels at most; where `lengths` > 1, one number below it comes at place `wanted`.
    """
    problem, outcomes = resting_levels(), []
    choices: list[tuple[int, ...]] = [(0, 1)] * draws
    if lengths > 1:
        choices.insert(wanted, tuple(range(lengths)))
    for chosen in itertools.product(*choices):
        outcomes.append(direction(problem, X, Y, tape(integers=[*chosen, *[0] * 2])))
    first, second = problem.levels
    A, B = (first.A + second.A) / 2, (first.B + second.B) / 2
    f_x, f_y = (
        (u(X, Y) + v(X, Y)) / 2 for u, v in ((first.upper_x, second.upper_x), (first.upper_y, second.upper_y))
    )
    series = nu * sum(np.linalg.matrix_power(np.eye(2) - nu * A, i) for i in range(terms))
    weights = np.full(len(outcomes), 1 / len(outcomes))
    return exact_moments(np.array(outcomes), weights, mean=f_x + B.T @ series @ f_y, tolerance=256 * 2.0**-53)


def bias_of_the_series(
    direction_of: Callable[[int, float], Direction], nu: float, most: int, powers: int = 0
) -> Finding:
    """|h - (f_x - g_xy g_yy^{-1} f_y)| <= l_g1 (1 - mu nu)^j |f_y|/mu for j = Q + `powers`, Q = 1, ..., `most`.

    (I - M) sum_{i<j} M^i = I - M^j with M = I - nu g_yy. One variable on each level attains it. `direction_of(Q, nu)`
    has no noise.
    """
    scalar = QuadraticBilevel(np.array([[1.0]]), np.array([[2.0]]), np.array([1.0]), 0.25)
    several = random_quadratic_bilevel([1.0, 1.5, 2.0], 2, 0.5, seed=1)
    Q, findings = np.arange(1, most + 1), []
    for problem, x in ((scalar, np.array([1.5])), (several, np.array([0.5, -1.0]))):
        y = problem.lower_solution(x)
        f_y, exact = np.linalg.norm(problem.upper_y(x, y)), problem.hypergradient(x)
        finite = FiniteLevels((problem,))
        errors = [np.linalg.norm(direction_of(int(q), nu)(finite, x, y, None) - exact) for q in Q]
        bounds = (1 - nu) ** (Q + powers) * problem.l_g1() * f_y
        findings.append(bound(errors, bounds, x=Q, xlabel="Q", ylabel="|error of h|"))
        if problem is scalar:
            findings.append(tight(errors, bounds, tolerance=1e-9, x=Q, xlabel="Q", ylabel="|error of h|"))
    return worst(findings)
