"""Random draws as arguments: record what a run consumes, replay it for another implementation.

Algorithms know three words: `standard_normal(n)`, `random()` and `integers(low, high)`. A NumPy Generator
has them; `Recorder` notes what passes through, `Tape` replays it, in compiled code too.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np


class Recorder:
    """A NumPy Generator that remembers every draw; `tape()` hands them over for replay."""

    def __init__(self, rng: Any) -> None:
        self._rng = rng
        self._reals: list[float] = []
        self._integers: list[int] = []

    def standard_normal(self, n: int) -> np.ndarray:
        """`n` independent standard normal draws, shape (n,)."""
        drawn = self._rng.standard_normal(n)
        self._reals.extend(drawn.tolist())
        return drawn

    def random(self) -> float:
        """One draw uniform on [0, 1)."""
        drawn = float(self._rng.random())
        self._reals.append(drawn)
        return drawn

    def integers(self, low: int, high: int) -> int:
        """One integer uniform on {low, ..., high - 1}."""
        drawn = int(self._rng.integers(low, high))
        self._integers.append(drawn)
        return drawn

    def tape(self) -> Tape:
        """All draws so far, rewound to the first."""
        return tape(self._reals, self._integers)


class Tape(NamedTuple):
    """Recorded draws in the order of consumption; the cursor advances in place.

    Raises IndexError when a run asks for more draws than were recorded.
    """

    reals: Any  # (n,) float64, normal and uniform draws in one stream
    integers_: Any  # (m,) int64
    cursor: Any  # (2,) int64, next real and next integer

    def standard_normal(self, n):
        start = self.cursor[0]
        if start + n > self.reals.shape[0]:
            raise IndexError("the tape is exhausted: the run asks for more real draws than were recorded")
        self.cursor[0] = start + n
        return self.reals[start : start + n].copy()

    def random(self):
        start = self.cursor[0]
        if start >= self.reals.shape[0]:
            raise IndexError("the tape is exhausted: the run asks for more real draws than were recorded")
        self.cursor[0] = start + 1
        return self.reals[start]

    def integers(self, low, high):
        start = self.cursor[1]
        if start >= self.integers_.shape[0]:
            raise IndexError("the tape is exhausted: the run asks for more integers than were recorded")
        self.cursor[1] = start + 1
        return self.integers_[start]

    def rewound(self) -> Tape:
        """The same draws from the first on, with a cursor of its own."""
        return self._replace(cursor=np.zeros(2, np.int64))


def tape(reals: Any = (), integers: Any = ()) -> Tape:
    """A tape from recorded draws (sequences of floats and of ints)."""
    return Tape(np.array(reals, np.float64), np.array(integers, np.int64), np.zeros(2, np.int64))
