from __future__ import annotations

from fractions import Fraction as F

import numpy as np
import pytest
from constants import catches, near
from derivatives import curvatures, hessian_slopes

from refimpl import problems as p

PROBLEM = p.Huber(3.0, 0.5, 3)


def gradient_descent(L, delta, R, steps, h):
    """x_N of steps h/L from R on L min(|x|, delta) sign(x), in fractions."""
    x = R
    for _ in range(steps):
        x -= h * max(-delta, min(x, delta))
    return x, (L * x * x / 2 if abs(x) <= delta else L * delta * (abs(x) - delta / 2))


@pytest.mark.parametrize("steps", [1, 7, 20])
@pytest.mark.parametrize("h", [F(1, 2), F(1), F(3, 2)])
def test_worst_cases_in_fractions(steps, h):
    L, R = F(3), F(2)
    delta = R / (2 * steps * h + 1)
    x, value = gradient_descent(L, delta, R, steps, h)
    assert value == L * R * R / (4 * steps * h + 2)
    made = p.huber_worst_case(3.0, 2.0, steps, float(h))
    assert near(made.delta, float(delta), 2)
    assert near(made.value(np.array([float(x)])), float(value))
    for factor in (F(98, 100), F(102, 100)):  # delta* is where the value is largest
        assert gradient_descent(L, factor * delta, R, steps, h)[1] < value
    delta = R / (steps * h + 1)
    x, _ = gradient_descent(L, delta, R, steps, h)
    assert L * min(abs(x), delta) == L * R / (steps * h + 1)
    made = p.huber_gradient_worst_case(3.0, 2.0, steps, float(h))
    assert near(made.delta, float(delta), 2)
    for factor in (F(98, 100), F(102, 100)):  # and delta* where the gradient is longest
        x, _ = gradient_descent(L, factor * delta, R, steps, h)
        assert min(abs(x), factor * delta) < delta


def test_smoothness_is_the_curvature_inside():
    """The spectral norm is L within delta and L delta/r <= L at the distance r beyond."""
    points = [np.array([r, 0.0, 0.0]) for r in np.linspace(0, 2, 81)]
    assert catches(lambda q: near(q.smoothness(), max(curvatures(PROBLEM, points))), PROBLEM, "smoothness")
    far = curvatures(PROBLEM, [np.array([0.0, 8.0, 6.0])])
    assert near(far, 3.0 * 0.5 / 10)
    assert abs(np.linalg.eigvalsh(PROBLEM.hessian(np.array([0.0, 8.0, 6.0])))[0]) < 1e-15
    assert PROBLEM.strong_convexity() == 0.0


def test_hessian_jumps_at_delta():
    jump = [(np.array([0.5 - h, 0, 0]), np.array([0.5 + h, 0, 0])) for h in (1e-3, 1e-6, 1e-9)]
    slopes = hessian_slopes(PROBLEM, jump)
    assert slopes[1] > 500 * slopes[0]
    assert slopes[2] > 500 * slopes[1]
    assert PROBLEM.hessian_lipschitz() == float("inf")


def test_every_dimension_is_the_line():
    """f(x) = f_1(|x|), whatever the direction."""
    line = p.Huber(3.0, 0.5)
    for r in (0.25, 0.5, 5.0):
        x = r * np.array([0.6, 0.0, -0.8])
        assert near(PROBLEM.value(x), line.value(np.array([r])))
        slope = line.gradient(np.array([r]))[0]
        np.testing.assert_allclose(PROBLEM.gradient(x), slope * x / r, rtol=1e-14)
    assert PROBLEM.minimizer().tolist() == [0.0] * 3
    assert PROBLEM.value(PROBLEM.minimizer()) == PROBLEM.minimum() == 0.0
