"""Leader and followers: a scalar game in closed form, an oligopoly, and the expected iterates in fractions."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, localcontext
from typing import Any, NamedTuple

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import Box, NoisyLevels, QuadraticLevels
from verification.arithmetic.levels import Vector, clipped, curved, exact, matrix_times, plus, times, turned
from verification.oracle.curved import curved_levels

START, X0 = np.array([0.25, 0.5, -0.25]), np.array([0.5, 0.25])
CUT = (Box(np.full(2, -1.0), np.array([0.375, 1.0])), Box(np.full(3, -0.5), np.array([0.25, 1.0, 0.25])))
A_, B_, S_ = (
    1.25,
    2.0,
    0.5,
)  # y*(x) = a x, weight b, step s of the followers: h(x, y) = y - s (y - a x), q = 1 - s
ONE = np.ones((1, 1))
GAME = QuadraticLevels(ONE, A_ * ONE, 0 * ONE, 0 * ONE, ONE, 0 * ONE, B_ * ONE, np.ones(1), np.array([-B_]))
BOUNDED = NoisyLevels(
    GAME, Box(np.full(1, -3.0), np.full(1, 3.0)), Box(np.full(1, -2.0), np.full(1, 2.0)), 0.0, 0.0
)
OPTIMUM = (B_ * (A_ + 1) ** 2) / (2 * (1 + A_**2 * B_))  # of (x - 1)^2/2 + b (a x + 1)^2/2


def value(x: float, y: float) -> float:
    """(x - 1)^2/2 + b (y + 1)^2/2."""
    return (x - 1) ** 2 / 2 + B_ * (y + 1) ** 2 / 2


def cournot_point(T: int) -> tuple[float, float]:
    """x = (1 - c b)/(1 + c a b), y = a x with c = a (1 - q^T): (x - 1) + c b (a x + 1) = 0."""
    c = A_ * (1 - (1 - S_) ** T)
    x = (1 - c * B_) / (1 + c * A_ * B_)
    return x, A_ * x


def monopoly_point(T: int) -> tuple[float, float, float]:
    """x, y = -2 and y_T = c x - 2 q^T, c = a (1 - q^T): (x - 1) + c b (y_T + 1) = 0; y_T > -1 keeps y at its bound."""
    q = (1 - S_) ** T
    c = A_ * (1 - q)
    x = (1 - B_ * c * (1 - 2 * q)) / (1 + B_ * c**2)
    return x, -2.0, c * x - 2 * q


def noisy_iterates(last: Callable[..., Vector]) -> tuple[NoisyLevels, Any, list[Vector]]:
    """Problem, tape and x_1, ..., x_4 with eta = 1/8, s = 1/4, T = 3; `last(y, y_T, dh/dy, f_y)` is the next y.

    Jacobians have the rows of x and of y. Draws come for f in x, f in y, g in x (not used here), g in y.
    """
    levels, _ = curved_levels()
    problem, draws = NoisyLevels(levels, *CUT, 0.5, 0.25), np.random.default_rng(5).standard_normal(40)
    found: list[Vector] = []
    with localcontext() as context:
        context.prec = 80
        g, s, noise = curved(levels, Decimal), Decimal("0.25"), iter(exact(draws, Decimal))
        X = [exact(v, Decimal) for v in (CUT[0].low, CUT[0].high)]
        x, y = exact(X0, Decimal), exact(START, Decimal)
        for _ in range(4):
            a, b, _, e = (
                [next(noise) * scale for _ in range(n)]
                for n, scale in (
                    (2, Decimal("0.5")),
                    (3, Decimal("0.5")),
                    (2, Decimal("0.25")),
                    (3, Decimal("0.25")),
                )
            )
            end, by_x, by_y = y, [[Decimal(0)] * 3 for _ in range(2)], exact(np.eye(3), Decimal)
            for _ in range(3):
                _, _, g_yy, g_xy = g.curvatures(x, end)
                by_x = [
                    plus(row, plus(m, moved), -s)
                    for row, m, moved in zip(by_x, g_xy, matrix_times(by_x, turned(g_yy)), strict=True)
                ]
                by_y = [
                    plus(row, m, -s) for row, m in zip(by_y, matrix_times(by_y, turned(g_yy)), strict=True)
                ]
                end = plus(end, plus(g.lower_y(x, end), e), -s)
            f_y = plus(g.upper_y(x, end), b)
            direction = plus(plus(g.upper_x(x, end), a), times(by_x, f_y))
            x, y = clipped(plus(x, direction, Decimal("-0.125")), *X), last(y, end, by_y, f_y)
            found.append(x)
    return problem, tape(draws), found


class Oligopoly(NamedTuple):
    """A leader and followers who sell quantities x and y_i at the price 4 - x - sum_j w_j y_j, at costs y_i^2 / 2.

    Follower i maximises his profit given the others: the operator G_i = y_i + w_i y_i - price has the Jacobian
    I + diag(w) + 1 w', which is not symmetric. The leader loses x^2/2 - x price. `w` (dy,).
    """

    w: Any

    def lower_y(self, x, y):
        return y + self.w * y - (4.0 - x[0] - np.dot(self.w, y))

    def lower_yy(self, x, y):
        return np.diag(1.0 + self.w) + np.outer(np.ones_like(self.w), self.w)

    def lower_xy(self, x, y):
        return np.ones((1, self.w.shape[0]))

    def upper(self, x, y):
        """The leader's loss."""
        return x[0] ** 2 / 2 - x[0] * (4.0 - x[0] - np.dot(self.w, y))

    def upper_x(self, x, y):
        return 3.0 * x - (4.0 - np.dot(self.w, y))

    def upper_y(self, x, y):
        return self.w * x[0]

    def realisation(self, rng):
        """The problem itself: nothing is drawn."""
        return self

    def upper_projection(self, x):
        return np.minimum(np.maximum(x, 0.0), 4.0)

    def lower_projection(self, y):
        return np.minimum(np.maximum(y, 0.0), 4.0)
