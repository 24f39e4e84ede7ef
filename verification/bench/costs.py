"""Seconds of the linear algebra of one step at growing sizes, and the exponents. As a module: in its own process."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy import stats

from refimpl.second_order.gauss_newton import duncan_guttman
from refimpl.second_order.mfac import MFAC
from verification.bench.machine import pin

ROWS, DIMENSION = 16, 2**20
"""Gradients of a window and outputs of a batch where d grows; the dimension where the window grows."""
LARGE = tuple(2**i for i in range(18, 23))  # the smallest fills a cache of 32 MiB
SMALL = tuple(round(500 * 2 ** (i / 2)) for i in range(6))


class Cost(NamedTuple):
    """What grows with what: `work(size)` makes the operation, which is timed; `exponent` is what is claimed."""

    name: str
    variable: str
    sizes: tuple[int, ...]
    exponent: int
    work: Callable[[int], Callable[[], Any]]


def window(d: int, m: int) -> tuple[np.ndarray, np.ndarray]:
    """m gradients of dimension d, and one more."""
    rng = np.random.default_rng(0)
    return rng.standard_normal((m, d)), rng.standard_normal(d)


def mfac_product(d: int, m: int) -> Callable[[], Any]:
    """F^{-1} g of M-FAC."""
    G, g = window(d, m)
    algorithm, K = MFAC(step_size=1.0, damping=0.5, window=m), G @ G.T
    return lambda: algorithm.product(G, K, g)


def egn_direction(d: int) -> Callable[[], Any]:
    """The step of EGN for ROWS outputs."""
    J, _ = window(d, ROWS)
    residual = np.ones(ROWS)
    return lambda: duncan_guttman(J, J, residual, 1.0)


def newton_direction(d: int) -> Callable[[], Any]:
    """H^{-1} g for a positive definite matrix."""
    A, g = window(d, d)
    H = A @ A.T / d + np.eye(d)
    return lambda: np.linalg.solve(H, g)


COSTS = (
    Cost(f"M-FAC, product with {ROWS} gradients", "d", LARGE, 1, lambda d: mfac_product(d, ROWS)),
    Cost(
        f"M-FAC, product in dimension {DIMENSION}",
        "m",
        (4, 8, 16, 32, 64),
        1,
        lambda m: mfac_product(DIMENSION, m),
    ),
    Cost(f"EGN, direction from {ROWS} outputs", "d", LARGE, 1, egn_direction),
    Cost("Newton, direction (for comparison)", "d", SMALL, 3, newton_direction),
)


def seconds(work: Callable[[], Any], at_least: float) -> float:
    """Least processor seconds of one call, called for `at_least` seconds and three times."""
    times: list[float] = []
    while len(times) < 3 or sum(times) < at_least:
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return min(times)


def fitted(sizes: Any, times: Any) -> tuple[float, float]:
    """Slope of log seconds against log size and the half width of its 95 % interval (Student's t)."""
    fit = stats.linregress(np.log(sizes), np.log(times))
    return float(fit.slope), float(stats.t.ppf(0.975, len(sizes) - 2) * fit.stderr)


def main() -> None:
    """The child process: pinned to one core, a line of JSON per cost."""
    pin(1)
    for cost in COSTS:
        times = [seconds(cost.work(size), 0.5) for size in cost.sizes]
        slope, half = fitted(cost.sizes, times)
        entry = {"name": cost.name, "variable": cost.variable, "sizes": cost.sizes, "seconds": times}
        print(
            json.dumps(entry | {"claimed": cost.exponent, "exponent": slope, "half_width": half}), flush=True
        )


if __name__ == "__main__":
    main()
