"""SAM-ON and masks: what the tests of every method do not see."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from refimpl import run
from refimpl.flatness.masks import top_mask
from refimpl.flatness.sam import SAM
from refimpl.flatness.sam_on import SAMON
from refimpl.problems import LogQuadratic, diagonal_quadratic, random_quadratic

ENGINES = ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)]


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (SAMON(0.0, 0.5, np.ones(2)), "step_size must be positive and finite, got 0.0"),
        (SAMON(0.1, -0.5, np.ones(2)), "rho must be non-negative and finite, got -0.5"),
        (SAMON(0.1, 0.5, np.ones(3)), r"mask must have shape \(2,\), got \(3,\)"),
        (SAMON(0.1, 0.5, np.array([1.0, 0.5])), "mask must hold zeros and ones, got an entry 0.5"),
        (SAMON(0.1, 0.5, [1.0, 0.0]), "mask must be a real NumPy array, got list"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, LogQuadratic(2), np.ones(2), 2)


def test_prescribed_perturbs_every_second_parameter():
    algorithm = SAMON.prescribed(diagonal_quadratic([4.0, 1.0, 0.5]))
    assert algorithm[:2] == (0.25, 0.05)
    assert algorithm.mask.tolist() == [0, 1, 0]


def test_two_gradients_per_step():
    t = run(SAMON(0.25, 0.25, np.array([1.0, 0.0, 0.0])), LogQuadratic(3), np.ones(3), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 14}


def test_the_full_mask_is_sam():
    problem, x0 = random_quadratic([3.0, 1.0, 0.5], seed=1), np.array([1.0, 2.0, -1.0])
    x = run(SAMON(0.125, 0.25, np.ones(3)), problem, x0, 20).x
    np.testing.assert_array_equal(x, run(SAM(0.125, 0.25), problem, x0, 20).x)


def test_one_entry_is_the_sign_step_of_that_coordinate():
    problem, x0 = random_quadratic([3.0, 1.0, 0.5], seed=1), np.array([1.0, 2.0, -1.0])
    g = problem.gradient(x0)
    e = 0.25 * np.sign(g) * np.array([0.0, 1.0, 0.0])
    x = run(SAMON(0.125, 0.25, np.array([0.0, 1.0, 0.0])), problem, x0, 1).x
    np.testing.assert_allclose(x[1], x0 - 0.125 * problem.gradient(x0 + e), rtol=1e-14)


def test_integer_and_boolean_masks():
    problem, x0 = random_quadratic([3.0, 1.0], seed=1), np.array([1.0, 2.0])
    wanted = run(SAMON(0.125, 0.25, np.array([0.0, 1.0])), problem, x0, 3).x
    np.testing.assert_array_equal(run(SAMON(0.125, 0.25, np.array([0, 1])), problem, x0, 3).x, wanted)


@pytest.mark.parametrize("kept", range(6))
def test_the_top_mask_has_the_largest_sum_of_all_masks(kept):
    scores = np.array([0.5, 2.0, -1.0, 2.0, 0.25])
    mask = top_mask(scores, kept)
    assert set(mask) <= {0.0, 1.0}
    assert mask.sum() == kept
    assert mask @ scores == max(sum(c) for c in combinations(scores, kept))


def test_the_top_mask_prefers_the_first_of_equals():
    assert top_mask(np.zeros(4), 2).tolist() == [1, 1, 0, 0]
    assert top_mask(np.array([1.0, 3.0, 1.0, 3.0]), 3).tolist() == [1, 1, 0, 1]
