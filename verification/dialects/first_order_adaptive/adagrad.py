"""What the field also calls AdaGrad: the sum starts at 0.1, and epsilon moves into the root."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.adagrad import AdaGrad, State
from verification.claim import dialect

START = 0.1  # of the sum of squares, the default of optax, Keras and TensorFlow


@dialect("the sum starts at 0.1 and epsilon is inside the root: optax, Keras 3")
class EpsilonInsideFromTenth(AdaGrad):
    """a_0 = 0.1, x+ = x - s g / sqrt(a + epsilon)."""

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0) + START)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x) + self.weight_decay * state.x
        squares = state.squares + np.square(g)
        return State(state.x - self.step_size * g / np.sqrt(squares + self.epsilon), squares)


@dialect(
    "the sum starts at 0.1, epsilon outside the root: TensorFlow AdagradV2, PyTorch with initial_accumulator_value"
)
class FromTenth(AdaGrad):
    """a_0 = 0.1."""

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0) + START)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x) + self.weight_decay * state.x
        squares = state.squares + np.square(g)
        return State(state.x - self.step_size * quotient(g, np.sqrt(squares) + self.epsilon), squares)


DIALECTS = (EpsilonInsideFromTenth, FromTenth)
