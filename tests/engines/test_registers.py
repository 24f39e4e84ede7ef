"""Vectors in registers: the same iterates as NumPy's, and a refusal of what would not be the same."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from fresh_process import found_again

from refimpl import Outcome, get_engine, get_method, run, run_many
from refimpl.core.dialect import quotient, scale_to_norm
from refimpl.core.draws import Recorder
from refimpl.core.observables import Distance, GradientNorm, Value
from refimpl.engines import EngineUnavailable, registers
from refimpl.engines.fingerprint import fingerprint
from refimpl.engines.registers.boundary import Small
from refimpl.engines.registers.kinds import LARGEST
from refimpl.flatness.sam import SAM
from refimpl.problems import Quadratic, random_quadratic, random_quadratic_bilevel

pytestmark = pytest.mark.compiled
REGISTERS = get_engine("numba", registers=True)


def quadratic(d):
    return random_quadratic(np.geomspace(0.1, 1.0, d), seed=1)


class State(NamedTuple):
    x: Any
    v: Any
    k: int


class Everything(NamedTuple):
    """Every word that vectors in registers know, on numbers whose images the test knows by NumPy."""

    shift: Any
    A: Any

    def init(self, problem, x0):
        return State(x0.copy(), np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        x, z = state.x, rng.standard_normal(state.x.shape[0])
        ones = np.ones_like(x)
        v = -x / 2 + (3 - x) * self.shift - 2 * ones / (1.0 + np.square(x)) + z * x
        v = (
            v
            + np.sqrt(np.abs(x))
            + np.tanh(x)
            + np.log1p(np.exp(x))
            + np.expm1(x / 4)
            + np.sign(x) * np.sin(x)
        )
        v = v + np.cos(x) + np.log(2 + np.abs(v)) + quotient(x - x[1] * ones, x - x[1] * ones) + x.T / x.size
        inner = np.dot(x, self.shift) + np.dot(self.shift, x) + np.sum(x) + x[-1] + len(x) + x.ndim
        u = self.A @ x + inner / 64
        w = self.A.T @ u / (self.A.shape[0] + self.A.shape[1])
        return State(x + 0.125 * scale_to_norm(v + w, 1.0), v, state.k + 1)


def test_every_word_is_that_of_numpy_in_every_dimension():
    """At most some sixty roundings a step on numbers of size 1, none of which the step enlarges.

    Several dimensions in one process: code for one must not be taken for another.
    """
    rng = np.random.default_rng(0)
    for d in (2, 5, 3):
        algorithm, start = (
            Everything(rng.standard_normal(d), rng.standard_normal((3, d))),
            np.linspace(-1, 1, d),
        )
        ours, plain = (run(algorithm, quadratic(d), start, 6, engine=e, rng=3) for e in (REGISTERS, "numpy"))
        assert ours.outcome is plain.outcome is Outcome.COMPLETED
        np.testing.assert_allclose(ours.x, plain.x, rtol=0, atol=1e-13)
        np.testing.assert_allclose(ours.state.v, plain.state.v, rtol=0, atol=1e-12)
        assert type(ours.state.v) is np.ndarray
        assert ours.state.k == 6


@pytest.mark.parametrize("d", [1, LARGEST])
def test_iterates_observables_and_counts_are_those_of_numpy(d):
    """A sum of d products differs by its order only: d u of its largest terms, here below d."""
    problem = quadratic(d)
    kept = [Value(), GradientNorm(), Distance(problem.minimizer())]
    ours, plain = (
        run(SAM(0.5, 0.1), problem, np.ones(d), 9, engine=engine, record=kept, count=True)
        for engine in (REGISTERS, "numpy")
    )
    np.testing.assert_allclose(ours.x, plain.x, rtol=0, atol=d * 2.0**-49)
    for name, values in plain.observed.items():
        np.testing.assert_allclose(ours.observed[name], values, rtol=0, atol=d * 2.0**-48)
    assert ours.calls == plain.calls
    assert ours.engine == "numba"


def test_what_is_larger_or_empty_or_no_float_stays_an_array():
    for array in (
        np.ones(LARGEST + 1),
        np.ones((2, LARGEST + 1)),
        np.empty(0),
        np.ones(2, int),
        np.ones((2, 2, 2)),
    ):
        assert REGISTERS.load(array) is array
    assert isinstance(REGISTERS.load(np.ones((LARGEST, 1))), Small)


def test_bilevel_levels_with_different_dimensions():
    problem = random_quadratic_bilevel(np.linspace(1.0, 1.5, 3), dx=2, r=0.125, seed=0)
    algorithm = get_method("f2sa").load().prescribed(problem)
    ours, plain = (run(algorithm, problem, np.ones(2), 8, engine=engine) for engine in (REGISTERS, "numpy"))
    np.testing.assert_allclose(ours.x, plain.x, rtol=0, atol=1e-14)
    assert ours.state.y.shape == (3,)


def test_many_seeds_and_recorded_draws():
    algorithm = Everything(np.zeros(2), np.eye(2))
    trajectories = run_many(algorithm, quadratic(2), np.ones(2), 5, seeds=range(4), engine=REGISTERS)
    for seed, ours in enumerate(trajectories):
        recorder = Recorder(np.random.default_rng(seed))
        plain = run(algorithm, quadratic(2), np.ones(2), 5, rng=recorder)
        np.testing.assert_allclose(ours.x, plain.x, rtol=0, atol=1e-13)
        again = run(algorithm, quadratic(2), np.ones(2), 5, rng=recorder.tape(), engine=REGISTERS)
        assert np.array_equal(again.x, ours.x)


def test_a_step_that_blows_up_is_named():
    found = run(SAM(1e200, 0.1), quadratic(2), np.ones(2), 9, engine=REGISTERS)
    assert found.outcome is Outcome.NON_FINITE
    assert found.stopped_at == run(SAM(1e200, 0.1), quadratic(2), np.ones(2), 9).stopped_at


class InPlace(NamedTuple):
    """x and y are one array in NumPy: the update changes both."""

    def init(self, problem, x0):
        return State(x0, x0, 0)

    def step(self, problem, state, rng):
        x = state.x
        x += 1.0
        return State(x - state.v, state.v, state.k + 1)


class Entry(InPlace):
    def step(self, problem, state, rng):
        state.x[0] = 1.0
        return state


class Inverse(InPlace):
    def step(self, problem, state, rng):
        return State(np.linalg.inv(problem.hessian(state.x)) @ state.x, state.v, state.k + 1)


@pytest.mark.parametrize("algorithm", [InPlace(), Entry(), Inverse()], ids=lambda a: type(a).__name__)
def test_what_registers_cannot_do_is_refused(algorithm):
    with pytest.raises(
        EngineUnavailable,
        match=f"registers=True cannot compile {type(algorithm).__name__} here; use it without",
    ):
        run(algorithm, quadratic(2), np.ones(2), 2, engine=REGISTERS)


class Lists(NamedTuple):
    """Vectors, truth values and matrices in lists, alone and in tuples, beside numbers that shift them in memory."""

    def init(self, problem, x0):
        return State(x0, x0, 0)

    def step(self, problem, state, rng):
        kept, pairs = [state.x], [(1, state.x, state.x < 0.5)]
        squares = [(1.0, np.outer(state.x, state.x))]
        for i in range(5):
            kept.append(kept[-1] / 2 + i)
            pairs.append((i, kept[-1] - pairs[-1][1], kept[-1] < 1.0))
            squares.append((0.5 * i, squares[-1][1] / 4 + np.outer(kept[-1], pairs[-1][1])))
        total = kept.pop() + kept[0]
        for k, x, small in pairs:
            total = total + np.where(small, x, 0.5 * k)
        for factor, V in squares:
            total = total + factor * (V @ kept[1])
        return State(total / 64, kept[2], state.k + 1)


def test_lists_hold_what_is_held_in_registers():
    """Numba's memory is aligned to 16 bytes, an LLVM vector wants up to 256: such loads end the process."""
    for d in (2, 3, 9):
        ours, plain = (
            run(Lists(), quadratic(d), np.linspace(0, 1, d), 5, engine=e) for e in (REGISTERS, "numpy")
        )
        np.testing.assert_allclose(ours.x, plain.x, rtol=1e-12)


class Longer(NamedTuple):
    """An array that is longer than the iterate beside it."""

    def init(self, problem, x0):
        return State(x0, x0, 0)

    def step(self, problem, state, rng):
        return State(state.x + rng.standard_normal(3), state.v, state.k + 1)


@pytest.mark.parametrize("engine", [REGISTERS, "numpy"], ids=["registers", "numpy"])
def test_lengths_that_do_not_fit_are_an_error(engine):
    with pytest.raises(ValueError, match="could not be broadcast together"):
        run(Longer(), quadratic(2), np.ones(2), 1, engine=engine, rng=0)


class Rows(NamedTuple):
    """The iterate as a row of a matrix with `columns`."""

    columns: int

    def init(self, problem, x0):
        return State(x0, x0, 0)

    def step(self, problem, state, rng):
        rows = np.zeros((2, self.columns))
        rows[1] = state.x
        return State(state.x + np.sum(rows[1]) + np.sum(rows[0]), state.v, state.k + 1)


class WholeRows(Rows):
    """Rows of integers, of which entries of the iterate are no bits."""

    def step(self, problem, state, rng):
        rows = np.zeros((2, self.columns), np.int64)
        rows[1] = state.x
        return State(state.x + np.sum(rows[1]), state.v, state.k + 1)


def test_a_row_is_written_where_it_fits_and_nowhere_else():
    ours, plain = (run(Rows(2), quadratic(2), np.ones(2), 3, engine=e) for e in (REGISTERS, "numpy"))
    assert np.array_equal(ours.x, plain.x)
    for columns in (1, 3):
        for engine in (REGISTERS, "numpy"):
            with pytest.raises(ValueError, match="could not broadcast input array"):
                run(Rows(columns), quadratic(2), np.ones(2), 1, engine=engine)
    with pytest.raises(EngineUnavailable, match="setitem"):
        run(WholeRows(2), quadratic(2), np.ones(2), 1, engine=REGISTERS)


def test_a_matrix_with_other_columns_is_refused():
    with pytest.raises(EngineUnavailable, match="matmul"):
        run(Everything(np.zeros(2), np.zeros((2, 3))), quadratic(2), np.ones(2), 1, engine=REGISTERS, rng=0)


def test_arrays_of_the_caller_are_as_they_were():
    problem = Quadratic(np.array([[2.0, 1.0], [1.0, 2.0]]), np.ones(2))
    start = np.ones(2)
    run(SAM(0.1, 0.1), problem, start, 3, engine=REGISTERS)
    assert type(problem.A) is type(start) is np.ndarray
    assert problem.A.flags.c_contiguous
    assert np.array_equal(start, np.ones(2))


def test_code_of_registers_is_kept_on_disk_and_found_again(tmp_path):
    body = """
        import numpy as np
        from refimpl import get_engine, run
        from refimpl.flatness.sam import SAM
        from refimpl.problems import Quadratic

        registers = get_engine("numba", registers=True)
        found = run(SAM(0.1, 0.1), Quadratic(np.eye(2), np.ones(2)), np.zeros(2), 3, engine=registers).x[-1].tolist()
    """
    assert found_again(body, tmp_path).startswith("[")


def test_the_key_of_what_is_kept_knows_the_code_of_registers(monkeypatch):
    before = fingerprint(*REGISTERS.compiled_in)
    assert before != fingerprint(*get_engine("numba").compiled_in)
    monkeypatch.setattr(registers, "_SOURCE", "other code")
    assert fingerprint(*REGISTERS.compiled_in) != before
