"""Flattest interpolants of two-layer ReLU networks, in closed form, and the trace that they minimise.

Trace       where the data are fitted, tr H = (1/n) sum_i |grad F(u_i)|^2 (the residual part of the Hessian vanishes).
Bound       with ReLU: relu(z)^2 + a^2 |u|^2 >= 2 |a| relu(z) |u| for an active unit, summed over the units,
            tr H >= (2/n) sum_i |y_i| |u_i|, with equality iff |a_j| |u_i| = relu(w_j'u_i) on every active pair and no
            terms of F cancel.
Parity      u in {-1, 1}^d, y = u_1 u_2: both interpolants below attain the bound, so the flattest ones do not decide
            between learning the rule and memorising.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.problems.two_layer_network import ReLU, TwoLayerNetwork, with_bias


class InterpolationTrace(NamedTuple):
    """(1/n) sum_i |grad F(u_i)|^2: tr H where the data are fitted."""

    def measure(self, problem, state):
        J = problem.jacobian(state.x).ravel()
        return np.dot(J, J) / problem.X.shape[0]


def trace_bound(problem: TwoLayerNetwork) -> float:
    """(2/n) sum |y_i| |u_i| <= tr H of every ReLU network that fits the data."""
    return float(2 * np.mean(np.abs(problem.y) * np.linalg.norm(problem.X, axis=1)))


def parity_problem(points: Any, width: int, bias: bool) -> TwoLayerNetwork:
    """Fit y = u_1 u_2 on `points` (n, d) of the cube {-1, 1}^d, d >= 2, with or without a bias column."""
    checks.array("points", points, ndim=2)
    checks.count("number of columns of points", points.shape[1], 2)
    if not np.all(np.abs(points) == 1):
        raise ValueError(
            f"points must lie in the cube {{-1, 1}}^d, got an entry {points[np.abs(points) != 1][0]:g}"
        )
    X = with_bias(points) if bias else np.asarray(points, np.float64)
    return TwoLayerNetwork(X, points[:, 0] * points[:, 1], width, ReLU())


def memoriser(points: Any, shift: float = 0.0) -> np.ndarray:
    """One unit per point, with bias: w_j = c u_j, b_j = -c (d - 1 - shift), a_j = y_j/c, c = (d + 1)^(1/4).

    At shift 0 its output is 0 on every other point of the cube; points must be distinct.
    """
    d = points.shape[1]
    c = (d + 1) ** 0.25
    W = np.column_stack([c * points, np.full(len(points), -c * (d - 1 - shift))])
    return np.concatenate([W.ravel(), points[:, 0] * points[:, 1] / c])


def rule(d: int, bias: bool) -> np.ndarray:
    """Four units (q/2)(+-u_1 +- u_2), a = +-1/q, that are u_1 u_2 on the whole cube; q^4 = d + 1, without bias d."""
    q = (d + bias) ** 0.25
    signs = np.array([(1, 1), (1, -1), (-1, 1), (-1, -1)], np.float64)
    W = np.zeros((4, d + bias))
    W[:, :2] = q / 2 * signs
    return np.concatenate([W.ravel(), signs[:, 0] * signs[:, 1] / q])
