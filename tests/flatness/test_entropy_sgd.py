"""Entropy-SGD and Entropy-SGLD: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate

from refimpl import run
from refimpl.core.draws import tape
from refimpl.flatness.entropy_sgd import EntropySGD
from refimpl.flatness.entropy_sgld import EntropySGLD
from refimpl.problems import LinearNoise, QuarticPerturbation, random_least_squares

both = pytest.mark.parametrize("method", [EntropySGD, EntropySGLD])
GOOD = {
    "step_size": 0.25,
    "scope": 1.5,
    "inner_step_size": 0.125,
    "inner_steps": 3,
    "averaging": 0.75,
    "noise": 1.0,
}


@both
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ({"scope": -1.0}, "scope must be positive and finite, got -1.0"),
        ({"inner_step_size": np.nan}, "inner_step_size must be positive and finite, got nan"),
        ({"inner_steps": 0}, "inner_steps must be an integer of at least 1, got 0"),
        ({"averaging": 1.5}, r"averaging must lie in \[0, 1\], got 1.5"),
        ({"noise": -1.0}, "noise must be non-negative and finite, got -1.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(method, change, message):
    with pytest.raises(ValueError, match=message):
        run(method(**GOOD | change), random_least_squares(n=8, d=2, noise=0.5, seed=0), np.ones(2), 2)


@both
def test_one_sampled_gradient_per_inner_step(method):
    problem = random_least_squares(n=8, d=2, noise=0.5, seed=0)
    t = run(method(**GOOD), problem, np.ones(2), 5, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"sample_gradient": 15}


def test_no_averaging_is_no_step():
    t = run(
        EntropySGD(**GOOD | {"averaging": 0.0}), LinearNoise(QuarticPerturbation(1.0), 0.5), np.ones(1), 4
    )
    assert np.array_equal(t.x, np.ones((5, 1)))


def test_a_long_inner_loop_gives_the_gradient_of_the_local_entropy():
    """On x^2/2 + x^4/12 against scipy's quadrature of exp(-f(y) - gamma |y - x|^2/2), averaged over 60 runs.

    Allowed are five standard errors and 2 % for the bias of the inner step 1/64.
    """
    f = QuarticPerturbation(1.0)
    scope, x = 2.0, 1.5

    def weight(y):
        return np.exp(-f.value(np.array([y])) - scope * (y - x) ** 2 / 2)

    mean = integrate.quad(lambda y: y * weight(y), -8, 8)[0] / integrate.quad(weight, -8, 8)[0]
    algorithm = EntropySGD(0.25, scope, 2.0**-6, 600, 2.0**-6, np.sqrt(2.0))
    rng = np.random.default_rng(0)
    found = []
    for _ in range(60):
        draws = np.zeros((600, 2))
        draws[:, 1] = rng.standard_normal(600)
        after = run(algorithm, LinearNoise(f, 0.0), np.array([x]), 1, rng=tape(draws.ravel())).x[1, 0]
        found.append((x - after) / 0.25)
    deviation = np.std(found) / np.sqrt(60)
    assert abs(np.mean(found) - scope * (x - mean)) < 5 * deviation + 0.02 * scope * (x - mean)
    assert deviation < 0.1 * scope * (x - mean)
