"""Products of a symmetric matrix with a vector in compiled code against exact integers."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap

import numpy as np
import pytest
from fresh_process import found_again
from numba import njit
from numba.core.errors import NumbaPerformanceWarning, TypingError

from refimpl import get_engine
from refimpl.core.dialect import symmetric_product
from refimpl.engines import symmetric
from refimpl.engines.fingerprint import fingerprint

pytestmark = pytest.mark.compiled
COMPILED = get_engine("numba").compiled_in  # the engine teaches Numba the word
SIZES = [*range(41), *range(63, 67), *range(127, 131), 250, 257, 500]
halves = pytest.mark.skipif(not symmetric.PAYS, reason="on this processor all of the matrix is read")


@njit(error_model="numpy")
def product(A, x):
    return symmetric_product(A, x)


def between_nan(array):
    """The same numbers, with others around them that no product may read."""
    around = np.full(array.size + 32, np.nan)
    around[16:-16] = array.ravel()
    return around[16:-16].reshape(array.shape)


def small_integers(n, seed=0):
    rng = np.random.default_rng(seed)
    A = rng.integers(-9, 9, (n, n)).astype(float)
    return between_nan(np.tril(A) + np.tril(A, -1).T), between_nan(rng.integers(-9, 9, n).astype(float))


def wild_integers(n):
    """Integers of 53 bits times powers of two up to 2^60: every float here is an int exactly."""
    rng = np.random.default_rng(n)

    def drawn(*shape):
        return np.ldexp(rng.integers(-(2**53), 2**53, shape).astype(float), rng.integers(0, 60, shape))

    A = drawn(n, n)
    return between_nan(np.tril(A) + np.tril(A, -1).T), between_nan(drawn(n))


def ints(array):
    return np.array([int(number) for number in array.ravel()], object).reshape(array.shape)


@pytest.mark.parametrize("order", ["C", "F"])
def test_small_integers_give_the_exact_product_in_every_size(order):
    for n in SIZES:
        A, x = small_integers(n)
        before = A.tobytes(), x.tobytes()
        made = product(A.T if order == "F" else A, x)
        assert made.tolist() == [int(entry) for entry in ints(A) @ ints(x)], n
        assert (A.tobytes(), x.tobytes()) == before


@pytest.mark.parametrize("order", ["C", "F"])
def test_the_error_is_at_most_that_of_a_sum(order):
    """n u |A||x| holds of a product of two vectors for every order of its sum (Jeannerod & Rump 2013)."""
    for n in SIZES[1:]:
        A, x = wild_integers(n)
        made = ints(product(A.T if order == "F" else A, x))
        exact, size = ints(A) @ ints(x), np.abs(ints(A)) @ np.abs(ints(x))
        assert all(abs(made - exact) * 2**53 <= n * size), n


@halves
@pytest.mark.parametrize("n", [8, 21, 100])
def test_one_half_is_not_read(n):
    A, x = small_integers(n)
    right = np.arange(n) >= 8 * (np.arange(n)[:, None] // 8 + 1)
    torn = np.where(right, np.nan, A)
    assert np.isnan(torn).sum() >= n * (n - 15) / 2
    assert product(torn, x).tolist() == product(A, x).tolist()
    assert product(torn.T, x).tolist() == product(A, x).tolist()


@pytest.mark.parametrize("bad", [np.inf, -np.inf, np.nan])
@pytest.mark.parametrize("n", [3, 8, 21])
def test_what_is_not_finite_goes_where_every_product_is_formed(n, bad):
    for i, j in zip(*np.tril_indices(n), strict=True):
        A, x = small_integers(n)
        x[0] = 0.0  # inf * 0 is NaN
        A[i, j] = A[j, i] = bad
        with np.errstate(invalid="ignore"):
            assert np.array_equal(product(A, x), (A * x).sum(axis=1), equal_nan=True), (i, j)
    for i in range(n):
        A, x = small_integers(n)
        x[i] = bad
        with np.errstate(invalid="ignore"):
            assert np.array_equal(product(A, x), (A * x).sum(axis=1), equal_nan=True), i


@pytest.mark.parametrize("n", [3, 4, 5, 8, 13, 40])
@pytest.mark.parametrize("longer", [-1, 1])
def test_lengths_that_do_not_fit_are_refused(n, longer):
    A, x = small_integers(n)
    with pytest.raises(ValueError, match="incompatible array sizes"):
        product(A, np.ones(n + longer))
    with pytest.raises(ValueError, match="incompatible array sizes"):
        product(np.ones((n, n + longer)), x)


def test_no_square_matrix_is_multiplied_whole():
    assert product(np.ones((9, 12)), np.ones(12)).tolist() == [12.0] * 9
    assert product(np.ones((12, 9)), np.ones(9)).tolist() == [9.0] * 12


def test_other_arrays_are_multiplied_by_numba():
    A, x = small_integers(34)
    exact = (ints(A) @ ints(x)).astype(float)
    frozen = A.copy()
    frozen.setflags(write=False)
    assert np.array_equal(product(frozen, x), exact)
    single = product(A.astype(np.float32), x.astype(np.float32))
    assert single.dtype == np.float32
    assert np.array_equal(single, exact)
    assert np.array_equal(product(A, np.outer(x, [1.0, 2.0])), np.outer(exact, [1.0, 2.0]))
    strided_matrix, strided = np.repeat(np.repeat(A, 2, 0), 3, 1)[::2, ::3], np.repeat(x, 2)[::2]
    for arguments in ((strided_matrix, strided), (strided_matrix, x), (A, strided)):
        with pytest.warns(NumbaPerformanceWarning):
            made = product(*arguments)
        assert np.array_equal(made, exact)
    for arguments in ((A.astype(np.float32), x), (A, x.astype(np.float32))):
        with pytest.raises(TypingError, match="same dtype"):
            product(*arguments)


@pytest.mark.skipif(sys.platform != "linux", reason="protects pages by the C library")
def test_nothing_beyond_the_arrays_is_touched():
    """Arrays end where a page ends, and the next one may not be read: who does so is killed."""
    script = textwrap.dedent("""
        import ctypes, mmap
        import numpy as np
        from numba import njit
        from refimpl import get_engine
        from refimpl.core.dialect import symmetric_product

        get_engine("numba")
        product = njit(lambda A, x: symmetric_product(A, x))
        protect = ctypes.CDLL(None, use_errno=True).mprotect
        protect.argtypes = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int
        kept = []

        def at_the_end(*shape):
            size, page = 8 * int(np.prod(shape)), mmap.PAGESIZE
            whole = -(-size // page) * page
            kept.append(mmap.mmap(-1, whole + page))
            pages = np.frombuffer(kept[-1])
            assert protect(pages.ctypes.data + whole, page, 0) == 0
            array = pages[(whole - size) // 8 : whole // 8].reshape(shape)
            array[...] = 1
            return array

        for n in range(1, 35):
            assert product(at_the_end(n, n), at_the_end(n)).tolist() == [n] * n
        print("whole", flush=True)
        at_the_end(3).base[-1]
    """)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("whole\n", -signal.SIGSEGV), done.stderr


def test_compiled_products_are_kept_on_disk_and_found_again(tmp_path):
    body = """
        import numpy as np
        from refimpl import run
        from refimpl.first_order_adaptive.gradient_descent import GradientDescent
        from refimpl.problems import Quadratic

        A = np.add.outer(np.arange(21.0), np.arange(21.0))
        problem = Quadratic(A, np.zeros(21))
        found = run(GradientDescent(0.5), problem, np.ones(21), 1, engine="numba").x[-1].tolist()
    """
    expected = [1 - (21 * i + 210) / 2 for i in range(21)]
    assert found_again(body, tmp_path) == str(expected)


def test_the_key_of_what_is_kept_knows_the_code_of_products(monkeypatch):
    before = fingerprint(*COMPILED)
    monkeypatch.setattr(symmetric, "_SOURCE", "other code")
    assert fingerprint(*COMPILED) != before
