"""Sophia-G: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.core.draws import Recorder, tape
from refimpl.problems import Logistic
from refimpl.second_order.sophia_g import SophiaG

ENGINES = ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)]
USUAL = SophiaG(0.25, 0.875, 0.75, 0.5, 2.0**-10, 0.0, 3)
PROBLEM = Logistic(np.array([[1.0, 2.0], [-0.5, 1.0], [2.0, -1.0]]), np.array([1.0, -1.0, 1.0]), 0.125)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step_size": -1.0}, "step_size must be positive and finite, got -1.0"),
        ({"gamma": np.inf}, "gamma must be positive and finite, got inf"),
        ({"beta1": 1.0}, r"beta1 must lie in \[0, 1\), got 1.0"),
        ({"period": 2.0}, "period must be an integer of at least 1, got 2.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(change, message):
    with pytest.raises(ValueError, match=message):
        run(USUAL._replace(**change), PROBLEM, np.ones(2), 2)


def test_one_more_gradient_per_period_and_n_draws_for_it():
    recorder = Recorder(np.random.default_rng(0))
    t = run(USUAL, PROBLEM, np.ones(2), 7, count=True, rng=recorder)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 7, "label_gradient": 3}
    assert recorder.tape().reals.shape == (9,)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_stationary_point_stays(engine):
    """Equal rows with opposite labels: the gradient at 0 is zero, the drawn labels differ from them or not."""
    balanced = Logistic(np.ones((2, 2)), np.array([1.0, -1.0]), 0.0)
    t = run(USUAL, balanced, np.zeros(2), 4, engine=engine)
    assert not t.x.any()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_flat_estimate_gives_a_step_of_the_sign(engine):
    """Rows (1, 1) and (1, -1) with the labels + + and residuals 1/2 at 0: the second entry of ghat is exactly zero."""
    problem = Logistic(np.array([[1.0, 1.0], [1.0, -1.0]]), np.array([1.0, -1.0]), 0.0)
    t = run(
        USUAL._replace(beta1=0.0, beta2=0.0), problem, np.zeros(2), 1, engine=engine, rng=tape([0.25, 0.25])
    )
    assert t.x.tolist() == [[0.0, 0.0], [0.0, 0.25]]
