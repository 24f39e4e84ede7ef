"""Exponents of seconds that follow a law, and the operations that are timed."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from verification.bench.costs import COSTS, fitted, mfac_product, seconds, window

PATH = Path(__file__).parents[2] / "benchmarks" / "costs.py"


def test_a_power_law_has_its_exponent_and_no_width():
    slope, half = fitted([1, 2, 4, 8], [3.0, 12.0, 48.0, 192.0])
    assert slope == pytest.approx(2.0)
    assert half == pytest.approx(0.0, abs=1e-12)


def test_the_interval_is_that_of_students_t():
    """Residuals (1, -2, 1)/6 about a line: standard error sqrt(1/6)/sqrt(2), one degree of freedom."""
    log_seconds = np.array([0.0, 1.0, 2.0]) + np.array([1.0, -2.0, 1.0]) / 6
    slope, half = fitted(np.exp([0.0, 1.0, 2.0]), np.exp(log_seconds))
    assert slope == pytest.approx(1.0)
    assert half == pytest.approx(12.7062 * np.sqrt(1 / 6 / 2), rel=1e-5)


def test_the_product_that_is_timed_is_the_inverse_fisher_matrix():
    G, g = window(5, 3)
    assert mfac_product(5, 3)() == pytest.approx(np.linalg.solve(np.eye(5) / 2 + G.T @ G / 3, g))


@pytest.mark.parametrize("cost", COSTS, ids=lambda c: c.name)
def test_every_operation_runs_small(cost):
    if cost.variable == "d":
        assert cost.work(4)().shape == (4,)
    assert seconds(cost.work(4), 0.0) >= 0


def test_a_row_of_the_table():
    spec = importlib.util.spec_from_file_location("benchmarks_costs", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    entry = {"name": "n", "variable": "d", "sizes": [10, 100], "seconds": [0.001, 0.02], "claimed": 1,
             "exponent": 1.3, "half_width": 0.25}  # fmt: skip
    assert module.row(entry) == "| n | d = 10 to 100 | 1 to 20 ms | 1 | 1.30 [1.05, 1.55] |"
