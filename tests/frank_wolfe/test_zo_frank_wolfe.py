"""Zeroth-order Frank-Wolfe: what the generic tests and the claims do not cover."""

from __future__ import annotations

import functools
from decimal import Decimal, localcontext

import numpy as np
import pytest

from refimpl import run
from refimpl.core.draws import tape
from refimpl.frank_wolfe.estimators import IRDSA, KWSA, RDSA
from refimpl.frank_wolfe.frank_wolfe import FrankWolfe
from refimpl.frank_wolfe.zo_frank_wolfe import ZOFrankWolfe
from refimpl.problems import Constrained, L2Ball, LinearNoise, Quadratic, SimplexWorstCase, random_quadratic


@functools.cache  # of a thousand variables it takes seconds
def noisy(noise=0.25, d=3):
    f = random_quadratic(np.linspace(0.25, 1, d), seed=1)
    return LinearNoise(Constrained(f, L2Ball(2.0)), noise)


@pytest.mark.parametrize(
    ("algorithm", "sentence"),
    [
        (ZOFrankWolfe(RDSA(), 0.0, 1.0), "averaging must be positive and finite, got 0.0"),
        (ZOFrankWolfe(RDSA(), 1.0, -1.0), "smoothing must be positive and finite, got -1.0"),
        (ZOFrankWolfe(RDSA(), 1.0, 1.0, 1.5), r"shift must lie in \[2.0, inf\], got 1.5"),
        (ZOFrankWolfe(RDSA(), 1.0, 1.0, np.nan), r"shift must lie in \[2.0, inf\], got nan"),
        (ZOFrankWolfe(IRDSA(0), 1.0, 1.0), "directions must be an integer of at least 1, got 0"),
        (ZOFrankWolfe(4.0, 1.0, 1.0), r"estimator must be KWSA\(\), RDSA\(\) or IRDSA\(m\), got float"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, sentence):
    with pytest.raises(ValueError, match=sentence):
        run(algorithm, noisy(), np.zeros(3), 1)


@pytest.mark.parametrize(("estimator", "values"), [(KWSA(), 4), (RDSA(), 2), (IRDSA(5), 6)])
def test_cost_is_that_of_the_header(estimator, values):
    problem = noisy()
    algorithm = ZOFrankWolfe.prescribed(problem, estimator)
    calls = run(algorithm, problem, np.zeros(3), 10, count=True).calls
    assert {name: n for name, n in calls.items() if n} == {
        "sample_value": 10 * values,
        "linear_minimizer": 10,
    }


@pytest.mark.parametrize("d", [1, 4, 20, 1000])
@pytest.mark.parametrize("m", [1, 4])
def test_prescribed_constants_are_the_closed_forms(d, m):
    with localcontext() as context:
        context.prec = 40
        third, D, M = Decimal(1) / 3, Decimal(d), Decimal(m)
        expected = (
            (KWSA(), Decimal(4), 2 / D.sqrt()),
            (RDSA(), 4 / D**third, 2 / D.sqrt() ** 3),
            (IRDSA(m), 4 / (1 + D / M) ** third, 2 * M.sqrt() / D.sqrt() ** 3),
        )
    for estimator, averaging, smoothing in expected:
        algorithm = ZOFrankWolfe.prescribed(noisy(d=d), estimator)
        assert algorithm.averaging == pytest.approx(float(averaging), rel=1e-15, abs=0)
        assert algorithm.smoothing == pytest.approx(float(smoothing), rel=1e-15, abs=0)
        assert algorithm.shift == 8
    assert type(ZOFrankWolfe.prescribed(noisy(d=d)).estimator) is RDSA  # records without fields are all equal


def test_schedules_at_an_exact_cube():
    algorithm = ZOFrankWolfe(RDSA(), averaging=3.0, smoothing=0.5)
    assert algorithm.schedule(56) == pytest.approx((3 / 16, 1 / 8, 1 / 32), rel=4e-16)  # 64 = 4^3
    assert ZOFrankWolfe(RDSA(), averaging=5.0, smoothing=0.5).schedule(0)[0] == 1  # 5/4 is cut


def test_one_direction_of_the_improved_estimator_is_the_plain_one():
    problem = noisy()
    improved, plain = (run(ZOFrankWolfe(e, 1.5, 0.5), problem, np.zeros(3), 20).x for e in (IRDSA(1), RDSA()))
    np.testing.assert_array_equal(improved, plain)


def test_estimate_of_a_linear_function_by_hand():
    # f = <a, x>, a = (1, -2, 4), z = (1, 2, 1/2): a'z = -1, so g = -z; c = 2 at t = 0 leaves no trace
    problem = LinearNoise(
        Constrained(Quadratic(np.zeros((3, 3)), np.array([-1.0, 2.0, -4.0])), L2Ball(1.0)), 0.0
    )
    z = np.array([1.0, 2.0, 0.5])
    one = run(ZOFrankWolfe(RDSA(), 1e9, 4.0), problem, np.zeros(3), 1, rng=tape([0, 0, 0, *z]))
    np.testing.assert_allclose(one.state.average, -z, rtol=1e-15)
    np.testing.assert_allclose(one.x[1], 0.25 * z / np.sqrt(5.25), rtol=1e-15)


def test_exact_gradients_without_averaging_are_frank_wolfe():
    # the bias c/2 of |x|^2/2 is the same in all coordinates: no vertex of the simplex sees it
    problem, x0 = SimplexWorstCase(9), np.array([0.5, 0.25, 0.125, 0.125, 0, 0, 0, 0, 0])
    algorithm = ZOFrankWolfe(KWSA(), 1e9, 0.25, 2.0)
    estimated = run(algorithm, LinearNoise(problem, 0.0), x0, 8).x
    plain = run(FrankWolfe(), problem, x0, 8).x
    # ties between coordinates never used are broken by rounding: compare what the order cannot change
    np.testing.assert_allclose(np.sort(estimated), np.sort(plain), rtol=0, atol=1e-15)


def test_a_zero_average_takes_the_minimiser_of_zero():
    flat = LinearNoise(Constrained(Quadratic(np.zeros((2, 2)), np.zeros(2)), L2Ball(1.0)), 0.0)
    x = run(ZOFrankWolfe.prescribed(flat), flat, np.array([1.0, 0.0]), 2).x
    np.testing.assert_allclose(x[:, 0], [1, 3 / 4, 3 / 4 * 7 / 9], rtol=1e-15)  # the centre of the ball
    assert not x[:, 1].any()


def test_the_state_counts_the_steps():
    state = run(ZOFrankWolfe.prescribed(noisy()), noisy(), np.zeros(3), 7).state
    assert state.t == 7
    assert state.average.shape == (3,)


@pytest.mark.compiled
@pytest.mark.parametrize("estimator", [KWSA(), IRDSA(3)])
def test_the_other_estimators_compile_and_take_the_same_draws(estimator):
    problem = noisy()
    algorithm = ZOFrankWolfe.prescribed(problem, estimator)
    plain, compiled = (
        run(algorithm, problem, np.zeros(3), 30, rng=5, engine=e).x for e in ("numpy", "numba")
    )
    np.testing.assert_allclose(compiled, plain, rtol=0, atol=1e-10)  # expansive by the division by c
