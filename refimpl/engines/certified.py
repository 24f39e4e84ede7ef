"""The ball engine: every number carries a rigorous error radius, so results are enclosures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from refimpl.core import checks
from refimpl.engines.ball import Ball, Undecidable, precision
from refimpl.engines.ball_array import BallArray, midpoints, radii, to_balls
from refimpl.engines.base import Engine


class BallDraws:
    """Draws of a host source as exact balls."""

    def __init__(self, rng: Any) -> None:
        self._rng = rng

    def standard_normal(self, n: int) -> Any:
        """`n` standard normal draws; the float64 values themselves, exactly."""
        return to_balls(self._rng.standard_normal(n))

    def random(self) -> Any:
        """One uniform draw, exact."""
        return Ball(float(self._rng.random()))

    def integers(self, low: int, high: int) -> int:
        """One integer."""
        return int(self._rng.integers(low, high))


class BallEngine(Engine):
    """Ball arithmetic with `bits` bits of working precision.

    float64 inputs are taken as exact numbers; an enclosure holds what the method gives on them in exact
    arithmetic. A comparison that a ball cannot decide ends the run with the outcome UNDECIDABLE.
    """

    name = "ball"
    undecidable = (Undecidable,)

    def __init__(self, bits: int = 200) -> None:
        checks.count("bits", bits, 2)
        self.bits = bits

    @contextmanager
    def context(self) -> Iterator[None]:
        """The working precision, and no floating-point warnings."""
        with precision(self.bits), np.errstate(all="ignore"):
            yield

    def load(self, leaf: Any) -> Any:
        """Floats and arrays as exact balls; integer arrays stay."""
        if isinstance(leaf, np.ndarray):
            return leaf if leaf.dtype.kind in "iu" else to_balls(leaf)
        return Ball(leaf)

    def empty(self, shape: tuple[int, ...]) -> Any:
        """Storage for records."""
        return to_balls(np.zeros(shape))

    def draws(self, rng: Any) -> BallDraws:
        """Exact balls of the same draws as on every other engine."""
        return BallDraws(rng)

    def unload(self, array: Any) -> tuple[np.ndarray, np.ndarray | None]:
        """Midpoints rounded to float64, and radii that include that rounding."""
        return midpoints(array), radii(array)

    def keep(self, array: BallArray) -> BallArray:
        """The balls themselves."""
        return array.copy()


def engine(bits: int = 200) -> BallEngine:
    """The ball engine with that many bits."""
    return BallEngine(bits)
