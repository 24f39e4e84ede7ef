"""What the field also calls RMSProp: where epsilon and the step size stand, and centred averages."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.rmsprop import RMSProp, State
from verification.claim import dialect


class CentredState(NamedTuple):
    """State with the average of the gradients."""

    x: Any
    squares: Any
    mean: Any
    buffer: Any


def averages(method, problem, state):
    """Gradient with decay, and the average of its squares."""
    g = problem.gradient(state.x) + method.weight_decay * state.x
    return g, method.beta2 * state.squares + (1 - method.beta2) * np.square(g)


@dialect(
    "epsilon inside the root and the step size inside the momentum buffer: optax by default, Keras, TensorFlow kernel"
)
class EpsilonAndStepInside(RMSProp):
    """b = mu b + s g / sqrt(v + epsilon), x+ = x - b."""

    def step(self, problem, state, rng):
        g, squares = averages(self, problem, state)
        buffer = self.momentum * state.buffer + self.step_size * quotient(g, np.sqrt(squares + self.epsilon))
        return State(state.x - buffer, squares, buffer)


@dialect("the step size inside the momentum buffer, epsilon outside the root: optax with eps_in_sqrt=False")
class StepInside(RMSProp):
    """b = mu b + s g / (sqrt(v) + epsilon), x+ = x - b."""

    def step(self, problem, state, rng):
        g, squares = averages(self, problem, state)
        scaled = quotient(g, np.sqrt(squares) + self.epsilon)
        buffer = self.momentum * state.buffer + self.step_size * scaled
        return State(state.x - buffer, squares, buffer)


@dialect("the average starts at 1, epsilon and step size inside: TensorFlow 1's class")
class FromOne(RMSProp):
    """v_0 = 1."""

    def init(self, problem, x0):
        return State(x0, np.ones_like(x0), np.zeros_like(x0))

    def step(self, problem, state, rng):
        g, squares = averages(self, problem, state)
        buffer = self.momentum * state.buffer + self.step_size * quotient(g, np.sqrt(squares + self.epsilon))
        return State(state.x - buffer, squares, buffer)


@dialect(
    "centred (Graves 2013): the squared average of the gradients is subtracted, epsilon outside: PyTorch centered=True"
)
class Centred(RMSProp):
    """g / (sqrt(v - m^2) + epsilon), m the average of the gradients."""

    def init(self, problem, x0):
        return CentredState(x0, np.zeros_like(x0), np.zeros_like(x0), np.zeros_like(x0))

    def step(self, problem, state, rng):
        g, squares = averages(self, problem, state)
        mean = self.beta2 * state.mean + (1 - self.beta2) * g
        scaled = quotient(g, np.sqrt(squares - np.square(mean)) + self.epsilon)
        buffer = self.momentum * state.buffer + scaled
        return CentredState(state.x - self.step_size * buffer, squares, mean, buffer)


@dialect(
    "centred, with epsilon inside the root and the step size inside the buffer: optax, Keras, TensorFlow kernel"
)
class CentredEpsilonAndStepInside(RMSProp):
    """b = mu b + s g / sqrt(v - m^2 + epsilon), x+ = x - b."""

    def init(self, problem, x0):
        return CentredState(x0, np.zeros_like(x0), np.zeros_like(x0), np.zeros_like(x0))

    def step(self, problem, state, rng):
        g, squares = averages(self, problem, state)
        mean = self.beta2 * state.mean + (1 - self.beta2) * g
        scaled = quotient(g, np.sqrt(squares - np.square(mean) + self.epsilon))
        buffer = self.momentum * state.buffer + self.step_size * scaled
        return CentredState(state.x - buffer, squares, mean, buffer)


DIALECTS = (EpsilonAndStepInside, StepInside, FromOne, Centred, CentredEpsilonAndStepInside)
