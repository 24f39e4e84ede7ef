"""OASIS, its sampled form and AdGD: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.first_order_adaptive.adaptive_length import adaptive_length
from refimpl.first_order_adaptive.adgd import AdGD
from refimpl.problems import Linear, Quadratic, diagonal_quadratic, random_least_squares
from refimpl.second_order.oasis import OASIS
from refimpl.second_order.stochastic_oasis import StochasticOASIS

USUAL = (0.25, 0.5, 0.75, 0.125)
SUM = random_least_squares(n=4, d=2, noise=0.5, seed=0)


@pytest.mark.parametrize("cls", [OASIS, StochasticOASIS])
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"first_step": 0.0}, "first_step must be positive and finite, got 0.0"),
        ({"alpha": -1.0}, "alpha must be positive and finite, got -1.0"),
        ({"beta1": 1.0}, r"beta1 must lie in \[0, 1\), got 1.0"),
        ({"beta2": 1.5}, r"beta2 must lie in \[0, 1\], got 1.5"),
    ],
)
def test_what_cannot_be_used_is_told(cls, change, words):
    with pytest.raises(ValueError, match=words):
        run(cls(*USUAL)._replace(**change), SUM, np.ones(2), 1)


def test_the_first_step_of_adgd_must_be_positive():
    with pytest.raises(ValueError, match="first_step must be positive and finite, got -1"):
        run(AdGD(-1.0), SUM, np.ones(2), 1)


@pytest.mark.parametrize(
    ("algorithm", "calls"),
    [
        (AdGD(0.25), {"gradient": 5}),
        (OASIS(*USUAL), {"gradient": 5, "hessian_vector": 5}),
        (StochasticOASIS(*USUAL), {"sample_gradient": 9, "sample_hessian_vector": 5}),
    ],
    ids=lambda v: type(v).__name__,
)
def test_oracle_calls_of_five_steps(algorithm, calls):
    t = run(algorithm, SUM, np.ones(2), 5, count=True)
    assert {name: n for name, n in t.calls.items() if n} == calls


def test_on_a_linear_function_the_length_grows_as_much_as_it_may():
    """y = 0: steps 0 and 1 have the first length; then eta+ = sqrt(1 + theta) eta, theta the last ratio."""
    x = run(AdGD(0.5), Linear(np.array([1.0])), np.zeros(1), 5).x[:, 0]
    lengths = [0.5, 0.5]
    for theta in (1.0, 2**0.5, (1 + 2**0.5) ** 0.5):
        lengths.append((1 + theta) ** 0.5 * lengths[-1])
    np.testing.assert_allclose(-np.diff(x), lengths, rtol=1e-15)


def test_the_smaller_of_both_bounds_and_what_is_missing():
    assert adaptive_length(8.0, 1.0, 1.0, 3.0) == 2.0
    assert adaptive_length(2.0, 1.0, 1.0, 3.0) == 1.0
    assert adaptive_length(8.0, 1.0, 1.0, -1.0) == 4.0
    assert adaptive_length(8.0, 0.0, 1.0, 3.0) == 2.0
    assert adaptive_length(8.0, 0.0, 1.0, -1.0) == 1.0


def test_at_a_minimiser_nothing_moves():
    problem = Quadratic(np.array([[2.0, 1.0], [1.0, 4.0]]), np.array([4.0, 9.0]))
    for algorithm in (AdGD(0.25), OASIS(*USUAL)):
        assert run(algorithm, problem, np.array([1.0, 2.0]), 4).x.tolist() == [[1.0, 2.0]] * 5


def test_negative_curvature_scales_by_its_modulus():
    x = run(OASIS(0.5, 0.0, 0.5, 0.125), diagonal_quadratic([-4.0, 1.0]), np.ones(2), 1).x[1]
    assert x.tolist() == [1.5, 0.5]
