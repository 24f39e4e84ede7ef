"""K-FAC with either damping: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.core.draws import tape
from refimpl.natural_gradient_kfac.kfac import KFAC
from refimpl.natural_gradient_kfac.kfac_eigen import KFACEigen
from refimpl.problems import LeastSquares, SoftmaxRegression
from refimpl.problems.registry import EXAMPLES
from verification.dialects.natural_gradient_kfac.kfac import FromIdentity, TrueLabels

BOTH = (KFAC, KFACEigen)
USUAL = (0.5, 0.0625, 0.75, 0.25, 2, 3)
ROWS, TARGETS = np.array([[1.0, -2.0], [0.0, 1.0]]), np.array([3.0, 0.0])


@pytest.mark.parametrize("method", BOTH)
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ({"damping": -1.0}, "damping must be non-negative and finite, got -1.0"),
        ({"damping": 0.0}, "damping must be positive where S at 0 has rank 2 of 3, got 0"),
        ({"decay": 1.0}, r"decay must lie in \[0.0, 0.9921875\], got 1.0"),
        ({"clip": 0.0}, "clip must be positive and finite, got 0.0"),
        ({"batch": 0}, "batch must be an integer of at least 1, got 0"),
        ({"rows": 2}, "rows must be the number of outputs, 3, got 2"),
    ],
)
def test_unusable_hyper_parameters_are_told(method, change, message):
    with pytest.raises(ValueError, match=message):
        run(method(*USUAL)._replace(**change), EXAMPLES["unregularised-softmax"].build(), np.zeros(6), 2)


def test_an_undamped_factor_needs_as_many_examples_as_inputs():
    with pytest.raises(
        ValueError, match="batch of an undamped method must be an integer of at least 2, got 1"
    ):
        run(KFAC(0.5, 0.0, 0.75, 1.0, 1, 1), LeastSquares(ROWS, TARGETS), np.zeros(2), 2)


def test_the_first_batches_count_alike_and_later_ones_fade():
    """Weights 1; 1/2, 1/2; 1/3 each; then 1/4 of the new one, as the plain mean of four; and 1/4 again."""
    mean = 0.0
    for k, new in enumerate([4.0, 8.0, 3.0, 9.0, 2.0]):
        mean = KFAC(*USUAL).averaged(mean, new, k)
        assert mean == pytest.approx([4.0, 6.0, 5.0, 6.0, 5.0][k], rel=1e-15)


def test_factored_damping_of_one_output():
    """A = diag(1, 9)/2, S = 1: p^2 = 5/2."""
    problem, draws = LeastSquares(np.array([[1.0, 0.0], [0.0, 3.0]]), TARGETS), tape([], np.array([0, 1]))
    x = run(KFAC(0.5, 0.25, 0.75, 1e9, 2, 1), problem, np.zeros(2), 1, rng=draws, engine="numpy").x[1]
    p, r = np.sqrt(2.5), 0.5
    np.testing.assert_allclose(x, [0.5 * 1.5 / (1 + r / p) / (0.5 + p * r), 0.0], rtol=1e-14)


@pytest.mark.parametrize("method", BOTH)
def test_a_batch_without_inputs_moves_nothing(method):
    problem = SoftmaxRegression(np.zeros((2, 2)), np.eye(2), 0.0)
    x = run(method(*USUAL[:4], 1, 2), problem, np.ones(4), 3, engine="numpy").x
    np.testing.assert_array_equal(x, np.ones((4, 4)))


def test_dialects_of_the_factors():
    """One input u = 2 with signal s = -3: S = s^2 for true labels; from I both factors are between 1 and theirs."""
    problem, at = LeastSquares(np.array([[2.0]]), np.array([3.0])), np.zeros(1)

    def step(method, damping=1.0):
        return run(method(1.0, damping, 0.5, 1e9, 1, 1), problem, at, 1, engine="numpy").x[1, 0]

    # p^2 is 4, 4/9 and 2.5
    assert step(KFAC) == pytest.approx(6 / (1 + 1 / 2) / (4 + 2), rel=1e-14)
    assert step(TrueLabels) == pytest.approx(6 / (9 + 3 / 2) / (4 + 2 / 3), rel=1e-14)
    assert step(FromIdentity) == pytest.approx(6 / (1 + 2.5**-0.5) / (2.5 + 2.5**0.5), rel=1e-14)
    assert step(KFACEigen) == pytest.approx(6 / (4 + 1), rel=1e-14)
