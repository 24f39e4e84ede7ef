"""Which methods run in batches: found by running each on three starts, beside the same runs one by one."""

from __future__ import annotations

import numpy as np

from refimpl import METHODS, Outcome, Trajectory, get_method, run_many
from refimpl.engines.device import double_engine
from refimpl.problems.registry import EXAMPLES

STEPS, RUNS = 5, 3
# of the largest entry: sums are in another order; a wrong batch is wrong in the first digits
TOLERANCE = 1e-9


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
    seeds = range(RUNS)
    try:
        single = last(run_many(algorithm, problem, starts, STEPS, seeds=seeds))
        together = last(
            run_many(algorithm, problem, starts, STEPS, seeds=seeds, engine=double_engine(), together=True)
        )
    except (ValueError, IndexError) as error:
        return str(error)
    if not together.shape == single.shape == starts.shape:
        return "stops before the last step"
    gap = np.max(np.abs(together - single)) / np.max(np.abs(single))
    return "" if gap <= TOLERANCE else f"differs from single runs by {gap:.2g}"


def last(runs: list[Trajectory]) -> np.ndarray:
    """The last iterates (runs, d) of those that took all steps."""
    return np.array([t.x[-1] for t in runs if t.outcome is Outcome.COMPLETED])


def batchable() -> dict[str, str]:
    """Every method with the reason why it does not run in batches, empty where it does."""
    return {method.name: why_not(method.name) for method in METHODS}
