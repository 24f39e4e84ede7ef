"""Policy gradient: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run, run_many
from refimpl.core.draws import tape
from refimpl.hessian_spectrum.policy_gradient import PolicyGradient, inverse_distribution
from refimpl.problems import SoftmaxPolicy

PROBLEM = SoftmaxPolicy(np.array([[1.0, 0.0, -1.0], [0.0, 0.5, 0.25]]))


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (PolicyGradient(0.0), "step_size must be positive and finite, got 0.0"),
        (PolicyGradient(0.5, np.nan), "baseline must be a finite number, got nan"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, PROBLEM, np.zeros(6), 2)


def test_inverse_of_the_distribution_function_at_its_jumps():
    q = np.array([0.25, 0.5, 0.25])
    assert [inverse_distribution(q, u) for u in (0.0, 0.2499, 0.25, 0.7499, 0.75, 0.9999)] == [
        0,
        0,
        1,
        1,
        2,
        2,
    ]
    assert inverse_distribution(np.array([0.5, 0.25]), 0.9) == 1, "the last where rounding leaves none"


def test_one_score_one_state_and_one_uniform_draw_per_step():
    draws = tape([0.1, 0.9, 0.5], [0, 1, 1])
    t = run(PolicyGradient(0.5), PROBLEM, np.zeros(6), 3, rng=draws, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"score": 3}
    assert draws.cursor.tolist() == [3, 3]


def test_only_the_drawn_state_moves_and_its_entries_keep_their_sum():
    x = run(PolicyGradient(0.5, 0.25), PROBLEM, np.arange(6.0), 1, rng=tape([0.2], [1])).x
    assert np.array_equal(x[0, :3], x[1, :3])
    assert x[1, 3:].sum() == pytest.approx(x[0, 3:].sum(), rel=1e-15)
    assert not np.array_equal(x[0, 3:], x[1, 3:])


def test_a_reward_equal_to_the_baseline_moves_nothing():
    x = run(PolicyGradient(0.5, 0.5), PROBLEM, np.zeros(6), 1, rng=tape([0.5], [1])).x
    assert np.array_equal(x[0], x[1])


def test_the_best_actions_are_learnt():
    runs = run_many(PolicyGradient(0.5, 0.25), PROBLEM, np.zeros(6), 4000, seeds=[1, 2, 3], every=4000)
    for t in runs:
        assert [int(np.argmax(PROBLEM.policy(t.x[-1], s))) for s in range(2)] == [0, 1]
