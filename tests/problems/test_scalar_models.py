from __future__ import annotations

from fractions import Fraction as F

import numpy as np
import pytest
from constants import catches, near
from derivatives import balls

from refimpl import problems as p
from refimpl.engines.ball import precision

PAIRS = [(0.125, 0.5), (-0.5, -0.375), (0.25, 0.625)]  # on one side of 0 each; all arithmetic is exact


def curvature(problem, x):
    return problem.hessian(np.array([x]))[0, 0]


@pytest.mark.parametrize("problem", [p.CubicPerturbation(), p.CubicPower(2.5), p.CurvatureLoss(2.0, 3.0)])
def test_hessian_lipschitz_is_attained_on_every_pair(problem):
    """|f''(x) - f''(y)| = M |x - y| on either side of 0, and no more across it."""

    def check(q):
        return all(
            abs(curvature(q, x) - curvature(q, y)) == q.hessian_lipschitz() * abs(x - y) for x, y in PAIRS
        )

    assert catches(check, problem, "hessian_lipschitz")
    assert abs(curvature(problem, 0.375) - curvature(problem, -0.25)) <= problem.hessian_lipschitz() * 0.625


def test_curvature_of_the_quartic():
    """f'' = 1 + a x^2 >= 1 = f''(0), and its second difference is 2a h^2."""
    problem, h = p.QuarticPerturbation(10.0), 0.125

    def least(q):
        return curvature(q, 0.0) == q.strong_convexity() < min(curvature(q, x) for x in (-1e-3, 1e-3, 2.0))

    def fourth(q):
        second = [curvature(q, x + h) - 2 * curvature(q, x) + curvature(q, x - h) for x in (0.0, 2.0)]
        return second == [q.third_derivative_lipschitz() * h * h] * 2

    assert catches(least, problem, "strong_convexity")
    assert catches(fourth, problem, "third_derivative_lipschitz")


def test_curvature_loss_is_smooth_with_its_curvature_at_zero():
    problem = p.CurvatureLoss(2.0, 3.0)
    values = [curvature(problem, x) for x in (0.0, 0.5, -0.5, 0.65)]
    assert catches(lambda q: max(map(abs, values)) == q.smoothness(), problem, "smoothness")
    assert min(values) > 0, "convex on |x| < mu/M"


def test_newton_attains_its_local_bound_on_the_curvature_loss():
    problem, one = p.CurvatureLoss(F(2), F(3)), np.array([F(1)], object)
    for x in (F(1, 8), F(-2, 5)):
        step = problem.gradient(x * one)[0] / problem.hessian_vector(x * one, one)[0]
        assert abs(x - step) == 3 * x * x / (2 * (2 - 3 * abs(x)))


def test_log_barrier_is_self_concordant_with_equality():
    """f''' by central differences in balls: |f'''| = 2 M f''^{3/2} everywhere."""
    problem, h = p.LogBarrier(), 2.0**-60
    ratios = []
    with precision(320):
        for x in (0.125, 1.0, 7.5):
            behind, at, ahead = (problem.hessian(balls(np.array([x])) + s)[0, 0] for s in (-h, 0.0, h))
            ratios.append((abs(ahead - behind) / (2 * h) / (2 * at * at.sqrt())).midpoint())
    assert catches(lambda q: near(ratios, q.self_concordance()), problem, "self_concordance")


@pytest.mark.parametrize(
    ("problem", "x", "minimum"),
    [
        (p.CubicPerturbation(), 0.0, 0.0),
        (p.QuarticPerturbation(10.0), 0.0, 0.0),
        (p.LogBarrier(), 1.0, 1.0),
        (p.CubicPower(2.5), 0.0, 0.0),
        (p.CurvatureLoss(2.0, 3.0), 0.0, 0.0),
    ],
)
def test_minima_are_stationary_and_exact(problem, x, minimum):
    assert problem.minimizer().tolist() == [x]
    assert problem.gradient(np.array([x])).tolist() == [0.0]
    assert problem.minimum() == minimum == problem.value(np.array([x]))
    for t in (
        -0.5,
        -(2.0**-26),
        2.0**-26,
        0.5,
    ):  # close by, the difference of values has lost half its digits
        point = np.array([x + t])
        assert problem.value(point) >= minimum
        with precision(320):
            exact = (problem.value(balls(point)) - minimum).midpoint()
        assert near(problem.suboptimality(point), exact, 2**28 if isinstance(problem, p.LogBarrier) else 8)


def test_the_models_end_where_the_curvature_vanishes():
    assert curvature(p.CubicPerturbation(), -1.0) == 0
    assert curvature(p.CurvatureLoss(2.0, 4.0), 0.5) == 0
    assert curvature(p.CubicPower(1.0), 0.0) == p.CubicPower(1.0).strong_convexity() == 0
