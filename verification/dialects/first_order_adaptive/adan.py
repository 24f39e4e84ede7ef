"""What the field also calls Adan: its decay, and its first step."""

from __future__ import annotations

from refimpl.first_order_adaptive.adan import Adan
from verification.claim import dialect


@dialect(
    "the decay multiplies: x (1 - eta lambda), as in AdamW; optax, timm and pytorch_optimizer on request"
)
class DecoupledDecay(Adan):
    """x+ = (1 - eta lambda) x - eta u."""

    def move(self, x, u):
        return x - self.step_size * (u + self.weight_decay * x)


@dialect("the first gradient is only stored: no step at t = 1, though the corrections count it; adan-pytorch")
class FirstGradientStored(Adan):
    """x_1 = x_0, all averages stay zero."""

    def step(self, problem, state, rng):
        if state.t == 0:
            return state._replace(g=problem.gradient(state.x), t=1)
        return Adan(*self).step(problem, state, rng)


DIALECTS = (DecoupledDecay, FirstGradientStored)
