"""UDIM: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from refimpl import run
from refimpl.flatness.sam import SAM
from refimpl.flatness.udim import UDIM, worst_shifts
from refimpl.problems import gaussian_classes, random_least_squares

PROBLEM = gaussian_classes(n=3, means=[[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]], deviation=1.0, mu=0.125, seed=1)
START = np.array([2.0, -1.0, 0.5, 1.5, -2.0, 1.0])


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (UDIM(0.0, 0.25, 0.125, 0.5), "step_size must be positive and finite, got 0.0"),
        (UDIM(0.5, -0.25, 0.125, 0.5), "rho must be non-negative and finite, got -0.25"),
        (UDIM(0.5, 0.25, -0.125, 0.5), "data_radius must be non-negative and finite, got -0.125"),
        (UDIM(0.5, 0.25, 0.125, -0.5), "weight must be non-negative and finite, got -0.5"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, PROBLEM, START, 2)


def test_oracles_per_step():
    t = run(UDIM(0.5, 0.25, 0.125, 0.5), PROBLEM, START, 7, count=True)
    assert t.calls is not None
    expected = {"gradient": 14, "input_gradients": 7, "shifted_gradient": 7}
    assert {name: n for name, n in t.calls.items() if n} == expected


@pytest.mark.parametrize("algorithm", [UDIM(0.5, 0.25, 0.125, 0.0), UDIM(0.5, 0.25, 0.0, 0.5)])
def test_without_weight_or_data_radius_the_iterates_are_those_of_sam(algorithm):
    x = run(algorithm, PROBLEM, START, 9).x
    np.testing.assert_array_equal(x, run(SAM(0.5, 0.25), PROBLEM, START, 9).x)


def test_shifts_on_least_squares_are_the_worst_that_an_optimiser_finds():
    """sup of the loss of a sample over |z| <= r, by projection of a free vector, from several starts."""
    problem, y, r = random_least_squares(n=4, d=2, noise=1.0, seed=2), np.array([1.5, -0.5]), 0.25
    Z = worst_shifts(problem, y, r)

    def loss(i, z):
        return -(((problem.A[i] + z) @ y - problem.b[i]) ** 2) / 2

    for i in range(4):
        found = min(
            minimize(lambda t: loss(i, r * np.array([np.cos(t[0]), np.sin(t[0])])), [t0]).fun  # noqa: B023
            for t0 in (0.0, 2.0, 4.0)
        )
        assert loss(i, Z[i]) == pytest.approx(found, rel=1e-8)


def test_shifts_raise_every_convex_loss_by_at_least_the_first_order():
    """The loss is convex in the input: l(u + z) >= l(u) + s'z = l(u) + r |s|."""
    Z, S = worst_shifts(PROBLEM, START, 0.5), PROBLEM.input_gradients(START)
    moved = PROBLEM._replace(X=PROBLEM.X + Z)
    np.testing.assert_allclose(np.linalg.norm(Z, axis=1), 0.5, rtol=1e-14)
    for i in range(9):
        rise = moved.sample_value(START, i) - PROBLEM.sample_value(START, i)
        assert rise >= 0.5 * np.linalg.norm(S[i]) - 1e-14


def test_prescribed_takes_the_largest_step_of_the_descent():
    assert UDIM.prescribed(PROBLEM) == UDIM(1 / PROBLEM.smoothness(), 0.0625, 0.0625, 0.5)
