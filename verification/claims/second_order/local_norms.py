"""What theorems on Newton's method speak of along a run: norms taken in the Hessian at a named point."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.problems import CubicPerturbation
from verification.evidence import local_order
from verification.finding import Finding
from verification.trial import run_to_the_floor


class LocalPath(NamedTuple):
    """Local quantities of the iterates x_0, ..., x_K; |v|_x = sqrt(v'H(x)v), |v|*_x = sqrt(v'H(x)^{-1}v)."""

    value: np.ndarray  # f(x_k), (K+1,)
    decrement: np.ndarray  # |g_k|*_{x_k}, (K+1,)
    next_gradient: np.ndarray  # |g_{k+1}|*_{x_k}, (K,)
    distance: np.ndarray  # |x_k - x*|_{x_k}, (K+1,)

    def first_below(self, decrement: float) -> int:
        """Number of the first iterate with a smaller Newton decrement; K + 1 where there is none."""
        below = np.flatnonzero(self.decrement < decrement)
        return int(below[0]) if below.size else len(self.decrement)


def local_path(problem: Any, iterates: np.ndarray, minimizer: np.ndarray) -> LocalPath:
    """Evaluate the local quantities of `iterates` (K+1, d) on a problem with positive definite Hessians."""
    gradients = [problem.gradient(x) for x in iterates]
    hessians = [problem.hessian(x) for x in iterates]

    def dual(g: np.ndarray, H: np.ndarray) -> float:
        return float(np.sqrt(g @ np.linalg.solve(H, g)))

    away = [x - minimizer for x in iterates]
    return LocalPath(
        value=np.array([problem.value(x) for x in iterates]),
        decrement=np.array([dual(g, H) for g, H in zip(gradients, hessians)]),
        next_gradient=np.array([dual(g, H) for g, H in zip(gradients[1:], hessians)]),
        distance=np.array([np.sqrt(v @ H @ v) for v, H in zip(away, hessians)]),
    )


def order_of(algorithm: Any, steps: int, order: float, bits: int = 12000) -> Finding:
    """The local order of |x_k| on x^2/2 + x^3/6 from 1/4, whose minimiser is 0, in multiprecision."""
    t = run_to_the_floor(algorithm, CubicPerturbation(), np.array([0.25]), steps, bits)
    return local_order([abs(x[0]) for x in t.enclosures], order, digits=bits * 0.301)
