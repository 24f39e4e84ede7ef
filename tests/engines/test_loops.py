"""Powers in compiled code are those of Python to the last bit."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numba import njit

from refimpl.engines import loops  # noqa: F401 teaches Numba the power
from refimpl.engines.compiled import OPTIONS

pytestmark = pytest.mark.compiled


@njit(**OPTIONS)
def power(x, p):
    return x**p


@njit(**OPTIONS)
def fixed(x):
    return x**2, x**3


def _python(x, p):
    try:
        return x**p
    except OverflowError:
        return math.inf if x > 0 or p % 2 == 0 else -math.inf
    except ZeroDivisionError:
        return math.inf


def test_powers_of_numbers_are_those_of_python():
    """Numba's own products differ in a fifth of these in the last bits."""
    rng = np.random.default_rng(0)
    for x in (
        *rng.random(300),
        *rng.uniform(-2, 2, 100),
        0.9,
        0.999,
        1 - 2.0**-53,
        0.0,
        1.0,
        -1.0,
        5e-324,
        math.inf,
    ):
        for p in (0, 1, 2, 3, 7, -1, -3, *rng.integers(-400, 3000, 12).tolist()):
            assert power(float(x), p) == _python(float(x), p)
    assert math.isnan(power(math.nan, 3))
    assert power(math.nan, 0) == 1.0


@pytest.mark.parametrize("x", [0.5, 0.9, 0.999, 1 - 1e-9, 2.0**-60])
def test_a_power_vanishes_where_that_of_python_does(x):
    """The last power that is not 0 is near p = -745.13 / log x; nothing is cut off before it."""
    last = int(-745.1332191019412 / math.log(x))
    for p in {
        0,
        1,
        last - 2,
        last - 1,
        last,
        last + 1,
        last + 2,
        2 * last + 1,
        746,
        int(746 / (1 - x)) + 1,
        10**15,
    }:
        assert power(x, p) == x**p


def test_squares_are_products_and_cubes_are_those_of_python():
    for x in np.random.default_rng(1).uniform(-3, 3, 100):
        assert fixed(float(x)) == (float(x) * float(x), float(x) ** 3)
