"""Named mistakes in Entropy-SGD and in the inner loop that Entropy-SGLD shares."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.flatness.entropy_sgd import EntropySGD, State
from verification.claim import mutant


def average(method: Any, problem: Any, x: Any, rng: Any, *, pull: float = 1.0, drift: float = 1.0) -> Any:
    """The inner loop with its coupling and its drift multiplied."""
    y, mean = x, x
    for _ in range(method.inner_steps):
        g = drift * problem.sample_gradient(y, problem.sample(rng)) + pull * method.scope * (y - x)
        noise = np.sqrt(method.inner_step_size) * method.noise * rng.standard_normal(x.size)
        y = y - method.inner_step_size * g + noise
        mean = (1 - method.averaging) * mean + method.averaging * y
    return mean


def outer(method: Any, x: Any, mean: Any) -> State:
    """x - a gamma (x - mu)."""
    return State(x - method.step_size * method.scope * (x - mean))


@mutant("SIGN", "the inner loop is pushed away from x: the sign of the coupling is wrong")
class Repelled(EntropySGD):
    """g - gamma (y - x)."""

    def step(self, problem, state, rng):
        return outer(self, state.x, average(self, problem, state.x, rng, pull=-1.0))


@mutant("TERM", "no coupling in the inner loop: it samples the posterior, not its neighbourhood")
class Uncoupled(EntropySGD):
    """g alone."""

    def step(self, problem, state, rng):
        return outer(self, state.x, average(self, problem, state.x, rng, pull=0.0))


@mutant("SIGN", "the outer step moves away from the average")
class AwayFromAverage(EntropySGD):
    """x + a gamma (x - mu)."""

    def step(self, problem, state, rng):
        mean = average(self, problem, state.x, rng)
        return State(state.x + self.step_size * self.scope * (state.x - mean))


@mutant("SCALE", "the outer step forgets the scope")
class NoScope(EntropySGD):
    """x - a (x - mu)."""

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * (state.x - average(self, problem, state.x, rng)))


@mutant("STALE", "the last inner iterate instead of the average")
class LastInsteadOfAverage(EntropySGD):
    """mu = y_L."""

    def step(self, problem, state, rng):
        return outer(self, state.x, average(self._replace(averaging=1.0), problem, state.x, rng))


@mutant("SCALE", "the weights of the average are exchanged")
class SwappedWeights(EntropySGD):
    """mu = c mu + (1 - c) y."""

    def step(self, problem, state, rng):
        swapped = self._replace(averaging=1 - self.averaging)
        return outer(self, state.x, average(swapped, problem, state.x, rng))


@mutant("STATE", "the average starts at zero instead of at x")
class AverageFromZero(EntropySGD):
    """mu_0 = 0."""

    def step(self, problem, state, rng):
        forgotten = (1 - self.averaging) ** self.inner_steps * state.x
        return outer(self, state.x, average(self, problem, state.x, rng) - forgotten)


@mutant("NOISE", "the inner noise is multiplied by the step instead of its root")
class NoiseWithoutRoot(EntropySGD):
    """b eps xi."""

    def step(self, problem, state, rng):
        quiet = self._replace(noise=self.noise * np.sqrt(self.inner_step_size))
        return outer(self, state.x, average(quiet, problem, state.x, rng))


@mutant("NOISE", "no inner noise: the inner loop is gradient descent")
class QuietInnerLoop(EntropySGD):
    """eps = 0."""

    def step(self, problem, state, rng):
        return outer(self, state.x, average(self._replace(noise=0.0), problem, state.x, rng))


@mutant("SCHED", "one inner step too few")
class OneStepShort(EntropySGD):
    """L - 1 steps."""

    def step(self, problem, state, rng):
        return outer(
            self, state.x, average(self._replace(inner_steps=self.inner_steps - 1), problem, state.x, rng)
        )


@mutant("STALE", "the step starts from the inner iterate: x itself is lost")
class StepsFromAverage(EntropySGD):
    """x+ = mu - a gamma (x - mu)."""

    def step(self, problem, state, rng):
        mean = average(self, problem, state.x, rng)
        return State(mean - self.step_size * self.scope * (state.x - mean))


@mutant("SCALE", "the gradient in the inner loop is 2 % too large")
class DriftTooLarge(EntropySGD):
    """1.02 g."""

    def step(self, problem, state, rng):
        return outer(self, state.x, average(self, problem, state.x, rng, drift=1.02))


MUTANTS = (
    Repelled,
    Uncoupled,
    AwayFromAverage,
    NoScope,
    LastInsteadOfAverage,
    SwappedWeights,
    AverageFromZero,
    NoiseWithoutRoot,
    QuietInnerLoop,
    OneStepShort,
    StepsFromAverage,
    DriftTooLarge,
)
