"""Arithmetic in small formats against NumPy's own float16 and float32, and random rounding against its law."""

from __future__ import annotations

import numpy as np
import pytest

from verification.scatter import NearestRounding, OutOfRange, RandomRounding, rounded, to_bits


@pytest.mark.parametrize(("bits", "dtype"), [(11, np.float16), (24, np.float32)])
def test_rounding_to_nearest_is_numpys(bits, dtype):
    x = np.random.default_rng(0).standard_normal(1000) * 2.0 ** np.arange(-5, 5).repeat(100)
    assert np.array_equal(to_bits(x, 2.0**-bits), x.astype(dtype).astype(np.float64))
    ties = 1 + 2.0**-bits * np.arange(-8, 9)
    assert np.array_equal(to_bits(ties, 2.0**-bits), ties.astype(dtype).astype(np.float64))


@pytest.mark.parametrize(("bits", "dtype"), [(11, np.float16), (24, np.float32)])
def test_operations_round_as_numpys_do(bits, dtype):
    rng = np.random.default_rng(1)
    a, b = (to_bits(rng.standard_normal(50), 2.0**-bits) for _ in range(2))
    source = NearestRounding(0, bits)
    x, y = rounded(a, source), rounded(b, source)
    for op in (np.add, np.subtract, np.multiply, np.divide):
        expected = op(a.astype(dtype), b.astype(dtype)).astype(np.float64)
        assert np.array_equal(np.asarray(op(x, y)), expected), op
    expected = np.sqrt(np.abs(a).astype(dtype)).astype(np.float64)
    assert np.array_equal(np.asarray(np.sqrt(np.abs(x))), expected)


def test_sums_round_every_term():
    """1 + 2^-11 + ... in float16: each addend is lost, one by one, in any order that begins with the 1."""
    source = NearestRounding(0, 11)
    source.order = np.arange  # type: ignore[method-assign]
    x = rounded(np.array([1.0, *[2.0**-12] * 64]), source)
    for total in (np.sum(x), x.sum(), np.dot(x, rounded(np.ones(65), source)), x @ np.ones(65)):
        assert float(total) == 1.0
    assert float(np.sum(x[::-1])) > 1.0


def test_matrix_products_have_their_shapes_and_values():
    source = NearestRounding(0, 24)
    A, B, v = np.arange(6.0).reshape(2, 3), np.arange(12.0).reshape(3, 4), np.arange(3.0)
    X = rounded(A, source)
    assert np.array_equal(np.asarray(X @ B), A @ B)
    assert np.array_equal(np.asarray(X @ v), A @ v)
    assert np.array_equal(np.asarray(rounded(v, source) @ B), v @ B)
    assert np.array_equal(np.asarray(np.sum(X, axis=0)), A.sum(0))
    assert np.array_equal(np.asarray(np.mean(X, axis=1)), A.mean(1))


def test_random_rounding_is_unbiased_and_leaves_what_fits():
    source, n = RandomRounding(0, 8), 40000
    fits = to_bits(np.random.default_rng(2).standard_normal(100), 2.0**-8)
    assert np.array_equal(source.result(fits), fits)
    x = 1 + 2.0**-9  # a quarter of the way from 1 to 1 + 2^-7
    found = source.result(np.full(n, x))
    assert set(found) == {1.0, 1 + 2.0**-7}
    share = np.mean(found > 1)
    assert abs(share - 0.25) < 5 * np.sqrt(0.25 * 0.75 / n)  # five standard deviations
    assert set(-source.result(np.full(100, -x))) == {1.0, 1 + 2.0**-7}


def test_a_run_that_leaves_the_range_of_its_format_says_so():
    source = RandomRounding(0, 11, (2.0**-14, 65504.0))
    for x in (1e5, -1e5, 2.0**-15):
        with pytest.raises(OutOfRange):
            source.result(np.array([1.0, x]))
    assert source.result(np.array([0.0, 65504.0, 2.0**-14])).tolist() == [0.0, 65504.0, 2.0**-14]
