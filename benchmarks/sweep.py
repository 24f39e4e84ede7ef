"""Overhead, memory and efficiency of a sweep of 100,000 small cells on two workers.

    python benchmarks/sweep.py [CELLS [ROUNDS]]

One yardstick is the same work without a sweep: two bare processes, each with half of the cells, which make the
problems, the hyper-parameters and the runs and keep nothing. Efficiency is its time over that of the sweep, by the
clock and in CPU time of all processes; both pay for starting theirs. The other yardstick is the sweep on one worker:
parallel efficiency is half of its time over that of two. All take turns on parts of the cells, so that others on the
machine disturb them alike; two cores that are no twice one lower the parallel efficiency only.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

from refimpl import get_method, run
from verification.sweep import run_sweep
from verification.sweep.cell import OBSERVABLES
from verification.sweep.local import single_threaded
from verification.sweep.plan import instance, plan
from verification.sweep.spec import parse_spec

WORKERS = 2
GRID = {
    "algorithms": ["sam", "newton"],
    "problems": ["logistic", {"family": "random-quadratic", "condition": [10, 100]}],
    "dimensions": [2, 4],
    "steps": 20,
}


def resident() -> float:
    """Resident memory of this process, which writes the ledger, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def processor_seconds() -> float:
    """CPU seconds of this process and of those that it has waited for."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, kinds))


def bare_work(seeds, pipe):
    """The work of the cells with these seeds; says when it is done."""
    for group in plan(parse_spec(GRID), {}).groups:
        cls = get_method(group.algorithm.name).load()
        for seed in seeds:
            problem, start = instance(group.problem, group.dimension, seed)
            record = [OBSERVABLES[name]() for name in group.observables]
            run(cls.prescribed(problem), problem, start, group.steps, rng=seed, record=record,
                every=group.steps, count=True)  # fmt: skip
    pipe.send(time.monotonic())


def yardstick(seeds):
    """(clock, CPU) seconds of bare processes. They seldom end together: the clock is that of their joint speed."""
    context = multiprocessing.get_context("spawn")
    begun, busy = time.monotonic(), processor_seconds()
    running = []
    for i in range(WORKERS):
        ours, theirs = context.Pipe()
        process = context.Process(target=bare_work, args=(seeds[i::WORKERS], theirs))
        with single_threaded():
            process.start()
        running.append((process, ours))
    ends = [pipe.recv() - begun for _, pipe in running]
    for process, _ in running:
        process.join()
    return WORKERS / sum(1 / end for end in ends), processor_seconds() - busy


def sweep(seeds, ledger, workers=WORKERS):
    """(clock, CPU) seconds of a sweep, its number of cells, and memory at every fifth."""
    memory: list[float] = []

    def look(rates):
        if rates.done >= len(memory) * rates.cells / 5:
            memory.append(resident())

    grid = GRID | {"seeds": {"first": seeds[0], "count": len(seeds)}}
    begun, busy = time.monotonic(), processor_seconds()
    summary = run_sweep(grid, ledger, workers=workers, progress=look)
    assert summary.new == summary.plan.cells
    assert not summary.crashed
    return time.monotonic() - begun, processor_seconds() - busy, summary.new, memory


def main() -> None:
    """Measure and print."""
    total, rounds = (int(word) for word in (sys.argv[1:] + ["100000", "4"][len(sys.argv) - 1 :]))
    each = total // rounds // 10  # ten combinations
    clocks, busy, extra, dear, parallel = [], [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for i in range(rounds):
            seeds = range(i * each, (i + 1) * each)
            bare = yardstick(seeds) if i % 2 else None
            clock, cpu, cells, memory = sweep(seeds, Path(folder) / "ledger.sqlite")
            bare = bare or yardstick(seeds)
            alone = sweep(seeds, Path(folder) / "alone.sqlite", workers=1)[0]
            print(f"{cells} cells: {clock:.1f} s, CPU {cpu:.1f} s; bare {bare[0]:.1f} s, CPU {bare[1]:.1f} s; "
                  f"one worker {alone:.1f} s; memory of the writer {', '.join(f'{m:.0f}' for m in memory)} MB",
                  flush=True)  # fmt: skip
            clocks.append(bare[0] / clock)
            parallel.append(alone / (WORKERS * clock))
            busy.append(bare[1] / cpu)
            extra.append(1e3 * WORKERS * (clock - bare[0]) / cells)
            dear.append(1e3 * (cpu - bare[1]) / cells)
    print(
        f"overhead per cell: {statistics.median(extra):.3f} ms of a worker, CPU {statistics.median(dear):.3f} ms"
    )
    print(f"efficiency of {WORKERS} workers: {statistics.median(clocks):.3f}, CPU {statistics.median(busy):.3f} "
          f"({min(clocks):.3f} to {max(clocks):.3f}, CPU {min(busy):.3f} to {max(busy):.3f})")  # fmt: skip
    print(
        f"parallel efficiency: {statistics.median(parallel):.3f} ({min(parallel):.3f} to {max(parallel):.3f})"
    )


if __name__ == "__main__":
    main()
