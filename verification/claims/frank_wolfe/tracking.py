"""Averaged gradient estimates d_t in Frank-Wolfe: their error as an observable, and the recursions that bound it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import norm


class TrackingError(NamedTuple):
    """|d_t - grad f(x_{t+1})| of the state after step t."""

    def measure(self, problem, state):
        return norm(state.average - problem.gradient(state.x))


class DirectionError(NamedTuple):
    """<grad f(x_{t+1}) - d_t, v_t - x*> of the state after step t, v_t the linear minimiser of d_t."""

    x_star: Any

    def measure(self, problem, state):
        v = problem.linear_minimizer(state.average)
        return np.dot(problem.gradient(state.x) - state.average, v - self.x_star)


class AveragedGap(NamedTuple):
    """<d_t, x - v> with v the linear minimiser of d_t: what the method itself sees of the gap."""

    def measure(self, problem, state):
        return np.dot(state.average, state.x - problem.linear_minimizer(state.average))


def largest_gradient(problem: Any) -> float:
    """max |grad f| over the unit simplex: f is quadratic, so |grad f| is convex and largest at a vertex."""
    return max(float(np.linalg.norm(problem.gradient(e))) for e in np.eye(problem.dimension()))


def curvature_moment(A: np.ndarray) -> float:
    """E (z'Az)^2 |z|^2 / (d + 4) = (tr A)^2 + 2 tr A^2 for z ~ N(0, I)."""
    return float(np.trace(A) ** 2 + 2 * np.trace(A @ A))


def tracking_bounds(first: float, rho: Any, variance: Any, bias: Any, drift: Any) -> np.ndarray:
    """Bounds of e_t = E|d_t - grad f(x_t)|^2 for t = 0, ..., T-1, d_{-1} = 0 and |grad f(x_0)| = `first`.

    d_t - grad f(x_t) = (1 - rho)(d_{t-1} - grad f(x_t)) + rho (E g_t - grad f(x_t)) + rho (g_t - E g_t), where
    the last term is centred given the past and has mean square at most `variance`. In the norm
    sqrt(E|.|^2) the first two are at most (1 - rho)(sqrt e_{t-1} + drift_{t-1}) + rho bias, since
    |grad f(x_t) - grad f(x_{t-1})| <= L gamma_{t-1} D = drift_{t-1}. Equality for f linear: drift = bias = 0.
    """
    size, found = first, []
    for t in range(len(rho)):
        systematic = (1 - rho[t]) * (size + (drift[t - 1] if t else 0.0)) + rho[t] * bias[t]
        found.append(systematic**2 + rho[t] ** 2 * variance[t])
        size = float(np.sqrt(found[-1]))
    return np.array(found)


def suboptimality_bounds(first: float, gamma: Any, tracking: Any, L: float, D: float) -> np.ndarray:
    """Bounds of E f(x_t) - f* for t = 0, ..., T from those of e_t; `first` = f(x_0) - f*.

    f(x+) <= f + gamma <grad f, v - x> + (L/2) gamma^2 D^2, and since v minimises <d, .>,
    <grad f, v - x> <= <grad f, x* - x> + <grad f - d, v - x*> <= -(f - f*) + D |grad f - d|; take means.
    """
    found = [first]
    for step, e in zip(gamma, tracking, strict=True):
        found.append((1 - step) * found[-1] + step * D * np.sqrt(e) + L / 2 * (step * D) ** 2)
    return np.array(found)
