"""Many runs at once in one batch, from the one source: on NumPy, on a device, on the device double.

A batch steps all runs by the same operations, one large product where single runs take many small ones. Its arrays
(`lifted`) hide a leading axis of runs, so the source sees the shapes of one run. Which sources can is found by trying:
what asks for a number in which runs may differ, or for a function not known over a batch, raises NotTogether.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from refimpl.core.leaves import convert
from refimpl.engines.base import Engine
from refimpl.engines.batch.draws import HostDraws
from refimpl.engines.batch.lifted import Lifted, NotTogether


class Batch:
    """How the values of many runs get in and out of `engine`, whose arrays are NumPy's or answer its functions."""

    refused: tuple[type[Exception], ...] = (NotTogether,)

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def shared(self, leaf: Any) -> Any:
        """A float or host array that is the same in all runs."""
        return Lifted(self.engine.load(leaf), False) if isinstance(leaf, np.ndarray) else leaf

    def runs(self, array: np.ndarray) -> Lifted:
        """A host array (runs, ...), one entry of the first axis for each run."""
        return Lifted(self.engine.load(array), True)

    def draws(self, generators: Sequence[Any]) -> HostDraws:
        """Draws of each run from its own generator."""
        return HostDraws(generators, self.engine.load)

    def empty(self, runs: int, n: int) -> Lifted:
        """Storage for `n` numbers of each run."""
        return Lifted(self.engine.empty((runs, n)), True)

    def inside(self, x: Any) -> Any:
        """The array (runs, ...) of an iterate. NotTogether where it is the same in all runs or no array of a batch."""
        if not (isinstance(x, Lifted) and x.runs):
            raise NotTogether("the iterate does not depend on the run")
        return x.array

    def finite(self, x: Any) -> np.ndarray:
        """Whether no entry of a run is NaN or infinite, on the host, shape (runs,)."""
        array = self.inside(x)
        return self.engine.unload(np.isfinite(array).all(axis=tuple(range(1, array.ndim))))[0]

    def place(self, runs: np.ndarray) -> Any:
        """Indices of runs, as arrays of the engine are indexed."""
        return self.engine.load(runs)

    def kept(self, state: Any, runs: np.ndarray) -> Any:
        """The state of the runs with these indices alone."""
        place = self.place(runs)
        return _of_leaves(
            state, lambda leaf: Lifted(np.take(leaf.array, place, axis=0), True) if leaf.runs else leaf
        )

    def one(self, state: Any, run: int) -> Any:
        """The state of one run, without the batch."""
        return _of_leaves(state, lambda leaf: leaf.array[run] if leaf.runs else leaf.array)


def _of_leaves(state: Any, change: Any) -> Any:
    def changed(leaf: Any) -> Any:
        if isinstance(leaf, list | tuple):
            return type(leaf)(_of_leaves(item, change) for item in leaf)
        return change(leaf) if isinstance(leaf, Lifted) else leaf

    return convert(state, changed)
