"""HAWQ-V2: sensitivities of layers from average Hessian traces, and bits by the Pareto front. On the host.

Source      Dong, Yao, Arfeen, Gholami, Mahoney & Keutzer 2020.
Sensitivity Omega_i = (tr H_i / n_i) |Q(W_i) - W_i|^2, n_i parameters in layer i, H_i its block of the Hessian; the
            trace by Hutchinson's estimator (`refimpl.hessian_spectrum.hutchinson`).
Lemma       at a stationary point a perturbation of length r, isotropic within layer i, raises f by
            r^2 tr H_i / (2 n_i) on average, up to third order                                            (derived)
Front       one pass over the layers: the non-dominated pairs (size, sensitivity) of the layers so far, each with
            every choice for the next layer. What is dominated stays so whatever follows: none of the front is lost.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class Allocation(NamedTuple):
    """A choice of bits for every layer (indices into the candidates), its size and its sensitivity."""

    size: float
    sensitivity: float
    choice: tuple[int, ...]


def quantised(weights: np.ndarray, bits: int) -> np.ndarray:
    """The nearest points of the symmetric uniform grid with 2^bits - 1 points that ends at the largest weight."""
    checks.array("weights", weights)
    checks.count("bits", bits, 2)
    unit = np.max(np.abs(weights)) / (2 ** (bits - 1) - 1)
    return np.rint(weights / unit) * unit if unit > 0 else weights.copy()


def average_traces(diagonal: np.ndarray, parameters: Any) -> np.ndarray:
    """tr H_i / n_i of layers with `parameters` entries each, from an estimate of the diagonal of the Hessian."""
    checks.array("diagonal", diagonal, shape=(int(np.sum(parameters)),))
    return np.array([np.mean(part) for part in np.split(diagonal, np.cumsum(parameters)[:-1])])


def pareto_front(sensitivities: np.ndarray, sizes: np.ndarray) -> list[Allocation]:
    """All allocations that no other beats in size and sensitivity; both tables have shape (layers, candidates).

    Ascending in size, descending in sensitivity; of equal pairs the first choice is kept.
    """
    checks.array("sensitivities", sensitivities, ndim=2)
    checks.array("sizes", sizes, shape=sensitivities.shape)
    front = [Allocation(0.0, 0.0, ())]
    for costs, weights in zip(sensitivities, sizes, strict=True):
        candidates = [
            Allocation(a.size + float(w), a.sensitivity + float(c), (*a.choice, i))
            for a in front
            for i, (c, w) in enumerate(zip(costs, weights, strict=True))
        ]
        front = []
        for allocation in sorted(candidates):
            if not front or allocation.sensitivity < front[-1].sensitivity:
                front.append(allocation)
    return front


def best_within(front: list[Allocation], budget: float) -> Allocation:
    """The least sensitive allocation of at most that size; ValueError where none is so small."""
    fitting = [allocation for allocation in front if allocation.size <= budget]
    if not fitting:
        raise ValueError(f"budget must be at least {front[0].size:g}, got {budget:g}")
    return fitting[-1]
