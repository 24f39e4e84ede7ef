"""Thinned curves keep what a picture shows: ends, extremes, and where a bound is broken."""

from __future__ import annotations

import numpy as np
import pytest

from verification.finding import Curve, Picture
from verification.report.thinning import significant, thin

rng = np.random.default_rng(0)
n = 5000
k = np.arange(1, n + 1)


def picture(*ys, x=k, xscale="log", yscale="log"):
    roles = ["theory", *["measured"] * (len(ys) - 1)]
    return Picture(tuple(Curve(r, x, y, r) for r, y in zip(roles, ys)), "k", "f", xscale, yscale)


@pytest.mark.parametrize("xscale", ["log", "linear"])
@pytest.mark.parametrize("x", [k, k[::-1], np.zeros(n)])
def test_ends_extremes_and_the_first_crossing_stay(x, xscale):
    bound = 1.0 / k
    y = bound * rng.uniform(0.1, 0.9, n)
    y[1234] = 1e-9
    y[4321] = 2.0
    bound_, y_ = thin(picture(bound, y, x=x, xscale=xscale), 100).curves
    np.testing.assert_array_equal(bound_.x, y_.x)
    assert 50 < y_.x.size < 130
    assert (bound_.y[0], bound_.y[-1], y_.y[0], y_.y[-1]) == (bound[0], bound[-1], y[0], y[-1])
    assert (y_.y.min(), y_.y.max()) == (1e-9, 2.0)
    assert bound[4320] in bound_.y, "the last point before the bound breaks"
    assert bound[4321] in bound_.y, "the first point beyond the bound"


def test_logarithmic_axes_get_points_in_every_decade():
    thinned = thin(picture(1.0 / k, 0.5 / k), 100).curves[0]
    counts, _ = np.histogram(np.log10(thinned.x), bins=[0, 1, 2, 3, 4])
    assert (counts >= 8).all(), counts


def test_few_points_stay_as_they_are():
    short = picture(1.0 / k[:50], 0.5 / k[:50], x=k[:50])
    for old, new in zip(short.curves, thin(short, 50).curves):
        np.testing.assert_array_equal(old.y, new.y)


def test_holes_are_dropped_and_an_axis_that_shows_nothing_is_changed():
    y = np.where(k % 2, np.nan, -1.0)
    thinned = thin(picture(1.0 / k, y), 100)
    assert np.isfinite(thinned.curves[1].y).all()
    assert thinned.curves[1].y.size > 10
    assert (thinned.xscale, thinned.yscale) == ("log", "linear")


def test_narrow_ranges_keep_more_digits():
    assert significant([np.array([1.0, 2.0])]) == 6
    assert significant([np.array([1.0, 1 + 1e-6])]) == 12
    assert significant([np.array([3.0, 3.0]), np.array([])]) == 6
    assert significant([np.array([1.0, 1 + 2e-16])]) == 17
