"""Named mistakes in the Runge-Kutta integration of gradient flow."""

from __future__ import annotations

from refimpl.dynamics_theory.gradient_flow import GradientFlow, State
from verification.claim import mutant


def _stages(algorithm, problem, x, middle=0.5, end=1.0):
    h = algorithm.time_step
    first = problem.gradient(x)
    second = problem.gradient(x - middle * h * first)
    third = problem.gradient(x - middle * h * second)
    return first, second, third, problem.gradient(x - end * h * third)


@mutant("STALE", "one gradient per step: the explicit Euler method, which is gradient descent")
class Euler(GradientFlow):
    """x+ = x - h grad f(x)."""

    def step(self, problem, state, rng):
        return State(state.x - self.time_step * problem.gradient(state.x))


@mutant("SCALE", "all four stages weigh the same")
class EqualWeights(GradientFlow):
    """(k_1 + k_2 + k_3 + k_4)/4."""

    def step(self, problem, state, rng):
        first, second, third, fourth = _stages(self, problem, state.x)
        return State(state.x - self.time_step / 4 * (first + second + third + fourth))


@mutant("SCALE", "the middle stages are taken at the end of the step")
class FullMiddle(GradientFlow):
    """k_2 = F(x + h k_1), k_3 = F(x + h k_2)."""

    def step(self, problem, state, rng):
        first, second, third, fourth = _stages(self, problem, state.x, middle=1.0)
        return State(state.x - self.time_step / 6 * (first + 2 * second + 2 * third + fourth))


@mutant("SCALE", "the last stage is taken in the middle of the step")
class HalfEnd(GradientFlow):
    """k_4 = F(x + h k_3/2)."""

    def step(self, problem, state, rng):
        first, second, third, fourth = _stages(self, problem, state.x, end=0.5)
        return State(state.x - self.time_step / 6 * (first + 2 * second + 2 * third + fourth))


@mutant("SIGN", "the flow ascends")
class Ascent(GradientFlow):
    """dx/dt = grad f(x)."""

    def step(self, problem, state, rng):
        return State(2 * state.x - GradientFlow.step(self, problem, state, rng).x)


@mutant("SCALE", "time runs 2 % too fast")
class TimeTooFast(GradientFlow):
    """h = 1.02 time_step."""

    def step(self, problem, state, rng):
        return State(GradientFlow.step(self._replace(time_step=1.02 * self.time_step), problem, state, rng).x)


MUTANTS = (Euler, EqualWeights, FullMiddle, HalfEnd, Ascent, TimeTooFast)
