"""HAWQ-V2 on the host: messages, degenerate cases, and SciPy's integer programming as another opinion."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from refimpl.pruning_quantisation.hawq_v2 import average_traces, best_within, pareto_front, quantised


def by_integer_programming(sensitivities, sizes, budget):
    """The least total sensitivity with one candidate per layer and a total size within the budget."""
    layers, candidates = sensitivities.shape
    one_each = np.kron(np.eye(layers), np.ones(candidates))
    found = milp(
        sensitivities.ravel(),
        constraints=[
            LinearConstraint(one_each, 1, 1),
            LinearConstraint(sizes.reshape(1, -1), -np.inf, budget),
        ],
        integrality=np.ones(sizes.size),
        bounds=Bounds(0, 1),
    )
    return found.fun


@pytest.mark.parametrize("seed", range(3))
def test_the_front_solves_the_integer_program(seed):
    rng = np.random.default_rng(seed)
    sensitivities, sizes = rng.random((5, 3)), rng.integers(1, 20, (5, 3)).astype(float)
    front = pareto_front(sensitivities, sizes)
    for budget in np.linspace(front[0].size, front[-1].size, 7):
        expected = by_integer_programming(sensitivities, sizes, budget)
        assert best_within(front, budget).sensitivity == pytest.approx(expected, rel=1e-9)


def test_the_front_is_sorted_and_says_what_was_chosen():
    sensitivities, sizes = np.array([[4.0, 1.0], [3.0, 2.0]]), np.array([[1.0, 2.0], [1.0, 4.0]])
    front = pareto_front(sensitivities, sizes)
    assert [tuple(a) for a in front] == [(2.0, 7.0, (0, 0)), (3.0, 4.0, (1, 0)), (6.0, 3.0, (1, 1))]


def test_equal_candidates_count_once():
    assert len(pareto_front(np.ones((3, 2)), np.ones((3, 2)))) == 1


def test_a_budget_below_the_smallest_model_is_told():
    front = pareto_front(np.ones((1, 2)), np.array([[2.0, 4.0]]))
    with pytest.raises(ValueError, match="budget must be at least 2, got 1"):
        best_within(front, 1.0)


def test_quantised_weights_lie_on_the_grid_and_keep_the_largest():
    w = np.array([-1.0, 0.3, 0.5, 0.9])
    assert quantised(w, 2).tolist() == [-1.0, 0.0, 0.0, 1.0]
    np.testing.assert_allclose(quantised(w, 3) * 3, [-3.0, 1.0, 2.0, 3.0], rtol=1e-15)
    assert quantised(np.zeros(2), 4).tolist() == [0.0, 0.0]
    assert np.abs(quantised(w, 8) - w).max() <= 0.5 / 127


def test_average_traces_split_the_diagonal():
    assert average_traces(np.array([1.0, 3.0, 5.0]), [2, 1]).tolist() == [2.0, 5.0]
    with pytest.raises(ValueError, match=r"diagonal must have shape \(4,\), got \(3,\)"):
        average_traces(np.ones(3), [2, 2])


def test_unusable_tables_are_told():
    with pytest.raises(ValueError, match=r"sizes must have shape \(2, 3\), got \(2, 2\)"):
        pareto_front(np.ones((2, 3)), np.ones((2, 2)))
    with pytest.raises(ValueError, match="bits must be an integer of at least 2, got 1"):
        quantised(np.ones(2), 1)
