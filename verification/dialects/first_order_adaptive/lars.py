"""What the field also calls LARS."""

from __future__ import annotations

from refimpl.core.dialect import norm
from refimpl.first_order_adaptive.lars import LARS, State, local_rate
from verification.claim import dialect


@dialect("the divisor is the norm of the sum, |g + d x| + epsilon (optax)")
class NormOfSum(LARS):
    """r = eta |x| / (|g + d x| + epsilon), and 1 where x = 0 or g + d x = 0."""

    def step(self, problem, state, rng):
        direction = problem.gradient(state.x) + self.weight_decay * state.x
        r = 1.0
        if norm(direction) > 0:
            r = local_rate(norm(state.x), norm(direction) + self.epsilon, self.trust_coefficient)
        buffer = self.momentum * state.buffer + self.step_size * r * direction
        return State(state.x - buffer, buffer)


@dialect(
    "the step size multiplies the buffer instead of what enters it, and r = 1 also where g = 0 "
    "(timm with always_adapt)"
)
class StepOutsideBuffer(LARS):
    """b+ = mu b + r (g + d x), x+ = x - s b+."""

    def step(self, problem, state, rng):
        g, r = problem.gradient(state.x), 1.0
        if norm(g) > 0:
            divisor = norm(g) + self.weight_decay * norm(state.x) + self.epsilon
            r = local_rate(norm(state.x), divisor, self.trust_coefficient)
        buffer = self.momentum * state.buffer + r * (g + self.weight_decay * state.x)
        return State(state.x - self.step_size * buffer, buffer)


@dialect(
    "the step size multiplies the buffer, there is no ratio without decay, and where g = 0 there is neither ratio "
    "nor decay (torch_optimizer)"
)
class RatioWithDecayOnly(LARS):
    """b+ = mu b + r (g + d x) where d > 0, g and x are not zero, else mu b + g; x+ = x - s b+."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        direction = g
        if self.weight_decay > 0 and norm(g) > 0 and norm(state.x) > 0:
            divisor = norm(g) + self.weight_decay * norm(state.x) + self.epsilon
            r = local_rate(norm(state.x), divisor, self.trust_coefficient)
            direction = r * (g + self.weight_decay * state.x)
        buffer = self.momentum * state.buffer + direction
        return State(state.x - self.step_size * buffer, buffer)


DIALECTS = (NormOfSum, StepOutsideBuffer, RatioWithDecayOnly)
