"""ASAM: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.flatness.asam import ASAM
from refimpl.flatness.sam import SAM
from refimpl.problems import Quadratic, ScalarNetwork, diagonal_quadratic
from verification.dialects.flatness.asam import WithoutOffset

ENGINES = ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)]


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (ASAM(0.0, 0.5, 0.01), "step_size must be positive and finite, got 0.0"),
        (ASAM(0.1, -0.5, 0.01), "rho must be non-negative and finite, got -0.5"),
        (ASAM(0.1, 0.5, -0.01), "offset must be non-negative and finite, got -0.01"),
        (ASAM(0.1, 0.5, np.nan), "offset must be non-negative and finite, got nan"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, diagonal_quadratic([1.0, 2.0]), np.ones(2), 2)


def test_prescribed_takes_the_largest_step_of_the_guarantee():
    assert ASAM.prescribed(diagonal_quadratic([4.0, 1.0])) == ASAM(0.25, 0.5, 0.01)


def test_two_gradients_per_step():
    t = run(ASAM(0.1, 0.5, 0.01), diagonal_quadratic([1.0, 2.0]), np.ones(2), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 14}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("offset", [0.0, 0.25])
def test_a_stationary_point_of_a_flat_valley_stays(engine, offset):
    flat = Quadratic(np.diag([2.0, 0.0]), np.zeros(2))
    t = run(ASAM(0.25, 0.5, offset), flat, np.array([0.0, 3.0]), 4, engine=engine)
    assert t.stopped_at == 4
    assert np.array_equal(t.x, np.tile([0.0, 3.0], (5, 1)))


@pytest.mark.parametrize("engine", ENGINES)
def test_at_zero_without_offset_there_is_no_perturbation(engine):
    """T = 0, so T g = 0 although g is not: e = 0 and the step is one of gradient descent."""
    problem = Quadratic(np.diag([1.0, 2.0]), np.array([1.0, -2.0]))
    t = run(ASAM(0.5, 0.5, 0.0), problem, np.zeros(2), 1, engine=engine)
    assert np.array_equal(t.x[1], [0.5, -1.0])


def test_at_zero_it_is_sam_with_radius_rho_times_the_offset():
    """T = offset I there."""
    problem = Quadratic(np.array([[3.0, 1.0], [1.0, 2.0]]), np.array([1.0, -1.0]))
    x = run(ASAM(0.25, 0.5, 0.25), problem, np.zeros(2), 1).x
    np.testing.assert_allclose(x, run(SAM(0.25, 0.125), problem, np.zeros(2), 1).x, rtol=1e-14)


def test_the_perturbed_loss_does_not_change_with_the_scale_of_two_layers():
    """(ab - 1)^2/2 at (1.5 c, 1.2/c): SAM's perturbed loss depends on c, ASAM's does not, without offset.

    With G = (a'b' - 1)(b', a') at the perturbed point, |G_1 G_2| = r^2 (r + 1), r = a'b' - 1.
    """

    def products(algorithm):
        found = []
        for c in (1.0, 2.0, 5.0):
            x0 = np.array([1.5 * c, 1.2 / c])
            G = -np.diff(run(algorithm, ScalarNetwork(2), x0, 1).x, axis=0)[0] / algorithm.step_size
            found.append(abs(G[0] * G[1]))
        return np.array(found)

    asam, sam = products(ASAM(0.125, 0.1, 0.0)), products(SAM(0.125, 0.1))
    assert np.ptp(asam) < 1e-12
    # by hand for c = 1: g = 0.8 (1.2, 1.5), |T g| = 1.44 sqrt 2, e = 0.1 (1.5, 1.2)/sqrt 2
    r = 1.8 * (1 + 0.1 / np.sqrt(2)) ** 2 - 1
    assert asam[0] == pytest.approx(r * r * (r + 1), rel=1e-13)
    assert np.ptp(sam) > 0.1


def test_the_dialect_is_the_method_with_offset_zero():
    problem, x0 = Quadratic(np.array([[3.0, 1.0], [1.0, 2.0]]), np.array([1.0, -1.0])), np.array([0.0, -2.0])
    x = run(WithoutOffset(0.125, 0.5, 0.25), problem, x0, 10).x
    np.testing.assert_array_equal(x, run(ASAM(0.125, 0.5, 0.0), problem, x0, 10).x)
