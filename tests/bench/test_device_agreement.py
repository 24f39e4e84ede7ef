"""Agreement on the device double: the counts by hand, the bound, and what it must reject."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest

from refimpl import METHODS
from refimpl.engines.device import DeviceEngine
from refimpl.engines.double import to_device, to_host
from verification.bench.device.accelerator import Double, product_error, rounded, timed
from verification.bench.device.agreement import agreement, agreements, judge
from verification.bench.device.counts import Operation, observed, widest

SAMPLE = list(
    {method.family: method.name for method in reversed(METHODS)}.values()
)  # the first of each family
EXACT = {"one-plus-lambda-ea"}  # the bits of a string are the same numbers in every format


class Doubled(Double):
    """A double whose arrays pass through `spoil` as they are loaded."""

    def __init__(self, spoil):
        super().__init__()
        self.spoil = spoil

    def engine(self, dtype):
        return DeviceEngine("spoiled", lambda array: to_device(self.spoil(np.asarray(array, dtype))), to_host)


def test_counts_by_hand():
    A, x = to_device(np.ones((3, 4))), to_device(np.ones(4))
    with observed() as operations:
        y = A @ x
        y = y + 1.0
        np.exp(y)
        np.sum(y * y)
        np.linalg.solve(A.T @ A + to_device(np.eye(4)), x)
        y[0] = 2.0
        np.zeros_like(x)
    assert operations == [
        Operation("matmul", 16, 3, 20),
        Operation("add", 3, 3, 2),
        Operation("exp", 3, 3, 9),
        Operation("multiply", 3, 3, 2),
        Operation("sum", 3, 1, 12),
        Operation("matmul", 24, 16, 20),
        Operation("add", 32, 16, 2),
        Operation("linalg.solve", 20, 4, 200),
        Operation("setitem", 0, 1, 0),
        Operation("zeros_like", 0, 4, 0),
    ]
    assert widest(operations) == 200
    assert widest([]) == 2
    with observed() as later:
        pass
    x + x
    assert later == []


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", SAMPLE)
def test_a_sample_agrees(name, dtype):
    entry = agreement(Double(), name, dtype)
    assert entry["agrees"] in (True, None), entry
    if entry["agrees"] is None:
        assert entry["reason"]
    elif dtype == "float64":
        assert entry["control_rejected"] == (name not in EXACT), entry
        assert entry["kept_dtype"] == "float64"


@pytest.mark.parametrize(
    "name", ["gradient-descent", "sam", "adam", "newton", "lazy-cubic-newton", "f2sa", "sgld"]
)
def test_float32_work_is_no_float64_work(name):
    entry = agreement(Doubled(lambda array: array.astype(np.float32)), name, "float64")
    assert entry["agrees"] is False
    assert entry["error_over_bound"] > 10


@pytest.mark.parametrize("name", ["gradient-descent", "sam", "adam"])
def test_data_of_eleven_bits_is_no_float32_data(name):
    spoiled = Doubled(
        lambda array: rounded(array, 11).astype(array.dtype) if array.ndim == 2 else array * (1 + 2**-10)
    )
    assert agreement(Double(), name, "float32")["agrees"] is True
    assert agreement(spoiled, name, "float32")["agrees"] is False


def test_what_a_device_raises_is_a_finding():
    def broken(array):
        raise MemoryError("no memory")

    entry = agreement(Doubled(broken), "sam", "float64")
    assert entry["agrees"] is False
    assert entry["reason"] == "MemoryError: no memory"


def test_judge():
    x, bound = np.array([1.0, 2.0]), np.array([0.5, 0.0])
    assert judge(np.array([1.25, 2.0]), x, bound) == 0.5
    assert judge(np.array([1.0, 2.0 + 1e-9]), x, bound) > 1e100
    assert judge(np.array([1.0, np.nan]), x, bound) == math.inf
    assert judge(np.array([1.0]), x, bound) == math.inf


def test_rounding_to_few_bits():
    assert rounded(np.array([1.0, -1.25, 1.125, 3.0, 0.0, 1e-30]), 3).tolist()[:5] == [
        1.0,
        -1.25,
        1.0,
        3.0,
        0.0,
    ]
    x = np.random.default_rng(0).standard_normal(1000)
    np.testing.assert_array_equal(rounded(x, 24), x.astype(np.float32))


def test_a_product_tells_tf32():
    assert product_error(Double().engine("float32"))["tf32_off"]
    spoiled = Doubled(lambda array: rounded(array, 11).astype(np.float32))
    assert not product_error(spoiled.engine("float32"))["tf32_off"]


def test_what_is_not_reached_is_named():
    found = agreements(Double(), time.monotonic() - 1, ["sam"])
    assert found == {"entries": [], "left_out": ["sam float64", "sam float32"]}
    assert [e["dtype"] for e in agreements(Double(), math.inf, ["sam"])["entries"]] == ["float64", "float32"]


def test_the_first_call_is_not_timed():
    class Clocked(Double):
        calls = 0

        def seconds(self, call):
            call()
            return float(Clocked.calls)

    def call():
        Clocked.calls += 1

    assert timed(Clocked(), call, repeats=5, most=1e9) == (4.0, 3.0, 5.0, 5)
    Clocked.calls = 0
    assert timed(Clocked(), call, repeats=50, most=4.0).pairs == 3
