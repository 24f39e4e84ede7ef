"""Two-point estimates on the unit sphere and their recursion in decimals, from the text of the methods."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from verification.arithmetic.zeroth_order import World

RADIUS = Decimal("0.25")


def drawn(w: World, x: np.ndarray) -> tuple[int, np.ndarray]:
    """A sample and a direction of length one."""
    i = w.index()
    normal = w.normals(x)
    return i, normal / (normal @ normal).sqrt()


def estimate(w: World, x: np.ndarray, i: int, u: np.ndarray) -> np.ndarray:
    """(d/2 delta) [F(x + delta u) - F(x - delta u)] u."""
    difference = w.value(x + RADIUS * u, i) - w.value(x - RADIUS * u, i)
    return Decimal(len(x)) * difference / (2 * RADIUS) * u


def recursive(w: World, x: np.ndarray, memory: Any) -> np.ndarray:
    """GFM+ with eta = 1/64, a period of three steps, batches of three and two."""
    t = memory.get("t", 0)
    if t % 3 == 0:
        v = sum(estimate(w, x, *drawn(w, x)) for _ in range(3)) / 3
    else:
        pairs = [drawn(w, x) for _ in range(2)]
        v = memory["v"] + sum(estimate(w, x, *p) - estimate(w, memory["before"], *p) for p in pairs) / 2
    memory.update(t=t + 1, v=v, before=x)
    return x - v / 64


def warmed(w: World, x: np.ndarray, memory: Any) -> np.ndarray:
    """Three points of the first phase with alpha = 1/32, then `recursive` from their mean."""
    path = memory.setdefault("path", [])
    if len(path) == 3:
        return recursive(w, x, memory)
    path.append(x)
    if len(path) == 3:
        return sum(path) / 3
    return x - estimate(w, x, *drawn(w, x)) / 32
