"""RMSProp: gradients divided by the root of an exponential average of their squares, with momentum.

Source      Tieleman & Hinton 2012, lecture 6.5; PyTorch 2.13 documentation of torch.optim.RMSprop for epsilon,
            momentum and decay.
Step        g = grad f(x) + d x
            v+ = beta2 v + (1 - beta2) g^2,  v_0 = 0   (no bias correction)
            b+ = mu b + g / (sqrt(v+) + epsilon)
            x+ = x - s b+
Guarantee   epsilon = mu = 0: |x+ - x| <= s / sqrt(1 - beta2) in every coordinate, attained by the first step;
            on a diagonal quadratic every coordinate has the attracting two-cycle x = +-s/2, approached like
            beta2^{t/2}: with a constant step the method does not converge   (derived)
Assumes     nothing for the update.
Cost        one gradient per step; two extra d-vectors (one without momentum).
Departures  where v = 0 and epsilon = 0 the quotient 0/0 is 0. v starts at zero without correction, so
            the first steps are longer than s, the very first by the factor 1 / sqrt(1 - beta2).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import quotient


class State(NamedTuple):
    """Iterate, average of squared gradients and momentum buffer."""

    x: Any  # x_t, shape (d,)
    squares: Any  # v_t, shape (d,)
    buffer: Any  # b_t, shape (d,)


class RMSProp(NamedTuple):
    """`step_size` s > 0, `beta2` in [0, 1], `epsilon` >= 0, `momentum` mu >= 0, `weight_decay` d >= 0."""

    step_size: float
    beta2: float = 0.99
    epsilon: float = 1e-8
    momentum: float = 0.0
    weight_decay: float = 0.0

    @classmethod
    def prescribed(cls, problem):
        """Step 0.01 and PyTorch's other defaults: beta2 0.99, epsilon 1e-8, no momentum, no decay."""
        return cls(step_size=0.01)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.between("beta2", self.beta2, 0, 1)
        checks.nonnegative("epsilon", self.epsilon)
        checks.nonnegative("momentum", self.momentum)
        checks.nonnegative("weight_decay", self.weight_decay)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), np.zeros_like(x0))

    def step(self, problem, state, rng):
        g = problem.gradient(state.x) + self.weight_decay * state.x
        squares = self.beta2 * state.squares + (1 - self.beta2) * np.square(g)
        buffer = self.momentum * state.buffer + quotient(g, np.sqrt(squares) + self.epsilon)
        return State(state.x - self.step_size * buffer, squares, buffer)
