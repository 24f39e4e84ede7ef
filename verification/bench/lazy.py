"""Steps and seconds of lazy Newton on the cubic chain, for periods from 1 to 4 d. As a module: in its own process."""

from __future__ import annotations

import functools
import json
import math
import sys
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from refimpl import run
from refimpl.core.observables import GradientNorm
from refimpl.problems import CubicChain
from refimpl.second_order.lazy_newton import LazyNewton
from verification.bench.machine import pin

FACTOR, TARGET = 1.27, 1 / 3
"""M / (m L) of the proof; the gradient norm to reach from 0, where it is 1: K(1) > sqrt(d) for d up to 3000."""
MOST, SMALL = 200, 40
"""The target takes fewer than MOST sqrt(m) steps; K(m) is found in dimension SMALL."""


class Timed(NamedTuple):
    """One run to the target: `steps` K(m) at `period` m, in `seconds` of the processor."""

    period: int
    steps: int
    seconds: float

    def hessians(self) -> int:
        """Hessians decomposed in the run."""
        return math.ceil(self.steps / self.period)


class Size(NamedTuple):
    """All periods of one dimension."""

    d: int
    timed: list[Timed]

    def units(self) -> tuple[float, float]:
        """Seconds of a step and of a Hessian with its decomposition, from the least and the longest period."""
        ends = self.timed[0], self.timed[-1]
        step, hessian = np.linalg.solve([[t.steps, t.hessians()] for t in ends], [t.seconds for t in ends])
        return float(step), float(hessian)

    def error(self) -> float:
        """Largest relative error of the seconds that these units predict for the periods between."""
        step, hessian = self.units()
        return max(abs((t.steps * step + t.hessians() * hessian) / t.seconds - 1) for t in self.timed)

    def best(self) -> Timed:
        """The run of least time."""
        return min(self.timed, key=lambda t: t.seconds)

    def gain(self) -> float:
        """Time at m = 1 over the least."""
        return self.timed[0].seconds / self.best().seconds


def periods(d: int) -> list[int]:
    """The powers of four from 1 to about 4 d."""
    return [4**i for i in range(round(math.log(4 * d, 4)) + 1)]


def run_to(d: int, period: int, steps: int, engine: str) -> tuple[np.ndarray, float]:
    """Gradient norms of a run, and its seconds."""
    problem, start = CubicChain(d), np.zeros(d)
    algorithm = LazyNewton(FACTOR * period * problem.hessian_lipschitz(), period)
    begin = time.process_time()
    t = run(algorithm, problem, start, steps, engine=engine, record=[GradientNorm()], iterates=False)
    return t.observed["GradientNorm"], time.process_time() - begin


@functools.cache
def steps_needed(period: int, engine: str) -> int:
    """K(m)."""
    norms, _ = run_to(SMALL, period, int(MOST * math.sqrt(period)), engine)
    return int(np.flatnonzero(norms <= TARGET)[0])


def measure(d: int, engine: str = "numba", at_least: float = 0.3) -> Size:
    """Every period of dimension d. RuntimeError where |g| is not within 2 % of the target after K(m) steps.

    K(m) comes from dimension 40, where a step is cheap: it is that of d up to a step in a hundred, since the far end
    of the chain is not felt. Runs are repeated for `at_least` seconds.
    """
    timed = []
    for period in periods(d):
        steps = steps_needed(period, engine)
        norms, seconds = run_to(d, period, steps, engine)
        spent = seconds
        while spent < at_least:  # the least disturbed one counts
            again = run_to(d, period, steps, engine)[1]
            seconds, spent = min(seconds, again), spent + again
        if not abs(norms[-1] / TARGET - 1) <= 0.02:
            raise RuntimeError(
                f"d = {d}, m = {period}: |g| must be about {TARGET:.3g} after {steps} steps, got {norms[-1]:.3g}"
            )
        timed.append(Timed(period, steps, seconds))
    return Size(d, timed)


def sizes(dimensions: list[int], engine: str) -> Iterator[dict[str, Any]]:
    """The sizes as plain data, one by one."""
    run_to(2, 1, 2, engine)  # compiled before anything is timed
    for d in dimensions:
        yield measure(d, engine)._asdict()


def main() -> None:
    """The child process: pinned to one core, a line of JSON per dimension."""
    task = json.loads(sys.argv[1])
    pin(1)
    for size in sizes(task["dimensions"], task["engine"]):
        print(json.dumps(size), flush=True)


if __name__ == "__main__":
    main()
