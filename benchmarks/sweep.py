"""Overhead, memory and efficiency of a sweep of 100,000 small cells.

    python benchmarks/sweep.py [CELLS]

The work of a cell is to make its problem, its hyper-parameters and its run, by themselves in one process. Overhead is
what the sweep takes beyond that: by the clock, and in CPU time of all its processes, which others on the machine
do not disturb.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from refimpl import get_method, run
from verification.sweep import run_sweep
from verification.sweep.cell import OBSERVABLES
from verification.sweep.plan import instance, plan
from verification.sweep.spec import parse_spec

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


def bare_seconds(grid, each=300):
    """Seconds per cell of the work alone: (clock, CPU)."""
    planned = plan(parse_spec(grid), {})
    clock, busy = time.perf_counter(), processor_seconds()
    for group in planned.groups:
        cls = get_method(group.algorithm.name).load()
        for seed in range(each):
            problem, start = instance(group.problem, group.dimension, seed)
            record = [OBSERVABLES[name]() for name in group.observables]
            run(cls.prescribed(problem), problem, start, group.steps, rng=seed, record=record,
                every=group.steps, count=True)  # fmt: skip
    cells = each * len(planned.groups)
    return (time.perf_counter() - clock) / cells, (processor_seconds() - busy) / cells


def measured(grid, workers):
    """(cells, clock seconds, CPU seconds, memory at every tenth) of one sweep."""
    memory = []

    def look(rates):
        if rates.done >= len(memory) * rates.cells / 10:
            memory.append(resident())

    with tempfile.TemporaryDirectory() as folder:
        clock, busy = time.perf_counter(), processor_seconds()
        summary = run_sweep(grid, Path(folder) / "l.sqlite", workers=workers, progress=look)
        return summary.new, time.perf_counter() - clock, processor_seconds() - busy, memory


def main() -> None:
    """Measure and print."""
    cells = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    grid = GRID | {"seeds": cells // 10}
    clock, busy = bare_seconds(grid)
    print(f"the work of a cell: {1e3 * clock:.3f} ms, CPU {1e3 * busy:.3f} ms")
    walls = {}
    for workers in (1, 2):
        count, walls[workers], cpu, memory = measured(grid, workers)
        print(f"{count} cells, {workers} workers: {walls[workers]:.1f} s; overhead per cell "
              f"{1e3 * (workers * walls[workers] / count - clock):.3f} ms, CPU {1e3 * (cpu / count - busy):.3f} ms; "
              f"memory at every tenth {', '.join(f'{m:.0f}' for m in memory)} MB")  # fmt: skip
    print(f"efficiency of 2 workers: {walls[1] / (2 * walls[2]):.3f} of one, "
          f"{clock * count / (2 * walls[2]):.3f} of the work alone")  # fmt: skip


if __name__ == "__main__":
    main()
