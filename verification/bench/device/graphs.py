"""A step as one CUDA graph: which methods' steps may be captured, the captured step, and what it saves.

A graph repeats the work that was recorded, whatever the host would have decided the second time. So a step may be
captured only where, on the device double, it brings no device value to the host (no branch, no conversion), draws
nothing, and every part of its state that is no array stays as it is; shapes and formats too. A step counter of Python
integers is enough to be refused: the graph would repeat its first value.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from refimpl import METHODS, get_method
from refimpl.core.leaves import convert, is_record, settle
from refimpl.engines import double
from refimpl.engines.base import Engine
from refimpl.problems.registry import EXAMPLES
from verification.bench.device.accelerator import Accelerator, Double, timed

WATCHED = 5  # steps
STEPS = 200  # of a timing, and of the comparison of both ways


class NoDraws(TypeError):
    """A draw was asked for where none can be given."""


class _NoDraws:
    def __getattr__(self, name: str) -> Any:
        raise NoDraws("draws random numbers, which the host makes")


class Loaded:
    """A method on its example on an engine: `state` at the start, and `step` from a state to the next."""

    def __init__(self, name: str, engine: Engine) -> None:
        method = get_method(name)
        example = EXAMPLES[method.example]
        problem = example.build()
        self._algorithm = convert(settle(method.load().prescribed(problem)), engine.load)
        self._problem = convert(settle(problem), engine.load)
        self.state = self._algorithm.init(self._problem, engine.load(np.array(example.start)))

    def step(self, state: Any) -> Any:
        """The next state."""
        return self._algorithm.step(self._problem, state, _NoDraws())


def arrays(state: Any) -> list[Any]:
    """The arrays of nested records, in order."""
    if is_record(state):
        return [array for field in state for array in arrays(field)]
    return [state] if hasattr(state, "shape") else []


def _fixed(state: Any) -> Any:
    """What a graph cannot change: values that are no arrays, and the shapes and formats of those that are."""
    if is_record(state):
        return tuple(map(_fixed, state))
    return (state.shape, str(state.dtype)) if hasattr(state, "shape") else (type(state), state)


def why_not(name: str) -> str:
    """Why a step of the method must not be captured, or the empty string where it may."""
    if "cupy" not in get_method(name).engines:
        return "declares that it does not run on a device"
    with np.errstate(all="ignore"):
        loaded = Loaded(name, Double().engine("float64"))
        state, fixed = loaded.state, None
        for k in range(WATCHED):
            before = double.synchronisations
            try:
                state = loaded.step(state)
            except NoDraws as error:
                return str(error)
            if k == 0:  # a first step may differ, with nothing stored yet
                fixed = _fixed(state)
                continue
            if double.synchronisations > before:
                return "brings a device value to the host"
            if _fixed(state) != fixed:
                return "has a state with a part that is no array and changes"
    return ""


class InPlace:
    """A step that reads and writes the same arrays, so that it can be repeated without the host.

    All results are copied before the first is written: a part of the new state may be an old array itself.
    """

    def __init__(self, step: Callable[[Any], Any], state: Any) -> None:
        self._step = step
        self.state = convert(state, lambda leaf: leaf.copy() if hasattr(leaf, "shape") else leaf)

    def __call__(self) -> None:
        """Advance the state by one step."""
        results = [array.copy() for array in arrays(self._step(self.state))]
        for place, result in zip(arrays(self.state), results, strict=True):
            place[...] = result


def captured(cupy: Any, body: Callable[[], None]) -> tuple[Callable[[], None], Any]:
    """One call that launches the graph of `body`, and what must stay alive with it.

    Memory comes from a pool of the graph's own, filled before the capture, during which none may be reserved.
    """
    cupy.cuda.runtime.deviceSynchronize()  # the stream does not wait for what made the state
    stream, pool = cupy.cuda.Stream(non_blocking=True), cupy.cuda.MemoryPool()
    with cupy.cuda.using_allocator(pool.malloc), stream:
        body()
        body()
        stream.synchronize()
        stream.begin_capture()
        try:
            body()
        finally:
            graph = stream.end_capture()
    return lambda: graph.launch(stream), (graph, stream, pool)


def graph_entry(device: Accelerator, cupy: Any, name: str) -> dict[str, Any]:
    """Seconds a step of both ways, and the largest difference of their iterates; `reason` where capture failed."""
    loaded = Loaded(name, device.engine("float64"))
    start = loaded.step(loaded.state)
    repeated = InPlace(loaded.step, start)
    entry: dict[str, Any] = {"method": name, "captured": False}
    try:
        launch, kept = captured(cupy, repeated)
    except Exception as error:  # a library that reserves memory or waits refuses capture in its own words
        return entry | {"reason": f"{type(error).__name__}: {error}"}
    stream = kept[1]
    taken = [array.copy() for array in arrays(start)]
    cupy.cuda.runtime.deviceSynchronize()

    def direct() -> Any:
        state = start
        for _ in range(STEPS):
            state = loaded.step(state)
        return state

    def replayed() -> None:
        with stream:
            for _ in range(STEPS):
                launch()

    with stream:
        for place, value in zip(arrays(repeated.state), taken, strict=True):
            place[...] = value
    replayed()
    stream.synchronize()
    expected, got = cupy.asnumpy(direct().x), cupy.asnumpy(repeated.state.x)
    gap = float(np.max(np.abs(got - expected)) / max(float(np.max(np.abs(expected))), 1e-300))
    plain = timed(device, direct, 5)
    with stream:  # events are recorded on the stream that works
        graph = timed(device, replayed, 5)
    return entry | {
        "captured": True, "steps": STEPS, "difference": gap, "equal": gap <= 1e-12,
        "direct_us": 1e6 * plain.median / STEPS, "graph_us": 1e6 * graph.median / STEPS,
        "speedup": plain.median / graph.median,
    }  # fmt: skip


def graphs(device: Accelerator, cupy: Any, deadline: float) -> dict[str, Any]:
    """All methods that may be captured, until `deadline`; the others with the reason."""
    entries, left_out, refused = [], [], {}
    for method in METHODS:
        reason = why_not(method.name)
        if reason:
            refused[method.name] = reason
        elif time.monotonic() > deadline:
            left_out.append(method.name)
        else:
            with np.errstate(all="ignore"):
                entries.append(graph_entry(device, cupy, method.name))
    return {"entries": entries, "left_out": left_out, "refused": refused}
