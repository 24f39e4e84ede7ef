"""M-FAC: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.problems import random_least_squares
from refimpl.second_order import mfac_static as static
from refimpl.second_order.mfac import MFAC, replaced

USUAL = MFAC(step_size=0.25, damping=0.5, window=3)
SUM = random_least_squares(n=6, d=4, noise=0.5, seed=0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ({"damping": -1.0}, "damping must be positive and finite, got -1.0"),
        ({"window": 0}, "window must be an integer of at least 1, got 0"),
    ],
)
def test_what_cannot_be_used_is_told(change, words):
    with pytest.raises(ValueError, match=words):
        run(USUAL._replace(**change), SUM, np.ones(4), 1)


def test_one_sampled_gradient_per_step():
    calls = run(USUAL, SUM, np.ones(4), 7, count=True).calls
    assert {name: n for name, n in calls.items() if n} == {"sample_gradient": 7}


def test_static_and_dynamic_products_are_the_same_on_random_windows():
    rng = np.random.default_rng(0)
    for d, m in ((60, 16), (5, 8), (40, 1)):
        G, x = rng.standard_normal((m, d)), rng.standard_normal(d)
        V, q = static.factored(G, 0.01)
        exact = np.linalg.solve(0.01 * np.eye(d) + G.T @ G / m, x)
        found = MFAC(1.0, 0.01, m).product(G, G @ G.T, x)
        np.testing.assert_allclose(static.inverse_product(V, q, 0.01, x), exact, rtol=1e-9)
        np.testing.assert_allclose(found, exact, rtol=1e-9)


def test_a_replaced_row_replaces_its_products():
    G = np.arange(12.0).reshape(3, 4)
    new, K = replaced(G, G @ G.T, 1, np.array([1.0, -1.0, 2.0, 0.0]))
    assert np.array_equal(K, new @ new.T)
    assert np.array_equal(G[1], [4.0, 5.0, 6.0, 7.0])


def test_removing_a_weight_leaves_the_gradient_zero_in_the_others():
    rng = np.random.default_rng(1)
    G, w = rng.standard_normal((6, 5)), rng.standard_normal(5)
    V, q = static.factored(G, 0.5)
    u = static.removed(V, q, 0.5, w, 2)
    gradient = (0.5 * np.eye(5) + G.T @ G / 6) @ (u - w)
    assert abs(u[2]) < 1e-12
    np.testing.assert_allclose(np.delete(gradient, 2), 0.0, atol=1e-12)
