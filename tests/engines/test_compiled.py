from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from typing import Any, NamedTuple

import numpy as np
import pytest
from numba import njit
from threadpoolctl import ThreadpoolController

from refimpl import Outcome, get_engine, run, run_many
from refimpl.core.dialect import quotient
from refimpl.core.draws import Recorder, tape
from refimpl.core.observables import Distance, GradientNorm, Value
from refimpl.engines import compiled
from refimpl.engines.fingerprint import fingerprint
from refimpl.flatness.sam import SAM

pytestmark = pytest.mark.compiled


class State(NamedTuple):
    x: Any
    k: int


class Noisy(NamedTuple):
    """Uses every word of the random source."""

    scale: float

    def init(self, problem, x0):
        return State(x0, 0)

    def step(self, problem, state, rng):
        z = rng.standard_normal(state.x.shape[0])
        return State(state.x + self.scale * rng.random() * z + rng.integers(0, 5), state.k + 1)


def test_compiled_equals_plain_with_observables_and_counts(bowl):
    record = [Value(), GradientNorm(), Distance(np.ones(3))]
    plain, compiled = (
        run(SAM(0.25, 0.1), bowl, np.ones(3), 30, engine=e, record=record, count=True, every=2)
        for e in ("numpy", "numba")
    )
    assert np.allclose(plain.x, compiled.x, rtol=1e-13, atol=1e-15)
    assert plain.calls == compiled.calls
    for name, values in plain.observed.items():
        assert np.allclose(values, compiled.observed[name], rtol=1e-12, atol=1e-14), name


def test_draws_are_bit_identical_and_tapes_replay(bowl):
    recorder = Recorder(np.random.default_rng(2))
    plain = run(Noisy(0.5), bowl, np.zeros(3), 20, rng=recorder)
    seeded = run(Noisy(0.5), bowl, np.zeros(3), 20, engine="numba", rng=2)
    replayed = run(Noisy(0.5), bowl, np.zeros(3), 20, engine="numba", rng=recorder.tape())
    assert np.array_equal(seeded.x, replayed.x)
    # x + s u z + i may be contracted differently by a compiler, never by more than rounding
    assert np.allclose(plain.x, seeded.x, rtol=1e-15, atol=1e-14)


def test_exhausted_tape_raises_in_compiled_code_too(bowl):
    with pytest.raises(IndexError, match="the tape is exhausted"):
        run(Noisy(0.5), bowl, np.zeros(3), 5, engine="numba", rng=tape([0.1] * 4, [1] * 9))


def test_recorder_cannot_be_compiled_and_is_refused(bowl):
    with pytest.raises(ValueError, match="on engine 'numba', got Recorder"):
        run(SAM(0.25, 0.1), bowl, np.zeros(3), 5, engine="numba", rng=Recorder(np.random.default_rng(0)))


def test_threads_do_not_change_results(bowl):
    many = run_many(SAM(0.25, 0.1), bowl, np.eye(3), 50, engine="numba")
    for x0, trajectory in zip(np.eye(3), many, strict=True):
        assert np.array_equal(trajectory.x, run(SAM(0.25, 0.1), bowl, x0, 50, engine="numba").x)


def test_division_by_zero_is_infinity_as_in_numpy(bowl):
    t = run(SAM(1e300, 0.1), bowl, np.ones(3), 9, engine="numba")
    assert t.outcome is Outcome.NON_FINITE


HELPER = "def factor(x):\n    return 3.0 * x\n"
METHOD = """
from typing import Any, NamedTuple
from helper import factor
class State(NamedTuple):
    x: Any
class Times(NamedTuple):
    offset: float
    def init(self, problem, x0):
        return State(x0)
    def step(self, problem, state, rng):
        return State(factor(state.x) + self.offset)
class Empty(NamedTuple):
    size: int
    def dimension(self):
        return self.size
"""
PROGRAM = """
import numpy as np
from refimpl import run
from method import Empty, Times
print(run(Times(1.0), Empty(1), np.ones(1), 1, engine="numba").x[1, 0])
"""


def _fresh_process(folder, program):
    env = os.environ | {"REFIMPL_CACHE_DIR": str(folder / "cache"), "PYTHONPATH": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.slow
def test_an_edited_helper_is_seen_and_an_unedited_one_is_loaded_from_disk(tmp_path):
    (tmp_path / "helper.py").write_text(HELPER)
    (tmp_path / "method.py").write_text(METHOD)
    assert _fresh_process(tmp_path, PROGRAM) == ["4.0"]
    compiled = set((tmp_path / "cache").rglob("*.nbc"))
    assert _fresh_process(tmp_path, PROGRAM) == ["4.0"]
    assert compiled
    assert set((tmp_path / "cache").rglob("*.nbc")) == compiled, "an unchanged program was compiled again"
    (tmp_path / "helper.py").write_text(HELPER.replace("3.0", "6.0"))
    assert _fresh_process(tmp_path, PROGRAM) == ["7.0"]


class Scaled(NamedTuple):
    factor: float

    def init(self, problem, x0):
        return Moved(x0)

    def step(self, problem, state, rng):
        return Moved(times(state.x, self.factor))


class Moved(NamedTuple):
    x: Any


def times(x, factor):
    return abs(factor) * x


def halved(x, factor):
    return factor * x / 2


def test_what_is_remembered_of_code_is_forgotten_when_the_code_changes(bowl, monkeypatch):
    """The fingerprint is not computed twice for the same code; a replaced helper, method or body is other code."""
    first = fingerprint(Scaled(3.0), bowl)
    assert fingerprint(Scaled(5.0), bowl) == first, "numbers are no code"
    with monkeypatch.context() as patch:
        patch.setitem(globals(), "times", halved)
        assert fingerprint(Scaled(3.0), bowl) != first
    with monkeypatch.context() as patch:
        patch.setitem(globals(), "abs", lambda factor: -factor)  # a global that was not there before
        assert fingerprint(Scaled(3.0), bowl) != first
    assert fingerprint(Scaled(3.0), bowl) == first
    with monkeypatch.context() as patch:
        patch.setattr(Scaled, "init", lambda self, problem, x0: Moved(2 * x0))
        assert fingerprint(Scaled(3.0), bowl) != first
    with monkeypatch.context() as patch:
        patch.setattr(times, "__code__", halved.__code__)
        assert fingerprint(Scaled(3.0), bowl) != first
    with monkeypatch.context() as patch:
        patch.setattr(Scaled, "another", lambda self: 0, raising=False)
        assert fingerprint(Scaled(3.0), bowl) != first
    with monkeypatch.context() as patch:
        patch.setattr(Scaled, "__module__", "elsewhere")
        assert fingerprint(Scaled(3.0), bowl) != first
    assert fingerprint(Scaled(3.0), bowl) == first


class Product(NamedTuple):
    """x+ = A'(A x) / 4: both layouts of a matrix."""

    A: Any

    def init(self, problem, x0):
        return Moved(x0)

    def step(self, problem, state, rng):
        return Moved(self.A.T @ (self.A @ state.x) / 4)


@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (16, 16), (17, 16), (3, 90)])
def test_small_and_large_products_are_those_of_exact_arithmetic(bowl, shape):
    """Integers up to 2^53: every order of summation gives the same."""
    A = np.random.default_rng(0).integers(-9, 9, shape).astype(float)
    x0 = np.random.default_rng(1).integers(-9, 9, shape[1]).astype(float)
    made = run(Product(A), Nowhere(), x0, 1, engine="numba").x[1]
    exact = [sum(int(v) * int(w) for v, w in zip(row, x0)) for row in A]
    assert made.tolist() == [sum(int(v) * e for v, e in zip(column, exact)) / 4 for column in A.T]


@pytest.mark.parametrize("layout", ["C", "F"])
def test_small_products_are_compiled_into_the_loop(layout):
    """Numba's own product calls BLAS: a loop that it passes over, as it once did, would be noticed by its time only."""
    product = njit(lambda A, x: A @ x)
    product(np.ones((2, 3), order=layout), np.ones(3))
    (code,) = product.inspect_llvm().values()
    assert "matrix_vector" in code


class Quotients(NamedTuple):
    """Every shape in which methods divide."""

    A: Any

    def init(self, problem, x0):
        return Moved(x0)

    def step(self, problem, state, rng):
        x = state.x
        rows = quotient(self.A, np.abs(x) + 1.0) @ x
        return Moved(quotient(x, rows * rows) - quotient(np.sum(x * 0.0), np.sum(rows * 0.0)) + rows)


def test_quotients_are_bit_identical_to_numpys(bowl):
    """Integers and 0/0; products of few bits, so that sums have one value only."""
    A, x0 = np.array([[1.0, 2.0, -1.0], [0.0, 0.0, 0.0], [3.0, 1.0, 8.0]]), np.array([1.0, 0.0, -3.0])
    plain, compiled = (run(Quotients(A), Nowhere(), x0, 1, engine=e).x[1] for e in ("numpy", "numba"))
    assert compiled.tobytes() == plain.tobytes()
    assert plain[1] == 0.0, "0/0 must be among them"


def test_a_product_of_the_wrong_shape_is_refused_in_compiled_code(bowl):
    with pytest.raises(ValueError, match="incompatible array sizes"):
        run(Product(np.ones((2, 3))), Nowhere(), np.ones(2), 1, engine="numba")


@pytest.mark.slow
def test_the_first_compilation_is_announced_once_and_what_is_on_disk_is_not(tmp_path):
    (tmp_path / "helper.py").write_text(HELPER)
    (tmp_path / "method.py").write_text(METHOD)
    told = """
import logging, sys
logging.basicConfig(stream=sys.stdout, format="%(message)s", level=logging.INFO)
from method import Times, Empty
from refimpl import run
for size in (1, 2):
    run(Times(1.0), Empty(size), [1.0] * size, 1, engine="numba")
run(Times(1.0), Times(1.0), [1.0], 1, engine="numba")
"""
    assert _fresh_process(tmp_path, told).count("compiling") == 1
    assert _fresh_process(tmp_path, told).count("compiling") == 0


class Nowhere(NamedTuple):
    pass


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("place", [0, 4])
def test_one_entry_that_is_not_finite_stops_the_compiled_loop(bad, place):
    factor = np.ones(5)
    factor[place] = bad
    t = run(Weighted(factor), Nowhere(), np.ones(5), 3, engine="numba")
    assert (t.outcome, t.stopped_at) == (Outcome.NON_FINITE, 0)
    assert run(Weighted(np.ones(5)), Nowhere(), np.ones(5), 3, engine="numba").stopped_at == 3


class Weighted(NamedTuple):
    factor: Any

    def init(self, problem, x0):
        return Moved(x0)

    def step(self, problem, state, rng):
        return Moved(self.factor * state.x)


def test_many_threads_compile_once(bowl, monkeypatch):
    """The first runs of several threads wait for one compilation."""
    made, real = [], compiled._compiled
    monkeypatch.setattr(compiled, "_compiled", lambda *given: made.append(given) or real(*given))
    many = run_many(Scaled(0.5), bowl, np.ones((8, 3)), 2, engine="numba")
    assert len(made) == 1
    assert all(t.x[-1].tolist() == [0.25] * 3 for t in many)


def test_many_runs_leave_blas_one_thread_each_and_give_its_threads_back():
    import scipy.linalg.cython_blas  # noqa: F401 compiled code calls it

    blas = ThreadpoolController().select(user_api="blas")

    def threads(_=0):
        return {library["num_threads"] for library in blas.info()}

    with blas.limit(limits=2):
        assert get_engine("numba").map(threads, 20) == [{1}] * 20
        assert threads() == {2}
