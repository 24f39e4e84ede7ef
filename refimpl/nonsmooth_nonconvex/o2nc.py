"""Online-to-non-convex conversion: an online learner picks the displacements, gradients are taken at random points.

Source      Cutkosky, Mehta & Orabona 2023 ("Optimal Stochastic Non-smooth Non-convex Optimization through
            Online-to-Non-convex Conversion"), Algorithm 1, with projected online gradient descent as the learner.
Step        x_n = x_{n-1} + Delta_n,  w_n = x_{n-1} + s_n Delta_n,  s_n uniform on [0, 1],  g_n = grad F(w_n; y_n)
            Delta_{n+1} = P(Delta_n - eta g_n), P onto |Delta| <= D;  Delta = 0 at the start of every epoch of T steps
Guarantee   F(x_n) - F(x_{n-1}) = E <g_n, Delta_n> over s_n and y_n, F absolutely continuous on segments      (derived)
            E (1/K) sum over epochs of |mean over the epoch of grad F(w_n)| <= h_0/(D M) + (G + sigma)/sqrt T for
            eta = D/(G sqrt T), M = K T, h_0 = F(x_0) - inf F: with D = delta/T a (delta, eps)-Goldstein
            stationary point in O(1/(delta eps^3)) gradients                                                 (derived)
Assumes     E|g_n|^2 <= G^2 and E|g_n - grad F(w_n)|^2 <= sigma^2; neither smooth nor convex.
Cost        one sampled gradient and one uniform draw per step; three d-vectors.
Departures  none. The output is the mean of the w_n of one epoch drawn uniformly, w_n = x_{n-1} + s_n (x_n - x_{n-1}).
Trap        s = 1 (the gradient at x_n) and s = 1/2 break the identity where F has kinks.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import norm


class State(NamedTuple):
    """Iterate, next displacement and step index."""

    x: Any  # x_n, shape (d,)
    shift: Any  # Delta_{n+1}, shape (d,)
    n: int


class O2NC(NamedTuple):
    """`step_size` eta > 0 of the learner, `radius` D > 0 of a displacement, `epoch` T >= 1 steps."""

    step_size: float
    radius: float
    epoch: int

    @classmethod
    def prescribed(cls, problem):
        """D = 1/8, T = 4 and eta = D/(G sqrt T) with G = 2: no problem knows G where its gradients are unbounded."""
        return cls(0.03125, 0.125, 4)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.positive("radius", self.radius)
        checks.count("epoch", self.epoch)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        w = state.x + rng.random() * state.shift
        g = problem.sample_gradient(w, problem.sample(rng))
        shift = onto_ball(state.shift - self.step_size * g, self.radius)
        if (state.n + 1) % self.epoch == 0:
            shift = np.zeros_like(g)
        return State(state.x + state.shift, shift, state.n + 1)


def onto_ball(shift, radius):
    """The nearest point of |Delta| <= radius."""
    return (radius / np.maximum(norm(shift), radius)) * shift
