"""Named mistakes in policy gradients, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.hessian_spectrum.policy_gradient import PolicyGradient, State, inverse_distribution
from verification.claim import mutant


def _drawn(problem, x, rng):
    """State, probabilities and action as the method draws them."""
    s = problem.sample_state(rng)
    q = problem.policy(x, s)
    return s, q, inverse_distribution(q, rng.random())


@mutant("SIGN", "the loss is ascended: the expected reward falls")
class RewardDescent(PolicyGradient):
    """x+ = x - eta (R - b) grad log q."""

    def step(self, problem, state, rng):
        s, _, a = _drawn(problem, state.x, rng)
        advantage = problem.reward(s, a) - self.baseline
        return State(state.x - self.step_size * advantage * problem.score(state.x, s, a))


@mutant("SIGN", "the baseline is added to the reward instead of subtracted")
class BaselineAdded(PolicyGradient):
    """x+ = x + eta (R + b) grad log q."""

    def step(self, problem, state, rng):
        s, _, a = _drawn(problem, state.x, rng)
        advantage = problem.reward(s, a) + self.baseline
        return State(state.x + self.step_size * advantage * problem.score(state.x, s, a))


@mutant("TERM", "the baseline is left out")
class NoBaseline(PolicyGradient):
    """x+ = x + eta R grad log q: the same mean with another variance."""

    def step(self, problem, state, rng):
        s, _, a = _drawn(problem, state.x, rng)
        return State(state.x + self.step_size * problem.reward(s, a) * problem.score(state.x, s, a))


@mutant("TERM", "the baseline is subtracted from the update and not from the reward: the mean is biased")
class BaselineOutside(PolicyGradient):
    """x+ = x + eta (R grad log q - b)."""

    def step(self, problem, state, rng):
        s, _, a = _drawn(problem, state.x, rng)
        update = problem.reward(s, a) * problem.score(state.x, s, a) - self.baseline
        return State(state.x + self.step_size * update)


@mutant("TERM", "the gradient of the probability stands for that of its logarithm")
class GradientOfTheProbability(PolicyGradient):
    """x+ = x + eta (R - b) q_s(a) grad log q."""

    def step(self, problem, state, rng):
        s, q, a = _drawn(problem, state.x, rng)
        advantage = problem.reward(s, a) - self.baseline
        return State(state.x + self.step_size * advantage * q[a] * problem.score(state.x, s, a))


@mutant("NOISE", "actions are drawn uniformly and not weighted by q_s(a) A")
class OffPolicy(PolicyGradient):
    """a uniform."""

    def step(self, problem, state, rng):
        s = problem.sample_state(rng)
        q = problem.policy(state.x, s)
        a = inverse_distribution(np.ones_like(q) / q.shape[0], rng.random())
        advantage = problem.reward(s, a) - self.baseline
        return State(state.x + self.step_size * advantage * problem.score(state.x, s, a))


@mutant("NOISE", "the greedy action is taken: no exploration, though the update assumes it")
class Greedy(PolicyGradient):
    """a = argmax q_s."""

    def step(self, problem, state, rng):
        s = problem.sample_state(rng)
        rng.random()
        a = np.argmax(problem.policy(state.x, s))
        advantage = problem.reward(s, a) - self.baseline
        return State(state.x + self.step_size * advantage * problem.score(state.x, s, a))


@mutant("STALE", "the reward is read in the next state")
class RewardOfAnotherState(PolicyGradient):
    """R of s + 1."""

    def step(self, problem, state, rng):
        s, _, a = _drawn(problem, state.x, rng)
        other = (s + 1) % (state.x.shape[0] // problem.policy(state.x, s).shape[0])
        advantage = problem.reward(other, a) - self.baseline
        return State(state.x + self.step_size * advantage * problem.score(state.x, s, a))


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(PolicyGradient):
    """x+ = x + 1.02 eta (R - b) grad log q."""

    def step(self, problem, state, rng):
        s, _, a = _drawn(problem, state.x, rng)
        advantage = problem.reward(s, a) - self.baseline
        return State(state.x + 1.02 * self.step_size * advantage * problem.score(state.x, s, a))


MUTANTS = (
    RewardDescent,
    BaselineAdded,
    NoBaseline,
    BaselineOutside,
    GradientOfTheProbability,
    OffPolicy,
    Greedy,
    RewardOfAnotherState,
    StepTooLong,
)
