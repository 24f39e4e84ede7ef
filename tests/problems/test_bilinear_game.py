from __future__ import annotations

from fractions import Fraction as F

import numpy as np
import pytest
from constants import catches, entries, matrix, near, to_the_last_digit
from derivatives import TOLERANCE, balls, derivative_error, planted
from flint import arb

from refimpl import problems as p
from refimpl.core.leaves import convert
from refimpl.engines.ball import precision

RNG = np.random.default_rng(7)
GAME = p.BilinearGame(RNG.standard_normal((3, 2)), RNG.standard_normal(3), RNG.standard_normal(2), mu=0.25)
POINTS = RNG.standard_normal((20, 2, 5))


def by_hand(A, b, c, mu, x, y):
    """Payoff and operator in fractions."""
    m, n = len(A), len(A[0])
    f = sum(x[i] * A[i][j] * y[j] for i in range(m) for j in range(n))
    f += sum(u * v for u, v in zip(b, x)) - sum(u * v for u, v in zip(c, y))
    f += F(mu) * (sum(v * v for v in x) - sum(v * v for v in y)) / 2
    down = [F(mu) * x[i] + sum(A[i][j] * y[j] for j in range(n)) + b[i] for i in range(m)]
    up = [F(mu) * y[j] - sum(A[i][j] * x[i] for i in range(m)) + c[j] for j in range(n)]
    return f, down + up


def test_value_operator_and_gap_in_fractions():
    A, b, c, mu = [[1, -2], [3, 0], [F(1, 2), 4]], [1, -1, 2], [F(3, 4), 5], F(1, 4)
    x, y = [F(1, 2), -3, 2], [F(-1, 4), 1]
    game = p.BilinearGame(*(np.array(v, float) for v in (A, b, c)), float(mu))
    z = np.array([*x, *y], float)
    f, operator = by_hand(A, b, c, mu, x, y)
    assert game.value(z) == f  # dyadic numbers of few bits: no rounding anywhere
    assert game.operator(z).tolist() == operator
    # the gap from its definition: each player's best reply, in fractions
    best_y = [v - u / mu for v, u in zip(y, operator[3:])]
    best_x = [v - u / mu for v, u in zip(x, operator[:3])]
    assert game.gap(z) == by_hand(A, b, c, mu, x, best_y)[0] - by_hand(A, b, c, mu, best_x, y)[0]
    for other in (F(1, 10), F(-1, 10)):  # and they are best replies
        assert by_hand(A, b, c, mu, x, [v + other for v in best_y])[0] < by_hand(A, b, c, mu, x, best_y)[0]
        assert by_hand(A, b, c, mu, [v + other for v in best_x], y)[0] > by_hand(A, b, c, mu, best_x, y)[0]


def test_operator_is_the_gradient_with_the_sign_of_the_second_player():
    z = np.linspace(-1, 2, 5)
    sign = np.array([1.0, 1.0, 1.0, -1.0, -1.0])

    def error(game):
        return derivative_error(
            game, lambda g, z: g.value(z), lambda g, z: sign.astype(int) * g.operator(z), (z,), 0
        )

    assert error(GAME) < TOLERANCE
    assert error(planted(GAME, "operator")) > TOLERANCE


def test_monotonicity_holds_with_equality():
    """In 320 bits, where no subtraction loses what a float has."""

    def check(game):
        with precision(320):
            served = convert(game, balls)
            gaps = []
            for z, w in POINTS:
                step = balls(z) - balls(w)
                change = served.operator(balls(z)) - served.operator(balls(w))
                gaps.append((np.dot(change, step) / np.dot(step, step)).midpoint())
        return near(gaps, game.monotonicity(), 1)

    assert catches(check, GAME, "monotonicity")


def test_lipschitz_constant_is_attained_in_the_leading_singular_direction():
    U, _, Vt = np.linalg.svd(GAME.A)
    directions = [np.concatenate([U[:, 0], np.zeros(2)]), np.concatenate([np.zeros(3), Vt[0]])]
    origin = GAME.operator(np.zeros(5))

    def check(game):
        stretched = [np.linalg.norm(game.operator(v) - origin) for v in directions]
        never = [
            np.linalg.norm(game.operator(z) - game.operator(w)) / np.linalg.norm(z - w) for z, w in POINTS
        ]
        return near(stretched, game.lipschitz(), 64) and max(never) <= game.lipschitz()

    assert catches(check, GAME, "lipschitz")


@pytest.mark.parametrize(
    "game", [GAME, GAME._replace(mu=1e-6), p.BilinearGame(GAME.A[:2], GAME.b[:2], GAME.c, 0.0)]
)
def test_saddle_point_to_the_last_digit(game):
    """For mu > 0 by the normal equations (mu I + AA'/mu) x = -b + Ac/mu, y = (A'x - c)/mu; else A'x = c, Ay = -b."""
    with precision(320):
        A, b, c, mu = matrix(game.A), matrix(game.b), matrix(game.c), arb(game.mu)
        if game.mu:
            one = matrix(np.eye(game.A.shape[0]))
            x = (one * mu + A * A.transpose() * (1 / mu)).solve(A * c * (1 / mu) - b)
            y = (A.transpose() * x - c) * (1 / mu)
        else:
            x, y = A.transpose().solve(c), A.solve(-b)
        expected = entries(x) + entries(y)
    found = game.saddle_point()
    largest = np.spacing(np.max(np.abs(found)))  # within one rounding of its largest entry
    assert all(abs(float(e.mid()) - f) <= largest for e, f in zip(expected, found))
    assert to_the_last_digit([max(found, key=abs)], [expected[int(np.argmax(np.abs(found)))]])


def test_saddle_value_and_inequalities():
    z = GAME.saddle_point()
    assert GAME.saddle_value() == pytest.approx(GAME.value(z), rel=1e-14)
    for other, _ in POINTS:
        x_moved, y_moved = np.concatenate([other[:3], z[3:]]), np.concatenate([z[:3], other[3:]])
        assert GAME.value(x_moved) > GAME.saddle_value() > GAME.value(y_moved)


def test_a_game_without_a_unique_saddle_point_is_told():
    with pytest.raises(ValueError, match="the matrix must be regular, got a singular one"):
        p.BilinearGame(np.ones((2, 1)), np.zeros(2), np.zeros(1), 0.0).saddle_point()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"A": np.ones(3)}, r"^A must have 2 dimension\(s\), got shape \(3,\)$"),
        ({"b": np.ones(2)}, r"^b must have shape \(3,\), got \(2,\)$"),
        ({"c": np.ones(3)}, r"^c must have shape \(2,\), got \(3,\)$"),
        ({"mu": -0.5}, "^mu must be non-negative and finite, got -0.5$"),
    ],
)
def test_other_data_are_refused(change, sentence):
    GAME.validate()
    with pytest.raises(ValueError, match=sentence):
        GAME._replace(**change).validate()
