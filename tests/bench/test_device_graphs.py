"""Which steps may be captured, and that a captured step goes on where it stopped; the capture is played."""

from __future__ import annotations

import types
from typing import Any, NamedTuple

import numpy as np
import pytest

from refimpl import METHODS
from refimpl.engines.double import to_device, to_host
from verification.bench.device import graphs as module
from verification.bench.device.accelerator import Double
from verification.bench.device.graphs import InPlace, Loaded, arrays, graph_entry, why_not

REASONS = {
    "regularised-newton": "brings a device value to the host",
    "sam": "",
    "adam": "has a state with a part that is no array and changes",
    "sgld": "draws random numbers, which the host makes",
    "mezo": "draws random numbers, which the host makes",
    "lazy-newton": "brings a device value to the host",
    "gradient-descent": "",
    "nesterov": "",
    "newton": "",
}


class Played:
    """A CuPy whose graphs do again what was called between begin and end of the capture."""

    def __init__(self, body=None):
        self.body, self.log = body, []
        note = self.log.append

        class Stream:
            def __init__(self, non_blocking):
                assert non_blocking

            def __enter__(self):
                return self

            def __exit__(self, *error):
                return None

            def begin_capture(self):
                note("begin")

            def end_capture(stream):
                note("end")
                return types.SimpleNamespace(launch=lambda on: self.body())

            def synchronize(self):
                note("wait")

        class Pool:
            malloc = None

        class Allocator(Stream):
            def __init__(self, malloc):
                pass

        self.asnumpy = to_host
        runtime = types.SimpleNamespace(deviceSynchronize=lambda: note("device"))
        self.cuda = types.SimpleNamespace(
            Stream=Stream, MemoryPool=Pool, using_allocator=Allocator, runtime=runtime
        )


@pytest.mark.parametrize("name", REASONS)
def test_reasons(name):
    assert why_not(name) == REASONS[name]


def test_every_step_that_may_be_captured_goes_on_in_place():
    able = [method.name for method in METHODS if not why_not(method.name)]
    assert len(able) >= 30
    for name in able:
        with np.errstate(all="ignore"):
            loaded = Loaded(name, Double().engine("float64"))
            state = loaded.step(loaded.state)
            repeated = InPlace(loaded.step, state)
            for _ in range(3):
                state = loaded.step(state)
                repeated()
        for there, here in zip(arrays(repeated.state), arrays(state), strict=True):
            np.testing.assert_array_equal(to_host(there), to_host(here), err_msg=name)


def test_a_state_that_keeps_its_old_arrays():
    class State(NamedTuple):
        x: Any
        before: Any
        inner: Any

    def fibonacci(state):
        return State(state.x + state.before, state.x, (state.before,))

    repeated = InPlace(
        lambda s: fibonacci(s)._replace(inner=s.before), State(*(to_device(v) for v in np.eye(3) * 3))
    )
    x, before = np.eye(3)[0] * 3, np.eye(3)[1] * 3
    for _ in range(6):
        x, before, inner = x + before, x, before
        repeated()
    assert [to_host(a).tolist() for a in arrays(repeated.state)] == [
        x.tolist(),
        before.tolist(),
        inner.tolist(),
    ]


def test_a_graph_that_repeats_the_step_is_equal_and_one_that_does_nothing_is_not(monkeypatch):
    monkeypatch.setattr(module, "STEPS", 5)
    real = module.captured
    for broken in (False, True):
        cupy = Played()

        def capturing(played, body, cupy=cupy, broken=broken):
            cupy.body = (lambda: None) if broken else body
            return real(played, body)

        monkeypatch.setattr(module, "captured", capturing)
        entry = graph_entry(Double(), cupy, "nesterov")
        assert entry["captured"]
        assert entry["equal"] is not broken
        assert entry["speedup"] == pytest.approx(entry["direct_us"] / entry["graph_us"])
        assert cupy.log[:4] == ["device", "wait", "begin", "end"]


def test_a_capture_that_fails_is_named():
    cupy = Played()

    def refuse(stream):
        raise RuntimeError("operation not permitted when stream is capturing")

    cupy.cuda.Stream.begin_capture = refuse
    entry = graph_entry(Double(), cupy, "newton")
    assert entry["captured"] is False
    assert entry["reason"] == "RuntimeError: operation not permitted when stream is capturing"


def test_the_others_are_refused_with_reasons(monkeypatch):
    chosen = [method for method in METHODS if method.name in ("regularised-newton", "gradient-descent")]
    monkeypatch.setattr(module, "METHODS", chosen)
    found = module.graphs(Double(), Played(), deadline=0.0)
    assert found == {
        "entries": [],
        "left_out": ["gradient-descent"],
        "refused": {"regularised-newton": REASONS["regularised-newton"]},
    }
