"""Every method on the device against NumPy, within a bound that follows from counted operations.

Bound  Every operation of the run errs by at most w u (see `counts`). Balls of p = bits - ceil(log2 w) bits err by
       2^-p >= w u in every operation and carry it through the run with the sensitivities of this very run; so their
       radius r bounds the error of any such evaluation, and two of them differ by at most 2 r. What balls know
       exactly (sums of small integers) floats know too; w u |x| is added for what only one order of sums does exactly.
Data   In float32 the data, the start and the draws are rounded first, for the reference too.
Power  The same iterates rounded to the next lower format (float32 for float64, TF32's 11 bits for float32) must be
       rejected: a case in which they pass could not tell the formats apart and says so.
"""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np

from refimpl import METHODS, get_method, run
from refimpl.core.leaves import convert
from refimpl.engines.certified import BallEngine
from refimpl.problems.registry import EXAMPLES
from verification.bench.device.accelerator import PRECISIONS, Accelerator, Double, cast, rounded
from verification.bench.device.counts import observed, widest

STEPS, SEED = 4, 7
LOWER = {"float64": 24, "float32": 11}  # bits of the format that the control is rounded to


class RoundedDraws:
    """Draws of a seed in a format."""

    def __init__(self, seed: int, dtype: str) -> None:
        self._rng, self._dtype = np.random.default_rng(seed), dtype

    def standard_normal(self, n: int) -> Any:
        """`n` normal draws, rounded."""
        return cast(self._rng.standard_normal(n), self._dtype).astype(np.float64)

    def random(self) -> float:
        """A uniform draw, a Python number in every format."""
        return float(self._rng.random())

    def integers(self, low: int, high: int) -> int:
        """An integer."""
        return int(self._rng.integers(low, high))


def judge(there: np.ndarray, here: np.ndarray, bound: np.ndarray) -> float:
    """Largest error over its bound, infinite where shapes differ or an iterate is not finite: at most 1 agrees."""
    if there.shape != here.shape or not np.isfinite(there).all():
        return math.inf
    error = np.abs(np.asarray(there, np.float64) - here)
    return float(np.max(np.where(error == 0, 0.0, error / np.where(bound > 0, bound, np.finfo(float).tiny))))


def agreement(device: Accelerator, name: str, dtype: str, steps: int = STEPS) -> dict[str, Any]:
    """One method in one format: counts, bound, the largest error over it, and whether the control was rejected.

    `agrees` is None, with a `reason`, where no step could be judged.
    """
    entry: dict[str, Any] = {"method": name, "dtype": dtype, "agrees": None}
    method = get_method(name)
    if "cupy" not in method.engines:
        return entry | {"reason": "declares that it does not run on a device"}
    example = EXAMPLES[method.example]
    problem = example.build()
    algorithm = method.load().prescribed(problem)
    problem = convert(problem, lambda leaf: _in_format(leaf, dtype))
    start = _in_format(np.array(example.start), dtype)

    def go(engine: Any) -> Any:
        return run(algorithm, problem, start, steps, engine=engine, rng=RoundedDraws(SEED, dtype))

    try:
        here = go("numpy")
        with observed() as operations:
            go(Double().engine(dtype))
        w = widest(operations)
        bits = PRECISIONS[dtype] - math.ceil(math.log2(w))
        balls = go(BallEngine(max(bits, 2)))
    except ValueError as error:
        return entry | {"reason": f"no reference in {dtype}: {error}"}
    try:
        there = go(device.engine(dtype))
    except (
        Exception
    ) as error:  # whatever a device raises is a finding about this method, not the end of the run
        return entry | {"agrees": False, "reason": f"{type(error).__name__}: {error}"}
    if there.outcome is not here.outcome or len(there.x) != len(here.x):
        return entry | {
            "agrees": False,
            "reason": f"outcome {there.outcome.name}, NumPy's {here.outcome.name}",
        }
    last = min(balls.trust_horizon(1e-2), len(here.x) - 1, len(there.x) - 1)
    entry |= {"roundings": w, "bits": bits, "steps": last}
    if last < 1:
        return entry | {"reason": f"balls of {bits} bits enclose no step to a hundredth"}
    x, y = here.x[: last + 1], there.x[: last + 1]
    size = np.abs(x).reshape(last + 1, -1).max(axis=1).reshape(-1, *[1] * (x.ndim - 1))
    bound = 2 * balls.radius[: last + 1] + w * 2.0 ** -PRECISIONS[dtype] * size
    ratio = judge(y, x, bound)
    control = judge(rounded(x, LOWER[dtype]), x, bound)
    return entry | {
        "agrees": ratio <= 1, "error_over_bound": ratio, "largest_bound": float(np.max(bound)),
        "control_over_bound": control, "control_rejected": control > 1, "kept_dtype": str(there.state.x.dtype),
    }  # fmt: skip


def _in_format(leaf: Any, dtype: str) -> Any:
    if isinstance(leaf, np.ndarray) and leaf.dtype.kind == "f":
        return np.asarray(cast(leaf, dtype), np.float64)
    return leaf


def agreements(device: Accelerator, deadline: float, names: Any = None) -> dict[str, Any]:
    """All methods in both formats until `deadline` (time.monotonic); those that were not reached are `left_out`."""
    entries, left_out = [], []
    for name in names or [method.name for method in METHODS]:
        for dtype in PRECISIONS:
            if time.monotonic() > deadline:
                left_out.append(f"{name} {dtype}")
            else:
                entries.append(agreement(device, name, dtype))
    return {"entries": entries, "left_out": left_out}
