"""Named mistakes in Bloop, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.bloop import Bloop, State
from refimpl.bilevel.surgery import gradients, without
from refimpl.core.dialect import norm, quotient
from verification.claim import mutant
from verification.mutants.bilevel.surgery import of_surgery

SHARED = of_surgery(Bloop)


@mutant("TERM", "nothing is projected: the regularised sum")
class NotProjected(Bloop):
    """g + lambda a."""

    def direction(self, g, a, r):
        return g + self.weight * a


@mutant("STALE", "the main gradient is projected off the auxiliary one")
class MainProjected(Bloop):
    """g - <g, a>/|a|^2 a + lambda a."""

    def direction(self, g, a, r):
        return without(g, a) + self.weight * a


@mutant("POWER", "the component is divided by the length, not by its square")
class NotSquared(Bloop):
    """<a, r>/|r| r."""

    def direction(self, g, a, r):
        return g + self.weight * (a - quotient(np.dot(a, r), norm(r)) * r)


@mutant("BRANCH", "the projection is made in conflict only")
class InConflictOnly(Bloop):
    """min(<a, r>, 0)."""

    def direction(self, g, a, r):
        return g + self.weight * (a - quotient(np.minimum(np.dot(a, r), 0.0), np.dot(r, r)) * r)


@mutant("STATE", "the projection is off the gradient of the batch, which is not orthogonal to the mean")
class NoAverage(Bloop):
    """r = g."""

    def direction(self, g, a, r):
        return super().direction(g, a, g)


@mutant("STALE", "the projection is off the average before it is renewed")
class AverageReadTooEarly(Bloop):
    """r_{k-1}."""

    def step(self, problem, state, rng):
        g, a = gradients(problem, state.x, self.fixed, rng)
        x = state.x - self.step_size * self.direction(g, a, state.r)
        return State(x, self.averaged(state, g), state.k + 1)


@mutant("BIAS", "the average starts at zero, not at the first gradient")
class AverageFromZero(Bloop):
    """r_0 = rho g_0."""

    def averaged(self, state, g):
        return (1 - self.average) * state.r + self.average * g


@mutant("SCALE", "the weights of the average are exchanged")
class WeightsExchanged(Bloop):
    """rho r + (1 - rho) g."""

    def averaged(self, state, g):
        rho = 1.0 if state.k == 0 else 1 - self.average
        return (1 - rho) * state.r + rho * g


@mutant("STATE", "the directions are averaged, not the main gradients")
class DirectionAveraged(Bloop):
    """r <- (1 - rho) r + rho d."""

    def step(self, problem, state, rng):
        g, a = gradients(problem, state.x, self.fixed, rng)
        d = self.direction(g, a, self.averaged(state, g))
        return State(state.x - self.step_size * d, self.averaged(state, d), state.k + 1)


MUTANTS = (
    *SHARED,
    NotProjected,
    MainProjected,
    NotSquared,
    InConflictOnly,
    NoAverage,
    AverageReadTooEarly,
    AverageFromZero,
    WeightsExchanged,
    DirectionAveraged,
)
