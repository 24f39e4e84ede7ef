"""Robustness of linear predictors as sharpness, and the bound on the loss under a shift that follows. On the host.

Setting     loss l(theta; x, y) = (theta'x - y)^2/2, r = theta'x - y.
Robustness  sup over |D| <= gamma of l(theta; x + D, y) equals sup over |d| <= rho of l(theta + d; x, y) at
            rho = |theta| gamma/|x|: both move theta'x over the same interval, to (|r| + |theta| gamma)^2/2.
Bound       cells C_1, ..., C_K around the training inputs x_k (labels y_k throughout), of radius gamma; n samples with
            frequencies p_k, source and target masses S_k and T_k. If l <= M on all cells,
            L_T <= sum p_k l(x_k) + max_k R0_k + M (sum |T_k - S_k| + sqrt((2 K log 2 + 2 log(1/delta))/n)) with
            probability 1 - delta, R0_k the sharpness of sample k at rho_k. Proof: L_T - sum T_k l(x_k) <= max R0_k;
            sum (T_k - p_k) l(x_k) <= M sum |T_k - p_k|; and sum |p_k - S_k| = 2 max over the 2^K unions of cells of
            p - S, where Hoeffding's inequality and the union bound hold.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def equivalent_radius(theta: Any, x: Any, gamma: float) -> float:
    """rho = |theta| gamma/|x|: perturbing theta by rho is perturbing x by gamma."""
    return float(np.linalg.norm(theta) * gamma / np.linalg.norm(x))


def worst_input_loss(theta: Any, x: Any, y: float, gamma: float) -> float:
    """sup over |D| <= gamma of l(theta; x + D, y)."""
    return float((abs(np.dot(theta, x) - y) + np.linalg.norm(theta) * gamma) ** 2 / 2)


def concentration(cells: int, n: int, delta: float) -> float:
    """sqrt((2 K log 2 + 2 log(1/delta))/n) >= sum |p_k - S_k| with probability 1 - delta."""
    return float(np.sqrt((2 * cells * np.log(2) + 2 * np.log(1 / delta)) / n))


def shift_bound(
    training_loss: float, robustness: float, largest: float, mass_shift: float, deviation: float
) -> float:
    """The bound on the target loss: training loss + max R0 + M (sum |T_k - S_k| + deviation)."""
    return training_loss + robustness + largest * (mass_shift + deviation)


def ridge(X: Any, y: Any, weights: Any, penalty: float) -> np.ndarray:
    """argmin of sum weights_k (theta'x_k - y_k)^2/2 + penalty |theta|^2/2."""
    A = (X.T * weights) @ X + penalty * np.eye(X.shape[1])
    return np.linalg.solve(A, X.T @ (weights * y))
