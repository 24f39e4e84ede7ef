"""Gradient descent with momentum, with dampening and L2 decay (the update of torch.optim.SGD).

Source      Polyak 1964 (heavy ball); PyTorch 2.13 documentation of torch.optim.SGD for the form kept here.
Step        g = grad f(x) + d x
            b_t = mu b_{t-1} + (1 - tau) g,  b_1 = g   (the first gradient is not dampened)
            x+ = x - s b_t                             (momentum 0: gradient descent)
Guarantee   H_{t+1} <= H_t - (1/s)(1 - mu - s L/2) |D+|^2 - (mu/2s) |D+ - D|^2, where D, D+ are the last two
            steps and H = f + (mu/2s) |D|^2, for every s > 0 at tau = d = 0   (derived)
            |x_t - x*| ~ mu^{t/2} on quadratics while (1 - sqrt(mu))^2 < s h < (1 + sqrt(mu))^2 for all
            eigenvalues h; bounded iff s h <= 2 (1 + mu)   (derived)
Assumes     f is L-smooth for the first, quadratic for the second; nothing for the update.
Cost        one gradient per step; one extra d-vector.
Departures  dampening without momentum is refused: PyTorch ignores it there, the formula would not.
            The step size multiplies the buffer (trace form), so it is heavy ball only while s is constant.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.first_order_adaptive.smooth_step import smooth_step


class State(NamedTuple):
    """Iterate and momentum buffer after t steps."""

    x: Any  # x_t, shape (d,)
    buffer: Any  # b_t, shape (d,)
    t: int


class SGDMomentum(NamedTuple):
    """`step_size` s > 0, `momentum` mu >= 0, `dampening` tau in [0, 1], `weight_decay` d >= 0."""

    step_size: float
    momentum: float
    dampening: float = 0.0
    weight_decay: float = 0.0

    @classmethod
    def prescribed(cls, problem):
        """Step 1/L (0.01 where L is not known) and momentum 0.9, without dampening and decay."""
        return cls(step_size=smooth_step(problem, 0.01), momentum=0.9)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("momentum", self.momentum)
        checks.between("dampening", self.dampening, 0, 1)
        checks.nonnegative("weight_decay", self.weight_decay)
        if self.momentum == 0 and self.dampening > 0:
            raise ValueError(f"dampening must be 0 where momentum is 0, got {self.dampening!r}")

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        t = state.t + 1
        g = problem.gradient(state.x) + self.weight_decay * state.x
        buffer = g
        if t > 1:
            buffer = self.momentum * state.buffer + (1 - self.dampening) * g
        return State(state.x - self.step_size * buffer, buffer, t)
