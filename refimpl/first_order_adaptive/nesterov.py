"""Nesterov's momentum in the form of the libraries (constant momentum, L2 decay).

Source      Nesterov 1983; Sutskever, Martens, Dahl & Hinton 2013 for the change of variable;
            PyTorch 2.13 documentation of torch.optim.SGD(nesterov=True) for the form kept here.
Step        g = grad f(x) + d x
            b_t = mu b_{t-1} + g,  b_0 = 0
            x+ = x - s (g + mu b_t)
            x is the point of extrapolation (y in papers); p = x + s mu b is the paper's iterate:
            p+ = x - s g,  x+ = p+ + mu (p+ - p)
Guarantee   with s = 1/L, q = sqrt(m/L), mu = (1 - q)/(1 + q) and f m-strongly convex and L-smooth:
            V+ <= (1 - q) V for V = f(p) - f* + (m/2) |v - x*|^2, v = x + (x - p)/q   (derived)
Assumes     the above for the guarantee; nothing for the update.
Cost        one gradient per step; one extra d-vector.
Departures  the momentum is constant: the sequence (t - 1)/(t + 2) of the convex case is another method.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.known import known
from refimpl.first_order_adaptive.smooth_step import smooth_step


class State(NamedTuple):
    """Point of extrapolation and momentum buffer."""

    x: Any  # x_t, shape (d,)
    buffer: Any  # b_t, shape (d,)


class Nesterov(NamedTuple):
    """`step_size` s > 0, `momentum` mu >= 0, `weight_decay` d >= 0."""

    step_size: float
    momentum: float
    weight_decay: float = 0.0

    @classmethod
    def prescribed(cls, problem):
        """Step 1/L and momentum (1 - q)/(1 + q), q = sqrt(m/L); 0.01 and 0.9 where L or m > 0 is not known."""
        step = smooth_step(problem, 0.01)
        m = known(problem, "strong_convexity", 0.0)
        q = np.sqrt(m * step) if m > 0 else 0.1 / 1.9
        return cls(step_size=step, momentum=(1 - q) / (1 + q))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("momentum", self.momentum)
        checks.nonnegative("weight_decay", self.weight_decay)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0))

    def step(self, problem, state, rng):
        g = problem.gradient(state.x) + self.weight_decay * state.x
        buffer = self.momentum * state.buffer + g
        return State(state.x - self.step_size * (g + self.momentum * buffer), buffer)
