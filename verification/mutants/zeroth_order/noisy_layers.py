"""Mistakes that both likelihood-ratio methods can have, planted in their common step."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.zeroth_order.likelihood_ratio import State
from verification.claim import mutant


def in_parts(cls: Any) -> Any:
    """The method with its step in parts, each as it should be."""

    class Parts(cls):
        """The step in parts."""

        def noise(self, problem, rng):
            return self.sigma * rng.standard_normal(problem.noise_size())

        def total(self, problem, x, sample, rng):
            total = np.zeros_like(x)
            for _ in range(self.copies):
                total = total + self.estimate(problem, x, sample, self.noise(problem, rng))
            return total

        def factor(self):
            return self.step_size / (self.copies * self.sigma * self.sigma)

        def step(self, problem, state, rng):
            sample = problem.sample(rng)
            return State(state.x - self.factor() * self.total(problem, state.x, sample, rng))

    return Parts


def shared(parts: Any) -> tuple[Any, ...]:
    """The mistakes of the common step in a method given in parts."""

    @mutant("POWER", "divided by sigma where the noise was drawn with sigma, as if it were standard normal")
    class ScoreOverSigma(parts):
        """Z/sigma for Z/sigma^2."""

        def factor(self):
            return self.step_size / (self.copies * self.sigma)

    @mutant("SCALE", "the noise is standard normal whatever sigma is")
    class UnitNoise(parts):
        """z for sigma z."""

        def noise(self, problem, rng):
            return rng.standard_normal(problem.noise_size())

    @mutant("NOISE", "all copies have the same noise: their mean is no better than one")
    class SharedNoise(parts):
        """One draw, copied."""

        def total(self, problem, x, sample, rng):
            Z, total = self.noise(problem, rng), np.zeros_like(x)
            for _ in range(self.copies - 1):
                self.noise(problem, rng)
            for _ in range(self.copies):
                total = total + self.estimate(problem, x, sample, Z)
            return total

    @mutant("NOISE", "every copy has another sample")
    class FreshSample(parts):
        """A sample per copy."""

        def total(self, problem, x, sample, rng):
            total = np.zeros_like(x)
            for i in range(self.copies):
                chosen = sample if i == 0 else problem.sample(rng)
                total = total + self.estimate(problem, x, chosen, self.noise(problem, rng))
            return total

    @mutant("SCALE", "the copies are summed, not averaged")
    class SumOverCopies(parts):
        """The sum."""

        def factor(self):
            return self.step_size / (self.sigma * self.sigma)

    @mutant("SIGN", "the step ascends")
    class Ascends(parts):
        """x + eta g."""

        def factor(self):
            return -self.step_size / (self.copies * self.sigma * self.sigma)

    @mutant("SCALE", "the step is 2 % too long")
    class StepTooLong(parts):
        """1.02 eta."""

        def factor(self):
            return 1.02 * self.step_size / (self.copies * self.sigma * self.sigma)

    return (ScoreOverSigma, UnitNoise, SharedNoise, FreshSample, SumOverCopies, Ascends, StepTooLong)
