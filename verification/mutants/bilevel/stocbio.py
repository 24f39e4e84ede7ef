"""Named mistakes in stocBiO, as people really make them."""

from __future__ import annotations

from refimpl.bilevel.hypergradient import drawn_steps
from refimpl.bilevel.implicit_gradient import State
from refimpl.bilevel.stocbio import StocBiO
from verification.claim import mutant
from verification.mutants.bilevel.drawn_direction import Fixed, of_drawn_direction


@mutant("STATE", "the lower level starts again from the first lower point at every step")
class ColdStart(StocBiO):
    """y^0 = start."""

    def step(self, problem, state, rng):
        return super().step(problem, state._replace(y=self.start), rng)


@mutant("TERM", "one lower step is missing")
class OneInnerStepFewer(StocBiO):
    """D - 1."""

    def step(self, problem, state, rng):
        return StocBiO.step(self._replace(inner_steps=self.inner_steps - 1), problem, state, rng)


@mutant("TERM", "Q terms of the series instead of Q products with Hessians")
class TermsForProducts(StocBiO):
    """sum over i < Q."""

    def adjoint(self, problem, x, y, f_y, rng):
        return StocBiO.adjoint(self._replace(products=self.products - 1), problem, x, y, f_y, rng)


@mutant("NOISE", "one draw serves all lower steps")
class OneDrawForAllInnerSteps(StocBiO):
    """Drawn before the loop."""

    def step(self, problem, state, rng):
        drawn = Fixed(problem)
        y = drawn_steps(drawn, state.x, state.y, self.lower_step_size, self.inner_steps, rng)
        return State(state.x - self.step_size * self.direction(problem, state.x, y, rng), y)


@mutant("STALE", "the direction is taken at the lower iterate before it moved")
class DirectionBeforeLowerSteps(StocBiO):
    """h at y_k."""

    def step(self, problem, state, rng):
        y = drawn_steps(problem, state.x, state.y, self.lower_step_size, self.inner_steps, rng)
        return State(state.x - self.step_size * self.direction(problem, state.x, state.y, rng), y)


@mutant("SCALE", "the x step is 2 % too long")
class StepTooLong(StocBiO):
    """1.02 beta."""

    def direction(self, problem, x, y, rng):
        return 1.02 * super().direction(problem, x, y, rng)


MUTANTS = (
    ColdStart,
    OneInnerStepFewer,
    TermsForProducts,
    OneDrawForAllInnerSteps,
    DirectionBeforeLowerSteps,
    StepTooLong,
    *of_drawn_direction(StocBiO),
)
