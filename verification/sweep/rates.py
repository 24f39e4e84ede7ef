"""What cells cost, measured kind by kind, and how long the rest will take."""

from __future__ import annotations

import math
import time
from typing import NamedTuple

from verification.sweep.plan import Group

LARGEST_CHUNK = 2000


class Estimate(NamedTuple):
    """Seconds left: about `middle`, between `low` and `high` (two standard errors of the measured means)."""

    low: float
    middle: float
    high: float


class _Kind:
    """Mean seconds of the cells of one group, and the spread between chunks."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.cells, self.seconds, self.squares, self.chunks = 0, 0.0, 0.0, 0
        self.pilot = 0.0

    @property
    def mean(self) -> float:
        return self.seconds / self.cells if self.cells else self.pilot

    @property
    def error(self) -> float:
        """Standard error of the mean; the mean itself where only one chunk has come in."""
        if self.chunks < 2:
            return self.mean
        variance = max(0.0, self.squares - self.seconds**2 / self.cells) / (self.chunks - 1)
        return math.sqrt(variance / self.cells)


class Rates:
    """Counts and means of a sweep that runs. `missing` says how many cells of each group are to be run."""

    def __init__(self, missing: dict[Group, int], cells: int) -> None:
        self._kinds = {group: _Kind(left) for group, left in missing.items()}
        self.cells, self.crashed, self.workers = cells, 0, 1
        self._begun, self._worked = time.perf_counter(), 0.0

    @property
    def left(self) -> int:
        """Cells that are still to be stored."""
        return sum(kind.left for kind in self._kinds.values())

    @property
    def done(self) -> int:
        """Cells that are stored, those of earlier sweeps included."""
        return self.cells - self.left

    def add(self, group: Group, cells: int, seconds: float) -> None:
        """`cells` of a group took a worker `seconds`. The first cell also compiles and loads: it counts for little."""
        kind = self._kinds[group]
        kind.left -= cells
        self._worked += seconds
        if not kind.pilot:
            kind.pilot = seconds / cells
            return
        kind.cells += cells
        kind.seconds += seconds
        kind.squares += seconds**2 / cells
        kind.chunks += 1

    def cells_in(self, group: Group, seconds: float) -> int:
        """How many cells of the group fill that time, at least one."""
        mean = self._kinds[group].mean
        return max(1, min(LARGEST_CHUNK, int(seconds / mean))) if mean else 1

    def estimate(self) -> Estimate | None:
        """How long the rest will take; None until every kind of cell that is left has been measured once."""
        waiting = [kind for kind in self._kinds.values() if kind.left]
        if not waiting or any(not kind.mean for kind in waiting):
            return None
        busy = self._worked / (self.workers * (time.perf_counter() - self._begun))
        speed = self.workers * min(1.0, max(busy, 0.05))
        middle = sum(kind.left * kind.mean for kind in waiting) / speed
        spread = 2 * math.sqrt(sum((kind.left * kind.error) ** 2 for kind in waiting)) / speed
        return Estimate(max(0.0, middle - spread), middle, middle + spread)
