"""What the field also calls MA-SOBA: the order of the updates."""

from __future__ import annotations

from refimpl.bilevel.ma_soba import MASOBA, State
from verification.claim import dialect


@dialect(
    "y, z, h and x are updated one after the other, each with the newest of the others, as in public code"
)
class OneAfterTheOther(MASOBA):
    """z+ and h+ at y+, h+ with z+, x+ = x - alpha h+."""

    def step(self, problem, state, rng):
        x, drawn = state.x, problem.realisation(rng)
        y = state.y - self.lower_step_size * drawn.lower_y(x, state.y)
        z = state.z - self.system_step_size * (drawn.lower_yy(x, y) @ state.z - drawn.upper_y(x, y))
        d = drawn.upper_x(x, y) - drawn.lower_xy(x, y) @ z
        h = (1 - self.averaging) * state.h + self.averaging * d
        return State(x - self.step_size * h, y, z, h)


DIALECTS = (OneAfterTheOther,)
