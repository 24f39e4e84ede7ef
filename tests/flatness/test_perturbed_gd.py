"""Perturbed gradient descent: what the tests of every method do not see."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from refimpl import run
from refimpl.core.draws import Recorder
from refimpl.flatness.perturbed_gd import PerturbedGD
from refimpl.problems import ScalarNetwork, diagonal_quadratic

SADDLE = diagonal_quadratic([1.0, -0.5])


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (PerturbedGD(0.0, 0.1, 0.5, 2), "step_size must be positive and finite, got 0.0"),
        (PerturbedGD(0.1, -0.1, 0.5, 2), "radius must be non-negative and finite, got -0.1"),
        (PerturbedGD(0.1, 0.1, np.inf, 2), "threshold must be non-negative and finite, got inf"),
        (PerturbedGD(0.1, 0.1, 0.5, 0), "wait must be an integer of at least 1, got 0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, SADDLE, np.ones(2), 2)


@pytest.mark.parametrize(("wait", "perturbations"), [(1, 5), (2, 4), (4, 2), (100, 1)])
def test_it_perturbs_first_and_then_after_more_than_wait_steps(wait, perturbations):
    recorder = Recorder(np.random.default_rng(0))
    t = run(PerturbedGD(0.1, 0.1, 1e3, wait), SADDLE, np.zeros(2), 10, count=True, rng=recorder)
    assert recorder.tape().reals.size == 3 * 10, "the same draws per step, used or not"
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 10 + perturbations}


def test_without_threshold_at_a_regular_point_it_is_gradient_descent():
    problem, x0 = ScalarNetwork(2), np.array([2.0, 0.25])
    x = run(PerturbedGD(0.0625, 0.5, 0.0, 2), problem, x0, 20).x
    for a, b in pairwise(x):
        np.testing.assert_array_equal(b, a - 0.0625 * problem.gradient(a))


def test_gradient_descent_from_the_stable_manifold_never_escapes_and_this_does():
    """Negative control of the row: no noise and a start on the stable manifold."""
    start = np.array([3.0, 0.0])
    assert abs(run(PerturbedGD(0.25, 0.0, 0.5, 5), SADDLE, start, 400).x[-1, 1]) == 0
    assert abs(run(PerturbedGD(0.25, 0.01, 0.5, 5), SADDLE, start, 400, rng=1).x[-1, 1]) > 1e6


def test_prescribed_takes_the_largest_step_of_the_descent():
    assert PerturbedGD.prescribed(diagonal_quadratic([4.0, 1.0])) == PerturbedGD(0.25, 0.125, 2.0, 2)
