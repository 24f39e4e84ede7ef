"""The device double: what CuPy would refuse is refused, what it serves agrees with NumPy."""

from __future__ import annotations

from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import pytest
import scipy.linalg
import scipy.special

from refimpl.core import dialect
from refimpl.core.run import run
from refimpl.engines import double
from refimpl.engines.device import double_engine
from refimpl.engines.double import DeviceArray, functions_of, to_device, to_host

LIST = files("refimpl.engines").joinpath("cupy_functions.txt").read_text("ascii").splitlines()
HOST = np.array([3.0, -4.0, 0.5])


@pytest.fixture
def x():
    return to_device(HOST)


@pytest.mark.parametrize(
    "mistake",
    [
        lambda x: np.zeros(3) + x,
        lambda x: x + np.zeros(3),
        lambda x: np.maximum(x, np.zeros(3)),
        lambda x: np.where(HOST > 0, x, x),
        lambda x: np.where(x > 0, x, HOST),
        lambda x: np.dot(x, HOST),
        lambda x: np.eye(3) @ x,
        lambda x: np.add(x, x, out=np.zeros(3)),
        lambda x: np.concatenate([x, HOST]),
        lambda x: x.dot(HOST),
        lambda x: x[np.array([0, 1])],
        lambda x: x < HOST,
    ],
)
def test_host_arrays_are_refused(x, mistake):
    with pytest.raises(TypeError, match="host array"):
        mistake(x)


@pytest.mark.parametrize(
    "mistake",
    [
        np.asarray,
        np.array,
        lambda x: np.array([x[0], x[1]], np.float64),
        scipy.linalg.norm,
        lambda x: np.zeros(3).__setitem__(slice(None), x),
    ],
)
def test_conversion_to_numpy_is_refused(x, mistake):
    with pytest.raises((TypeError, ValueError)) as caught:
        mistake(x)
    chain = f"{caught.value} {caught.value.__cause__}"
    assert "must not become a host array" in chain


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("expit", scipy.special.expit),
        ("spacing", np.spacing),
        ("vecdot", lambda x: np.vecdot(x, x)),
        ("nanpercentile", lambda x: np.nanpercentile(x, 50)),
        ("linalg.multi_dot", lambda x: np.linalg.multi_dot([x, x])),
        ("fft.fft", np.fft.fft),
        ("add.reduce", np.add.reduce),
        ("add.at", lambda x: np.add.at(x, 0, 1.0)),
    ],
)
def test_functions_that_cupy_lacks_are_named(x, name, call):
    with pytest.raises(TypeError, match=f"cupy has no np.{name}"):
        call(x)


def test_lists_and_scalars_where_cupy_wants_arrays(x):
    for mistake in (lambda: np.add(x, [1.0, 2.0, 3.0]), lambda: np.dot(2.0, x), lambda: np.outer(x, 1.0)):
        with pytest.raises(TypeError, match="must get device arrays"):
            mistake()


def test_entries_take_scalars_and_device_arrays_only(x):
    x[0] = 7
    x[1] = np.float64(0.25)
    x[2] = x[0]
    assert to_host(x).tolist() == [7.0, 0.25, 7.0]
    x[1:] = x[:2] + 1.0
    assert to_host(x).tolist() == [7.0, 8.0, 1.25]
    for value in (np.zeros(3), [1.0, 2.0, 3.0]):
        with pytest.raises(TypeError, match="entries must be set to"):
            x[:] = value


def test_results_of_dimension_zero_stay_on_the_device(x):
    for result in (
        np.dot(x, x),
        x[0],
        x.sum(),
        np.sum(x),
        np.max(x),
        x.all(),
        np.argmin(x),
        np.isfinite(x).any(),
    ):
        assert isinstance(result, DeviceArray)
        assert result.shape == ()
    assert to_host(x[np.argmin(x)]) == -4.0
    assert to_host(np.maximum(x[0], 5.0)) == 5.0
    assert to_host(np.float64(2) * x).tolist() == [6.0, -8.0, 1.0]


def test_an_entry_is_a_view_as_in_cupy(x):
    entry = x[0]
    x[0] = 9.0
    assert float(entry) == 9.0


def test_synchronisations_are_counted_and_need_a_single_value(x):
    before = double.synchronisations
    size = np.sqrt(np.dot(x, x))
    assert double.synchronisations == before
    assert bool(size > 5) is True
    assert int(x[0]) == 3
    assert float(x[2]) == 0.5
    assert x[1].item() == -4.0
    assert double.synchronisations == before + 4
    for conversion in (bool, int, float):
        with pytest.raises(TypeError, match="dimension 0"):
            conversion(x)
    assert double.synchronisations == before + 4


def test_device_integers_are_no_python_indices(x):
    with pytest.raises(TypeError):
        range(np.argmin(x))
    with pytest.raises(TypeError):
        _ = [10, 20, 30][np.argmin(x)]


@pytest.mark.parametrize(
    "f",
    [
        lambda x, A: np.exp(-np.abs(x)) + np.log1p(x * x) - np.tanh(x) / np.cosh(x),
        lambda x, A: np.where(x > 0, x, np.zeros_like(x)),
        lambda x, A: np.linalg.solve(A @ A.T + dialect.identity_like(A), x),
        lambda x, A: np.outer(x, np.ones_like(x)) - A.T,
        lambda x, A: dialect.eigh(A + A.T)[1] @ x,
        lambda x, A: dialect.scale_to_norm(x, 0.5),
        lambda x, A: dialect.symmetric_product(A + A.T, x),
        lambda x, A: np.minimum(x, 1.0)[:2] ** 2,
        lambda x, A: -x.copy().reshape(3, 1) * A,
        lambda x, A: np.max(np.abs(x)) - np.min(x),
    ],
)
def test_values_are_numpys(f):
    A = np.arange(9.0).reshape(3, 3)
    there = f(to_device(HOST), to_device(A))
    assert isinstance(there, DeviceArray)
    np.testing.assert_array_equal(to_host(there), f(HOST, A))


def test_in_place_operators_write_to_the_device_array(x):
    same = x
    x += 1.0
    assert to_host(same).tolist() == [4.0, -3.0, 1.5]
    assert HOST[0] == 3.0


def test_attributes(x):
    assert (x.shape, x.ndim, x.size, x.dtype, len(x)) == ((3,), 1, 3, np.float64, 3)
    assert to_device(np.zeros((2, 3))).T.shape == (3, 2)
    assert [float(entry) for entry in x] == [3.0, -4.0, 0.5]
    with pytest.raises(AttributeError, match="tolist"):
        x.tolist()


def test_to_host_refuses_host_arrays():
    with pytest.raises(TypeError, match="to_host must get a device array"):
        to_host(HOST)


def test_the_list_names_the_dialect():
    words = "absolute argmin cosh dot exp isfinite log log1p matmul max maximum outer sqrt sum tanh where"
    assert LIST[0].startswith("# NumPy functions served by cupy 14.2.0")
    assert set(words.split()) < set(LIST)
    assert {"linalg.eigh", "linalg.solve", "zeros_like"} < set(LIST)
    assert not {"spacing", "vecdot", "broadcast_shapes", "asarray", "zeros"} & set(LIST)


def test_the_list_is_cupys():
    cupy = pytest.importorskip("cupy", reason="cupy is not installed")
    if cupy.__version__ not in LIST[0]:
        pytest.skip(f"the list is of another version than the installed cupy {cupy.__version__}")
    here = [name for name in LIST[1:] if hasattr(np.linalg if "linalg." in name else np, name.split(".")[-1])]
    assert functions_of(cupy) == here


def test_a_run_on_the_double_equals_numpy(bowl):
    class State(NamedTuple):
        x: Any

    class Descent(NamedTuple):
        step_size: float

        def init(self, problem, x0):
            return State(x0)

        def step(self, problem, state, rng):
            return State(state.x - self.step_size * problem.gradient(state.x))

    here = run(Descent(0.25), bowl, np.ones(3), 20)
    there = run(Descent(0.25), bowl, np.ones(3), 20, engine=double_engine())
    np.testing.assert_array_equal(there.x, here.x)
