"""Named mistakes in Lion-K, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.lion_k import LionK, State
from verification.claim import mutant


class _Parts(LionK):
    """The step in pieces, one of which is wrong."""

    def step(self, problem, state, rng):
        g = self.seen(problem.gradient(state.x), state.x)
        u = self.direction(self.ahead(state.m, g), state.x)
        return State(self.move(state.x, u), self.remembered(state.m, g))

    def seen(self, g, x):
        return g

    def ahead(self, m, g):
        return self.beta1 * m + (1 - self.beta1) * g

    def direction(self, c, x):
        return self.kernel.gradient(c)

    def move(self, x, u):
        return (1 - self.step_size * self.weight_decay) * x - self.step_size * u

    def remembered(self, m, g):
        return self.beta2 * m + (1 - self.beta2) * g


@mutant("BRANCH", "beta1 and beta2 are exchanged")
class BetasExchanged(_Parts):
    """c with beta2, m+ with beta1."""

    def ahead(self, m, g):
        return self.beta2 * m + (1 - self.beta2) * g

    def remembered(self, m, g):
        return self.beta1 * m + (1 - self.beta1) * g


@mutant("STALE", "the momentum is updated before the step: beta1 weights the new one")
class MomentumFirst(_Parts):
    """c = beta1 m+ + (1 - beta1) g."""

    def ahead(self, m, g):
        return self.beta1 * self.remembered(m, g) + (1 - self.beta1) * g


@mutant("TERM", "the kernel is applied to the new momentum")
class KernelOfMomentum(_Parts):
    """c = m+."""

    def ahead(self, m, g):
        return self.remembered(m, g)


@mutant("STATE", "the momentum is set to zero at every step")
class MomentumReset(_Parts):
    """m+ = 0."""

    def remembered(self, m, g):
        return 0 * m


@mutant("SCALE", "the memory adds the whole gradient instead of the fraction 1 - beta2")
class MomentumSummed(_Parts):
    """m+ = beta2 m + g."""

    def remembered(self, m, g):
        return self.beta2 * m + g


@mutant("TERM", "the kernel is forgotten: this is momentum with decay")
class KernelForgotten(_Parts):
    """u = c."""

    def direction(self, c, x):
        return c


@mutant("TERM", "the sign is taken whatever the kernel: this is Lion")
class AlwaysSign(_Parts):
    """u = sign(c)."""

    def direction(self, c, x):
        return np.sign(c)


@mutant("BRANCH", "the kernel is applied to the gradient and to the momentum apart")
class KernelOfParts(_Parts):
    """u = beta1 grad K(m) + (1 - beta1) grad K(g)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        u = self.beta1 * self.kernel.gradient(state.m) + (1 - self.beta1) * self.kernel.gradient(g)
        return State(self.move(state.x, u), self.remembered(state.m, g))


@mutant("DECAY", "the decay is added to the gradient")
class DecayInGradient(_Parts):
    """g + d x, and no decay of x."""

    def seen(self, g, x):
        return g + self.weight_decay * x

    def move(self, x, u):
        return x - self.step_size * u


@mutant("DECAY", "the decay is inside of the kernel")
class DecayInKernel(_Parts):
    """u = grad K(c + d x)."""

    def direction(self, c, x):
        return self.kernel.gradient(c + self.weight_decay * x)

    def move(self, x, u):
        return x - self.step_size * u


@mutant("DECAY", "the decay acts on the new iterate")
class DecayAfter(_Parts):
    """x+ = (1 - s d)(x - s u)."""

    def move(self, x, u):
        return (1 - self.step_size * self.weight_decay) * (x - self.step_size * u)


@mutant("DECAY", "the decay is not multiplied by the step size")
class DecayWithoutStep(_Parts):
    """x+ = (1 - d) x - s u."""

    def move(self, x, u):
        return (1 - self.weight_decay) * x - self.step_size * u


@mutant("TERM", "the decay is forgotten")
class NoDecay(_Parts):
    """x+ = x - s u."""

    def move(self, x, u):
        return x - self.step_size * u


@mutant("SIGN", "the step ascends")
class Ascends(_Parts):
    """x+ = (1 - s d) x + s u."""

    def direction(self, c, x):
        return -self.kernel.gradient(c)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(_Parts):
    """1.02 u."""

    def direction(self, c, x):
        return 1.02 * self.kernel.gradient(c)


MUTANTS = (
    BetasExchanged,
    MomentumFirst,
    KernelOfMomentum,
    MomentumReset,
    MomentumSummed,
    KernelForgotten,
    AlwaysSign,
    KernelOfParts,
    DecayInGradient,
    DecayInKernel,
    DecayAfter,
    DecayWithoutStep,
    NoDecay,
    Ascends,
    StepTooLong,
)
