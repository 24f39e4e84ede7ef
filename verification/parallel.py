"""Independent tasks in parallel processes."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Any


def in_processes(
    function: Callable[..., Any], tasks: Sequence[Any], workers: int | None = None
) -> Iterator[Any]:
    """`function(*task)` of every task, as they come; with one worker in this process and in order.

    All cores where `workers` is not given. Functions, tasks and results travel between processes.
    """
    workers = min(workers or _cores(), max(1, len(tasks)))
    if workers == 1:
        yield from (function(*task) for task in tasks)
        return
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        pending = [pool.submit(function, *task) for task in tasks]
        try:
            yield from (done.result() for done in as_completed(pending))
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
