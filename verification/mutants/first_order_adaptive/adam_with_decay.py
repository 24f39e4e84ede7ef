"""Mistakes in relatives of AdamW that change the direction of Adam: Grams and cautious Adam."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.moments import average, corrected
from verification.claim import mutant


def decaying(Method: Any, State: Any, change: str) -> tuple[Any, ...]:
    """The mistakes as subclasses of a method whose `change(g, u)` turns the direction u of Adam."""

    class Parts(Method):
        """The step in pieces, one of which is wrong."""

        def step(self, problem, state, rng):
            g = self.seen(problem.gradient(state.x), state.x)
            t = state.t + 1
            m, v = average(state.m, g, self.beta1), average(state.v, np.square(g), self.beta2)
            u = getattr(self, change)(self.judge(g, state.m), self.direction(m, v, t))
            return State(self.move(state.x, u), m, v, t)

        def seen(self, g, x):
            return g

        def judge(self, g, m):
            return g

        def move(self, x, u):
            return x - self.step_size * (u + self.weight_decay * x)

    @mutant("DECAY", "the decay is added to the gradient")
    class DecayInGradient(Parts):
        """g + lambda x."""

        def seen(self, g, x):
            return g + self.weight_decay * x

        def move(self, x, u):
            return x - self.step_size * u

    @mutant("DECAY", "the decay is not multiplied by the step size")
    class DecayUnscaled(Parts):
        """(1 - lambda) x - eta u."""

        def move(self, x, u):
            return (1 - self.weight_decay) * x - self.step_size * u

    @mutant("TERM", "the decay is left out")
    class DecayForgotten(Parts):
        """x - eta u."""

        def move(self, x, u):
            return x - self.step_size * u

    @mutant("STALE", "the average of before decides on the signs instead of the gradient")
    class SignsOfAverage(Parts):
        """m of before for g."""

        def judge(self, g, m):
            return m

    @mutant("BIAS", "no moment is corrected")
    class NotCorrected(Method):
        """m / (sqrt(v) + epsilon)."""

        def direction(self, m, v, t):
            return quotient(m, np.sqrt(v) + self.epsilon)

    @mutant("EPS", "epsilon is inside the root")
    class EpsilonInside(Method):
        """m^ / sqrt(v^ + epsilon)."""

        def direction(self, m, v, t):
            root = np.sqrt(corrected(v, self.beta2, t) + self.epsilon)
            return quotient(corrected(m, self.beta1, t), root)

    return DecayInGradient, DecayUnscaled, DecayForgotten, SignsOfAverage, NotCorrected, EpsilonInside
