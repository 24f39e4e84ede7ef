"""Named mistakes that both forms of Sophia share, as people really make them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.second_order.clipping import clip
from verification.claim import mutant


class LastState(NamedTuple):
    """A state that keeps the last estimate."""

    x: Any
    m: Any
    h: Any
    t: int
    last: Any


class CorrectedState(NamedTuple):
    """A state that counts the refreshes."""

    x: Any
    m: Any
    h: Any
    t: int
    refreshes: int


def averaged(self, problem, state):
    """m+, as it should be."""
    return self.beta1 * state.m + (1 - self.beta1) * problem.gradient(state.x)


def refreshed(self, problem, state, rng):
    """h+, as it should be."""
    if state.t % self.period:
        return state.h
    return self.beta2 * state.h + (1 - self.beta2) * self.estimate(problem, state.x, rng)


def shared(Sophia: Any, State: Any) -> tuple[Any, ...]:
    """The mistakes as subclasses of a form of Sophia."""

    @mutant("STALE", "the step divides by the average of before the refresh")
    class OldCurvature(Sophia):
        """x+ from m+ and h."""

        def step(self, problem, state, rng):
            m, h = averaged(self, problem, state), refreshed(self, problem, state, rng)
            return State(self.move(state.x, self.direction(m, state.h)), m, h, state.t + 1)

    @mutant("STALE", "the step uses the momentum of before this gradient")
    class StaleMomentum(Sophia):
        """x+ from m and h+."""

        def step(self, problem, state, rng):
            m, h = averaged(self, problem, state), refreshed(self, problem, state, rng)
            return State(self.move(state.x, self.direction(state.m, h)), m, h, state.t + 1)

    @mutant("TERM", "the quotient is not clipped")
    class ClipForgotten(Sophia):
        """u = m / max(gamma h, epsilon)."""

        def direction(self, m, h):
            return m / np.maximum(self.gamma * h, self.epsilon)

    @mutant("BRANCH", "the momentum is clipped before the division")
    class ClippedBeforeDivision(Sophia):
        """u = clip(m, 1) / max(gamma h, epsilon)."""

        def direction(self, m, h):
            return clip(m) / np.maximum(self.gamma * h, self.epsilon)

    @mutant(
        "BRANCH", "quotients of gradients are clipped, and these are averaged: clipped before the momentum"
    )
    class ClippedBeforeMomentum(Sophia):
        """m+ = beta1 m + (1 - beta1) clip(g / max(gamma h+, epsilon), 1), u = m+."""

        def step(self, problem, state, rng):
            g, h = problem.gradient(state.x), refreshed(self, problem, state, rng)
            m = self.beta1 * state.m + (1 - self.beta1) * self.direction(g, h)
            return State(self.move(state.x, m), m, h, state.t + 1)

    @mutant(
        "BRANCH",
        "the whole vector is scaled down where one entry is too long, instead of clipping that entry",
    )
    class ScaledTogether(Sophia):
        """u = r / max(1, max |r_i|)."""

        def direction(self, m, h):
            r = m / np.maximum(self.gamma * h, self.epsilon)
            return r / np.maximum(1.0, np.max(np.abs(r)))

    @mutant("EPS", "epsilon is added to the curvature instead of bounding it from below")
    class FloorAdded(Sophia):
        """u = clip(m / (gamma h + epsilon), 1)."""

        def direction(self, m, h):
            return clip(m / (self.gamma * h + self.epsilon))

    @mutant("EPS", "the floor is taken before the multiplication by gamma")
    class FloorScaled(Sophia):
        """u = clip(m / (gamma max(h, epsilon)), 1)."""

        def direction(self, m, h):
            return clip(m / (self.gamma * np.maximum(h, self.epsilon)))

    @mutant("SCALE", "gamma is left out")
    class GammaForgotten(Sophia):
        """u = clip(m / max(h, epsilon), 1)."""

        def direction(self, m, h):
            return clip(m / np.maximum(h, self.epsilon))

    @mutant("SCALE", "gamma multiplies the momentum instead of the curvature")
    class GammaAbove(Sophia):
        """u = clip(gamma m / max(h, epsilon), 1)."""

        def direction(self, m, h):
            return clip(self.gamma * m / np.maximum(h, self.epsilon))

    @mutant("POWER", "the step divides by the root of the curvature, as Adam does")
    class RootOfCurvature(Sophia):
        """u = clip(m / max(sqrt(gamma max(h, 0)), epsilon), 1)."""

        def direction(self, m, h):
            return clip(m / np.maximum(np.sqrt(self.gamma * np.maximum(h, 0.0)), self.epsilon))

    @mutant("SCHED", "the curvature is estimated anew at every step")
    class RefreshedEveryStep(Sophia):
        """k = 1."""

        def step(self, problem, state, rng):
            m = averaged(self, problem, state)
            h = self.beta2 * state.h + (1 - self.beta2) * self.estimate(problem, state.x, rng)
            return State(self.move(state.x, self.direction(m, h)), m, h, state.t + 1)

    @mutant("SCHED", "the average of curvatures takes in the last estimate again at every step")
    class AveragedEveryStep(Sophia):
        """h+ = beta2 h + (1 - beta2) (last estimate)."""

        def init(self, problem, x0):
            return LastState(x0, np.zeros_like(x0), np.zeros_like(x0), 0, np.zeros_like(x0))

        def step(self, problem, state, rng):
            m, last = averaged(self, problem, state), state.last
            if state.t % self.period == 0:
                last = self.estimate(problem, state.x, rng)
            h = self.beta2 * state.h + (1 - self.beta2) * last
            return LastState(self.move(state.x, self.direction(m, h)), m, h, state.t + 1, last)

    @mutant(
        "SCHED", "the average of curvatures is multiplied by beta2 at every step, also without an estimate"
    )
    class CurvatureFades(Sophia):
        """h+ = beta2 h between the refreshes."""

        def step(self, problem, state, rng):
            m, h = averaged(self, problem, state), self.beta2 * state.h
            if state.t % self.period == 0:
                h = h + (1 - self.beta2) * self.estimate(problem, state.x, rng)
            return State(self.move(state.x, self.direction(m, h)), m, h, state.t + 1)

    @mutant("SCHED", "the first estimate comes in step k instead of in the first")
    class RefreshedLate(Sophia):
        """Estimates in the steps t = k, 2 k, ..."""

        def step(self, problem, state, rng):
            m, h = averaged(self, problem, state), state.h
            if (state.t + 1) % self.period == 0:
                h = self.beta2 * h + (1 - self.beta2) * self.estimate(problem, state.x, rng)
            return State(self.move(state.x, self.direction(m, h)), m, h, state.t + 1)

    @mutant("TERM", "the last estimate is used as it is, without averaging")
    class CurvatureNotAveraged(Sophia):
        """h+ = estimate."""

        def step(self, problem, state, rng):
            m, h = averaged(self, problem, state), state.h
            if state.t % self.period == 0:
                h = self.estimate(problem, state.x, rng)
            return State(self.move(state.x, self.direction(m, h)), m, h, state.t + 1)

    @mutant("TERM", "the step follows the gradient instead of its average")
    class MomentumForgotten(Sophia):
        """m+ = g."""

        def step(self, problem, state, rng):
            m, h = problem.gradient(state.x), refreshed(self, problem, state, rng)
            return State(self.move(state.x, self.direction(m, h)), m, h, state.t + 1)

    @mutant("BIAS", "the momentum is corrected for its start at zero")
    class MomentumCorrected(Sophia):
        """m^ = m+ / (1 - beta1^t)."""

        def step(self, problem, state, rng):
            m, h = averaged(self, problem, state), refreshed(self, problem, state, rng)
            u = self.direction(m / (1 - self.beta1 ** (state.t + 1)), h)
            return State(self.move(state.x, u), m, h, state.t + 1)

    @mutant("BIAS", "the average of curvatures is corrected for its start at zero")
    class CurvatureCorrected(Sophia):
        """h^ = h+ / (1 - beta2^j) after j refreshes."""

        def init(self, problem, x0):
            return CorrectedState(x0, np.zeros_like(x0), np.zeros_like(x0), 0, 0)

        def step(self, problem, state, rng):
            m, h = averaged(self, problem, state), refreshed(self, problem, state, rng)
            j = state.refreshes + (state.t % self.period == 0)
            u = self.direction(m, h / (1 - self.beta2**j))
            return CorrectedState(self.move(state.x, u), m, h, state.t + 1, j)

    @mutant("BRANCH", "beta1 and beta2 are exchanged")
    class BetasExchanged(Sophia):
        """beta2 for the gradients, beta1 for the curvatures."""

        def step(self, problem, state, rng):
            m = self.beta2 * state.m + (1 - self.beta2) * problem.gradient(state.x)
            h = state.h
            if state.t % self.period == 0:
                h = self.beta1 * h + (1 - self.beta1) * self.estimate(problem, state.x, rng)
            return State(self.move(state.x, self.direction(m, h)), m, h, state.t + 1)

    @mutant("DECAY", "the decay is added to the gradient instead of being decoupled from it")
    class DecayInGradient(Sophia):
        """g <- g + lambda x, and no decay of x."""

        def step(self, problem, state, rng):
            g = problem.gradient(state.x) + self.weight_decay * state.x
            m, h = self.beta1 * state.m + (1 - self.beta1) * g, refreshed(self, problem, state, rng)
            return State(state.x - self.step_size * self.direction(m, h), m, h, state.t + 1)

    @mutant("DECAY", "the decay is not multiplied by the step size")
    class DecayUnscaled(Sophia):
        """x+ = (1 - lambda) x - eta u."""

        def move(self, x, u):
            return (1 - self.weight_decay) * x - self.step_size * u

    @mutant("DECAY", "the decay acts on the new iterate")
    class DecayAfter(Sophia):
        """x+ = (1 - eta lambda) (x - eta u)."""

        def move(self, x, u):
            return (1 - self.step_size * self.weight_decay) * (x - self.step_size * u)

    @mutant("DECAY", "the decay is clipped together with the quotient")
    class DecayClipped(Sophia):
        """x+ = x - eta clip(u + lambda x, 1)."""

        def move(self, x, u):
            return x - self.step_size * clip(u + self.weight_decay * x)

    @mutant("TERM", "the decay is left out")
    class DecayForgotten(Sophia):
        """x+ = x - eta u."""

        def move(self, x, u):
            return x - self.step_size * u

    @mutant("SIGN", "the step goes up instead of down")
    class Ascent(Sophia):
        """x+ = (1 - eta lambda) x + eta u."""

        def move(self, x, u):
            return x - self.step_size * (self.weight_decay * x - u)

    @mutant("SCALE", "the step is 2 % too long")
    class StepTooLong(Sophia):
        """x+ = (1 - eta lambda) x - 1.02 eta u."""

        def move(self, x, u):
            return x - self.step_size * (1.02 * u + self.weight_decay * x)

    return (
        OldCurvature, StaleMomentum, ClipForgotten, ClippedBeforeDivision, ClippedBeforeMomentum, ScaledTogether,
        FloorAdded, FloorScaled, GammaForgotten, GammaAbove, RootOfCurvature, RefreshedEveryStep, AveragedEveryStep,
        CurvatureFades, RefreshedLate, CurvatureNotAveraged, MomentumForgotten, MomentumCorrected, CurvatureCorrected,
        BetasExchanged, DecayInGradient, DecayUnscaled, DecayAfter, DecayClipped, DecayForgotten, Ascent, StepTooLong,
    )  # fmt: skip
