"""What a run leaves behind."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.outcome import Outcome


class Trajectory(NamedTuple):
    """Recorded iterates and observables of one run, as host arrays.

    `x` (records, ...) holds the iterates at the step indices `steps` (records,), or the last of them alone (1, ...)
    where they were not to be kept; `observed` maps an
    observable's name to its values (records,). `stopped_at` is the number of steps taken. `calls` maps oracle
    names to counts, or is None when not asked for. `radius`, `observed_radius` and `enclosures` are set by the
    ball engine: rigorous error radii of `x` and of the observables around the float64 midpoints, and the
    balls themselves.
    """

    x: np.ndarray
    steps: np.ndarray
    observed: dict[str, np.ndarray]
    outcome: Outcome
    stopped_at: int
    reason: str
    state: Any
    engine: str
    calls: dict[str, int] | None = None
    radius: np.ndarray | None = None
    observed_radius: dict[str, np.ndarray] | None = None
    enclosures: Any = None

    def trust_horizon(self, fraction: float = 1e-3) -> int:
        """Last step up to which every iterate's largest radius is below `fraction` of its largest entry.

        ValueError for other engines than the ball engine, which knows radii, and without the iterates. -1 where
        not even the start passes.
        """
        if self.radius is None:
            raise ValueError(f"trust_horizon must come from the ball engine, got engine {self.engine!r}")
        if len(self.x) < len(self.steps):
            raise ValueError(f"trust_horizon must have all {len(self.steps)} iterates, got the last alone")
        size = np.abs(self.x).reshape(len(self.x), -1).max(axis=1)
        wide = self.radius.reshape(len(self.x), -1).max(axis=1) > fraction * size
        first = int(np.argmax(wide)) if wide.any() else len(wide)
        return int(self.steps[first - 1]) if first else -1
