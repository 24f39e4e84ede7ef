"""SAM with a random mask: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.core.draws import Recorder, tape
from refimpl.flatness.random_mask_sam import RandomMaskSAM
from refimpl.flatness.sam import SAM
from refimpl.flatness.sam_on import SAMON
from refimpl.problems import LogQuadratic, diagonal_quadratic, random_quadratic
from verification.dialects.flatness.random_mask_sam import Renormalised

PROBLEM, X0 = random_quadratic([3.0, 1.0, 0.5, 0.25], seed=1), np.array([1.0, 2.0, -1.0, 0.5])


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (RandomMaskSAM(0.0, 0.5, 1, 1), "step_size must be positive and finite, got 0.0"),
        (RandomMaskSAM(0.1, -0.5, 1, 1), "rho must be non-negative and finite, got -0.5"),
        (RandomMaskSAM(0.1, 0.5, 3, 1), r"kept must lie in \[0, 2\], got 3"),
        (RandomMaskSAM(0.1, 0.5, -1, 1), "kept must be an integer of at least 0, got -1"),
        (RandomMaskSAM(0.1, 0.5, 1, 0), "period must be an integer of at least 1, got 0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, LogQuadratic(2), np.ones(2), 2)


def test_prescribed_keeps_half():
    assert RandomMaskSAM.prescribed(diagonal_quadratic([4.0, 1.0, 0.5])) == RandomMaskSAM(0.25, 0.05, 2, 3)


def test_two_gradients_per_step_and_draws_per_period():
    recorder = Recorder(np.random.default_rng(0))
    t = run(RandomMaskSAM(0.25, 0.25, 2, 3), LogQuadratic(4), np.ones(4), 7, count=True, rng=recorder)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 14}
    assert recorder.tape().reals.size == 3 * 4


def test_all_entries_kept_is_sam():
    x = run(RandomMaskSAM(0.125, 0.25, 4, 2), PROBLEM, X0, 20).x
    np.testing.assert_array_equal(x, run(SAM(0.125, 0.25), PROBLEM, X0, 20).x)


def test_the_dialect_on_one_mask_is_sam_on():
    draws = tape([0.5, -1.0, 2.0, -0.25])
    x = run(Renormalised(0.125, 0.25, 2, 20), PROBLEM, X0, 20, rng=draws).x
    mask = np.array([1.0, 0.0, 1.0, 0.0])
    np.testing.assert_array_equal(x, run(SAMON(0.125, 0.25, mask), PROBLEM, X0, 20).x)


def test_every_subset_comes_up_equally_often():
    """6000 masks of two of four entries: six subsets, chi-square with 5 degrees of freedom, alpha = 1e-6."""
    counts = {}
    algorithm, rng = RandomMaskSAM(0.125, 0.25, 2, 1), np.random.default_rng(0)
    for _ in range(6000):
        state = algorithm.step(PROBLEM, algorithm.init(PROBLEM, X0), rng)
        counts[tuple(state.mask)] = counts.get(tuple(state.mask), 0) + 1
    assert len(counts) == 6
    assert sum((n - 1000) ** 2 / 1000 for n in counts.values()) < 36.0


def test_many_masks_average_to_a_share_of_the_perturbation():
    g = PROBLEM.gradient(X0)
    first = np.mean(
        [run(RandomMaskSAM(0.125, 0.25, 1, 1), PROBLEM, X0, 1, rng=seed).x[1] for seed in range(400)], axis=0
    )
    shared = X0 - 0.125 * PROBLEM.gradient(X0 + 0.25 * 0.25 * g / np.linalg.norm(g))
    # the spread of one x_1 is eta |A| rho = 0.1 at most: 400 runs average to 0.005 and less
    np.testing.assert_allclose(first, shared, atol=0.02)
