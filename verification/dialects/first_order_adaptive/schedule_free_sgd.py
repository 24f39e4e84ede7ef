"""What the field also calls Schedule-Free SGD: whether the start is in the average, and how changing steps weigh."""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.first_order_adaptive.schedule_free_sgd import ScheduleFreeSGD
from verification.claim import dialect


class WeightedState(NamedTuple):
    """The state with the largest step size and the sum of weights."""

    x: Any
    z: Any
    t: int
    largest: Any
    weights: Any


@dialect(
    "the start is left out of the average, and the squared largest step size weighs: the authors' code, optax"
)
class StartLeftOut(ScheduleFreeSGD):
    """c = w_t / (w_1 + ... + w_t), w_t = max(eta_1, ..., eta_t)^2: x_1 = z_1."""

    def init(self, problem, x0):
        return WeightedState(x0, x0, 0, 0 * self.step_size, 0 * self.step_size)

    def step(self, problem, state, rng):
        y = (1 - self.beta) * state.z + self.beta * state.x
        z = state.z - self.step_size * (problem.gradient(y) + self.weight_decay * y)
        largest = max(state.largest, self.step_size)
        weights = state.weights + largest * largest
        c = largest * largest / weights if weights > 0 else 0.0
        return WeightedState((1 - c) * state.x + c * z, z, state.t + 1, largest, weights)


DIALECTS = (StartLeftOut,)
