"""1-SAM and the flattest interpolants: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.core.draws import tape
from refimpl.flatness.interpolants import (
    InterpolationTrace,
    memoriser,
    parity_problem,
    rule,
    trace_bound,
)
from refimpl.flatness.one_sam import OneSAM, State
from refimpl.problems import ReLU, Tanh, random_least_squares, random_teacher

PROBLEM, TEACHER = random_teacher(n=4, p=1, width=2, activation=Tanh(), seed=0)


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (OneSAM(0.0, 0.05), "step_size must be positive and finite, got 0.0"),
        (OneSAM(0.1, -0.05), "rho must be non-negative and finite, got -0.05"),
        (OneSAM(0.1, np.inf), "rho must be non-negative and finite, got inf"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, PROBLEM, np.ones(6), 2)


def test_two_gradients_of_one_sample_and_one_draw_per_step():
    draws = tape(integers=[3, 0, 1, 2, 0])
    t = run(OneSAM(0.125, 0.25), PROBLEM, np.ones(6), 5, rng=draws, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n and name != "sample"} == {"sample_gradient": 10}
    assert draws.cursor[1] == 5


def test_only_the_drawn_sample_counts():
    other = PROBLEM._replace(y=PROBLEM.y + np.array([0.0, 5.0, 5.0, 5.0]))
    a, b = (
        run(OneSAM(0.125, 0.25), f, np.ones(6), 3, rng=tape(integers=[0, 0, 0])).x for f in (PROBLEM, other)
    )
    assert np.array_equal(a, b)


def test_prescribed_takes_the_step_of_the_guarantee_where_it_is_known():
    problem = random_least_squares(n=5, d=2, noise=0.0, seed=0)
    assert OneSAM.prescribed(problem).step_size == 1 / problem.sample_smoothness()
    assert OneSAM.prescribed(PROBLEM) == OneSAM(0.0625, 0.0625)


@pytest.mark.parametrize("activation", [Tanh(), ReLU()])
def test_interpolation_trace_is_the_trace_of_the_hessian_at_the_teacher(activation):
    problem, teacher = random_teacher(n=4, p=2, width=3, activation=activation, seed=1)
    measured = InterpolationTrace().measure(problem, State(teacher))
    assert measured == pytest.approx(np.trace(problem.hessian(teacher)), rel=1e-13)


def cube(d):
    return 1.0 - 2.0 * (np.arange(2**d)[:, None] >> np.arange(d) & 1)


def test_memoriser_and_rule_at_d_6_have_the_trace_5_2915():
    points = cube(6)[[0, 1, 2, 7, 40]]
    for x, width in ((memoriser(points), 5), (rule(6, True), 4)):
        problem = parity_problem(points, width, bias=True)
        assert problem.value(x) < 1e-28
        assert np.trace(problem.hessian(x)) == pytest.approx(2 * np.sqrt(7), rel=1e-13)
        assert trace_bound(problem) == pytest.approx(5.2915, abs=1e-4)


def test_without_bias_the_rule_has_the_smaller_trace_and_still_fits_the_cube():
    problem = parity_problem(cube(6), 4, bias=False)
    assert problem.value(rule(6, False)) < 1e-28
    assert np.trace(problem.hessian(rule(6, False))) == pytest.approx(2 * np.sqrt(6), rel=1e-13)


def test_a_shifted_memoriser_answers_its_neighbours_wrongly():
    points, everything = cube(4)[:1], parity_problem(cube(4), 1, bias=True)
    assert np.count_nonzero(everything.output(memoriser(points))) == 1
    assert np.count_nonzero(everything.output(memoriser(points, shift=0.5))) == 1
    assert np.count_nonzero(everything.output(memoriser(points, shift=2.5))) == 5


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        (np.ones(3), r"^points must have 2 dimension\(s\), got shape \(3,\)$"),
        (np.ones((3, 1)), "^number of columns of points must be an integer of at least 2, got 1$"),
        (np.array([[1.0, 0.5]]), r"^points must lie in the cube \{-1, 1\}\^d, got an entry 0.5$"),
    ],
)
def test_points_off_the_cube_are_refused(points, sentence):
    with pytest.raises(ValueError, match=sentence):
        parity_problem(points, 2, bias=True)
