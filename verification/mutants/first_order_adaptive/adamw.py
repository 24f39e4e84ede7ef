"""Named mistakes in AdamW, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.adamw import AdamW, State
from refimpl.first_order_adaptive.moments import average, corrected
from verification.claim import mutant


@mutant("DECAY", "the decay is not multiplied by the step size")
class DecayUnscaled(AdamW):
    """x+ = (1 - lambda) x - eta u."""

    def move(self, x, u):
        return (1 - self.weight_decay) * x - self.step_size * u


@mutant("DECAY", "the decay is multiplied by the step size twice")
class DecayScaledTwice(AdamW):
    """x+ = (1 - eta^2 lambda) x - eta u."""

    def move(self, x, u):
        return (1 - self.step_size**2 * self.weight_decay) * x - self.step_size * u


@mutant("DECAY", "the decay is left out")
class DecayDropped(AdamW):
    """x+ = x - eta u."""

    def move(self, x, u):
        return x - self.step_size * u


@mutant("DECAY", "the decay divides instead of multiplying, as the proximal form does")
class ProximalDecay(AdamW):
    """x+ = (x - eta u) / (1 + eta lambda)."""

    def move(self, x, u):
        return (x - self.step_size * u) / (1 + self.step_size * self.weight_decay)


@mutant("DECAY", "the decay is added to the first moment before the division by the root")
class DecayNormalised(AdamW):
    """x+ = x - eta (m^ + lambda x) / (sqrt(v^) + epsilon)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(g), self.beta2)
        pull = corrected(m, self.beta1, t) + self.weight_decay * state.x
        u = quotient(pull, np.sqrt(corrected(v, self.beta2, t)) + self.epsilon)
        return State(state.x - self.step_size * u, m, v, t)


@mutant("DECAY", "the decay enters the first moment but not the second")
class DecayInFirstMoment(AdamW):
    """m of g + lambda x, v of g."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g + self.weight_decay * state.x, self.beta1)
        v = average(state.v, np.square(g), self.beta2)
        return State(state.x - self.step_size * self.direction(m, v, t), m, v, t)


@mutant("DECAY", "the decay is applied to the gradient and to x")
class DecayTwice(AdamW):
    """Adam on g + lambda x, and x decays."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x) + self.weight_decay * state.x
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(g), self.beta2)
        return State(self.move(state.x, self.direction(m, v, t)), m, v, t)


@mutant("SIGN", "the decay grows x instead of shrinking it")
class Growth(AdamW):
    """x+ = (1 + eta lambda) x - eta u."""

    def move(self, x, u):
        return (1 + self.step_size * self.weight_decay) * x - self.step_size * u


@mutant("BRANCH", "the decay is skipped for coordinates with zero gradient")
class DecayWhereGradient(AdamW):
    """lambda = 0 where g = 0."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(g), self.beta2)
        u = self.direction(m, v, t)
        moved = np.where(g == 0, state.x - self.step_size * u, self.move(state.x, u))
        return State(moved, m, v, t)


@mutant("BIAS", "no bias correction at all: m / (sqrt(v) + epsilon)")
class NoBiasCorrection(AdamW):
    """m / (sqrt(v) + epsilon)."""

    def direction(self, m, v, t):
        return quotient(m, np.sqrt(v) + self.epsilon)


@mutant(
    "BIAS", "the corrections are those of the default betas, as after a restart that computes them too early"
)
class CorrectionsOfDefaultBetas(AdamW):
    """1 - 0.9^t and 1 - 0.999^t, whatever the betas are."""

    def direction(self, m, v, t):
        return quotient(corrected(m, 0.9, t), np.sqrt(corrected(v, 0.999, t)) + self.epsilon)


@mutant("BIAS", "the corrections count one step too many: beta^(t+1)")
class CounterAhead(AdamW):
    """Powers t + 1."""

    def direction(self, m, v, t):
        root = np.sqrt(corrected(v, self.beta2, t + 1))
        return quotient(corrected(m, self.beta1, t + 1), root + self.epsilon)


@mutant("BIAS", "the second moment is not corrected")
class SecondMomentUncorrected(AdamW):
    """m^ / (sqrt(v) + epsilon)."""

    def direction(self, m, v, t):
        return quotient(corrected(m, self.beta1, t), np.sqrt(v) + self.epsilon)


@mutant("EPS", "epsilon is left out")
class EpsilonDropped(AdamW):
    """m^ / sqrt(v^)."""

    def direction(self, m, v, t):
        return quotient(corrected(m, self.beta1, t), np.sqrt(corrected(v, self.beta2, t)))


@mutant("EPS", "epsilon is inside the root")
class EpsilonInside(AdamW):
    """m^ / sqrt(v^ + epsilon)."""

    def direction(self, m, v, t):
        root = np.sqrt(corrected(v, self.beta2, t) + self.epsilon)
        return quotient(corrected(m, self.beta1, t), root)


@mutant("STALE", "the step uses the first moment from before this gradient")
class StaleFirstMoment(AdamW):
    """x+ from m_{t-1} and v_t."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(g), self.beta2)
        return State(self.move(state.x, self.direction(state.m, v, t)), m, v, t)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(AdamW):
    """x+ = (1 - 1.02 eta lambda) x - 1.02 eta u."""

    def move(self, x, u):
        return (1 - 1.02 * self.step_size * self.weight_decay) * x - 1.02 * self.step_size * u


MUTANTS = (
    DecayUnscaled,
    DecayScaledTwice,
    DecayDropped,
    ProximalDecay,
    DecayNormalised,
    DecayInFirstMoment,
    DecayTwice,
    Growth,
    DecayWhereGradient,
    NoBiasCorrection,
    CorrectionsOfDefaultBetas,
    CounterAhead,
    SecondMomentUncorrected,
    EpsilonDropped,
    EpsilonInside,
    StaleFirstMoment,
    StepTooLong,
)
