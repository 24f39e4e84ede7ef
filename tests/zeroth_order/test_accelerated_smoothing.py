"""Accelerated smoothing: what the generic tests and the claims do not cover."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.core.draws import tape
from refimpl.problems.registry import EXAMPLES
from refimpl.zeroth_order.accelerated_smoothing import AcceleratedSmoothing
from refimpl.zeroth_order.smoothing import CrossPolytope, EuclideanSphere, OnePointNormal, OnePointSphere

PROBLEM = EXAMPLES["quadratic-regression"].build()
START = np.array(EXAMPLES["quadratic-regression"].start)


class Tilted:
    """F = <a, x>: every estimate is known by hand."""

    def sample_value(self, x, draw):
        return x @ np.array([1.0, -2.0])


@pytest.mark.parametrize(
    ("algorithm", "sentence"),
    [
        (AcceleratedSmoothing(0.0, 1.0, 1), "smoothness must be positive and finite, got 0.0"),
        (AcceleratedSmoothing(1.0, -1.0, 1), "radius must be positive and finite, got -1.0"),
        (AcceleratedSmoothing(1.0, 1.0, 0), "batch must be an integer of at least 1, got 0"),
        (
            AcceleratedSmoothing(1.0, 1.0, 1, 2.0),
            r"randomisation must be EuclideanSphere\(\) or CrossPolytope\(\), got float",
        ),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, sentence):
    with pytest.raises(ValueError, match=sentence):
        run(algorithm, PROBLEM, START, 1)


@pytest.mark.parametrize(
    ("law", "values"),
    [(EuclideanSphere(), 40), (CrossPolytope(), 40), (OnePointSphere(), 20), (OnePointNormal(), 20)],
)
def test_cost_is_that_of_the_header(law, values):
    algorithm = AcceleratedSmoothing.prescribed(PROBLEM, law)._replace(batch=5)
    calls = run(algorithm, PROBLEM, START, 4, count=True).calls
    assert {name: n for name, n in calls.items() if n} == {"sample_value": values}


@pytest.mark.parametrize("law", [OnePointSphere(), OnePointNormal()])
def test_one_point_estimates_have_balls(law):
    algorithm = AcceleratedSmoothing.prescribed(PROBLEM, law)
    plain, ball = (run(algorithm, PROBLEM, START, 2, engine=engine, rng=3).x for engine in ("numpy", "ball"))
    np.testing.assert_allclose(plain, ball, rtol=1e-12)


def test_an_estimate_on_the_sphere_by_hand():
    # e = (3, 4)/5, a'e = -1, d = 2: g = -2 e
    g = EuclideanSphere().estimate(Tilted(), np.zeros(2), 0.5, 0, tape([3.0, 4.0]))
    np.testing.assert_allclose(g, [-1.2, -1.6], rtol=1e-14)


def test_one_point_estimates_by_hand():
    # e = (3, 4)/5 at (2, 0): a'x + a'e/2 = 3/2, times d/radius = 4; z = (3, 4): 2 - 5/2 = -1/2, over 1/2
    x = np.array([2.0, 0.0])
    sphere = OnePointSphere().estimate(Tilted(), x, 0.5, 0, tape([3.0, 4.0]))
    np.testing.assert_allclose(sphere, [3.6, 4.8], rtol=1e-14)
    normal = OnePointNormal().estimate(Tilted(), x, 0.5, 0, tape([3.0, 4.0]))
    np.testing.assert_allclose(normal, [-3.0, -4.0], rtol=1e-14)


def test_an_estimate_on_the_cross_polytope_by_hand():
    # u = 1/2 and -3/4: sizes log 2 and 2 log 2, e = (1, -2)/3, a'e = 5/3, d = 2: g = 10/3 (1, -1)
    g = CrossPolytope().estimate(Tilted(), np.zeros(2), 0.5, 0, tape([0.75, 0.125]))
    np.testing.assert_allclose(g, [10 / 3, -10 / 3], rtol=1e-14)


def test_the_directions_have_length_one_in_their_norms():
    class Watched:
        def __init__(self):
            self.points = []

        def sample_value(self, x, draw):
            self.points.append(x)
            return 0.0

    for law, order in ((EuclideanSphere(), 2), (CrossPolytope(), 1)):
        problem = Watched()
        law.estimate(problem, np.zeros(4), 0.25, 0, np.random.default_rng(0))
        ahead, behind = problem.points
        np.testing.assert_array_equal(ahead, -behind)
        assert np.linalg.norm(ahead, order) == pytest.approx(0.25, rel=1e-14)
