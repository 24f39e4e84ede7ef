"""Worker processes on this machine.

Each worker has a pipe of its own, so that a worker that dies costs only its own chunks. A worker watches its parent
and ends with it, also after kill -9 and in the middle of a cell.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any

from verification.sweep.work import Chunk, Done, OtherSource, run_chunk

DEPTH = 2  # one chunk runs, one waits behind it
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class LocalPool:
    """`workers` processes, all cores where not given. Use it as a context manager."""

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or cores()
        self.slots = DEPTH * self.workers
        self._refusal = ""
        self._running = [_start() for _ in range(self.workers)]

    def __enter__(self) -> LocalPool:
        return self

    def __exit__(self, *exception: object) -> None:
        for worker in self._running:
            worker.process.kill()
            worker.process.join()
            worker.pipe.close()

    def submit(self, chunk: Chunk) -> None:
        """Hand a chunk to the worker with the fewest."""
        worker = min(self._running, key=lambda w: len(w.chunks))
        worker.chunks.append(chunk)
        with contextlib.suppress(OSError):  # it has just died: `wait` will see that
            worker.pipe.send(chunk)

    def wait(self, timeout: float) -> list[Done]:
        """What came back; waits `timeout` seconds for the first. Raises OtherSource as the worker did."""
        ready = set(wait([w.pipe for w in self._running], timeout))
        found: list[Done] = []
        for i, worker in enumerate(self._running):
            try:
                while worker.pipe in ready and worker.pipe.poll():
                    answer = worker.pipe.recv()
                    worker.chunks.pop(0)
                    if isinstance(answer, str):
                        self._refusal = answer
                    else:
                        found.append(answer)
            except (EOFError, OSError):
                worker.process.join()
                reason = f"the worker process ended with exit code {worker.process.exitcode}"
                found += [Done(chunk, None, reason) for chunk in worker.chunks[:1]]
                worker.pipe.close()
                self._running[i] = _start()
                for chunk in worker.chunks[1:]:  # these had not begun
                    self._running[i].chunks.append(chunk)
                    self._running[i].pipe.send(chunk)
        if self._refusal and not found:
            raise OtherSource(self._refusal)
        return found


class _Worker:
    def __init__(self, process: Any, pipe: Connection) -> None:
        self.process, self.pipe = process, pipe
        self.chunks: list[Chunk] = []


def _start() -> _Worker:
    context = multiprocessing.get_context("spawn")
    pipe, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True)
    with single_threaded(), _undisturbed():
        process.start()
    theirs.close()
    return _Worker(process, pipe)


def _serve(pipe: Connection) -> None:
    """Run chunks until the pipe ends."""
    for number in (signal.SIGINT, signal.SIGTERM):  # the parent decides what an interrupt means
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.freeze()  # what is imported stays: looking through it again and again costs 3 % of small cells [measured]
    with contextlib.suppress(EOFError, OSError):
        while True:
            try:
                pipe.send(run_chunk(pipe.recv()))
            except Exception as error:  # no error of a cell: those are results
                pipe.send(str(error))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Interrupts wait meanwhile: a worker inherits that they do, and the parent gets its own afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # started with a worker, it would let the interrupts through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def single_threaded() -> Iterator[None]:
    """One thread per worker in linear algebra: more would only compete, and could change the order of sums."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
