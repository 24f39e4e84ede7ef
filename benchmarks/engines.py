"""Compiled against plain: time per step of the whole loop, as a ratio measured in one run.

    python benchmarks/engines.py [NAME ...]

Each pair is timed in turns, five times; the smallest time per engine counts, since noise only adds. Compile
time is excluded and printed apart.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from refimpl import get_method, run
from refimpl.problems import Constrained, L2Ball, LinearNoise, random_quadratic
from refimpl.problems.registry import EXAMPLES

STEPS, TURNS, DIMENSION = 20_000, 5, 20


def instance(name):
    """The problem of dimension 20 where the method's example is a quadratic, free or on a ball, else its example."""
    method = get_method(name)
    quadratic = random_quadratic(np.geomspace(0.01, 1.0, DIMENSION), seed=0)
    if method.example == "quadratic":
        return quadratic, np.ones(DIMENSION)
    if method.example == "noisy-ball":
        return LinearNoise(Constrained(quadratic, L2Ball(4.0)), 0.25), np.full(DIMENSION, 0.125)
    example = EXAMPLES[method.example]
    return example.build(), example.start


def measure(name):
    problem, start = instance(name)
    algorithm = get_method(name).load().prescribed(problem)
    begin = time.perf_counter()
    run(algorithm, problem, start, 10, engine="numba", every=10)
    compile_time = time.perf_counter() - begin
    best = {"numpy": np.inf, "numba": np.inf}
    for _ in range(TURNS):
        for engine in best:
            begin = time.perf_counter()
            run(algorithm, problem, start, STEPS, engine=engine, every=STEPS)
            best[engine] = min(best[engine], time.perf_counter() - begin)
    plain, compiled = (1e6 * best[engine] / STEPS for engine in ("numpy", "numba"))
    d = np.size(start)
    print(f"{name:<24} d={d:<4} numpy {plain:8.2f} us  numba {compiled:8.2f} us  ratio {plain / compiled:6.1f}"
          f"  first call {compile_time:.1f} s")  # fmt: skip


if __name__ == "__main__":
    for chosen in sys.argv[1:] or ("sam", "zo-frank-wolfe"):
        measure(chosen)
