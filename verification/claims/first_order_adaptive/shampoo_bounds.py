"""What Shampoo's claims of both kinds, for matrices and for tensors, bound in the same way."""

from __future__ import annotations

from typing import Any

import numpy as np

from verification.evidence import bound, step_inequality, tight
from verification.finding import Finding


def power_of(H: Any, exponent: float) -> Any:
    """H^exponent of a positive definite matrix."""
    w, Q = np.linalg.eigh(H)
    return (Q * w**exponent) @ Q.T


def shares_are_at_most_one(shares: list[float], attained: bool) -> Finding:
    """The largest eigenvalues of K S K for S <= K^{-2}: at most 1, or 1 where that is `attained`."""
    ones = np.ones(len(shares))
    # condition numbers below 1e3 and powers below one
    if attained:
        return tight(shares, ones, tolerance=1e-12)
    return bound(shares, ones, allowance=1e-12, yscale="linear")


def local_norms(x: np.ndarray, g: np.ndarray, r: float, s: float, epsilon: float, words: str) -> Finding:
    """<G_t, X_{t-1} - X_t> <= 2 s sqrt(r) tr(H_t - H_{t-1}), H_t = (r eps I + sum g g')^{1/2}."""
    d = g.shape[1]
    left = np.sum(g * (x[:-1] - x[1:]), axis=1)
    sums = r * epsilon * np.eye(d) + np.cumsum(g[:, :, None] * g[:, None, :], axis=0)
    traces = np.sum(np.sqrt(np.linalg.eigvalsh(sums)), axis=1)
    right = 2 * s * np.sqrt(r) * np.diff(traces, prepend=d * np.sqrt(r * epsilon))
    # traces of at most 100 cancel, and <G, X - X'> is a sum of at most twelve terms: below 1e-12
    return step_inequality(left, right, allowance=1e-12, label=f"<G, X - X'>, {words}")


def traces_of_roots(squares: Any, epsilon: float, exponent: float) -> Any:
    """tr (eps I + sum of the squares up to T)^exponent for every T."""
    sums = np.cumsum(squares, axis=0) + epsilon * np.eye(squares.shape[1])
    return np.sum(np.linalg.eigvalsh(sums) ** exponent, axis=1)


def regret(x: np.ndarray, g: np.ndarray, traces: np.ndarray, s: float, r: float) -> Finding:
    """sum <G_t, X_{t-1}> <= (D^2/(2s) + s r) times the traces for every T, the minimiser at the origin."""
    D, T = np.maximum.accumulate(np.linalg.norm(x, axis=1)), np.arange(1, len(x) + 1)
    total, limit = np.cumsum(np.sum(g * x, axis=1)), (D**2 / (2 * s) + s * r) * traces
    return bound(total, limit, allowance=1e-12, x=T, xlabel="T", ylabel="regret")
