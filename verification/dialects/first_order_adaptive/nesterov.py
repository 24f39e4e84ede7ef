"""What the field also calls Nesterov's momentum."""

from __future__ import annotations

from refimpl.first_order_adaptive.nesterov import Nesterov, State
from verification.claim import dialect


@dialect("the step size is inside the buffer (velocity form), L2 decay: TensorFlow kernel")
class Velocity(Nesterov):
    """w = mu w - s g, x+ = x + mu w - s g: equal to the trace form while s is constant. `buffer` holds w."""

    def step(self, problem, state, rng):
        move = self.step_size * (problem.gradient(state.x) + self.weight_decay * state.x)
        velocity = self.momentum * state.buffer - move
        return State(state.x + self.momentum * velocity - move, velocity)


@dialect("the step size is inside the buffer and the decay is decoupled: Keras SGD(nesterov=True)")
class DecoupledVelocity(Nesterov):
    """w = mu w - s g, x+ = (1 - s d) x + mu w - s g. `buffer` holds w."""

    def step(self, problem, state, rng):
        move = self.step_size * problem.gradient(state.x)
        velocity = self.momentum * state.buffer - move
        kept = (1 - self.step_size * self.weight_decay) * state.x
        return State(kept + self.momentum * velocity - move, velocity)


@dialect(
    "the iterate is the one of the papers, with the gradient at the point ahead: Nesterov 1983, Sutskever et al."
)
class GradientAhead(Nesterov):
    """w = mu w - s grad f(x + mu w), x+ = x + w: the points x + mu w are the iterates of the velocity form."""

    def step(self, problem, state, rng):
        ahead = state.x + self.momentum * state.buffer
        g = problem.gradient(ahead) + self.weight_decay * ahead
        velocity = self.momentum * state.buffer - self.step_size * g
        return State(state.x + velocity, velocity)


DIALECTS = (Velocity, DecoupledVelocity, GradientAhead)
