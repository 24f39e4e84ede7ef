"""Both 4-bit Shampoos: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.problems import diagonal_quadratic
from refimpl.pruning_quantisation.linear_square import oriented_eigh, quantised
from refimpl.pruning_quantisation.shampoo_4bit import Shampoo4bit, inverse_fourth_root
from refimpl.pruning_quantisation.shampoo_4bit_naive import Shampoo4bitNaive

BOTH = (Shampoo4bit(0.125, 0.75, 0.0625, 2, 1), Shampoo4bitNaive(0.125, 0.75, 0.0625, 2, 1))


@pytest.mark.parametrize("usual", BOTH)
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ({"decay": 0.0}, r"decay must lie in \[0.0009765625, 1.0\], got 0.0"),
        ({"epsilon": 0.0}, "epsilon must be positive and finite, got 0.0"),
        ({"rows": 0}, "rows must be an integer of at least 1, got 0"),
        ({"period": 0}, "period must be an integer of at least 1, got 0"),
        ({"rows": 3}, "rows must divide the dimension 4, got 3"),
    ],
)
def test_unusable_hyper_parameters_are_told(usual, change, message):
    with pytest.raises(ValueError, match=message):
        run(usual._replace(**change), diagonal_quadratic([1.0, 2.0, 3.0, 4.0]), np.ones(4), 2)


def test_levels_are_kept_and_the_lower_one_is_taken_in_the_middle():
    levels = np.array([225, 169, 121, 81, 49, 25, 9, 1, 0, -9, -25, -49, -81, -121, -169, -225]) / 225
    np.testing.assert_allclose(quantised(levels[:, None])[:, 0], levels, rtol=1e-15)
    column = np.array([[225.0], [197.0], [-17.0], [0.0]])
    np.testing.assert_allclose(quantised(column)[:, 0], [225, 169, -25, 0], rtol=1e-15)
    assert np.array_equal(quantised(np.zeros((2, 2))), np.zeros((2, 2)))


def test_eigenvectors_have_a_direction():
    for seed in range(8):
        A = np.random.default_rng(seed).standard_normal((4, 4))
        w, V = oriented_eigh(A + A.T)
        assert np.all(2.0 ** np.arange(4) @ V > 0)
        np.testing.assert_allclose(V * w @ V.T, A + A.T, atol=1e-13)


def test_the_advantage_of_eigenvectors_is_one_of_wide_spectra():
    """At a condition number of 1.5 both roots are good to 2 %, at 1e4 only one of them is a root at all."""
    Q = np.linalg.qr(np.random.default_rng(0).standard_normal((16, 16)))[0]
    errors = []
    for condition in (1.5, 1e4):
        w = np.geomspace(1.0, condition, 16) / condition
        exact = Q * w**-0.25 @ Q.T
        for usual in BOTH:
            found, U = usual.stored(Q * w @ Q.T)
            root = inverse_fourth_root(found, usual.turned(U), 1e-9)
            errors.append(np.linalg.norm(root - exact) / np.linalg.norm(exact))
    ours, naive, ours_wide, naive_wide = errors
    assert max(ours, naive) < 0.02
    assert ours_wide < 0.2 < 1 < naive_wide
