"""SAM with a Fisher mask: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.flatness.fisher_mask_sam import FisherMaskSAM
from refimpl.flatness.sam import SAM
from refimpl.flatness.sam_on import SAMON
from refimpl.problems import LeastSquares, random_least_squares, random_logistic
from verification.dialects.flatness.fisher_mask_sam import Renormalised

PROBLEM, X0 = random_least_squares(n=12, d=4, noise=0.5, seed=0), np.array([1.0, 2.0, -1.0, 0.5])


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (FisherMaskSAM(0.0, 0.5, 1, 1), "step_size must be positive and finite, got 0.0"),
        (FisherMaskSAM(0.1, np.inf, 1, 1), "rho must be non-negative and finite, got inf"),
        (FisherMaskSAM(0.1, 0.5, 5, 1), r"kept must lie in \[0, 4\], got 5"),
        (FisherMaskSAM(0.1, 0.5, 1.0, 1), "kept must be an integer of at least 0, got 1.0"),
        (FisherMaskSAM(0.1, 0.5, 1, 0), "period must be an integer of at least 1, got 0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, PROBLEM, X0, 2)


def test_prescribed_keeps_half():
    problem = LeastSquares(np.diag([4.0, 2.0]), np.zeros(2))
    assert FisherMaskSAM.prescribed(problem) == FisherMaskSAM(1 / 8, 0.05, 1, 3)


def test_two_gradients_per_step_and_all_examples_once_per_period():
    t = run(FisherMaskSAM(0.1, 0.25, 2, 3), PROBLEM, X0, 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 14, "sample_gradients": 3}


def test_all_entries_kept_is_sam():
    x = run(FisherMaskSAM(0.1, 0.25, 4, 2), PROBLEM, X0, 20).x
    np.testing.assert_array_equal(x, run(SAM(0.1, 0.25), PROBLEM, X0, 20).x)


@pytest.mark.parametrize("problem", [PROBLEM, random_logistic(n=12, d=4, mu=0.1, seed=1)])
def test_the_mask_is_that_of_a_stable_sort(problem):
    state = FisherMaskSAM(0.1, 0.25, 2, 3).step(
        problem, FisherMaskSAM(0.1, 0.25, 2, 3).init(problem, X0), None
    )
    fisher = np.mean(problem.sample_gradients(X0) ** 2, axis=0)
    expected = np.zeros(4)
    expected[np.argsort(-fisher, kind="stable")[:2]] = 1
    np.testing.assert_array_equal(state.mask, expected)


def test_the_dialect_on_its_own_mask_is_sam_on():
    x = run(Renormalised(0.1, 0.25, 2, 20), PROBLEM, X0, 20)
    np.testing.assert_array_equal(x.x, run(SAMON(0.1, 0.25, x.state.mask), PROBLEM, X0, 20).x)


def test_no_mask_of_its_size_captures_more_and_the_bottom_captures_least():
    fisher = np.mean(PROBLEM.sample_gradients(X0) ** 2, axis=0)
    top = run(FisherMaskSAM(0.1, 0.25, 2, 1), PROBLEM, X0, 1).state.mask
    captured = [fisher[i] + fisher[j] for i in range(4) for j in range(i)]
    assert top @ fisher == pytest.approx(max(captured))
    assert (1 - top) @ fisher == pytest.approx(min(captured))
    assert top @ fisher > np.mean(captured)
