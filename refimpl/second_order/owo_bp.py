"""OWO-BP: back-propagation with an optimal step for the hidden weights, output weights by linear least squares.

Source      Rane, Tyagi, Malalur, Shinge & Manry 2023 (P380), OWO-BP with its optimal learning factor.
Step        hidden weights W (m, p), output weights a (m,), G = -df/dW, D = G,  H = the block of J'J/n beside W
            z = <G, D>/<D, H D>,  W+ = W + z D;   a+ minimises f(W+, .)
Guarantee   negligible damping, a linear network: f(W, a) - f(W+, a+) >= <G, D>^2/(2 <D, H D>)  (derived)
            negligible damping: at x+ the gradient in a is zero  (derived)
Assumes     nothing for the update; an activation of slope one for the decrease.
Cost        two gradients and two Gauss-Newton matrices per step, a solve with m unknowns.
Departures  matrices have their diagonal multiplied by 1 + damping, and a zero diagonal entry counts as one: a unit or
            an input that nothing depends on stays as it is, and so does everything where D = 0.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import quotient


class State(NamedTuple):
    """Iterate and second moments of the inputs."""

    x: Any  # (W row by row, a), shape (m (p + 1),)
    R: Any  # X'X/n, shape (p, p)


class OWOBP(NamedTuple):
    """`damping` > 0, relative to the diagonals of the matrices that are solved with, which it makes regular."""

    damping: float

    @classmethod
    def prescribed(cls, problem):
        """4, as no theory has one: short steps, and no huge gain for an input whose gradient nearly vanishes."""
        return cls(damping=4.0)

    def validate(self, problem):
        """Raise ValueError unless the damping is usable."""
        checks.positive("damping", self.damping)

    def init(self, problem, x0):
        return State(x0, problem.input_moment())

    def step(self, problem, state, rng):
        p = state.R.shape[0]
        m = state.x.shape[0] // (p + 1)
        k = m * p
        W, a = state.x[:k].reshape((m, p)), state.x[k:]
        G = -problem.gradient(state.x)[:k].reshape((m, p))
        D = self.direction(G, state.R)
        moved = W + self.gained(G, D, problem.gauss_newton(state.x)[:k, :k].copy())
        x = np.concatenate((moved.ravel(), a))
        b = problem.gradient(x)[k:]
        return State(
            np.concatenate(
                (moved.ravel(), a - scaled_solve(problem.gauss_newton(x)[k:, k:], b, self.damping))
            ),
            state.R,
        )

    def direction(self, G, R):
        """D from G, both (m, p)."""
        return G

    def gained(self, G, D, H):
        """z D, shape (m, p)."""
        d = D.ravel()
        return quotient(np.dot(G.ravel(), d), (1 + self.damping) * np.dot(d, H @ d)) * D


def scaled_solve(H, b, damping):
    """(H + damping diag H)^{-1} b, where zeros on the diagonal count as ones."""
    M = H.copy()
    for i in range(H.shape[0]):
        M[i, i] = 1.0 if H[i, i] == 0 else (1 + damping) * H[i, i]
    return np.linalg.solve(M, b)
