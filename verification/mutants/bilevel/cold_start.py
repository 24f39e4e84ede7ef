"""Named mistakes in cold-start hyper-gradient descent, as people really make them."""

from __future__ import annotations

from refimpl.bilevel.cold_start import ColdStart
from refimpl.bilevel.hypergradient import lower_steps
from refimpl.bilevel.implicit_gradient import State
from verification.claim import mutant
from verification.mutants.bilevel.directions import of_direction, of_inner_steps
from verification.mutants.bilevel.neumann_gradient import of_series


@mutant("STATE", "the lower iterate is kept between outer steps: a warm start")
class WarmStart(ColdStart):
    """y^0 = y_k."""

    def init(self, problem, x0):
        return State(x0, self.start.copy())

    def step(self, problem, state, rng):
        y = lower_steps(problem, state.x, state.y, self.lower_step_size, self.inner_steps)
        return State(state.x - self.step_size * self.direction(problem, state.x, y), y)


@mutant("STATE", "every lower run starts at zero, whatever start is given")
class StartAtZero(ColdStart):
    """y^0 = 0."""

    def solved(self, problem, x):
        return lower_steps(problem, x, 0 * self.start, self.lower_step_size, self.inner_steps)


@mutant("STALE", "the hyper-gradient is taken at the lower iterate of the step before")
class StaleLower(ColdStart):
    """z(x_k, y_k)."""

    def init(self, problem, x0):
        return State(x0, self.start.copy())

    def step(self, problem, state, rng):
        z = self.direction(problem, state.x, state.y)
        return State(state.x - self.step_size * z, self.solved(problem, state.x))


SHARED = (*of_direction(ColdStart), *of_inner_steps(ColdStart), *of_series(ColdStart))
MUTANTS = (*SHARED, WarmStart, StartAtZero, StaleLower)
