"""Mistakes in a step for the conditional value at risk, made in any of the methods that share it."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.nonsmooth_nonconvex.cvar import State
from verification.claim import mutant


def cvar_mutants(base: Any) -> tuple[Any, ...]:
    """The mistakes that every method with `moved` and `multiplier` can contain."""

    @mutant("SCALE", "the level moves as if all losses were in the tail's mean: kappa is left out")
    class LevelWithoutWeight(base):
        """a - lam_a (1 - nu)."""

        def moved(self, state, g, nu):
            x = state.x - self.step_size * self.weight() * nu * g
            return State(x, state.level - self.level_step * (1 - nu))

    @mutant("SCALE", "kappa is left out in the step of x")
    class StepWithoutWeight(base):
        """lam_x nu g."""

        def moved(self, state, g, nu):
            x = state.x - self.step_size * nu * g
            return State(x, state.level - self.level_step * (1 - self.weight() * nu))

    @mutant("SIGN", "the level moves the other way")
    class LevelUp(base):
        """a + lam_a (1 - kappa nu)."""

        def moved(self, state, g, nu):
            x = state.x - self.step_size * self.weight() * nu * g
            return State(x, state.level + self.level_step * (1 - self.weight() * nu))

    @mutant("SIGN", "x ascends")
    class Ascent(base):
        """x + lam_x kappa nu g."""

        def moved(self, state, g, nu):
            x = state.x + self.step_size * self.weight() * nu * g
            return State(x, state.level - self.level_step * (1 - self.weight() * nu))

    @mutant("STATE", "the level is not moved")
    class LevelFixed(base):
        """a."""

        def moved(self, state, g, nu):
            return State(state.x - self.step_size * self.weight() * nu * g, state.level)

    @mutant("STALE", "one step size for x and for the level")
    class OneStepForBoth(base):
        """lam_a = lam_x."""

        def step(self, problem, state, rng):
            return base.step(self._replace(level_step=1.0 * self.step_size), problem, state, rng)

    @mutant("STALE", "b is taken for 1 - b: kappa is 1/b")
    class OtherQuantile(base):
        """1 - b."""

        def step(self, problem, state, rng):
            return base.step(self._replace(quantile=1.0 - self.quantile), problem, state, rng)

    @mutant("BRANCH", "every sample counts as in the tail")
    class AlwaysInTail(base):
        """nu = 1."""

        def multiplier(self, value, level, *rest):
            return 1.0

    @mutant("BRANCH", "the samples below the level count instead of those above")
    class LowerTail(base):
        """1 - nu."""

        def multiplier(self, value, level, *rest):
            return 1.0 - base.multiplier(self, value, level, *rest)

    return (
        LevelWithoutWeight,
        StepWithoutWeight,
        LevelUp,
        Ascent,
        LevelFixed,
        OneStepForBoth,
        OtherQuantile,
        AlwaysInTail,
        LowerTail,
    )


def proximal_mutants(base: Any) -> tuple[Any, ...]:
    """The mistakes that both methods with a multiplier between 0 and 1 can contain."""

    @mutant("BRANCH", "the subgradient's multiplier: 0 or 1")
    class NothingBetween(base):
        """SGM's nu."""

        def multiplier(self, value, level, *rest):
            return np.where(value > level, 1.0, 0.0)

    @mutant("TERM", "the level is compared where it is, not where it moves")
    class LevelNotShifted(base):
        """l - a for l - a + lam_a."""

        def multiplier(self, value, level, *rest):
            return base.multiplier(self, value, level + self.level_step, *rest)

    return NothingBetween, LevelNotShifted
