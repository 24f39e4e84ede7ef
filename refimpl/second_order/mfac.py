"""M-FAC, dynamic: gradients multiplied by the inverse Fisher matrix of a sliding window of gradients.

Source      Frantar, Kurtic & Alistarh 2021, the dynamic algorithm and the optimiser built on it.
Step        g = grad f_i(x) replaces the oldest row of the window G (m, d), row and column of K = G G' with it;
            x+ = x - eta F^{-1} g,   F = lambda I + G'G/m,   F^{-1} g = (g - G' (m I + K/lambda)^{-1} G g/lambda)/lambda
Guarantee   F^{-1} g is exact for the window; rows not yet filled are zero, and m stays m: the first step is
            -eta m g/(m lambda + |g|^2)                                                                       (derived)
            |x+ - x| <= eta sqrt(m/lambda), whatever the gradients are; half of it in one dimension           (derived)
Assumes     lambda > 0.
Cost        per step one sampled gradient, 2 d m multiplications for K, 2 d m + m^2 for the product and m^3/3 for the
            factors; (d + m) m floats.
Departures  the system of size m is handed to the solver, where the paper keeps a triangular recursion; no momentum.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import add_to_diagonal


class State(NamedTuple):
    """Iterate, window, its Gram matrix, number of gradients seen."""

    x: Any  # x_t, shape (d,)
    G: Any  # shape (m, d), row t mod m is the next to go
    K: Any  # G G', shape (m, m)
    t: int


class MFAC(NamedTuple):
    """`step_size` eta > 0, `damping` lambda > 0 and the number of gradients in the `window` m >= 1."""

    step_size: float
    damping: float
    window: int

    @classmethod
    def prescribed(cls, problem):
        """For problems of order one; the paper has lambda = 1e-5 or so and m = 1024."""
        return cls(step_size=0.25, damping=0.5, window=3)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.positive("damping", self.damping)
        checks.count("window", self.window)

    def init(self, problem, x0):
        nothing = np.zeros_like(x0)
        G = np.repeat(nothing, self.window).reshape(self.window, x0.shape[0])
        return State(x0, G, G @ G.T, 0)

    def step(self, problem, state, rng):
        g = problem.sample_gradient(state.x, problem.sample(rng))
        G, K = replaced(state.G, state.K, state.t % self.window, g)
        return State(state.x - self.step_size * self.product(G, K, g), G, K, state.t + 1)

    def product(self, G, K, v):
        """F^{-1} v, shape (d,)."""
        c = np.linalg.solve(add_to_diagonal(K / self.damping, self.window), G @ v / self.damping)
        return (v - c @ G) / self.damping


def replaced(G, K, i, g):
    """The window with g as its row i, and its Gram matrix."""
    G, K = G.copy(), K.copy()
    G[i] = g
    products = G @ g
    K[i] = products
    K[:, i] = products
    return G, K
