"""Mistakes in forward gradients from two rounded values, made on any of these methods."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.zeroth_order.fixed_point_forward_gradient import State, on_grid
from verification.claim import mutant


def two_call_mutants(base: Any) -> tuple[Any, ...]:
    """The mistakes that every method with `base`'s step can contain."""

    @mutant("SIGN", "upwards")
    class Ascent(base):
        """-s."""

        def coefficient(self, problem, x, z):
            return -base.coefficient(self, problem, x, z)

    @mutant("TERM", "a one-sided difference, divided as if it were central")
    class OneSided(base):
        """q(f(x + c z)) - q(f(x))."""

        def difference(self, problem, x, z):
            ahead = on_grid(problem.value(x + self.smoothing * z), self.spacing)
            return ahead - on_grid(problem.value(x), self.spacing)

    @mutant("BRANCH", "rounded down instead of to the nearest")
    class RoundedDown(base):
        """floor(v/delta)."""

        def difference(self, problem, x, z):
            ahead = on_grid(problem.value(x + self.smoothing * z) - self.spacing / 2, self.spacing)
            return ahead - on_grid(problem.value(x - self.smoothing * z) - self.spacing / 2, self.spacing)

    @mutant("TERM", "the difference is rounded, not the two values")
    class DifferenceRounded(base):
        """q(f_+ - f_-)."""

        def difference(self, problem, x, z):
            ahead, behind = problem.value(x + self.smoothing * z), problem.value(x - self.smoothing * z)
            return on_grid(ahead - behind, self.spacing)

    @mutant("SCALE", "a grid twice as coarse")
    class GridTwice(base):
        """2 delta."""

        def difference(self, problem, x, z):
            return base.difference(self._replace(spacing=2 * self.spacing), problem, x, z)

    @mutant("SCALE", "half the difference step: the values are asked for at c/2 and divided by 2c")
    class HalfSmoothing(base):
        """c/2 in the arguments."""

        def difference(self, problem, x, z):
            return base.difference(self._replace(smoothing=self.smoothing / 2), problem, x, z)

    @mutant("SCALE", "the estimates are added up, not averaged")
    class SumForMean(base):
        """eta in place of eta/n."""

        def step(self, problem, state, rng):
            x = base.step(self, problem, state, rng).x
            return State(state.x + self.directions * (x - state.x))

    @mutant("STATE", "one direction is drawn and used n times")
    class DirectionReused(base):
        """n = 1."""

        def step(self, problem, state, rng):
            return base.step(self._replace(directions=1), problem, state, rng)

    @mutant("NOISE", "another direction is drawn for the step than for the difference")
    class TwoDirections(base):
        """s z'."""

        def step(self, problem, state, rng):
            z = self.law.draw(state.x, rng)
            other = self.law.draw(state.x, rng)
            return State(state.x - self.step_size * self.coefficient(problem, state.x, z) * other)

    @mutant("POWER", "the sign of every entry of the estimate is taken")
    class SignOfEstimate(base):
        """sign(g)."""

        def step(self, problem, state, rng):
            x = base.step(self, problem, state, rng).x
            return State(state.x - self.step_size * np.sign(state.x - x))

    return (
        Ascent,
        OneSided,
        RoundedDown,
        DifferenceRounded,
        GridTwice,
        HalfSmoothing,
        SumForMean,
        DirectionReused,
        TwoDirections,
        SignOfEstimate,
    )


def named(mutants: tuple[Any, ...], *names: str) -> tuple[Any, ...]:
    """Those of the `mutants` with these class names."""
    found = {m.__name__: m for m in mutants}
    return tuple(found[name] for name in names)
