"""Named mistakes in Lion, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.lion import Lion, State
from verification.claim import mutant


def looked_ahead(lion, m, g):
    """c = beta1 m + (1 - beta1) g, as it should be."""
    return lion.beta1 * m + (1 - lion.beta1) * g


def remembered(lion, m, g):
    """m+ = beta2 m + (1 - beta2) g, as it should be."""
    return lion.beta2 * m + (1 - lion.beta2) * g


def moved(lion, x, direction, m):
    """x+ = (1 - s d) x - s direction, as it should be, and the momentum to keep."""
    return State((1 - lion.step_size * lion.weight_decay) * x - lion.step_size * direction, m)


@mutant("BRANCH", "beta1 and beta2 are exchanged")
class BetasExchanged(Lion):
    """c = beta2 m + (1 - beta2) g, m+ = beta1 m + (1 - beta1) g."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        return moved(self, state.x, np.sign(remembered(self, state.m, g)), looked_ahead(self, state.m, g))


@mutant("STALE", "the momentum is updated before the step: beta1 weights the new one")
class MomentumFirst(Lion):
    """c = beta1 m+ + (1 - beta1) g."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        m = remembered(self, state.m, g)
        return moved(self, state.x, np.sign(looked_ahead(self, m, g)), m)


@mutant("TERM", "the step is the sign of the momentum alone (this is signSGD with momentum)")
class SignOfMomentum(Lion):
    """c = m+."""

    def step(self, problem, state, rng):
        m = remembered(self, state.m, problem.gradient(state.x))
        return moved(self, state.x, np.sign(m), m)


@mutant("STATE", "the momentum is set to zero at every step (this is signSGD)")
class MomentumReset(Lion):
    """c = (1 - beta1) g."""

    def step(self, problem, state, rng):
        return moved(self, state.x, np.sign(problem.gradient(state.x)), state.m)


@mutant("SCALE", "the memory adds the whole gradient instead of the fraction 1 - beta2")
class MomentumSummed(Lion):
    """m+ = beta2 m + g."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        direction = np.sign(looked_ahead(self, state.m, g))
        return moved(self, state.x, direction, self.beta2 * state.m + g)


@mutant("DECAY", "the decay is added to the gradient instead of being decoupled from it")
class DecayInGradient(Lion):
    """g <- g + d x, and no decay of x."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x) + self.weight_decay * state.x
        x = state.x - self.step_size * np.sign(looked_ahead(self, state.m, g))
        return State(x, remembered(self, state.m, g))


@mutant("DECAY", "the decay is inside the sign, the momentum stays without it")
class DecayInSign(Lion):
    """x+ = x - s sign(c + d x)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        c = looked_ahead(self, state.m, g) + self.weight_decay * state.x
        return State(state.x - self.step_size * np.sign(c), remembered(self, state.m, g))


@mutant("DECAY", "the decay acts on the new iterate")
class DecayAfter(Lion):
    """x+ = (1 - s d)(x - s sign(c))."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        x = state.x - self.step_size * np.sign(looked_ahead(self, state.m, g))
        return State((1 - self.step_size * self.weight_decay) * x, remembered(self, state.m, g))


@mutant("DECAY", "the decay is not multiplied by the step size")
class DecayWithoutStep(Lion):
    """x+ = (1 - d) x - s sign(c)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        x = (1 - self.weight_decay) * state.x - self.step_size * np.sign(looked_ahead(self, state.m, g))
        return State(x, remembered(self, state.m, g))


@mutant("TERM", "the decay is forgotten")
class NoDecay(Lion):
    """x+ = x - s sign(c)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        x = state.x - self.step_size * np.sign(looked_ahead(self, state.m, g))
        return State(x, remembered(self, state.m, g))


@mutant("BRANCH", "the sign of zero is one")
class SignOfZeroIsOne(Lion):
    """sign(c) = 1 where c >= 0, else -1."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        direction = np.where(looked_ahead(self, state.m, g) >= 0, 1.0, -1.0)
        return moved(self, state.x, direction, remembered(self, state.m, g))


@mutant("TERM", "the sign is forgotten: this is momentum with decay")
class NoSign(Lion):
    """x+ = (1 - s d) x - s c."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        return moved(self, state.x, looked_ahead(self, state.m, g), remembered(self, state.m, g))


@mutant("SIGN", "the step ascends")
class Ascends(Lion):
    """x+ = (1 - s d) x + s sign(c)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        return moved(self, state.x, -np.sign(looked_ahead(self, state.m, g)), remembered(self, state.m, g))


@mutant("SCALE", "the step along the sign is 2 % too long")
class StepTooLong(Lion):
    """x+ = (1 - s d) x - 1.02 s sign(c)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        direction = 1.02 * np.sign(looked_ahead(self, state.m, g))
        return moved(self, state.x, direction, remembered(self, state.m, g))


MUTANTS = (
    BetasExchanged,
    MomentumFirst,
    SignOfMomentum,
    MomentumReset,
    MomentumSummed,
    DecayInGradient,
    DecayInSign,
    DecayAfter,
    DecayWithoutStep,
    NoDecay,
    SignOfZeroIsOne,
    NoSign,
    Ascends,
    StepTooLong,
)
