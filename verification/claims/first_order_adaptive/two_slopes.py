"""Functions whose curvature changes from large to tiny, and the potential of adaptive gradient descent on them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from verification.evidence import step_inequality
from verification.finding import Finding, worst


class TwoSlopes(NamedTuple):
    """f(x) = sum w_i phi(x_i), phi' = 256 t for |t| <= 1 and sign(t) (256 + (|t| - 1)/256) beyond; x* = 0, f* = 0."""

    weights: Any

    def dimension(self):
        return len(self.weights)

    def value(self, x):
        out = np.maximum(np.abs(x) - 1, 0)
        inner = np.minimum(np.abs(x), 1)
        return np.sum(self.weights * (128 * inner**2 + 256 * out + out**2 / 512))

    def gradient(self, x):
        out = np.maximum(np.abs(x) - 1, 0)
        return self.weights * np.sign(x) * (256 * np.minimum(np.abs(x), 1) + out / 256)

    def hessian_vector(self, x, v):
        return self.weights * np.where(np.abs(x) > 1, 1 / 256, 256.0) * v


def growing_lengths(first: float, n: int) -> np.ndarray:
    """The lengths of steps 0, ..., n - 1 without curvature: eta_0, eta_0, and from there on sqrt(1 + theta) eta."""
    lengths = [first, first]
    while len(lengths) < n:
        lengths.append(np.sqrt(1 + lengths[-1] / lengths[-2]) * lengths[-1])
    return np.array(lengths)


def potential(x: np.ndarray, problem: TwoSlopes, B: np.ndarray) -> Finding:
    """Lemma 1 of Malitsky & Mishchenko at every k, in the norm of the diagonal matrix B; steps are -eta_k B^{-1} g_k.

    A_k = |x_{k+1}|^2 + |x_{k+1} - x_k|^2/2 + 2 eta_k (1 + theta_k) f(x_k) <= B_k = |x_k|^2 + |x_k - x_{k-1}|^2/2 + 2
    eta_k theta_k f(x_{k-1}), and B_{k+1} <= A_k. The lengths are read off the iterates.
    """
    g = np.array([problem.gradient(v) for v in x])
    at_rest = ~g.any(axis=1)
    if at_rest.any():  # from there on nothing moves
        x, g = x[: np.argmax(at_rest) + 1], g[: np.argmax(at_rest) + 1]
    f = np.array([problem.value(v) for v in x])
    lead = np.argmax(np.abs(g), axis=1)[:-1]
    row = np.arange(len(x) - 1)
    eta = B[lead] * (x[:-1] - x[1:])[row, lead] / g[:-1][row, lead]
    theta = eta[1:] / eta[:-1]
    size = np.sum(B * x**2, axis=1)
    half = np.sum(B * np.diff(x, axis=0) ** 2, axis=1) / 2
    left = size[2:] + half[1:] + 2 * eta[1:] * (1 + theta) * f[1:-1]
    right = size[1:-1] + half[:-1] + 2 * eta[1:] * theta * f[:-2]
    # eta loses digits with the difference x_{k+1} - x_k: some 100 u of the largest term
    slack = 1e-12 * (np.abs(left) + np.abs(right))
    found = [step_inequality(left, right, allowance=slack, label="A_k", x=np.arange(1, len(x) - 1))]
    if len(x) > 3:
        found.append(step_inequality(right[1:], left[:-1], allowance=slack[1:] + slack[:-1], label="B_{k+1}"))
    return worst(found)
