"""AdaGrad, diagonal: every coordinate's step shrinks with the root of its own sum of squared gradients.

Source      Duchi, Hazan & Singer 2011, Figure 1 (diagonal, gradient-descent form, no projection).
Step        g = grad f(x) + d x
            a+ = a + g^2,  a_0 = 0
            x+ = x - s g / (sqrt(a+) + epsilon)
Guarantee   epsilon = 0, in every coordinate and for every sequence of gradients, b = sqrt(a):
            b_t - b_{t-1} <= g_t (x_{t-1} - x_t)/s <= 2 (b_t - b_{t-1})   (derived)
            sum_t <g_t, x_{t-1} - u> <= sum_i (D_i^2/(2s) + s) b_{T,i}, D_i = max_t |x_{t,i} - u_i|   (derived)
            sum_t g_t^2 <= B^2 with s B = f_0 - f* + L s^2 (1/2 + log(B/|g_1|)), f L-smooth in the coordinate
            and separable: no tuning of s   (derived)
Assumes     nothing for the first; convexity for the meaning of the second; nothing for the update.
Cost        one gradient per step; one extra d-vector.
Departures  where a = 0 and epsilon = 0 the quotient 0/0 is 0 (a pseudo-inverse). The decay, added to the
            gradient as in PyTorch, is not in the paper; PyTorch's lr_decay is a schedule of s.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import quotient


class State(NamedTuple):
    """Iterate and sum of squared gradients."""

    x: Any  # x_t, shape (d,)
    squares: Any  # a_t, shape (d,)


class AdaGrad(NamedTuple):
    """`step_size` s > 0, `epsilon` >= 0 (in units of the gradient), `weight_decay` d >= 0."""

    step_size: float
    epsilon: float = 1e-10
    weight_decay: float = 0.0

    @classmethod
    def prescribed(cls, problem):
        """PyTorch's defaults: step 0.01, epsilon 1e-10, no decay."""
        return cls(step_size=0.01)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("epsilon", self.epsilon)
        checks.nonnegative("weight_decay", self.weight_decay)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0))

    def step(self, problem, state, rng):
        g = problem.gradient(state.x) + self.weight_decay * state.x
        squares = state.squares + np.square(g)
        return State(state.x - self.step_size * quotient(g, np.sqrt(squares) + self.epsilon), squares)
