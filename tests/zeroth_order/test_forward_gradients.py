"""Forward gradients: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.core.draws import tape
from refimpl.problems import Linear, Logistic, diagonal_quadratic
from refimpl.zeroth_order.dual import Dual, directional_derivative
from refimpl.zeroth_order.estimators import Normal, Signs, Sphere
from refimpl.zeroth_order.fixed_point_forward_gradient import FixedPointForwardGradient, on_grid
from refimpl.zeroth_order.forward_gradient import ForwardGradient
from refimpl.zeroth_order.guided_forward_gradient import GuidedForwardGradient
from refimpl.zeroth_order.sign_forward_gradient import SignForwardGradient

QUADRATIC = diagonal_quadratic([2.0, 1.0])


@pytest.mark.parametrize(
    ("algorithm", "sentence"),
    [
        (ForwardGradient(0.0), "step_size must be positive and finite, got 0.0"),
        (ForwardGradient(0.1, 0), "directions must be an integer of at least 1, got 0"),
        (ForwardGradient(0.1, 1, 4.0), r"law must be Normal\(\), Sphere\(\) or Signs\(\), got float"),
        (FixedPointForwardGradient(0.0, 0.1, 0.1), "step_size must be positive and finite, got 0.0"),
        (FixedPointForwardGradient(0.1, -0.1, 0.1), "smoothing must be positive and finite, got -0.1"),
        (SignForwardGradient(0.1, 0.1, 0.0), "spacing must be positive and finite, got 0.0"),
        (SignForwardGradient(0.1, 0.1, 0.1, 0), "directions must be an integer of at least 1, got 0"),
        (SignForwardGradient(0.1, 0.1, 0.1, 1, "signs"), r"law must be Normal\(\), .*, got str"),
        (GuidedForwardGradient(-1.0, QUADRATIC), "step_size must be positive and finite, got -1.0"),
        (GuidedForwardGradient(1.0, QUADRATIC, 1.5), r"random must lie in \[0.0, 1.0\], got 1.5"),
        (GuidedForwardGradient(1.0, 3.0), "auxiliary must be a problem with a gradient, got float"),
        (GuidedForwardGradient(1.0, Linear(np.ones(3))), "auxiliary must have the dimension 2, got 3"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, sentence):
    with pytest.raises(ValueError, match=sentence):
        run(algorithm, QUADRATIC, np.ones(2), 1)


def test_the_prescribed_step_is_shorter_by_the_dimension_plus_two():
    assert ForwardGradient.prescribed(QUADRATIC) == (0.125, 1, Normal())


def test_one_gradient_serves_all_directions_of_a_step():
    calls = run(ForwardGradient(0.01, 5), QUADRATIC, np.ones(2), 7, count=True).calls
    assert {name: n for name, n in calls.items() if n} == {"gradient": 7}


@pytest.mark.parametrize("cls", [FixedPointForwardGradient, SignForwardGradient])
def test_two_values_per_direction(cls):
    calls = run(cls(0.01, 0.1, 0.01, 3), QUADRATIC, np.ones(2), 5, count=True).calls
    assert {name: n for name, n in calls.items() if n} == {"value": 30}


def test_halves_are_rounded_upwards():
    assert [on_grid(v, 0.5) for v in (-0.25, -0.26, 0.25, 0.24, 1.0)] == [0.0, -0.5, 0.5, 0.0, 1.0]


def test_directions_orthogonal_to_the_gradient_do_nothing():
    x = run(ForwardGradient(0.5), Linear(np.array([3.0, -1.0])), np.ones(2), 1, rng=tape([1.0, 3.0])).x
    assert x[1].tolist() == [1.0, 1.0]


@pytest.mark.parametrize("law", [Normal(), Sphere(), Signs()], ids=lambda law: type(law).__name__)
def test_the_mean_of_many_directions_is_the_gradient(law):
    """Six standard deviations of the largest variance of an entry, 2 |p|^2: false alarm below 1e-8."""
    p, n = np.array([1.0, -2.0, 0.5]), 20_000
    x = run(ForwardGradient(1.0, n, law), Linear(p), np.zeros(3), 1, rng=5).x[1]
    assert np.abs(x + p).max() < 6 * np.sqrt(2 * (p @ p) / n)


def test_the_step_of_gradient_descent_diverges_in_eight_dimensions():
    """E|x|^2 grows by 1 - 2 + (d + 2) = 9 per step on |x|^2/2, and falls by 0.9 with the prescribed step."""
    problem = diagonal_quadratic(np.ones(8))
    sizes = [
        np.mean(
            [np.sum(run(ForwardGradient(step), problem, np.ones(8), 40, rng=s).x[-1] ** 2) for s in range(20)]
        )
        for step in (1.0, 0.1)
    ]
    assert sizes[0] > 1e6
    assert sizes[1] < 1


def test_dual_numbers_follow_comparisons_and_functions():
    """Logistic regression takes |m| and max(-m, 0); sqrt(a)/a - log(a) is differentiated by hand."""
    problem = Logistic(np.array([[1.0, 2.0], [-3.0, 0.5]]), np.array([1.0, -1.0]), 0.25)
    x, v = np.array([-0.5, 0.75]), np.array([1.0, -2.0])
    value, slope = directional_derivative(problem.value, x, v)
    assert value == pytest.approx(problem.value(x), rel=1e-15)
    assert slope == pytest.approx(problem.gradient(x) @ v, rel=1e-14)
    a = Dual(4.0, 3.0)
    found = a.sqrt() / a - a.log() + 2 - (1 - a) / 2
    assert (found.value, found.tangent) == pytest.approx(
        (0.5 - np.log(4) + 3.5, 3 * (-1 / 16 - 1 / 4 + 1 / 2)), rel=1e-15
    )
    assert (abs(-a).tangent, a > 3, a <= 4, a >= 5, a < 4) == (3.0, True, True, False, False)
