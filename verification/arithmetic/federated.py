"""Federated steps along fixed directions in decimals: clients one by one, and a server that averages their ends."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from verification.arithmetic.zeroth_order import World, decimals

DIRECTIONS = ((1.0, -0.5, 0.25), (0.5, 1.5, -1.0), (-0.75, 0.25, 1.25), (0.25, -1.0, 0.5))
ETA, SMOOTHING, CLIP = Decimal(1) / 64, Decimal("0.25"), Decimal("1.5")
CLIENTS, STEPS = 2, 3


def _round(w: World, x: np.ndarray, pick: Any, report: Any) -> np.ndarray:
    ends, z = [], decimals(DIRECTIONS)
    for _ in range(CLIENTS):
        i, end = w.index(), x
        for _ in range(STEPS):
            j = pick()
            s = w.slope(end, z[j], SMOOTHING, i)
            end = end - ETA * s * z[j]
            report(j, s)
        ends.append(end)
    return np.sum(ends, axis=0) / CLIENTS


def uniform(w: World, x: np.ndarray, memory: Any) -> np.ndarray:
    """A round of FedKSeed."""
    return _round(w, x, lambda: int(w.uniform() * len(DIRECTIONS)), lambda j, s: None)


def weighted(w: World, x: np.ndarray, memory: Any) -> np.ndarray:
    """A round of FedKSeed-Pro; `memory` holds the list of clipped sizes of every direction."""
    lists = memory.setdefault("lists", [[CLIP] for _ in DIRECTIONS])
    h = [sum(sizes) / len(sizes) for sizes in lists]
    low, high = min(h), max(h)
    weights = [((v - low) / (high - low)).exp() if high > low else Decimal(1) for v in h]
    total, old = sum(weights), [list(sizes) for sizes in lists]

    def pick() -> int:
        u = w.uniform() * total
        return next(j for j in range(len(weights)) if u < sum(weights[: j + 1]))

    def report(j: int, s: Decimal) -> None:
        old[j].append(min(abs(s), CLIP))

    x = _round(w, x, pick, report)
    memory["lists"] = old
    return x
