"""Methods on derived Gaussian processes: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.problems import Box, Constrained, Linear, diagonal_quadratic
from refimpl.zeroth_order.derived_gp import gradient_mean, gradient_variance
from refimpl.zeroth_order.zopo import ZOPO

GOOD = ZOPO(0.25, 2.0, 0.0625, 0.5, 2, 2, 0.5, 5)
SQUARE = Constrained(diagonal_quadratic([2.0, 1.0]), Box(np.full(2, -2.0), np.full(2, 2.0)))


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        *(
            (n, 0.0, "must be positive and finite, got 0.0")
            for n in ("step_size", "lengthscale", "noise", "threshold")
        ),
        ("radius", -1.0, "must be positive and finite, got -1.0"),
        *((n, 0, "must be an integer of at least 1, got 0") for n in ("patience", "probes", "memory")),
    ],
)
def test_unusable_hyper_parameters_are_told(name, value, sentence):
    with pytest.raises(ValueError, match=f"{name} {sentence}"):
        run(GOOD._replace(**{name: value}), SQUARE, np.ones(2), 1)


def test_memory_holds_the_latest_queries():
    t = run(GOOD, SQUARE, np.ones(2), 9, rng=1)
    assert t.state.X.shape == (5, 2)
    assert np.array_equal(t.state.X[-1], t.x[-1])
    assert np.array_equal(t.state.y, [SQUARE.value(x) for x in t.state.X])


def test_one_query_says_nothing_of_the_gradient_at_its_own_point():
    X = np.array([[1.0, 2.0]])
    assert gradient_mean(X, np.array([3.0]), X[0], 2.0, 0.25).tolist() == [0.0, 0.0]
    assert gradient_variance(X, X[0], 2.0, 0.25) == 0.5


def test_two_queries_by_hand():
    """Symmetric about x at distance h on the line: the slope is k h (b - a)/(l^2 (1 + s - k(2h))), k = k(h)."""
    X, h, s = np.array([[-0.5], [0.5]]), 0.5, 0.25
    expected = np.exp(-h * h / 2) * h * 3.0 / (1 + s - np.exp(-2 * h * h))
    # a system of condition below ten and a dozen operations
    assert gradient_mean(X, np.array([1.0, 4.0]), np.zeros(1), 1.0, s)[0] == pytest.approx(
        expected, rel=1e-14
    )


def test_no_more_queries_than_the_header_says():
    flat = Constrained(Linear(np.zeros(2)), Box(np.full(2, -2.0), np.full(2, 2.0)))
    rare = run(GOOD._replace(threshold=9.0), flat, np.ones(2), 6, count=True).calls
    often = run(GOOD._replace(threshold=1e-3), flat, np.ones(2), 6, count=True).calls
    assert rare is not None
    assert often is not None
    assert (rare["value"], often["value"]) == (7, 7 + 3 * 2)
