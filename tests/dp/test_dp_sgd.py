"""DP-SGD: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.core.draws import Recorder, tape
from refimpl.dp.dp_sgd import DPSGD
from refimpl.dp.release import poisson_sample, privatised_mean
from refimpl.problems import LeastSquares, Logistic, random_least_squares
from verification.claims.dp.audit import epsilon

PROBLEM = random_least_squares(n=8, d=3, noise=1.0, seed=0)


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (DPSGD(0.0, 1.0, 1.0, 0.5), "step_size must be positive and finite, got 0.0"),
        (DPSGD(0.1, 0.0, 1.0, 0.5), "clip must be positive and finite, got 0.0"),
        (DPSGD(0.1, np.inf, 1.0, 0.5), "clip must be positive and finite, got inf"),
        (DPSGD(0.1, 1.0, -1.0, 0.5), "noise_multiplier must be non-negative and finite, got -1.0"),
        (DPSGD(0.1, 1.0, 1.0, 0.0), "sampling_rate must be positive and finite, got 0.0"),
        (DPSGD(0.1, 1.0, 1.0, 1.5), r"sampling_rate must lie in \[0.0, 1.0\], got 1.5"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, PROBLEM, np.ones(3), 2)


def test_one_query_of_all_examples_per_step():
    t = run(DPSGD(0.1, 1.0, 1.0, 0.5), PROBLEM, np.ones(3), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"sample_gradients": 7}


def test_draws_are_one_uniform_per_example_then_one_normal_per_coordinate():
    recorder = Recorder(np.random.default_rng(0))
    run(DPSGD(0.1, 1.0, 1.0, 0.5), PROBLEM, np.ones(3), 1, rng=recorder)
    rng = np.random.default_rng(0)
    expected = [*(rng.random() for _ in range(8)), *rng.standard_normal(3)]
    assert recorder.tape().reals.tolist() == expected


def test_a_gradient_of_length_c_and_shorter_ones_pass_unchanged_bit_by_bit():
    G = np.array([[3.0, 4.0], [0.3, 0.1], [0.0, 0.0], [30.0, 40.0]])
    for i, kept in enumerate(([3.0, 4.0], [0.3, 0.1], [0.0, 0.0], [3.0, 4.0])):
        included = np.eye(4)[i]
        assert (privatised_mean(G, included, 5.0, 0.0, 0.25, tape(np.zeros(2))) == kept).all()


def test_clipped_gradients_do_not_depend_on_how_long_they_were():
    far, farther = (
        run(
            DPSGD(0.5, 1.0, 0.0, 1.0), LeastSquares(np.eye(2), 1e3 * k * np.array([3.0, 4.0])), np.zeros(2), 1
        ).x[1]
        for k in (1, 1000)
    )
    np.testing.assert_allclose(far, farther, rtol=1e-14)
    np.testing.assert_allclose(far, [0.25, 0.25], rtol=1e-14)  # two examples, one coordinate each


def test_every_example_is_included_at_rate_one_and_with_its_probability_else():
    G = np.ones((1000, 1))
    assert poisson_sample(G, 1.0, np.random.default_rng(0)).all()
    share = np.mean([poisson_sample(G, 0.3, np.random.default_rng(seed)).mean() for seed in range(20)])
    assert abs(share - 0.3) < 5 * np.sqrt(0.3 * 0.7 / 20_000)  # five standard deviations


def test_at_rate_one_without_noise_on_labels_it_is_full_batch_gradient_descent():
    rng = np.random.default_rng(3)
    problem = Logistic(rng.standard_normal((10, 3)), np.where(rng.random(10) < 0.5, 1.0, -1.0), 0.0)
    x = run(DPSGD(0.5, 1e3, 0.0, 1.0), problem, np.ones(3), 20).x
    np.testing.assert_allclose(
        x[1:], x[:-1] - 0.5 * np.array([problem.gradient(v) for v in x[:-1]]), rtol=1e-13
    )


@pytest.mark.parametrize("mu", [0.25, 1.0, 4.0])
def test_epsilon_is_the_largest_privacy_loss_up_to_delta(mu):
    """delta(eps) = E (1 - e^{eps - L})_+ with the privacy loss L ~ N(mu^2/2, mu^2), by quadrature."""
    from scipy.integrate import quad
    from scipy.stats import norm

    eps = epsilon(mu, 1e-3)
    delta, _ = quad(
        lambda v: (1 - np.exp(eps - v)) * norm.pdf(v, mu**2 / 2, mu), eps, mu**2 / 2 + 12 * mu, epsabs=1e-13
    )
    assert delta == pytest.approx(1e-3, rel=1e-7)
