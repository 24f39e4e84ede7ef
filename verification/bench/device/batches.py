"""Many starts and seeds in one batch on the device against `run_many` of the compiled engine on the same host.

Both sides are timed by the wall clock from host arrays to host arrays. The host's is timed on at most `HOST_RUNS` runs
and extended in proportion, which `host_runs` says. Draws are made where they are used.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from refimpl import Outcome, get_method, run_many
from refimpl.core.leaves import settle
from refimpl.core.together import Loop, Runs
from refimpl.engines.batch.lifted import HostBranch, Lifted
from refimpl.problems.registry import EXAMPLES
from verification.bench.device.accelerator import Accelerator
from verification.bench.device.batchable import batchable
from verification.bench.ratios import summarise

FIGURES = ("gradient-descent", "adam", "newton", "aicn", "f2sa", "sign-forward-gradient", "cbo")
RUNS = (10**3, 10**4, 10**5)
HOST_RUNS = 10**4
STEPS = 200
COMPARED = 8  # runs


class Draws:
    """Normal draws of `runs` runs, made on the device: 10^5 generators on the host would be slow."""

    def __init__(self, device: Accelerator, runs: int) -> None:
        self._device, self._runs, self.used = device, runs, False

    def kept(self, runs: np.ndarray) -> Draws:
        """For so many runs."""
        return Draws(self._device, len(runs))

    def standard_normal(self, n: int) -> Lifted:
        """`n` draws for every run."""
        self.used = True
        return Lifted(self._device.normal((self._runs, n)), True)

    def random(self) -> Any:
        """Refused: only normal draws are made on the device."""
        raise HostBranch("the source draws a uniform number, and only normal ones are made on the device")

    def integers(self, low: int, high: int) -> Any:
        """Refused likewise."""
        raise HostBranch("the source draws an integer, and only normal numbers are made on the device")


def batch_entry(
    device: Accelerator, name: str, runs: int, steps: int = STEPS, host_engine: str = "numba"
) -> dict[str, Any]:
    """Seconds of both sides, their ratio, and the largest difference of the first runs where nothing is drawn."""
    example = EXAMPLES[get_method(name).example]
    problem = example.build()
    algorithm = get_method(name).load().prescribed(problem)
    spread = 1.0 + np.random.default_rng(0).uniform(-0.1, 0.1, (runs, 1))
    starts = spread * np.array(example.start)
    engine, host_runs = device.engine("float64"), min(runs, HOST_RUNS)
    draws = Draws(device, runs)
    plan = Runs(settle(algorithm), settle(problem), starts, steps, every=steps, iterates=False)

    def there() -> tuple[np.ndarray, bool]:
        with engine.context():
            loop = Loop(plan, engine.together(), draws)
            loop.go()
            completed = all(ending.outcome is Outcome.COMPLETED for ending in loop.endings)
            return engine.unload(loop.xs)[0][:, 0], completed

    def here(first: int = host_runs) -> Any:
        return run_many(
            algorithm, problem, starts[:first], steps, engine=host_engine, every=steps, iterates=False
        )

    single = here(COMPARED)  # compiled, before the clock starts
    together, finite = there()
    gap = None
    if not draws.used:
        x = np.array([trajectory.x[-1] for trajectory in single])
        gap = float(np.max(np.abs(together[: len(x)] - x)) / np.max(np.abs(x)))
    ours, theirs = summarise([wall(there) for _ in range(5)]), summarise([wall(here) for _ in range(3)])
    return {
        "method": name, "runs": runs, "d": starts.shape[1], "steps": steps, "device_seconds": ours._asdict(),
        "host_runs": host_runs, "host_engine": host_engine, "host_seconds": theirs._asdict(),
        "speedup": theirs.median * runs / host_runs / ours.median, "difference": gap,
        "finite": finite,
    }  # fmt: skip


def wall(call: Any) -> float:
    """Seconds of a call that ends with host arrays."""
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def batches(device: Accelerator, deadline: float) -> dict[str, Any]:
    """The figures until `deadline`, and of all methods whether they run in batches, found on the double."""
    found = batchable()
    entries, left_out = [], []
    for runs in RUNS:
        for name in FIGURES:
            if time.monotonic() > deadline:
                left_out.append(f"{name} {runs}")
                continue
            try:
                entries.append(batch_entry(device, name, runs))
            except Exception as error:  # a finding about this method on this device, not the end of the run
                entries.append({"method": name, "runs": runs, "reason": f"{type(error).__name__}: {error}"})
    return {
        "entries": entries,
        "left_out": left_out,
        "batchable": sorted(name for name, reason in found.items() if not reason),
        "refused": {name: reason for name, reason in found.items() if reason},
    }
