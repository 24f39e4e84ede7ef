"""A lazy Newton step without Hessian against one with: seconds at d = 500, as a ratio measured in one run.

    python benchmarks/lazy_step.py [D]

Both kinds are steps of one run, timed in turns, five phases of ten steps; the smallest time of each kind counts.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from refimpl.core.leaves import settle
from refimpl.problems import random_logistic
from refimpl.second_order.lazy_newton import LazyNewton

PERIOD, PHASES = 10, 5


def measure(d: int) -> None:
    problem = settle(random_logistic(n=2 * d, d=d, mu=1e-2, seed=0))
    algorithm = LazyNewton(3 * PERIOD * problem.hessian_lipschitz(), PERIOD)
    state = algorithm.init(problem, np.ones(d))
    best = {"with": np.inf, "without": np.inf}
    for k in range(PERIOD * PHASES):
        begin = time.perf_counter()
        state = algorithm.step(problem, state, None)
        kind = "without" if k % PERIOD else "with"
        best[kind] = min(best[kind], time.perf_counter() - begin)
    print(
        f"d={d}  step with Hessian {1e3 * best['with']:.2f} ms  without {1e3 * best['without']:.3f} ms  "
        f"ratio {best['without'] / best['with']:.4f}"
    )


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
