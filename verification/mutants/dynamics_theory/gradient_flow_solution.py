"""Named mistakes in the gradient-flow solution of scalar networks."""

from __future__ import annotations

import numpy as np

from refimpl.dynamics_theory.gradient_flow_solution import GradientFlowSolution, State
from verification.claim import mutant


@mutant("SIGN", "the wrong half of the bracket is kept")
class WrongHalf(GradientFlowSolution):
    """low = c where the product is too large."""

    def step(self, problem, state, rng):
        c = (state.low + state.high) / 2
        below = problem.flow_residual(state.offsets + c) < 0
        low = state.low if below else c
        high = c if below else state.high
        return State(np.sqrt(state.offsets + (low + high) / 2), state.offsets, low, high)


@mutant("STALE", "the solution is taken at the lower end of the bracket, not in its middle")
class LowerEnd(GradientFlowSolution):
    """x = sqrt(offsets + low)."""

    def step(self, problem, state, rng):
        new = GradientFlowSolution.step(self, problem, state, rng)
        return State(np.sqrt(new.offsets + new.low), new.offsets, new.low, new.high)


@mutant("POWER", "differences of weights are taken for conserved, not differences of their squares")
class LinearGaps(GradientFlowSolution):
    """q_i = w_i - min w + sqrt c."""

    def init(self, problem, x0):
        return State(x0, x0 - np.min(x0), 0.0, self.bracket)

    def step(self, problem, state, rng):
        c = (state.low + state.high) / 2
        below = problem.flow_residual(state.offsets + np.sqrt(c)) < 0
        low = c if below else state.low
        high = state.high if below else c
        return State(state.offsets + np.sqrt((low + high) / 2), state.offsets, low, high)


@mutant("TERM", "the smallest square is not subtracted: c would have to be negative where prod w > 1")
class NoMinimum(GradientFlowSolution):
    """q_i = sqrt(w_i^2 + c)."""

    def init(self, problem, x0):
        return State(x0, x0 * x0, 0.0, self.bracket)


@mutant("POWER", "the square root is forgotten: squares of the weights are returned")
class Squares(GradientFlowSolution):
    """x = offsets + c."""

    def step(self, problem, state, rng):
        new = GradientFlowSolution.step(self, problem, state, rng)
        return new._replace(x=new.offsets + (new.low + new.high) / 2)


@mutant("SCALE", "all weights are scaled to the product 1, which gradient flow does not do")
class ScaledWeights(GradientFlowSolution):
    """q = w / (prod w)^{1/d}."""

    def step(self, problem, state, rng):
        new = GradientFlowSolution.step(self, problem, state, rng)
        d = state.x.shape[0]
        return new._replace(x=state.x / np.exp(np.log(1 + problem.flow_residual(state.x)) / d))


MUTANTS = (WrongHalf, LowerEnd, LinearGaps, NoMinimum, Squares, ScaledWeights)
