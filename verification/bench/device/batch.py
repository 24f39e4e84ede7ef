"""Steps of many runs at once, from the one source of the algorithm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from refimpl.core.leaves import convert
from verification.bench.device.lifted import HostBranch, Lifted


class BatchDraws:
    """Draws of all runs: `normal(n)` gives them as an array (runs, n) of the kind inside."""

    def __init__(self, normal: Callable[[int], Any]) -> None:
        self._normal = normal

    def standard_normal(self, n: int) -> Lifted:
        """`n` independent standard normal draws for every run."""
        return Lifted(self._normal(n), True)

    def random(self) -> float:
        """Refused: sources make Python numbers of it."""
        raise HostBranch("draws a Python number, which runs do not share")

    def integers(self, low: int, high: int) -> int:
        """Refused likewise."""
        raise HostBranch("draws an integer, which runs do not share")


def _shared(leaf: Any) -> Any:
    return leaf if isinstance(leaf, float) else Lifted(leaf, False)


def steps_of_all(algorithm: Any, problem: Any, starts: Any, normal: Callable[[int], Any], steps: int) -> Any:
    """The iterates (runs, d) of all runs after `steps` steps, from `starts` (runs, d), an array of the kind inside.

    `algorithm` and `problem` have arrays of that kind. Raises TypeError where the algorithm does not run in batches.
    """
    algorithm, served = (convert(record, _shared) for record in (algorithm, problem))
    draws = BatchDraws(normal)
    state = algorithm.init(served, Lifted(starts, True))
    for _ in range(steps):
        state = algorithm.step(served, state, draws)
    if not (isinstance(state.x, Lifted) and state.x.runs):
        raise TypeError("the iterate does not depend on the run")
    return state.x.array
