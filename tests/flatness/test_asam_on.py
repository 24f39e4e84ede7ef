"""ASAM on a mask: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.flatness.asam import ASAM
from refimpl.flatness.asam_on import ASAMON
from refimpl.flatness.sam_on import SAMON
from refimpl.problems import LogQuadratic, Quadratic, diagonal_quadratic, random_quadratic


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (ASAMON(0.0, 0.5, 0.01, np.ones(2)), "step_size must be positive and finite, got 0.0"),
        (ASAMON(0.1, -0.5, 0.01, np.ones(2)), "rho must be non-negative and finite, got -0.5"),
        (ASAMON(0.1, 0.5, -0.01, np.ones(2)), "offset must be non-negative and finite, got -0.01"),
        (ASAMON(0.1, 0.5, 0.01, np.full(2, 2.0)), "mask must hold zeros and ones, got an entry 2.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, LogQuadratic(2), np.ones(2), 2)


def test_prescribed_perturbs_every_second_parameter():
    algorithm = ASAMON.prescribed(diagonal_quadratic([4.0, 1.0, 0.5]))
    assert algorithm[:3] == (0.25, 0.5, 0.01)
    assert algorithm.mask.tolist() == [0, 1, 0]


def test_two_gradients_per_step():
    algorithm = ASAMON(0.25, 0.25, 0.125, np.array([1.0, 0.0, 0.0]))
    t = run(algorithm, LogQuadratic(3), np.ones(3), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 14}


def test_the_full_mask_is_asam():
    problem, x0 = random_quadratic([3.0, 1.0, 0.5], seed=1), np.array([1.0, 2.0, -1.0])
    x = run(ASAMON(0.125, 0.25, 0.125, np.ones(3)), problem, x0, 20).x
    np.testing.assert_array_equal(x, run(ASAM(0.125, 0.25, 0.125), problem, x0, 20).x)


def test_at_zero_it_is_sam_on_with_radius_rho_times_the_offset():
    problem, mask = Quadratic(np.array([[3.0, 1.0], [1.0, 2.0]]), np.array([1.0, -1.0])), np.array([0.0, 1.0])
    x = run(ASAMON(0.25, 0.5, 0.25, mask), problem, np.zeros(2), 1).x
    np.testing.assert_allclose(x, run(SAMON(0.25, 0.125, mask), problem, np.zeros(2), 1).x, rtol=1e-14)
