"""What a worker does: run a chunk of cells of one group. Local processes and Dask workers call the same function."""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from refimpl import get_method
from refimpl.engines import EngineUnavailable
from verification.sweep.cell import CRASHED, Finding, Result, run_cell
from verification.sweep.plan import Group, instance, source_of

_alone = threading.Lock()  # the working precision of ball arithmetic belongs to the process, not to a thread
_verified: set[Group] = set()


class Chunk(NamedTuple):
    """Cells of one group. `tries` counts the workers that died of it."""

    group: Group
    seeds: Sequence[int]
    tries: int = 0


class Done(NamedTuple):
    """A chunk that came back: its results in the order of the seeds, or None where the worker died, and why."""

    chunk: Chunk
    results: list[Result] | None
    reason: str = ""
    seconds: float = 0.0


class OtherSource(RuntimeError):
    """A worker has other code or libraries than the process that made the keys."""


def run_chunk(chunk: Chunk) -> Done:
    """Run the cells; the error of a cell is its result. Raises OtherSource where the keys would not be true."""
    with _alone:
        begun = time.perf_counter()
        found = [_cell(chunk.group, seed) for seed in chunk.seeds]
        results = [_written(finding) for finding in found]  # in a loop of its own it costs half [measured]
        return Done(chunk, results, seconds=time.perf_counter() - begun)


def _cell(group: Group, seed: int) -> Finding | Result:
    begun = time.perf_counter()
    try:
        problem, start = instance(group.problem, group.dimension, seed)
        _same_source(group, problem, start)
        return run_cell(
            _class(group.algorithm.name), group.algorithm.table(), group.problem.name, problem, start,
            group.steps, group.engine, group.precision, seed, group.observables,
        )  # fmt: skip
    except (OtherSource, EngineUnavailable):
        raise
    except Exception as error:
        return crash(f"{type(error).__name__}: {error}", time.perf_counter() - begun)


@functools.cache
def _class(name: str) -> Any:
    return get_method(name).load()


def _written(found: Finding | Result) -> Result:
    if isinstance(found, Result):
        return found
    try:
        return found.result()
    except Exception as error:
        return crash(f"{type(error).__name__}: {error}", found.seconds)


def crash(reason: str, seconds: float = 0.0) -> Result:
    """The result of a cell that ended in an error."""
    return Result(CRASHED, " ".join(reason.split()), 0, seconds, "{}", "{}", "{}")


def _same_source(group: Group, problem: Any, start: Any) -> None:
    if group in _verified:
        return
    if source_of(group, problem, start) != group.source:
        raise OtherSource(
            "every worker must have the source and the libraries that the sweep was planned with, got others for "
            + group.words()
        )
    _verified.add(group)
