"""What the field also calls SGD with momentum. Dampening is a word of PyTorch's form only."""

from __future__ import annotations

from refimpl.first_order_adaptive.sgd_momentum import SGDMomentum, State
from verification.claim import dialect


@dialect(
    "the step size is inside the buffer (velocity or heavy-ball form), L2 decay, no dampening: TensorFlow kernel"
)
class Velocity(SGDMomentum):
    """w = mu w - s g, x+ = x + w: equal to the trace form while s is constant. `buffer` holds w."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x) + self.weight_decay * state.x
        velocity = self.momentum * state.buffer - self.step_size * g
        return State(state.x + velocity, velocity, state.t + 1)


@dialect("the step size is inside the buffer and the decay is decoupled, no dampening: Keras SGD")
class DecoupledVelocity(SGDMomentum):
    """w = mu w - s g, x+ = (1 - s d) x + w. `buffer` holds w."""

    def step(self, problem, state, rng):
        velocity = self.momentum * state.buffer - self.step_size * problem.gradient(state.x)
        return State((1 - self.step_size * self.weight_decay) * state.x + velocity, velocity, state.t + 1)


@dialect(
    "the buffer is an exponential average from zero, no dampening: many papers, torch_optimizer's QHM at nu = 1"
)
class ExponentialAverage(SGDMomentum):
    """m = mu m + (1 - mu) g, x+ = x - s m: the trace form with the step (1 - mu) s. `buffer` holds m."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x) + self.weight_decay * state.x
        mean = self.momentum * state.buffer + (1 - self.momentum) * g
        return State(state.x - self.step_size * mean, mean, state.t + 1)


DIALECTS = (Velocity, DecoupledVelocity, ExponentialAverage)
