"""One cell: a run, and what is kept of it."""

from __future__ import annotations

import functools
import hashlib
import json
import math
import time
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from refimpl.core import observables as o
from refimpl.core.leaves import is_record
from refimpl.core.outcome import Outcome
from refimpl.core.run import run
from verification.settings import offers, parameters
from verification.sweep.engines import engine_at

CRASHED = "crashed"
OBSERVABLES: dict[str, Any] = {
    "value": o.Value,
    "suboptimality": o.Suboptimality,
    "gradient-norm": o.GradientNorm,
    "frank-wolfe-gap": o.FrankWolfeGap,
    "distance": o.Distance,
    "hessian-eigenvalue": o.HessianEigenvalue,
    "kernel-eigenvalue": o.KernelEigenvalue,
}
ORACLES = {
    "value": ("value",),
    "suboptimality": ("suboptimality",),
    "gradient-norm": ("gradient",),
    "frank-wolfe-gap": ("gradient", "linear_minimizer"),
    "distance": ("minimizer",),
    "hessian-eigenvalue": ("hessian",),
    "kernel-eigenvalue": ("tangent_kernel",),
}


_encoder = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False)


class Result(NamedTuple):
    """What is kept of a run. `observed` and `calls` are JSON; `seconds` is the time of the run alone.

    `observed` is empty unless all steps were taken. The ball engine gives each value with its radius.
    """

    outcome: str
    reason: str
    stopped_at: int
    seconds: float
    parameters: str
    observed: str
    calls: str


class Finding(NamedTuple):
    """What a run found, before it is written down."""

    outcome: str
    reason: str
    stopped_at: int
    seconds: float
    algorithm: Any
    observed: dict[str, float]
    calls: dict[str, int]

    def result(self) -> Result:
        """The same as JSON."""
        calls = _counts(tuple(self.calls), tuple(self.calls.values()))
        return Result(*self[:4], canonical(plain(self.algorithm)), _numbers(self.observed), calls)


def run_cell(cls: Any, given: dict[str, Any], name: str, problem: Any, start: np.ndarray, steps: int, engine: str,
             precision: str | int, seed: int, observables: Iterable[str]) -> Finding:  # fmt: skip
    """Run the algorithm `cls` on `problem` (called `name`); ValueError where it cannot be."""
    algorithm = settled(cls, given, name, problem)
    names = tuple(observables)
    record = [o.Distance(problem.minimizer()) if n == "distance" else OBSERVABLES[n]() for n in names]
    begun = time.perf_counter()
    trajectory = run(
        algorithm, problem, start, steps, engine=engine_at(engine, precision), rng=seed, record=record,
        every=steps, count=True,
    )  # fmt: skip
    seconds = time.perf_counter() - begun
    if precision == "float32" and trajectory.state is not None and trajectory.state.x.dtype != np.float32:
        raise ValueError(f"float32 must be kept, got iterates in {trajectory.state.x.dtype}")
    observed: dict[str, float] = {}
    if trajectory.outcome is Outcome.COMPLETED:
        for n, (key, values) in zip(names, trajectory.observed.items(), strict=True):
            observed[n] = float(values[-1])
            if trajectory.observed_radius is not None:
                observed[f"{n} radius"] = float(trajectory.observed_radius[key][-1])
    return Finding(trajectory.outcome.value, trajectory.reason, trajectory.stopped_at, seconds, algorithm, observed,
                   trajectory.calls or {})  # fmt: skip


def settled(cls: Any, given: dict[str, Any], name: str, problem: Any) -> Any:
    """The algorithm with its hyper-parameters; a tuple of numbers is an array."""
    arrays = {
        key: np.array(value, np.float64) if isinstance(value, tuple) else value
        for key, value in given.items()
    }
    return parameters(cls, problem, name, arrays)


def offered(problem: Any, start: np.ndarray) -> tuple[str, ...]:
    """What is measured where nothing is asked for: the suboptimality or else the value, and the gradient or gap."""
    first = ["suboptimality"] if offers(problem, "suboptimality", start) else []
    first = first or (["value"] if hasattr(problem, "value") else [])
    if not hasattr(problem, "gradient"):
        return tuple(first)
    return (*first, "frank-wolfe-gap" if hasattr(problem, "linear_minimizer") else "gradient-norm")


@functools.lru_cache(4096)  # most cells of a group make the same calls
def _counts(oracles: tuple[str, ...], calls: tuple[int, ...]) -> str:
    return canonical({oracle: count for oracle, count in zip(oracles, calls, strict=True) if count})


def _numbers(values: dict[str, float]) -> str:
    """`canonical` of floats under plain names, in a third of its time [measured]; what JSON lacks is a word."""
    entries = (
        f'"{key}":{v!r}' if math.isfinite(v) else f'"{key}":"{v!r}"' for key, v in sorted(values.items())
    )
    return "{" + ",".join(entries) + "}"


def canonical(data: Any) -> str:
    """JSON of one spelling only: sorted keys, no spaces."""
    return _encoder.encode(data)


def plain(value: Any) -> Any:
    """A record as plain data; arrays of more than 64 entries as their shape and hash.

    What JSON has no number for becomes a word that `float` reads back.
    """
    if is_record(value):
        return {key: plain(field) for key, field in zip(value._fields, value, strict=True)} | (
            {} if value._fields else {"is": type(value).__name__}
        )
    if isinstance(value, np.ndarray):
        if value.size <= 64:
            return [plain(entry) for entry in value.tolist()]
        digest = hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()
        return {"shape": list(value.shape), "sha256": digest}
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    return value if not isinstance(value, float) or math.isfinite(value) else str(value)
