"""Heavy ball with a learned step and momentum: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.first_order_adaptive.sgd_momentum import SGDMomentum
from refimpl.hessian_spectrum.spectral_momentum import SpectralMomentum
from refimpl.problems import LogQuadratic, diagonal_quadratic, random_quadratic


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        ((0, 1, 0.1), "order must be an integer of at least 1, got 0"),
        ((3, 1, 0.1), r"order must lie in \[1, 2\], got 3"),
        ((1, 0, 0.1), "period must be an integer of at least 1, got 0"),
        ((1, 1, 0.0), "floor must be positive and finite, got 0.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(SpectralMomentum(*algorithm), diagonal_quadratic([2.0, 1.0]), np.ones(2), 2)


def test_one_gradient_per_step_and_products_once_per_period():
    t = run(SpectralMomentum(2, 4, 0.01), random_quadratic([2.0, 1.0, 0.5], 0), np.ones(3), 9, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 9, "hessian_vector": 6}


def test_it_is_heavy_ball_with_polyaks_parameters():
    problem, x0 = random_quadratic([9.0, 4.0, 1.0], seed=1), np.array([1.0, -2.0, 0.5])
    t = run(SpectralMomentum(3, 100, 0.01), problem, x0, 30)
    same = run(SGDMomentum(0.25, 0.25), problem, x0, 30)  # 4/(3 + 1)^2 and ((3 - 1)/(3 + 1))^2
    np.testing.assert_allclose(t.x, same.x, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose([*t.state.step_size, *t.state.momentum], 0.25, rtol=1e-13)


def test_negative_curvature_is_taken_for_the_floor():
    t = run(SpectralMomentum(2, 1, 0.25), LogQuadratic(2), np.array([3.0, 0.1]), 1)
    top = 2 * (1 - 0.01) / 1.01**2
    assert t.state.step_size[0] == pytest.approx(4 / (np.sqrt(top) + 0.5) ** 2, rel=1e-12)
