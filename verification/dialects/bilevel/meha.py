"""What the field also calls MEHA: the order of the two updates."""

from __future__ import annotations

from refimpl.bilevel.meha import MEHA, State
from refimpl.core.dialect import rational_power
from verification.claim import dialect


@dialect("y is updated first and x with the new y, as in a public toolbox: the same limit, other iterates")
class LowerFirst(MEHA):
    """y+ from the old x, then x+ from y+."""

    def step(self, problem, state, rng):
        c = self.penalty * rational_power(1.0 + self.growth * state.k, 1, 4)
        pull = problem.lower_y(state.x, state.t) + (state.t - state.y) / self.rho
        t = state.t - self.proximal_step_size * pull
        gap = problem.lower_y(state.x, state.y) - (state.y - t) / self.rho
        y = state.y - self.lower_step_size * (problem.upper_y(state.x, state.y) / c + gap)
        difference = problem.lower_x(state.x, y) - problem.lower_x(state.x, t)
        x = state.x - self.step_size * (problem.upper_x(state.x, y) / c + difference)
        return State(x, y, t, state.k + 1)


DIALECTS = (LowerFirst,)
