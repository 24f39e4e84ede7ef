"""Draws of many runs at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from refimpl.engines.batch.lifted import Lifted


class HostDraws:
    """Every run draws from its own generator on the host, as it does by itself; a draw of all runs is moved once."""

    def __init__(self, generators: Sequence[Any], load: Callable[[np.ndarray], Any]) -> None:
        self._generators, self._load = list(generators), load

    def kept(self, runs: np.ndarray) -> HostDraws:
        """The draws of the runs with these indices alone."""
        return HostDraws([self._generators[run] for run in runs], self._load)

    def standard_normal(self, n: int) -> Lifted:
        """`n` independent standard normal draws for every run."""
        rows = np.empty((len(self._generators), n))
        for row, generator in zip(rows, self._generators, strict=True):
            if isinstance(generator, np.random.Generator):
                generator.standard_normal(out=row)
            else:
                row[:] = generator.standard_normal(n)
        return Lifted(self._load(rows), True)

    def random(self) -> Lifted:
        """One uniform draw for every run."""
        return Lifted(self._load(np.array([float(g.random()) for g in self._generators])), True)

    def integers(self, low: int, high: int) -> Lifted:
        """One integer for every run: an index into arrays, or a number."""
        return Lifted(self._load(np.array([int(g.integers(low, high)) for g in self._generators])), True)
