"""Expressions of arrays in one loop: every number is that of NumPy, and of Numba's own loop."""

from __future__ import annotations

import re

import numpy as np
import pytest
from counted import counted
from fresh_process import found_again
from numba import njit
from numba.core.registry import cpu_target
from numba.np.ufunc.array_exprs import _lower_array_expr

from refimpl import get_engine
from refimpl.core.dialect import quotient
from refimpl.engines import compiled, expressions
from refimpl.engines.fingerprint import fingerprint

pytestmark = pytest.mark.compiled


def compile_(function, **options):
    return njit(function, **(compiled.OPTIONS | options))


def words(a, b, c, s, k):
    return (
        2 * a / (1.0 + a * a) - s * b + c * k - -a,
        quotient(s / 3 * a, np.sqrt(np.abs(b)) + s * 0.25) * c,
        np.maximum(a, s) - np.minimum(b, 1) + np.square(a - b) / (c + k),
        a < b * s,
        (a + b >= c) & (b != s) | (c == c),
        (a > 0) * b - (a <= 0) * c,
    )


def entries(n, seed):
    """Numbers of all sizes, infinities, NaN, zeros of both signs and numbers below the normal ones."""
    rng = np.random.default_rng(seed)
    kinds = rng.standard_normal((6, n)) * 10.0 ** rng.integers(-200, 200, (6, n))
    kinds[:3] = rng.standard_normal((3, n))
    special = rng.choice([0.0, -0.0, np.inf, -np.inf, np.nan, 5e-324, 1.0, -1.0], n)
    return np.where(rng.random(n) < 0.3, special, kinds[rng.integers(0, 6, n), np.arange(n)])


def assert_same(ours, plain):
    assert len(ours) == len(plain) > 0
    for mine, theirs in zip(ours, plain):
        assert (mine.dtype, mine.shape) == (theirs.dtype, theirs.shape)
        numbers = theirs == theirs  # the bits of a NaN are nobody's
        assert (mine == mine).tolist() == numbers.tolist()
        assert mine[numbers].tobytes() == theirs[numbers].tobytes()


@pytest.fixture(scope="module")
def all_words():
    return compile_(words)


@pytest.mark.parametrize("n", [0, 1, 2, 7, 8, 9, 100])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # NumPy's, of infinities and NaN
def test_every_word_is_numpys_to_the_last_bit(all_words, n):
    for seed in range(20):
        a, b, c = (entries(n, 3 * seed + i) for i in range(3))
        assert_same(all_words(a, b, c, 0.7, 3), words(a, b, c, 0.7, 3))
        assert_same(all_words(a, a, a, -0.0, 0), words(a, a, a, -0.0, 0))


LENGTHS = [(1, 5, 5), (5, 1, 5), (5, 5, 1), (1, 1, 5), (5, 1, 1), (1, 0, 1), (0, 0, 1), (1, 1, 1)]


@pytest.mark.parametrize("lengths", LENGTHS, ids=str)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_single_entries_are_spread_and_their_memory_is_given_back(all_words, lengths):
    given = *(entries(n, seed) for seed, n in enumerate(lengths)), 0.5, 2
    assert_same(all_words(*given), words(*given))
    counts = counted(all_words, *given)
    assert counts.alloc == counts.free > 0


@pytest.mark.parametrize(
    "lengths", [(2, 3, 3), (3, 2, 3), (3, 3, 2), (1, 2, 3), (0, 2, 1), (0, 1, 5)], ids=str
)
def test_lengths_that_do_not_fit_are_refused(all_words, lengths):
    for function in (all_words, words):
        with pytest.raises(ValueError, match="operands could not be broadcast together"):
            function(*map(np.ones, lengths), 0.5, 2)


def of_matrices(A, B, x):
    rows = A - 2 * B / (1.0 + A), A * B < 0.5, A + x, (A + B)[0] * x
    return (*rows, A.T * 2 + A.T, A / 2 + A.T, A[:, 0] * 2 - B[:, 0])


@pytest.mark.parametrize(
    "shapes", [((3, 3), (3, 3)), ((1, 3), (3, 1)), ((3, 1), (1, 1)), ((2, 1), (2, 4))], ids=str
)
def test_matrices_and_other_layouts(shapes):
    rng = np.random.default_rng(0)
    A, B = (rng.standard_normal(shape) for shape in shapes)
    x = rng.standard_normal(1)
    assert_same(of_compiled_matrices(A, B, x), of_matrices(A, B, x))
    assert_same(of_compiled_matrices(A, B, x.repeat(4)[:1]), of_matrices(A, B, x))


def test_matrices_that_do_not_fit_are_refused():
    for function in (of_compiled_matrices, of_matrices):
        for shape in ((2, 3), (3, 2), (0, 3)):
            with pytest.raises(ValueError, match="could not be broadcast together"):
                function(np.ones((3, 3)), np.ones(shape), np.ones(1))


of_compiled_matrices = compile_(of_matrices)


def steps(x, y, z, n):
    """Names that are assigned to from what they held, of one array at the start."""
    for _ in range(n):
        x, y = x + 0.25 * y, y - 0.25 * x * z
        z = z * x / (1.0 + z * z) + y
        x = x - x * z / 8
    return x, y, z


def test_names_that_are_assigned_anew_and_operands_that_overlap():
    run, x = compile_(steps), np.linspace(-1, 1, 33)
    for parts in ((x, x, x), (x[1:], x[:-1], x[1:]), (x[:9], x[8:17], x[4:13])):
        assert_same(run(*parts, 6), steps(*parts, 6))
    assert x.tolist() == np.linspace(-1, 1, 33).tolist()


def functions(a, b, k):
    return np.exp(a) * np.log(b) - np.tanh(a) ** k, (a + b) ** 2 - b**3, np.sign(a) * np.log1p(b) + a // b % 2


def test_functions_and_powers_are_those_of_numbas_own_loop(monkeypatch):
    a, b = np.linspace(-3, 3, 101), np.geomspace(1e-5, 1e5, 101)
    ours = compile_(functions)(a, b, 3)
    monkeypatch.setitem(cpu_target.target_context.special_ops, "arrayexpr", _lower_array_expr)
    assert_same(ours, njit(lambda *given: functions_of_numba(*given), **compiled.OPTIONS)(a, b, 3))


functions_of_numba = compile_(functions)


def six(a, b, c, d, e, f):
    return a * b + c / d - e * f


ROWS = ("float64[::1]",) * 6


def code(**options):
    made = njit(f"float64[::1]({', '.join(ROWS)})", **(compiled.OPTIONS | options))(six)
    (text,) = made.inspect_llvm().values()
    return text


def without_spreading(text):
    """The code without the function that spreads single entries out."""
    return "".join(part for part in text.split("\ndefine ") if "refimpl.spread" not in part.splitlines()[0])


def test_the_loop_is_one_of_vectors_without_questions_about_overlaps(monkeypatch):
    """Of six arrays: Numba's own is not, which would show were this lowering passed over."""
    vectors = re.compile(r"fdiv <\d+ x double>")
    own = without_spreading(code())
    assert vectors.search(own)
    assert "memcheck" not in own
    monkeypatch.setitem(cpu_target.target_context.special_ops, "arrayexpr", _lower_array_expr)
    assert not vectors.search(code())


@pytest.mark.parametrize("options", [{"error_model": "python"}, {"fastmath": True}], ids=str)
def test_code_with_other_options_is_numbas(options):
    assert "refimpl.spread" in code()
    assert "refimpl.spread" not in code(**options)


def test_the_key_of_what_is_kept_knows_the_lowering(monkeypatch):
    before = fingerprint(*get_engine("numba").compiled_in)
    monkeypatch.setattr(expressions, "is_plain", lambda expr, kinds: False)
    assert fingerprint(*get_engine("numba").compiled_in) != before


@pytest.mark.slow
def test_a_fresh_process_finds_the_code_on_disk(tmp_path):
    body = """
        import numpy as np
        from refimpl import get_method, run
        from refimpl.problems import LogQuadratic

        problem = LogQuadratic(3)
        algorithm = get_method("adagrad").load().prescribed(problem)
        found = run(algorithm, problem, np.ones(3), 3, engine="numba").x[-1].tolist()
    """
    assert found_again(body, tmp_path).startswith("[")
