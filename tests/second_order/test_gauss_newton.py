"""The Gauss-Newton methods on mini-batches: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.core.draws import tape
from refimpl.problems import LeastSquares, gaussian_classes, random_least_squares, random_teacher
from refimpl.problems.two_layer_network import Tanh
from refimpl.second_order.egn import EGN
from refimpl.second_order.egn_adaptive import EGNAdaptive
from refimpl.second_order.sgn import SGN

ALL = {
    "egn": EGN(0.5, 1.0, 2),
    "sgn": SGN(0.5, 1.0, 2, 2),
    "adaptive": EGNAdaptive(1.0, 0.5, 1.0, 2, 15, 0.125),
}
SUM = random_least_squares(n=4, d=2, noise=0.5, seed=0)
every = pytest.mark.parametrize("algorithm", ALL.values(), ids=ALL)


@every
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"damping": 0.0}, "damping must be positive and finite, got 0.0"),
        ({"batch": 0}, "batch must be an integer of at least 1, got 0"),
    ],
)
def test_what_cannot_be_used_is_told(algorithm, change, words):
    with pytest.raises(ValueError, match=words):
        run(algorithm._replace(**change), SUM, np.ones(2), 1)


@every
def test_a_term_outside_the_outputs_is_refused(algorithm):
    problem = gaussian_classes(n=1, means=[[1.0, 0.0], [0.0, 1.0]], deviation=0.5, mu=0.25, seed=0)
    with pytest.raises(ValueError, match=r"mu must be 0, for the outputs do not show its term, got 0\.25"):
        run(algorithm, problem, np.ones(4), 1)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"max_step": 0.0}, "max_step must be positive and finite, got 0.0"),
        ({"momentum": 1.0}, r"momentum must lie in \[0, 1\), got 1.0"),
        ({"adaptation": -0.5}, r"adaptation must lie in \[0, 1\), got -0.5"),
        ({"searches": -1}, "searches must be an integer of at least 0, got -1"),
    ],
)
def test_what_the_adaptive_form_cannot_use_is_told(change, words):
    with pytest.raises(ValueError, match=words):
        run(ALL["adaptive"]._replace(**change), SUM, np.ones(2), 1)


@every
def test_oracle_calls_of_three_steps(algorithm):
    calls = run(algorithm, SUM, np.ones(2), 3, count=True, rng=0).calls
    outputs = ("sample_jacobian", "sample_output_gradient", "sample_output_hessian")
    assert [calls[name] for name in outputs] == [6, 6, 6]
    assert calls["gradient"] == calls["hessian"] == calls["sample_gradient"] == 0


def test_the_system_has_the_size_of_the_batch(monkeypatch):
    """b c equations, not d: on a network with 30 parameters, and with three classes."""
    sizes, solve = [], np.linalg.solve

    def recording(K, r):
        sizes.append(K.shape)
        return solve(K, r)

    monkeypatch.setattr(np.linalg, "solve", recording)
    network, teacher = random_teacher(n=5, p=1, width=10, activation=Tanh(), seed=0)
    run(EGN(0.5, 1.0, 2), network, teacher + 0.1, 2)
    classes = gaussian_classes(n=1, means=np.eye(3).tolist(), deviation=0.5, mu=0.0, seed=0)
    run(EGN(0.5, 1.0, 2), classes, np.ones(9), 1)
    assert sizes == [(2, 2), (2, 2), (6, 6)]


def test_an_interpolating_batch_is_fitted_in_one_step_as_the_damping_goes_to_zero():
    problem = LeastSquares(np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([3.0, -2.0]))
    x = run(EGN(1.0, 1e-12, 2), problem, np.zeros(2), 1, rng=tape([], [0, 1])).x[1]
    np.testing.assert_allclose(problem.A @ x, problem.b, rtol=1e-10)


def test_the_outputs_give_the_gradients_of_the_samples():
    network, teacher = random_teacher(n=4, p=2, width=3, activation=Tanh(), seed=1)
    classes = gaussian_classes(n=2, means=[[1.0, 0.0], [0.0, 1.0]], deviation=0.5, mu=0.0, seed=0)
    for problem, x in ((network, teacher + 0.25), (classes, np.ones(4)), (SUM, np.array([2.0, -1.0]))):
        G = np.zeros((x.size, x.size))
        for i in range(4):
            J = problem.sample_jacobian(x, i)
            np.testing.assert_allclose(
                J.T @ problem.sample_output_gradient(x, i), problem.sample_gradient(x, i), atol=1e-14
            )
            G += J.T @ problem.sample_output_hessian(x, i) @ J / 4
        exact = problem.gauss_newton(x) if problem is network else problem.hessian(x)
        np.testing.assert_allclose(G, exact, atol=1e-14)


def test_nothing_moves_where_every_residual_is_zero():
    problem = LeastSquares(np.array([[1.0, 2.0], [-1.0, 1.0], [2.0, 0.0]]), np.array([5.0, 1.0, 2.0]))
    for algorithm in ALL.values():
        assert run(algorithm, problem, np.array([1.0, 2.0]), 3, rng=1).x.tolist() == [[1.0, 2.0]] * 4
