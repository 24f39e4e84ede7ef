"""Named mistakes in Frank-Wolfe steps that are cut short, towards a vertex and pairwise."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.frank_wolfe.short_step_frank_wolfe import State
from verification.claim import mutant


def short_step_mutants(base: Any) -> tuple[Any, ...]:
    """The mistakes that both methods can contain; `base.parts` gives the direction and the longest step."""

    class Another(base):
        """The step in parts, for mistakes in one of them."""

        def form(self, g):
            return g

        def squared(self, d):
            return np.dot(d, d)

        def length(self, free, top):
            return np.minimum(free, top)

        def slope(self, g, d):
            return -np.dot(g, d)

        def step(self, problem, state, rng):
            g = problem.gradient(state.x)
            d, top = self.parts(problem, state.x, self.form(g))
            gap = self.slope(g, d)
            if gap <= 0:
                return state
            return State(state.x + self.length(gap / (self.L * self.squared(d)), top) * d)

    @mutant("SIGN", "the linear oracle maximises")
    class LinearMaximizer(Another):
        """-g."""

        def form(self, g):
            return -g

        def slope(self, g, d):
            return np.dot(g, d)

    @mutant("POWER", "|d| instead of |d|^2")
    class LengthNotSquared(Another):
        """|d|."""

        def squared(self, d):
            return np.sqrt(np.dot(d, d))

    @mutant("SCALE", "the step is G/L: |d| is left out")
    class WithoutLength(Another):
        """1."""

        def squared(self, d):
            return 1.0 + 0 * np.dot(d, d)

    @mutant("SCALE", "half the curvature: steps twice as long")
    class TwiceAsLong(Another):
        """G/(L |d|^2/2)."""

        def squared(self, d):
            return np.dot(d, d) / 2

    @mutant("SCALE", "the step is 2 % too long")
    class StepTooLong(Another):
        """1.02 gamma."""

        def squared(self, d):
            return np.dot(d, d) / 1.02

    @mutant("DAMP", "the step is not cut: it leaves the set")
    class NotCut(Another):
        """gamma = G/(L |d|^2)."""

        def length(self, free, top):
            return free

    @mutant("BRANCH", "the longest step always")
    class AlwaysLongest(Another):
        """gamma = top."""

        def length(self, free, top):
            return top

    return (
        LinearMaximizer,
        LengthNotSquared,
        WithoutLength,
        TwiceAsLong,
        StepTooLong,
        NotCut,
        AlwaysLongest,
    )
