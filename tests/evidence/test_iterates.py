"""Iterates against exact numbers, in floats and in balls."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from refimpl.engines.ball import precision
from refimpl.engines.ball_array import to_balls
from verification.evidence import enclosures, iterates
from verification.finding import Verdict

EXACT = [[Fraction(1, 3) ** k, Fraction(-2, 7) ** k] for k in range(1, 6)]
FLOATS = np.array([[float(v) for v in row] for row in EXACT])


def test_floats_within_the_radius_hold():
    assert iterates(FLOATS, np.zeros_like(FLOATS), EXACT).verdict is Verdict.HOLDS  # one rounding is allowed
    decimals = [[Decimal(v.numerator) / Decimal(v.denominator) for v in row] for row in EXACT]
    assert iterates(FLOATS, np.zeros_like(FLOATS), decimals).verdict is Verdict.HOLDS


@pytest.mark.parametrize("entry", [(0, 0), (2, 1), (4, 1)])
def test_one_entry_off_by_three_roundings_is_seen(entry):
    wrong = FLOATS.copy()
    wrong[entry] += 3 * np.spacing(abs(wrong[entry]))
    found = iterates(wrong, np.zeros_like(wrong), EXACT)
    assert found.verdict is Verdict.VIOLATED
    assert f"step {entry[0] + 1} on" in found.reason


def test_wide_radii_and_few_steps_decide_nothing():
    assert iterates(FLOATS, 1e-3 * np.abs(FLOATS), EXACT).verdict is Verdict.INCONCLUSIVE
    assert iterates(FLOATS[:3], 0 * FLOATS[:3], EXACT[:3]).verdict is Verdict.INCONCLUSIVE


def test_nan_is_violated():
    wrong = FLOATS.copy()
    wrong[-1, -1] = np.nan
    assert iterates(wrong, np.zeros_like(wrong), EXACT).verdict is Verdict.VIOLATED


def certified(bits=200, factor=1):
    with precision(bits):
        rows, x = [], to_balls(np.array([1.0, 1.0]))
        for _ in range(5):
            x = x * factor * (to_balls(np.array([1.0, -2.0])) / to_balls(np.array([3.0, 7.0])))
            rows.append(x)
        return rows


def test_enclosures_of_the_truth_overlap_it():
    assert enclosures(certified(), EXACT).verdict is Verdict.HOLDS


def test_a_relative_error_of_2_to_the_minus_100_is_seen_in_balls():
    assert enclosures(certified(factor=1 + 2.0**-50), EXACT).verdict is Verdict.VIOLATED
    slightly = [[v * (1 + Fraction(1, 2**100)) for v in row] for row in EXACT]
    assert enclosures(certified(), slightly).verdict is Verdict.VIOLATED


def test_wide_balls_decide_nothing_even_where_they_overlap():
    assert enclosures(certified(bits=53), EXACT).verdict is Verdict.INCONCLUSIVE


def test_too_few_enclosures_decide_nothing():
    assert enclosures(certified()[:3], EXACT[:3]).verdict is Verdict.INCONCLUSIVE
