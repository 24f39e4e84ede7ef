"""Eigenvalues and eigenvectors in compiled code: spectra known in closed form, residuals, and which half is read."""

from __future__ import annotations

import types

import numpy as np
import pytest
from fresh_process import found_again
from numba import njit

from refimpl import get_engine
from refimpl.core import dialect
from refimpl.engines import eigen
from refimpl.engines.compiled import OPTIONS
from refimpl.engines.fingerprint import fingerprint

pytestmark = pytest.mark.compiled
COMPILED = get_engine("numba").compiled_in  # the engine teaches Numba the word
SIZES = [1, 2, 3, 15, 16, 17, 33, 60, 100, 130]


@njit(**OPTIONS)
def eigh(H):
    return dialect.eigh(H)


def tolerance(H):
    """2 n reflections of n entries, c n u |H| each (Higham 2002, Lemma 19.3); c = 10 is enough for all that follows."""
    return 20 * len(H) ** 2 * 2.0**-53 * np.linalg.norm(H)


def path(n):
    """Adjacency of a path, tridiagonal."""
    return np.eye(n, k=1) + np.eye(n, k=-1), 2 * np.cos(np.arange(n, 0, -1) * np.pi / (n + 1))


def ramp(n):
    """min(i, j), all of it full: the inverse of second differences, free at one end."""
    i = np.arange(1.0, n + 1)
    return np.minimum.outer(i, i), np.sin((2 * i[::-1] - 1) * np.pi / (4 * n + 2)) ** -2 / 4


def complete(n):
    """Adjacency of a complete graph: -1 but for one."""
    return np.ones((n, n)) - np.eye(n), np.append(np.full(n - 1, -1.0), n - 1.0)


def random(n):
    H = np.random.default_rng(n).standard_normal((n, n))
    return H + H.T


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("family", [path, ramp, complete])
def test_eigenvalues_are_those_of_the_closed_form(family, n):
    H, known = family(n)
    np.testing.assert_allclose(eigh(H)[0], known, rtol=0, atol=tolerance(H) + 2.0**-50)  # of the cosine


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("H", [lambda n: path(n)[0], lambda n: ramp(n)[0], lambda n: complete(n)[0], random])
def test_columns_are_orthonormal_eigenvectors(H, n):
    H = H(n)
    before = H.tobytes()
    w, V = eigh(H)
    assert H.tobytes() == before
    assert V.flags.c_contiguous
    assert np.all(np.diff(w) >= 0)
    np.testing.assert_allclose(H @ V, V * w, rtol=0, atol=tolerance(H))
    np.testing.assert_allclose(V.T @ V, np.eye(n), rtol=0, atol=tolerance(np.eye(n)))


@pytest.mark.parametrize("n", SIZES)
def test_only_the_half_that_numpy_reads_counts(n):
    H = random(n)
    garbage = np.random.default_rng(0).standard_normal((n, n)) * 10.0 ** np.linspace(-300, 300, n)
    torn = np.where(np.tri(n), H, garbage)
    before = torn.copy()
    w, V = eigh(torn)
    assert np.array_equal(torn, before)
    assert np.array_equal(w, eigh(H)[0])
    assert np.array_equal(V, eigh(H)[1])
    np.testing.assert_allclose(w, np.linalg.eigh(torn)[0], rtol=0, atol=tolerance(H))


@pytest.mark.parametrize("power", [-600, 600])
def test_numbers_beyond_the_range_of_squares_are_moved_into_it(power):
    """LAPACK is handed the numbers of H then: bit for bit the same."""
    H = random(33)
    w, V = eigh(np.ldexp(H, power))
    assert w.tolist() == np.ldexp(eigh(H)[0], power).tolist()
    assert np.array_equal(V, eigh(H)[1])


@pytest.mark.parametrize("power", [-1074, -500, -480, 480, 490, 1019])
def test_every_multiple_of_a_matrix_has_that_of_its_eigenvalues(power):
    """Exact multiples, from the least number up to where the largest eigenvalue, 31, is just below infinity."""
    H, known = complete(32)
    w, V = eigh(np.ldexp(H, power))
    np.testing.assert_allclose(np.ldexp(w, -power), known, rtol=0, atol=tolerance(H))
    np.testing.assert_allclose(H @ V, V * known, rtol=0, atol=tolerance(H))


def test_large_and_small_at_once():
    w, V = eigh(np.diag([2.0**1000, -(2.0**-400), 0.0]))
    assert w.tolist() == [-(2.0**-400), 0.0, 2.0**1000]
    assert np.array_equal(np.abs(V), [[0, 0, 1], [1, 0, 0], [0, 1, 0]])


def test_nothing_and_zero():
    w, V = eigh(np.empty((0, 0)))
    assert (w.shape, V.shape) == ((0,), (0, 0))
    w, V = eigh(np.zeros((5, 5)))
    assert w.tolist() == [0.0] * 5
    assert np.array_equal(V, np.eye(5))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_refused_in_either_half(bad):
    for i, j in np.ndindex(9, 9):
        H = random(9)
        H[i, j] = bad
        with pytest.raises(np.linalg.LinAlgError, match="must not contain infs or NaNs"):
            eigh(H)


def test_a_matrix_that_is_not_square_is_refused():
    for shape in ((3, 2), (2, 3), (0, 1)):
        with pytest.raises(np.linalg.LinAlgError, match="must be square"):
            eigh(np.ones(shape))


def test_a_matrix_too_large_for_integers_of_32_bits_is_refused():
    """The array claims more memory than there is: nothing of it may be read."""
    n = eigen.LARGEST + 1
    assert n * n + 2 * n - 2 < 2**31 <= 1 + 4 * n + n * n, "the length of the work space for n - 1 and n"
    with pytest.raises(ValueError, match=f"at most {eigen.LARGEST} rows"):
        eigh(np.lib.stride_tricks.as_strided(np.zeros(1), (n, n), (8 * n, 8)))


def test_no_convergence_is_an_error():
    """LAPACK converges on every finite matrix that is known; here it is handed one that is not."""
    blind = types.FunctionType(eigen.eigh.__code__, vars(eigen) | {"all_finite": njit(lambda H: True)})
    with pytest.raises(np.linalg.LinAlgError, match="did not converge"):
        njit(blind)(np.full((3, 3), np.nan))


def test_other_arrays_go_to_numba():
    H = random(20)
    frozen = H.copy()
    frozen.setflags(write=False)
    for other in (H.copy(order="F"), frozen):
        w, V = eigh(other)
        assert V.flags.c_contiguous
        np.testing.assert_allclose(other @ V, V * w, rtol=0, atol=tolerance(H))
    w, V = eigh(H.astype(np.float32))
    assert (w.dtype, V.dtype) == (np.float32, np.float32)
    np.testing.assert_allclose(H @ V, V * w, rtol=0, atol=2.0**29 * tolerance(H))


def test_decompositions_are_kept_on_disk_and_found_again(tmp_path):
    body = """
        import numpy as np
        from refimpl import run
        from refimpl.problems import Quadratic
        from refimpl.second_order.clipped_newton import ClippedNewton

        problem = Quadratic(np.diag(np.arange(1.0, 35.0)), np.zeros(34))
        found = run(ClippedNewton(0.5, 10.0), problem, np.ones(34), 2, engine="numba").x[-1].tolist()
    """
    assert found_again(body, tmp_path) == str([0.25] * 34)  # halved by each step


def test_the_key_of_what_is_kept_knows_the_code(monkeypatch):
    before = fingerprint(*COMPILED)
    for name, other in (("SHIFT", 2.0), ("_STEDC", "another"), ("scale", len)):
        with monkeypatch.context() as patch:
            patch.setattr(eigen, name, other)
            assert fingerprint(*COMPILED) != before, name
