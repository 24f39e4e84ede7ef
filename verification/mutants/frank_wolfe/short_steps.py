"""Named mistakes in Frank-Wolfe steps that are cut short: towards a vertex, with line search and pairwise."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.frank_wolfe.short_step_frank_wolfe import State
from verification.claim import mutant


def in_parts(base: Any) -> Any:
    """The step in parts: `base.parts` gives the direction and the longest step, `base.bend` is d'Hd, and
    `base.free` the step where it is least if nothing is in the way.
    """

    class Another(base):
        """The step in parts."""

        def form(self, g):
            return g

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
            return State(state.x + self.length(self.free(gap, self.bend(problem, state.x, d)), top) * d)

    return Another


def step_mutants(base: Any) -> tuple[Any, ...]:
    """The mistakes that all of them can contain."""
    another: Any = in_parts(base)

    @mutant("SIGN", "the linear oracle maximises")
    class LinearMaximizer(another):
        """-g."""

        def form(self, g):
            return -g

        def slope(self, g, d):
            return np.dot(g, d)

    @mutant("SCALE", "half the curvature: steps twice as long")
    class TwiceAsLong(another):
        """2 gamma."""

        def length(self, free, top):
            return np.minimum(2 * free, top)

    @mutant("SCALE", "the step is 2 % too long")
    class StepTooLong(another):
        """1.02 gamma."""

        def length(self, free, top):
            return np.minimum(1.02 * free, top)

    @mutant("DAMP", "the step is not cut: it leaves the set")
    class NotCut(another):
        """gamma = G/(d'Hd)."""

        def length(self, free, top):
            return free

    @mutant("BRANCH", "the longest step always")
    class AlwaysLongest(another):
        """gamma = top."""

        def length(self, free, top):
            return top

    return LinearMaximizer, TwiceAsLong, StepTooLong, NotCut, AlwaysLongest


def short_step_mutants(base: Any) -> tuple[Any, ...]:
    """Those of the methods with a given L, d'Hd = L |d|^2."""

    class Short(base):
        """The curvature of the parabola."""

        def bend(self, problem, x, d):
            return self.L * np.dot(d, d)

        def free(self, gap, bend):
            return gap / bend

    another: Any = in_parts(Short)

    @mutant("POWER", "|d| instead of |d|^2")
    class LengthNotSquared(another):
        """|d|."""

        def bend(self, problem, x, d):
            return self.L * np.sqrt(np.dot(d, d))

    @mutant("SCALE", "the step is G/L: |d| is left out")
    class WithoutLength(another):
        """1."""

        def bend(self, problem, x, d):
            return self.L + 0 * np.dot(d, d)

    maximizer, twice, longer, uncut, longest = step_mutants(Short)
    return maximizer, LengthNotSquared, WithoutLength, twice, longer, uncut, longest
