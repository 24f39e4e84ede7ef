"""AdaGrad with the full matrix: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.first_order_adaptive.full_matrix_adagrad import FullMatrixAdaGrad
from refimpl.first_order_adaptive.shampoo import Shampoo
from refimpl.problems import diagonal_quadratic
from verification.tape import follow


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (FullMatrixAdaGrad(0.0, 0.1), "step_size must be positive and finite, got 0.0"),
        (FullMatrixAdaGrad(0.1, 0.0), "epsilon must be positive and finite, got 0.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, diagonal_quadratic([1.0, 2.0]), np.ones(2), 2)


def test_shampoo_of_one_column_agrees_in_the_first_step_and_not_in_the_second():
    """g/sqrt(|g|^2 + eps) both times, then the column shares the size of all gradients and this method does not."""
    g = np.array([[3.0, 0.0, 4.0], [0.0, 2.0, 0.0]])
    ours = follow(FullMatrixAdaGrad(1.0, 0.25), np.zeros(3), g)[0]
    column = follow(Shampoo(1.0, 0.25, 3), np.zeros(3), g)[0]
    np.testing.assert_allclose(ours[1], column[1], rtol=1e-14)
    np.testing.assert_allclose(ours[2] - ours[1], [0.0, -2 / np.sqrt(4.25), 0.0], atol=1e-14)
    np.testing.assert_allclose(column[2] - column[1], [0.0, -2 / (4.25 * 29.25) ** 0.25, 0.0], atol=1e-14)


def test_rounding_makes_no_root_of_a_negative_number():
    """Eigenvalues of +-1 are left beside 1e16, and 1e-8 of g along them, which 1/sqrt(epsilon) makes 1e-4.

    Five steps make at most 5e-4.
    """
    g = np.tile(1e8 * np.array([[0.3, -0.1, 0.7, 0.2]]), (5, 1))
    x, _ = follow(FullMatrixAdaGrad(1.0, 1e-8), np.zeros(4), g)
    expected = -np.sum(1 / np.sqrt(np.arange(1, 6))) * g[0] / np.linalg.norm(g[0])
    np.testing.assert_allclose(x[-1], expected, rtol=1e-3)
