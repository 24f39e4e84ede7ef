"""Named mistakes in Schedule-Free SGD, as people really make them."""

from __future__ import annotations

from refimpl.first_order_adaptive.schedule_free_sgd import ScheduleFreeSGD
from verification.claim import mutant
from verification.mutants.first_order_adaptive.schedule_free_common import shared


def share(algorithm, state):
    """c of the coming step."""
    return 1 / (state.t + 2)


@mutant("DECAY", "the decay acts on the average")
class DecayAtAverage(ScheduleFreeSGD):
    """z+ = z - eta (grad f(y) + lambda x)."""

    def step(self, problem, state, rng):
        moved = ScheduleFreeSGD(self.step_size, self.beta).step(problem, state, rng)
        z = moved.z - self.step_size * self.weight_decay * state.x
        c = share(self, state)
        return moved._replace(z=z, x=(1 - c) * state.x + c * z)


MUTANTS = (*shared(ScheduleFreeSGD, "beta", share), DecayAtAverage)
