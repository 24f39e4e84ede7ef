"""Sophia-H: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.core.draws import Recorder, tape
from refimpl.problems import LogQuadratic, Quadratic, diagonal_quadratic
from refimpl.second_order.sophia_h import SophiaH

ENGINES = ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)]
USUAL = SophiaH(0.25, 0.875, 0.75, 0.5, 2.0**-10, 0.0, 3)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ({"gamma": 0.0}, "gamma must be positive and finite, got 0.0"),
        ({"epsilon": 0.0}, "epsilon must be positive and finite, got 0.0"),
        ({"beta1": 1.0}, r"beta1 must lie in \[0, 1\), got 1.0"),
        ({"beta2": -0.5}, r"beta2 must lie in \[0, 1\), got -0.5"),
        ({"beta2": np.nan}, "beta2 must be a finite number, got nan"),
        ({"weight_decay": -1.0}, "weight_decay must be non-negative and finite, got -1.0"),
        ({"period": 0}, "period must be an integer of at least 1, got 0"),
    ],
)
def test_unusable_hyper_parameters_are_told(change, message):
    with pytest.raises(ValueError, match=message):
        run(USUAL._replace(**change), LogQuadratic(2), np.ones(2), 2)


def test_one_hessian_vector_product_per_period_and_d_draws_for_it():
    recorder = Recorder(np.random.default_rng(0))
    t = run(USUAL, LogQuadratic(2), np.ones(2), 7, count=True, rng=recorder)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 7, "hessian_vector": 3}
    assert recorder.tape().reals.shape == (6,)


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_moves_at_a_stationary_point_without_curvature(engine):
    flat = Quadratic(np.diag([2.0, 0.0]), np.zeros(2))
    t = run(USUAL, flat, np.array([0.0, 3.0]), 4, engine=engine)
    assert np.array_equal(t.x, np.tile([0.0, 3.0], (5, 1)))


@pytest.mark.parametrize("engine", ENGINES)
def test_decay_alone_where_gradients_are_zero(engine):
    flat = Quadratic(np.diag([2.0, 0.0]), np.zeros(2))
    t = run(USUAL._replace(weight_decay=1.0), flat, np.array([0.0, 4.0]), 2, engine=engine)
    assert t.x.tolist() == [[0.0, 4.0], [0.0, 3.0], [0.0, 2.25]]


def test_only_the_signs_of_the_draws_count():
    problem = Quadratic(np.array([[2.0, 1.0], [1.0, 4.0]]), np.ones(2))
    x = [run(USUAL, problem, np.ones(2), 3, rng=tape(draws)).x for draws in ([0.5, -3.0], [2.0, -0.25])]
    assert np.array_equal(*x)


@pytest.mark.peers
def test_the_estimator_of_optax_is_this_one_with_its_own_signs():
    """optax draws its signs itself: on a diagonal Hessian they do not matter."""
    contrib = pytest.importorskip("optax.contrib", reason="optax is not installed")
    import jax

    jax.config.update("jax_enable_x64", True)
    spectrum = jax.numpy.asarray([4.0, 1.0, 0.25])
    x = jax.numpy.asarray([1.0, -2.0, 3.0])
    estimator = contrib.hutchinson_estimator_diag_hessian()
    found, _ = estimator.update(x, estimator.init(x), x, obj_fn=lambda y: (spectrum * y * y).sum() / 2)
    first = run(USUAL._replace(beta2=0.0), diagonal_quadratic([4.0, 1.0, 0.25]), np.array(x), 1)
    assert np.asarray(found).tolist() == first.state.h.tolist() == [4.0, 1.0, 0.25]
