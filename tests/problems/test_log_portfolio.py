from __future__ import annotations

from fractions import Fraction as F
from math import log

import numpy as np
import pytest
from constants import catches, near

from refimpl import problems as p

COUNTS = p.LogPortfolio(
    np.array([[2.0, 0, 0], [2.0, 0, 0], [0, 4.0, 0], [0, 0, 4.0]]), np.array([0.5, 0.25, 0.25])
)


def test_counts_by_hand():
    """f = -2 log 2 x_1 - log 4 x_2 - log 4 x_3: the minimiser is the vector of shares, and f* = 0."""
    COUNTS.validate()
    x = np.array([0.25, 0.25, 0.5])
    assert COUNTS.value(x) == pytest.approx(2 * log(2) - log(2), rel=1e-15)
    assert near(COUNTS.gradient(x), [-8, -4, -2])
    assert near(COUNTS.hessian(x), np.diag([32.0, 16.0, 4.0]))
    assert COUNTS.minimum() == 0.0
    assert catches(lambda q: near(q.diameter(), np.linalg.norm([1, -1])), COUNTS, "diameter")


def test_outside_the_domain_the_value_is_infinite_without_a_warning():
    for x in ([1.0, 0, 0], [0, 0.5, 0.5], [1.25, -0.25, 0], [-1.0, 1.0, 1.0]):
        assert COUNTS.value(np.array(x)) == np.inf
        assert COUNTS.suboptimality(np.array(x)) == np.inf


def test_suboptimality_near_the_minimiser_has_no_cancellation():
    """Along (1, -1, 0) h: -2 log(1 + 2h) - log(1 - 4h) = 12 h^2 + 16 h^3 + O(h^4), as the series of log says."""
    for h in (2.0**-20, 2.0**-30):
        series = F(12) * F(h) ** 2 + F(16) * F(h) ** 3
        assert COUNTS.suboptimality(COUNTS.x_star + h * np.array([1.0, -1, 0])) == pytest.approx(
            float(series), rel=1e-6
        )


def test_bad_data_are_told():
    R, x = COUNTS
    for problem, sentence in (
        (p.LogPortfolio(-R, x), "R must be non-negative, got a smallest entry of -4"),
        (p.LogPortfolio(R, np.array([1.0, 0, 0])), "x_star must lie in the simplex with R x_star > 0"),
        (p.LogPortfolio(R, np.array([0.25, 0.25, 0.5])), "x_star must minimise f on the simplex, got"),
    ):
        with pytest.raises(ValueError, match=sentence):
            problem.validate()
