"""Stationary points of the penalty hyper-objective in closed form, free and with active constraints."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.problems import Box, NoisyLevels, QuadraticLevels, coupled_levels_example

LEVELS = coupled_levels_example()
FREE = (Box(np.full(2, -1e6), np.full(2, 1e6)), Box(np.full(3, -1e6), np.full(3, 1e6)))
CUT = (Box(np.full(2, -1.0), np.array([0.375, 1.0])), Box(np.full(3, -0.5), np.array([0.25, 1.0, 0.5])))
START, X0 = np.array([0.25, 0.5, -0.25]), np.array([0.5, 0.25])


class Stationary(NamedTuple):
    """A problem without noise, and x, y = y_lambda(x), z = y*(x) where psi_lambda is stationary on its set."""

    problem: Any
    x: np.ndarray
    y: np.ndarray
    z: np.ndarray


def stationary_points(weight: float) -> list[Stationary]:
    """For lambda = `weight` > 1: grad psi_lambda = 0 reads C'x + Qy - q + lambda (Ay - Bx) = 0, Az = Bx,

    Px + Cy - p - lambda B'(y - z) = 0: one linear system. Scalar: with y <= 1/2 < Bx/A, y_lambda = y* = 1/2, the
    bracket vanishes, and Px + C/2 = p gives x = 5/4; with x <= 1 the constraint on x is active as well.
    """
    A, B, P, C, Q = (getattr(LEVELS, name) for name in "ABPCQ")
    zero, one = np.zeros((3, 3)), np.ones((1, 1))
    M = np.block(
        [[P, C - weight * B.T, weight * B.T], [C.T - weight * B, Q + weight * A, zero], [-B, zero, A]]
    )
    u = np.linalg.solve(M, np.concatenate([LEVELS.p, LEVELS.q, np.zeros(3)]))
    scalar = QuadraticLevels(one, one, 0 * one, one, one, one / 2, 2 * one, np.array([1.5]), np.array([1.0]))
    half = one[0] / 2
    Y = Box(-half, half)
    return [
        Stationary(NoisyLevels(LEVELS, *FREE, 0.0, 0.0), u[:2], u[2:5], u[5:]),
        Stationary(NoisyLevels(scalar, Box(-4 * half, 4 * half), Y, 0.0, 0.0), 2.5 * half, half, half),
        Stationary(NoisyLevels(scalar, Box(-4 * half, 2 * half), Y, 0.0, 0.0), 2 * half, half, half),
    ]
