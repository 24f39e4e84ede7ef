"""What the field also calls BO-REP: how the linear system and the first lower iterate are found."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.bo_rep import BOREP
from refimpl.bilevel.hypergradient import drawn_steps
from refimpl.core.dialect import scale_to_norm
from verification.claim import dialect


class SystemState(NamedTuple):
    """As the state of BO-REP, with the iterate of the linear system."""

    x: Any
    y: Any
    m: Any
    z: Any  # tracks g_yy^{-1} f_y, shape (dy,)
    k: int


@dialect(
    "one gradient step on the linear system per iteration instead of a Neumann series, as in the authors' code"
)
class OneSystemStep(BOREP):
    """z <- z - nu (g_yy z - f_y), h = f_x - g_xy z, from z = 0."""

    def init(self, problem, x0):
        return SystemState(x0, self.start.copy(), np.zeros_like(x0), np.zeros_like(self.start), 0)

    def step(self, problem, state, rng):
        x, k = state.x, state.k
        y = self.solved(problem, x, state.y, k, rng)
        drawn = problem.realisation(rng)
        z = state.z - self.series_step_size * (drawn.lower_yy(x, y) @ state.z - drawn.upper_y(x, y))
        m = self.averaged(state.m, drawn.upper_x(x, y) - drawn.lower_xy(x, y) @ z, k)
        return SystemState(x - scale_to_norm(m, self.step_size), y, m, z, k + 1)


@dialect(
    "the first lower iterate is refined by epochs: each twice as long as the last, of half its step, from its mean"
)
class RefinedByEpochs(BOREP):
    """Two epochs, of R steps of gamma and of 2 R steps of gamma/2; the mean of the last is y_0."""

    def solved(self, problem, x, y, k, rng):
        if k > 0:
            return super().solved(problem, x, y, k, rng)
        for epoch in (1, 2):
            total = 0 * y
            for _ in range(epoch * self.refinements):
                y = drawn_steps(problem, x, y, self.lower_step_size / epoch, 1, rng)
                total = total + y
            y = total / (epoch * self.refinements)
        return y


DIALECTS = (OneSystemStep, RefinedByEpochs)
