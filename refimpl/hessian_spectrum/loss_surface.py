"""What is measured on the loss surface of a network: its Hessian in two parts, its gradients' spectrum, its paths.

Parts       H = J'J/n + (1/n) sum r_i D^2 F_i. |D^2 F_i| <= c |x| |u_i|^2 + |u_i| (see TwoLayerNetwork), so by the
            Cauchy-Schwarz inequality |H - J'J/n| <= sqrt(2 f) rms_i (c |x| |u_i|^2 + |u_i|). J'J/n has rank n at most:
            all but n eigenvalues of H lie within that bound of 0.
Gradients   second moment (1/n) sum g_i g_i'; where all |r_i| = r it is r^2 J'J/n.
Paths       f along a path of points.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.problems.two_layer_network import TwoLayerNetwork


def residual_part_bound(problem: TwoLayerNetwork, x: Any) -> float:
    """sqrt(2 f) rms_i (c |x| |u_i|^2 + |u_i|) >= |H - J'J/n|."""
    u = np.linalg.norm(problem.X, axis=1)
    bend = problem.activation.curvature_bound() * np.linalg.norm(x) * u * u + u
    return float(np.sqrt(2 * problem.value(x) * np.mean(bend * bend)))


def gradient_second_moment(problem: Any, x: Any) -> np.ndarray:
    """(1/n) sum g_i g_i' over all examples, shape (d, d)."""
    G = problem.sample_gradients(x)
    return G.T @ G / len(G)


def path_values(problem: Any, points: Any) -> np.ndarray:
    """f at every point of a path, shape (m,)."""
    return np.array([problem.value(x) for x in points])


def straight_path(x: Any, y: Any, m: int) -> np.ndarray:
    """m points from x to y, ends included, shape (m, d)."""
    t = np.linspace(0, 1, m)[:, None]
    return (1 - t) * x + t * y


def rescaled(problem: TwoLayerNetwork, x: Any, c: float) -> np.ndarray:
    """w_j -> c w_j, a_j -> a_j/c: the same function for ReLU units and c > 0."""
    k = problem.width * problem.X.shape[1]
    return np.concatenate([c * x[:k], x[k:] / c])
