"""Matrices in registers: every word as in NumPy, systems and eigenvalues by LAPACK, and what is refused."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from fresh_process import found_again

from refimpl import Outcome, get_engine, get_method, run
from refimpl.core.dialect import add_to_diagonal, weighted_gram, with_entry
from refimpl.engines import EngineUnavailable
from refimpl.problems import Quadratic, random_logistic, random_quadratic
from refimpl.problems.logistic import Logistic
from refimpl.second_order.cubic_model import cubic_step
from refimpl.second_order.newton import Newton

pytestmark = pytest.mark.compiled
REGISTERS = get_engine("numba", registers=True)


class State(NamedTuple):
    x: Any
    V: Any


class Words(NamedTuple):
    """What is written over matrices, on numbers whose images the test knows by NumPy. A is d by n."""

    A: Any
    shift: Any  # (n,)

    def init(self, problem, x0):
        return State(x0, np.outer(x0, x0))

    def step(self, problem, state, rng):
        x, V, A, s = state.x, state.V, self.A, self.shift
        turned = V.T  # held, of which the rows are stored
        entrywise = 2 * A - A / (1.0 + s * s) + (-A) * s + (A + A * A) * 0.125
        square = entrywise @ A.T + turned @ V / 4 + (V @ turned) / 8 + V.copy() - 0.5 * (turned @ turned)
        square = square + (A @ entrywise.T) / (V.shape[0] + A.shape[1] + V.ndim) + weighted_gram(A, s * s)
        square = square + weighted_gram(turned, x * x) / 16 + np.outer(x, V @ x) / 8 + A @ ((2 * A).T * x)
        y = square @ x + square.T @ x + turned @ (A @ s) + A @ (A.T @ x)
        return State(
            x + y / (1.0 + np.sqrt(np.dot(y, y))), square / (1.0 + np.sqrt(np.sum(square @ y * y) ** 2))
        )


def quadratic(d):
    return random_quadratic(np.geomspace(0.1, 1.0, d), seed=1)


@pytest.mark.parametrize(("d", "n"), [(1, 1), (2, 5), (5, 2), (3, 3)])
def test_every_word_is_that_of_numpy(d, n):
    """Some hundred roundings of numbers of size 1 to 10 a step."""
    rng = np.random.default_rng(d + n)
    algorithm = Words(rng.standard_normal((d, n)), rng.standard_normal(n))
    ours, plain = (
        run(algorithm, quadratic(d), np.linspace(-1, 1.5, d), 4, engine=e) for e in (REGISTERS, "numpy")
    )
    assert ours.outcome is plain.outcome is Outcome.COMPLETED
    np.testing.assert_allclose(ours.x, plain.x, rtol=0, atol=1e-12)
    np.testing.assert_allclose(ours.state.V, plain.state.V, rtol=0, atol=1e-12)
    assert type(ours.state.V) is np.ndarray


class Choices(NamedTuple):
    """Comparisons, choices, extremes and powers of vectors."""

    def init(self, problem, x0):
        return State(x0, x0)

    def step(self, problem, state, rng):
        x, y = state.x, state.V
        z = (
            np.where(x < y, x, 2.0)
            + np.where(x <= 0.5, 0.0, y)
            + np.where(x == y, 1.0, y)
            + np.where(x != y, x, y)
        )
        z = z + np.where(x > y, np.maximum(x, 0.25), np.minimum(x, y)) + np.where(y >= x, 3.0, 4.0)
        z = z + (x - y) ** 2 + (x - y) ** 3 + np.max(x) - np.min(y)
        return State(with_entry(z / 8, 1, z[0] / 16), with_entry(x, 0, y[1]))


def test_choices_are_those_of_numpy():
    """The numbers are sums of a few binary fractions in the first steps: equal to the last bit there."""
    for start in ([0.5, -0.25, 0.75], [0.0, 0.0], [1.0, 2.0, -3.0, 0.125, 0.5]):
        ours, plain = (
            run(Choices(), quadratic(len(start)), start, 5, engine=e) for e in (REGISTERS, "numpy")
        )
        assert np.array_equal(ours.x[:3], plain.x[:3])
        np.testing.assert_allclose(ours.x, plain.x, rtol=1e-14)


class Extremes(NamedTuple):
    """The largest and the smallest entry, of which one is NaN."""

    def init(self, problem, x0):
        return State(x0, x0)

    def step(self, problem, state, rng):
        y = np.where(state.x == 2.0, np.sqrt(-state.x), state.x)
        numbers = np.maximum(y, 0.0) + np.max(y) + np.min(y)
        return State(np.where(numbers == numbers, 1.0, 7.0), numbers)


def test_extremes_of_nan_are_nan():
    found = run(Extremes(), quadratic(3), [1.0, 2.0, 3.0], 1, engine=REGISTERS)
    assert found.x[-1].tolist() == [7.0] * 3
    assert run(Extremes(), quadratic(3), [1.0, 5.0, 3.0], 1, engine=REGISTERS).x[-1].tolist() == [1.0] * 3


@pytest.mark.parametrize("name", ["newton", "aicn", "lazy-newton", "lazy-cubic-newton"])
@pytest.mark.parametrize("d", [1, 5])
def test_relatives_of_newton_take_the_steps_of_numpy(name, d):
    """Condition below 100 and numbers of size 1: a step loses at most some 100 d^2 units of 2^-53."""
    problem = random_logistic(n=3 * d, d=d, mu=0.1, seed=0)
    algorithm = get_method(name).load().prescribed(problem)
    ours, plain = (run(algorithm, problem, np.ones(d), 7, engine=e) for e in (REGISTERS, "numpy"))
    assert ours.outcome is Outcome.COMPLETED
    assert ours.engine == "numba"
    np.testing.assert_allclose(ours.x, plain.x, rtol=0, atol=100 * d * d * 2.0**-50)
    if "lazy" in name:
        w, V, H = (
            ours.state.w,
            ours.state.V,
            problem.hessian(plain.x[6 // algorithm.period * algorithm.period]),
        )
        np.testing.assert_allclose((V * w) @ V.T, H, rtol=0, atol=1e-14)


class HardCase(NamedTuple):
    """The global step of the cubic model where the gradient has no part along the lowest eigenvector."""

    M: float

    def init(self, problem, x0):
        return State(x0, x0)

    def step(self, problem, state, rng):
        w, V = np.linalg.eigh(problem.hessian(state.x))
        return State(cubic_step(w, V, problem.gradient(state.x), self.M), state.x)


def test_the_hard_case_is_solved():
    """H = diag(-2, 1), g = (0, 1), M = 2: r = 2, h_2 = -1/3 and |h| = 2."""
    problem = Quadratic(np.diag([-2.0, 1.0]), np.array([0.0, -1.0]))
    h = run(HardCase(2.0), problem, np.zeros(2), 1, engine=REGISTERS).x[-1]
    assert abs(h[1] + 1 / 3) <= 1e-15
    assert abs(np.dot(h, h) - 4) <= 1e-14


@pytest.mark.parametrize("engine", [REGISTERS, "numba"], ids=["registers", "numba"])
def test_a_singular_system_is_a_breakdown(engine):
    found = run(Newton(1.0), Quadratic(np.diag([1.0, 0.0]), np.ones(2)), np.ones(2), 3, engine=engine)
    assert found.outcome is Outcome.BREAKDOWN
    assert "singular" in found.reason
    assert found.stopped_at == 0


@pytest.mark.parametrize("name", ["newton", "lazy-newton"])
@pytest.mark.parametrize("engine", [REGISTERS, "numba"], ids=["registers", "numba"])
def test_a_matrix_that_is_not_finite_is_a_breakdown(name, engine):
    problem = Logistic(np.array([[1e200, 1.0], [1.0, 1e200]]), np.array([1.0, -1.0]), 0.1)
    algorithm = get_method(name).load().prescribed(random_logistic(4, 2, 0.1, seed=0))
    found = run(algorithm, problem, np.zeros(2), 3, engine=engine)
    assert found.outcome is Outcome.BREAKDOWN
    assert "must not contain infs or NaNs" in found.reason


class Pivots(NamedTuple):
    """A system whose elimination must exchange rows."""

    A: Any

    def init(self, problem, x0):
        return State(x0, x0)

    def step(self, problem, state, rng):
        return State(np.linalg.solve(add_to_diagonal(self.A, -1.0), state.x), state.x)


def test_a_system_with_a_zero_pivot():
    """[[0, 2, 0], [4, 0, 8], [0, 0, 1]] x = (2, 4, 1) has the solution (-1, 1, 1), by hand."""
    A = np.array([[1.0, 2.0, 0.0], [4.0, 1.0, 8.0], [0.0, 0.0, 2.0]])
    found = run(Pivots(A), quadratic(3), np.array([2.0, 4.0, 1.0]), 1, engine=REGISTERS)
    assert found.x[-1].tolist() == [-1.0, 1.0, 1.0]


class Entry(NamedTuple):
    """A matrix is changed in place: what else is called so would change too."""

    def init(self, problem, x0):
        return State(x0, np.outer(x0, x0))

    def step(self, problem, state, rng):
        V = state.V
        V[0, 0] = 1.0
        return State(V @ state.x, V)


class InPlace(Entry):
    def step(self, problem, state, rng):
        V = state.V
        V *= 2.0
        return State(V @ state.x, V)


class Columns(NamedTuple):
    """Products whose inner dimensions differ."""

    of: Any

    def init(self, problem, x0):
        return State(x0, np.outer(x0, self.of))

    def step(self, problem, state, rng):
        return State(state.x, state.V @ state.V)


class Sums(Columns):
    """Matrices of different shapes added."""

    def step(self, problem, state, rng):
        return State(state.x, state.V + state.V.T)


@pytest.mark.parametrize(
    "algorithm", [Entry(), InPlace(), Columns(np.ones(3)), Sums(np.ones(3))], ids=lambda a: type(a).__name__
)
def test_what_matrices_cannot_do_is_refused(algorithm):
    with pytest.raises(
        EngineUnavailable, match=f"registers=True cannot compile {type(algorithm).__name__} here"
    ):
        run(algorithm, quadratic(2), np.ones(2), 2, engine=REGISTERS)


@pytest.mark.parametrize("name", ["newton", "lazy-newton"])
def test_lapack_is_found_by_code_from_disk(name, tmp_path):
    body = f"""
        import numpy as np
        from refimpl import get_engine, get_method, run
        from refimpl.problems import random_logistic

        problem, registers = random_logistic(4, 2, 0.1, seed=0), get_engine("numba", registers=True)
        algorithm = get_method("{name}").load().prescribed(problem)
        found = run(algorithm, problem, np.ones(2), 3, engine=registers).x[-1].tolist()
    """
    assert found_again(body, tmp_path).startswith("[")
