"""Numbers rounded to a smaller format, on every engine: what mutants share that keep something in one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def kept(x: Any, rounding: Callable[[Any], Any]) -> Any:
    """x as `rounding` stores it; balls round at their centres: within their radii the format has only that number."""
    if not hasattr(x, "centre"):
        return rounding(x)
    from refimpl.engines.ball_array import (
        midpoints,
        to_balls,
    )  # it needs python-flint, which is not there everywhere

    return to_balls(rounding(midpoints(x)))


def in_single(x: Any) -> Any:
    """x to nearest, 24 bits."""
    return kept(x, lambda y: y.astype(np.float32).astype(np.float64))
