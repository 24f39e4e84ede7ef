"""`run_many` over all cores, and the memory of long runs of which only observables are kept.

As a module it measures both in a process of its own.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from refimpl import get_method, run, run_many
from refimpl.core.observables import Value
from refimpl.problems import random_quadratic
from verification.bench.figures import figure
from verification.bench.machine import cores
from verification.bench.ratios import in_turns, summarise

SIZE, RECORDS = 20, 100


def efficiency(seeds_per_core: int, steps: int, pairs: int) -> dict[str, Any]:
    """Time of `run_many` on one core over that on all; `efficiency` is the ratio per core."""
    available = cores()
    problem = random_quadratic(np.geomspace(0.01, 1.0, SIZE), seed=0)
    algorithm = get_method("sam").load().prescribed(problem)
    starts = np.random.default_rng(0).standard_normal((seeds_per_core * len(available), SIZE))

    def on(some: list[int]) -> None:
        os.sched_setaffinity(0, some)
        try:
            run_many(algorithm, problem, starts, steps, engine="numba", every=steps)
        finally:
            os.sched_setaffinity(0, available)

    on(available)  # compiled
    timed = in_turns(lambda: on(available), lambda: on(available[:1]), pairs, time.perf_counter)
    ratio = timed.ratio()
    return figure(
        "run_many on all cores",
        "sam",
        SIZE,
        "run_many on one core",
        ratio,
        cores=len(available),
        efficiency=ratio.median / len(available),
        runs=len(starts),
        steps=steps,
    )


def memory(steps: int) -> dict[str, Any]:
    """Peak memory after `steps` steps over that after ten times as many; f(x_k) is recorded `RECORDS` times."""
    problem = random_quadratic(np.geomspace(0.01, 1.0, SIZE), seed=0)
    algorithm = get_method("gradient-descent").load().prescribed(problem)

    def peak(n: int) -> int:
        run(
            algorithm,
            problem,
            np.ones(SIZE),
            n,
            engine="numba",
            record=[Value()],
            every=n // RECORDS,
            iterates=False,
        )
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    fewer, more = peak(steps), peak(10 * steps)
    return figure(
        "peak memory",
        "gradient-descent",
        SIZE,
        "a tenth of the steps",
        summarise([fewer / more]),
        steps=10 * steps,
        mebibytes=more / 1024,
    )


def figures(quick: bool) -> Iterator[dict[str, Any]]:
    """Both."""
    if hasattr(os, "sched_setaffinity"):
        yield efficiency(8, 200 if quick else 500_000, 1 if quick else 5)
    yield memory(1000 if quick else 1_000_000)


def main() -> None:
    """The child process."""
    for entry in figures(json.loads(sys.argv[1])):
        print(json.dumps(entry), flush=True)


if __name__ == "__main__":
    main()
