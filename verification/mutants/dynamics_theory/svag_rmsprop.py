"""Named mistakes in SVAG for RMSProp."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.dynamics_theory.svag_rmsprop import State, SVAGRMSProp
from verification.claim import mutant


def amplified(method: Any, problem: Any, x: Any, rng: Any, half_width: Any = None) -> Any:
    """(g_1 + g_2)/2 + half_width (g_1 - g_2), by default sqrt(2 l^2 - 1)/2."""
    first = problem.sample_gradient(x, problem.sample(rng))
    second = problem.sample_gradient(x, problem.sample(rng))
    width = np.sqrt(2 * method.level * method.level - 1) / 2 if half_width is None else half_width
    return (first + second) / 2 + width * (first - second)


def advanced(
    method: Any, state: Any, g: Any, *, step: float = 1.0, epsilon: float = 1.0, rate: float = 1.0
) -> State:
    """The step with its step size, epsilon and rate multiplied."""
    square = method.level * method.level
    moved = step * method.step_size / method.level * g
    x = state.x - moved / (np.sqrt(state.v) + epsilon * method.level * method.epsilon)
    return State(x, state.v + rate * (1 - method.beta2) / square * (g * g - state.v))


@mutant("SCALE", "the amplification is l^2 in place of the root: r = (1 +- l^2)/2")
class WrongAmplification(SVAGRMSProp):
    """(g_1 + g_2)/2 + (l^2/2)(g_1 - g_2)."""

    def step(self, problem, state, rng):
        return advanced(self, state, amplified(self, problem, state.x, rng, self.level * self.level / 2))


@mutant("NOISE", "one sample for both gradients: nothing is amplified")
class OneSample(SVAGRMSProp):
    """g_1 = g_2."""

    def step(self, problem, state, rng):
        g = problem.sample_gradient(state.x, problem.sample(rng))
        problem.sample(rng)
        return advanced(self, state, g)


@mutant("SCALE", "the step size is not divided by the level")
class StepNotDivided(SVAGRMSProp):
    """eta."""

    def step(self, problem, state, rng):
        return advanced(self, state, amplified(self, problem, state.x, rng), step=self.level)


@mutant("EPS", "epsilon is not multiplied by the level")
class EpsilonNotScaled(SVAGRMSProp):
    """epsilon."""

    def step(self, problem, state, rng):
        return advanced(self, state, amplified(self, problem, state.x, rng), epsilon=1 / self.level)


@mutant("SCALE", "the rate of v is divided by the level instead of its square")
class RateByLevel(SVAGRMSProp):
    """(1 - beta2)/l."""

    def step(self, problem, state, rng):
        return advanced(self, state, amplified(self, problem, state.x, rng), rate=self.level)


@mutant("STALE", "x moves with the new average: the other form of RMSProp")
class NewAverage(SVAGRMSProp):
    """v+ in the step of x."""

    def step(self, problem, state, rng):
        g = amplified(self, problem, state.x, rng)
        v = advanced(self, state, g).v
        return advanced(self, State(state.x, v), g)._replace(v=v)


@mutant("STATE", "the average starts at its value of level one")
class InitialNotScaled(SVAGRMSProp):
    """v_0 = initial."""

    def init(self, problem, x0):
        return State(x0, self.initial * np.ones_like(x0))


MUTANTS = (
    WrongAmplification,
    OneSample,
    StepNotDivided,
    EpsilonNotScaled,
    RateByLevel,
    NewAverage,
    InitialNotScaled,
)
