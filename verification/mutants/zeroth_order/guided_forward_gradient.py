"""Named mistakes in forward gradients with guesses."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import scale_to_norm
from refimpl.zeroth_order.guided_forward_gradient import GuidedForwardGradient, State
from verification.claim import mutant


class AnotherStep(GuidedForwardGradient):
    """The step with another `update` from the gradient p and the guess v, or another guess from u and z."""

    def guess(self, u, z):
        return scale_to_norm(u, 1 - self.random) + scale_to_norm(z, self.random)

    def update(self, p, v):
        return np.dot(p, v) / np.dot(v, v) * v

    def step(self, problem, state, rng):
        u, z = self.auxiliary.gradient(state.x), rng.standard_normal(state.x.shape[0])
        v = self.guess(u, z)
        if np.dot(v, v) == 0:
            return State(state.x)
        return State(state.x - self.step_size * self.update(problem.gradient(state.x), v))


@mutant("SCALE", "the product is not divided by the square of the guess")
class NotProjected(AnotherStep):
    """(p'v) v."""

    def update(self, p, v):
        return np.dot(p, v) * v


@mutant("POWER", "divided by the length of the guess, not by its square")
class DividedOnce(AnotherStep):
    """(p'v) v/|v|."""

    def update(self, p, v):
        return np.dot(p, v) / np.sqrt(np.dot(v, v)) * v


@mutant("SCALE", "the projection is multiplied by d, as if the guess were random")
class TimesD(AnotherStep):
    """d (p'v) v/|v|^2."""

    def update(self, p, v):
        return p.shape[0] * np.dot(p, v) / np.dot(v, v) * v


@mutant("TERM", "a step along the guess itself: the target is never asked for")
class GuessFollowed(AnotherStep):
    """v."""

    def update(self, p, v):
        return v


@mutant("SIGN", "the size of the derivative without its sign: uphill half of the time")
class AbsoluteDerivative(AnotherStep):
    """|p'v| v/|v|^2."""

    def update(self, p, v):
        return np.abs(np.dot(p, v)) / np.dot(v, v) * v


@mutant("SIGN", "what is left of the gradient beside the guess, not its part along it")
class Complement(AnotherStep):
    """p - (p'v) v/|v|^2."""

    def update(self, p, v):
        return p - np.dot(p, v) / np.dot(v, v) * v


@mutant("TERM", "the two guesses are combined before they are scaled")
class ScaledLater(AnotherStep):
    """(1 - w) u + w z."""

    def guess(self, u, z):
        return (1 - self.random) * u + self.random * z


@mutant("STALE", "the weights of the local and the random part are swapped")
class WeightsSwapped(AnotherStep):
    """w u/|u| + (1 - w) z/|z|."""

    def guess(self, u, z):
        return scale_to_norm(u, self.random) + scale_to_norm(z, 1 - self.random)


@mutant("TERM", "the random part is left out")
class LocalOnly(AnotherStep):
    """u."""

    def guess(self, u, z):
        return u


@mutant("STALE", "the local gradient is used as the target as well")
class LocalTarget(GuidedForwardGradient):
    """(u'v) v/|v|^2."""

    def step(self, problem, state, rng):
        return GuidedForwardGradient.step(self, self.auxiliary, state, rng)


MUTANTS = (
    NotProjected,
    DividedOnce,
    TimesD,
    GuessFollowed,
    AbsoluteDerivative,
    Complement,
    ScaledLater,
    WeightsSwapped,
    LocalOnly,
    LocalTarget,
)
