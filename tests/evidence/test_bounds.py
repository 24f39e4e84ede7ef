"""Bounds, equalities and one-step inequalities: what they accept, what they reject, what they leave open."""

from __future__ import annotations

import numpy as np
import pytest

from verification.evidence import bound, step_inequality, tight
from verification.finding import Verdict

N = 20


def huber_values(step_factor):
    """Exact f(x_N) - f* of N gradient steps c/L on the worst Huber function with R = L = 1, for N = 1..20.

    While x >= delta every step subtracts c delta: f = delta x - delta^2/2 with x = 1 - c N delta.
    """
    n = np.arange(1, N + 1)
    delta = 1 / (2 * n + 1)
    return delta * (1 - step_factor * n * delta) - delta**2 / 2


BOUND = 1 / (4 * np.arange(1, N + 1) + 2)


def test_a_bound_that_is_attained_holds_and_its_neighbours_do_not():
    assert bound(huber_values(1.0), BOUND).verdict is Verdict.HOLDS
    assert bound(huber_values(1.0), BOUND).slack == pytest.approx(0, abs=1e-14)
    too_short = bound(huber_values(0.98), BOUND)
    assert too_short.verdict is Verdict.VIOLATED
    assert "k = 0" in too_short.reason
    assert bound(huber_values(1 - 1e-7), BOUND).verdict is Verdict.VIOLATED


def test_one_instance_sees_one_sign_and_equality_sees_both():
    assert (
        bound(huber_values(1.02), BOUND).verdict is Verdict.HOLDS
    )  # blind: longer steps improve this instance
    for factor in (0.98, 1.02, 1 - 1e-7, 1 + 1e-7):
        assert tight(huber_values(factor), BOUND, tolerance=1e-9).verdict is Verdict.VIOLATED
    assert tight(huber_values(1.0), BOUND, tolerance=1e-13).verdict is Verdict.HOLDS


def test_an_allowance_forgives_rounding_only():
    assert bound([1 + 1e-10], [1.0]).verdict is Verdict.HOLDS
    assert bound([1 + 1e-10], [1.0], allowance=1e-11).verdict is Verdict.VIOLATED
    assert bound([0.5, 0.5], [1.0, 1.0], allowance=np.array([0.0, 0.2])).verdict is Verdict.INCONCLUSIVE
    assert bound([1.3], [1.0], allowance=np.array([0.2])).verdict is Verdict.VIOLATED


def test_a_bound_is_checked_at_every_index():
    values = np.full(100, 0.5)
    values[57] = 1.1
    found = bound(values, np.ones(100))
    assert found.verdict is Verdict.VIOLATED
    assert "k = 57" in found.reason
    assert found.checked == 100


@pytest.mark.parametrize("check", [bound, step_inequality, lambda v, b: tight(v, b, tolerance=0.1)])
@pytest.mark.parametrize(
    ("values", "bounds"),
    [([], []), ([np.nan], [1.0]), ([1.0], [np.nan]), ([np.inf], [1.0]), ([0.5], [np.inf])],
)
def test_nothing_and_nan_are_never_a_success(check, values, bounds):
    assert check(values, bounds).verdict is Verdict.VIOLATED


def test_a_bound_that_is_not_positive_is_no_bound():
    assert bound([0.0, 0.0], [1.0, 0.0]).verdict is Verdict.VIOLATED


def test_different_lengths_are_an_error_of_the_claim():
    with pytest.raises(ValueError, match=r"one shape, got \(2,\), \(3,\)"):
        bound([1.0, 2.0], [1.0, 2.0, 3.0])


def test_a_step_inequality_holds_with_sides_of_any_sign():
    found = step_inequality([-3.0, -2.0, 1.0], [-2.5, -2.0, 2.0])
    assert found.verdict is Verdict.HOLDS
    assert found.checked == 3
    assert found.slack == 0


def test_a_step_inequality_fails_where_it_fails():
    found = step_inequality([0.0, 1.0, 0.0, 2.0], [1.0, 0.9, 1.0, 1.0])
    assert found.verdict is Verdict.VIOLATED
    assert "first at k = 1, 2 times" in found.reason


def test_steps_hidden_by_rounding_do_not_count():
    found = step_inequality([1e-17, 0.5], [2e-17, 1.0], allowance=1e-15)
    assert found.verdict is Verdict.HOLDS
    assert found.checked == 1
    assert step_inequality([1e-17], [2e-17], allowance=1e-15).verdict is Verdict.INCONCLUSIVE
    assert step_inequality([0.0, 0.0], [0.0, 1.0]).checked == 1
    assert step_inequality([0.0], [0.0]).verdict is Verdict.INCONCLUSIVE


def test_an_exact_step_on_a_quadratic_rejects_one_that_is_too_long():
    """f(x+) <= 1e-4 f(x) on x^2/2 with step c: f(x+)/f(x) = (1-c)^2, 0 at c = 1 and 4e-4 at c = 1.02."""

    def finding(c):
        f = 0.5 * 4.0 ** -np.arange(6)
        return step_inequality((1 - c) ** 2 * f, 1e-4 * f)

    assert finding(1.0).verdict is Verdict.HOLDS
    assert finding(1.02).verdict is Verdict.VIOLATED
