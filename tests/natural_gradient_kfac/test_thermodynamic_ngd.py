"""Natural gradients, exact and thermodynamic: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.core.draws import Recorder
from refimpl.natural_gradient_kfac.natural_gradient import NaturalGradient
from refimpl.natural_gradient_kfac.thermodynamic_ngd import ThermodynamicNGD
from refimpl.natural_gradient_kfac.thermodynamic_ngd_delayed import ThermodynamicNGDDelayed
from refimpl.problems import Tanh, random_least_squares, random_teacher

PROBLEM, X0 = random_least_squares(n=6, d=3, noise=1.0, seed=0), np.array([1.0, -2.0, 0.5])
SIMULATED = ThermodynamicNGD(0.5, 0.25, 0.125, 3, 0.0625)
DELAYED = ThermodynamicNGDDelayed(*SIMULATED, delay=2)


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (NaturalGradient(0.0, 0.1), "step_size must be positive and finite, got 0.0"),
        (NaturalGradient(0.1, -1.0), "damping must be non-negative and finite, got -1.0"),
        (SIMULATED._replace(time_step=0.0), "time_step must be positive and finite, got 0.0"),
        (SIMULATED._replace(inner=0), "inner must be an integer of at least 1, got 0"),
        (SIMULATED._replace(temperature=-1.0), "temperature must be non-negative and finite, got -1.0"),
        (DELAYED._replace(delay=-1), "delay must be an integer of at least 0, got -1"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, PROBLEM, X0, 2)


def test_a_singular_fisher_matrix_is_refused_without_damping():
    problem, _ = random_teacher(n=4, p=1, width=1, activation=Tanh(), seed=0)
    with pytest.raises(
        ValueError, match="damping must be positive where the Fisher matrix at 0 has rank 0 of 3, got 0"
    ):
        run(NaturalGradient(0.5, 0.0), problem, np.ones(3), 2)


@pytest.mark.parametrize(("algorithm", "draws"), [(SIMULATED, 3), (DELAYED, 5)])
def test_one_gradient_and_one_matrix_per_step_and_d_draws_per_inner_step(algorithm, draws):
    recorder = Recorder(np.random.default_rng(0))
    t = run(algorithm, PROBLEM, X0, 4, count=True, rng=recorder)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 4, "gauss_newton": 4}
    assert recorder.tape().reals.shape == (4 * draws * 3,)


def test_without_damping_one_step_solves_least_squares():
    x = run(NaturalGradient(1.0, 0.0), PROBLEM, X0, 1).x[1]
    np.testing.assert_allclose(x, PROBLEM.minimizer(), rtol=1e-12)


def test_a_cold_device_that_waits_long_gives_the_natural_gradient():
    cold = SIMULATED._replace(temperature=0.0, inner=3000)
    x = run(cold, PROBLEM, X0, 3).x
    np.testing.assert_allclose(x, run(NaturalGradient(0.5, 0.25), PROBLEM, X0, 3).x, rtol=1e-10)


def test_too_long_a_time_step_explodes():
    top = PROBLEM.smoothness() + 0.25
    cold = SIMULATED._replace(temperature=0.0, inner=200)
    steps = [
        np.linalg.norm(run(cold._replace(time_step=c / top), PROBLEM, X0, 1).x[1] - X0) for c in (1.9, 2.1)
    ]
    assert steps[0] < 10
    assert steps[1] > 1e6
