"""What every bilevel problem promises of its penalty oracles, whatever their closed form."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import problems as p

QUADRATIC = p.random_quadratic_bilevel([1.0, 2.0, 5.0], dx=2, r=0.125, seed=0)
LOGCOSH = p.random_log_cosh_bilevel(dx=2, dy=3, mu=0.5, seed=0)
RANK = p.rank_deficient_bilevel([1.0, -2.0, 0.5], rank=2)
QUARTIC = p.QuarticBilevel(np.array([0.5, 2.0]))
X = np.array([0.75, -1.5])


@pytest.mark.parametrize("sigma", [0.5, 0.01])
@pytest.mark.parametrize("problem", [QUADRATIC, LOGCOSH, RANK, QUARTIC], ids=lambda q: type(q).__name__)
def test_penalty_solution_is_stationary_and_penalty_objective_is_its_value(problem, sigma):
    y, z = problem.penalty_solution(X, sigma), problem.lower_solution(X)
    residual = problem.lower_y(X, y) + sigma * problem.upper_y(X, y)
    assert np.max(np.abs(residual)) <= 1e-14 * (1 + np.max(np.abs(y)))
    direct = problem.upper(X, y) + (problem.lower(X, y) - problem.lower(X, z)) / sigma
    assert problem.penalty_objective(X, sigma) == pytest.approx(direct, rel=1e-10)
    gradient = problem.upper_x(X, y) + (problem.lower_x(X, y) - problem.lower_x(X, z)) / sigma
    np.testing.assert_allclose(problem.penalty_gradient(X, sigma), gradient, rtol=1e-10, atol=1e-12)
    wrong = problem.penalty_solution(X, 1.02 * sigma)
    assert np.max(np.abs(problem.lower_y(X, wrong) + sigma * problem.upper_y(X, wrong))) > 1e-6
