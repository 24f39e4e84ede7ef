"""Which methods run in batches: found by running each on three starts, beside the same runs one by one."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl import METHODS, get_method, run
from refimpl.core.leaves import convert, settle
from refimpl.engines.device import double_engine
from refimpl.engines.double import to_device, to_host
from refimpl.problems.registry import EXAMPLES
from verification.bench.device.batch import steps_of_all

STEPS, RUNS = 5, 3
TOLERANCE = (
    1e-9  # of the largest entry: sums are in another order; a wrong batch is wrong in the first digits
)


def why_not(name: str) -> str:
    """Why the method does not run in batches, or the empty string where it does, with the iterates of single runs.

    The batch is of device doubles, so only functions that CuPy has are used.
    """
    method = get_method(name)
    if "cupy" not in method.engines:
        return "declares that it does not run on a device"
    example = EXAMPLES[method.example]
    problem = example.build()
    algorithm = method.load().prescribed(problem)
    factors = 1.0 - np.arange(RUNS) / 8
    starts = factors[:, None] * np.array(example.start)
    try:
        single = np.array(
            [run(algorithm, problem, x, STEPS, rng=seed).x[-1] for seed, x in enumerate(starts)]
        )
        if single.shape != starts.shape:
            return "stops before the last step"
        together = batch(algorithm, problem, starts, range(RUNS), STEPS)
    except (TypeError, ValueError, AttributeError, IndexError) as error:
        return str(error) or type(error).__name__
    gap = np.max(np.abs(together - single)) / np.max(np.abs(single))
    return "" if gap <= TOLERANCE else f"differs from single runs by {gap:.2g}"


def batch(algorithm: Any, problem: Any, starts: np.ndarray, seeds: Any, steps: int) -> np.ndarray:
    """The last iterates (runs, d) of a batch of device doubles, with the draws that the runs have one by one."""
    generators = [np.random.default_rng(seed) for seed in seeds]

    def normal(n: int) -> Any:
        return to_device(np.array([generator.standard_normal(n) for generator in generators]))

    load = double_engine().load
    algorithm, problem = (convert(settle(record), load) for record in (algorithm, problem))
    with np.errstate(all="ignore"):
        return to_host(steps_of_all(algorithm, problem, to_device(starts), normal, steps))


def batchable() -> dict[str, str]:
    """Every method with the reason why it does not run in batches, empty where it does."""
    return {method.name: why_not(method.name) for method in METHODS}
