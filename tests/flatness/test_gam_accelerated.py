"""Accelerated GAM: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.flatness.gam_accelerated import GAMAccelerated
from refimpl.flatness.sam import SAM
from refimpl.problems import LogQuadratic, Quadratic, diagonal_quadratic

ENGINES = ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)]
USABLE = GAMAccelerated(0.25, 0.0625, 0.5, 0.25, 0.5, 0.5)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ({"grad_rho": -0.1}, "grad_rho must be non-negative and finite, got -0.1"),
        ({"grad_norm_rho": np.inf}, "grad_norm_rho must be non-negative and finite, got inf"),
        ({"beta_0": 1.5}, r"beta_0 must lie in \[0, 1\], got 1.5"),
        ({"beta_1": -0.5}, r"beta_1 must lie in \[0, 1\], got -0.5"),
        ({"beta_1": np.nan}, r"beta_1 must lie in \[0, 1\], got nan"),
        ({"gamma": -1.0}, "gamma must be non-negative and finite, got -1.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(change, message):
    with pytest.raises(ValueError, match=message):
        run(USABLE._replace(**change), LogQuadratic(2), np.ones(2), 2)


def test_four_gradients_per_step():
    t = run(USABLE, LogQuadratic(3), np.ones(3), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 28}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_stationary_point_of_a_flat_valley_stays(engine):
    flat = Quadratic(np.diag([2.0, 0.0]), np.zeros(2))
    t = run(USABLE, flat, np.array([0.0, 3.0]), 4, engine=engine)
    assert t.stopped_at == 4
    assert np.array_equal(t.x, np.tile([0.0, 3.0], (5, 1)))


def test_where_the_gradient_is_constant_the_step_is_gradient_descent():
    """d = 0 with g0 not 0: all four gradients agree, so p is parallel to q."""
    linear = Quadratic(np.zeros((2, 2)), np.array([1.0, -2.0]))
    t = run(USABLE, linear, np.zeros(2), 4)
    np.testing.assert_allclose(t.x, np.arange(5)[:, None] * np.array([0.25, -0.5]), rtol=1e-15)


def test_without_radii_it_is_gradient_descent():
    spectrum, x0 = np.array([2.0, 1.0, 0.25]), np.array([1.0, -2.0, 3.0])
    algorithm = USABLE._replace(grad_rho=0.0, grad_norm_rho=0.0)
    x = run(algorithm, diagonal_quadratic(spectrum), x0, 20).x
    np.testing.assert_allclose(x, x0 * (1 - 0.25 * spectrum) ** np.arange(21)[:, None], rtol=1e-13)


def test_where_q_vanishes_the_step_follows_p():
    """On -x^2/2 from x = r' the first difference ends at 0, where the gradient is 0."""
    concave = Quadratic(np.array([[-1.0]]), np.zeros(1))
    algorithm = GAMAccelerated(0.5, 0.25, 0.5, 0.5, 1.0, 0.5)
    x = run(algorithm, concave, np.array([0.25]), 1).x
    # g0 = -1/4, g1 = 0, d = 1/4, y = 3/4, g2 = -3/4: p = -5/8, direction = -p/2 = 5/16
    assert x[1, 0] == 0.25 - 0.5 * 0.3125


def test_on_a_quadratic_in_one_dimension_it_is_sam_with_the_mean_radius():
    problem, x0 = diagonal_quadratic([2.0]), np.array([3.0])
    x = run(GAMAccelerated(0.375, 0.0625, 0.5, 0.25, 0.75, 0.5), problem, x0, 30).x
    np.testing.assert_allclose(x, run(SAM(0.375, 0.0625 + 0.125), problem, x0, 30).x, rtol=1e-12)


def test_prescribed_takes_the_released_defaults_and_the_largest_step_of_the_guarantee():
    expected = GAMAccelerated(0.25, 0.02, 0.2, 0.5, 0.6, 0.03)
    assert GAMAccelerated.prescribed(diagonal_quadratic([4.0, 1.0])) == expected
