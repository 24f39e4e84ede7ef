"""Named mistakes in the warm start of GFM+."""

from __future__ import annotations

import numpy as np

from refimpl.nonsmooth_nonconvex.gfm_plus import estimate
from refimpl.nonsmooth_nonconvex.warm_gfm_plus import State, WarmGFMPlus
from verification.claim import mutant


class _Parts(WarmGFMPlus):
    """The first phase in parts; the second is the method's own."""

    def estimated(self, problem, x, rng):
        return estimate(problem, x, self.method.radius, rng)

    def stepped(self, x, g):
        return x - self.warm_step * g

    def ended(self, state, total):
        return total / self.warm_steps

    def step(self, problem, state, rng):
        if state.t >= self.warm_steps:
            return WarmGFMPlus.step(self, problem, state, rng)
        total = state.total + state.x
        if state.t + 1 < self.warm_steps:
            x = self.stepped(state.x, self.estimated(problem, state.x, rng))
        else:
            x = self.ended(state, total)
        return State(x, total, state.second, state.t + 1)


@mutant("SCHED", "the second phase starts from the last iterate, not from the average")
class LastIterate(_Parts):
    """x_{S-1}."""

    def ended(self, state, total):
        return state.x


@mutant("SCALE", "the sum is divided by S - 1")
class OneFewer(_Parts):
    """total/(S - 1)."""

    def ended(self, state, total):
        return total / max(self.warm_steps - 1, 1)


@mutant("TERM", "the start is left out of the average")
class StartLeftOut(_Parts):
    """(x_1 + ... + x_{S-1})/S."""

    def step(self, problem, state, rng):
        return _Parts.step(self, problem, state._replace(total=state.total * (state.t > 1)), rng)


@mutant("SIGN", "the first phase climbs")
class WarmAscent(_Parts):
    """+ alpha g."""

    def stepped(self, x, g):
        return x + self.warm_step * g


@mutant("STALE", "the first phase takes steps of the second's length")
class StepOfTheSecond(_Parts):
    """eta for alpha."""

    def stepped(self, x, g):
        return x - self.method.step_size * g


@mutant("TERM", "no first phase: GFM+ from the start")
class NoWarmStart(WarmGFMPlus):
    """S = 0."""

    def step(self, problem, state, rng):
        return WarmGFMPlus.step(self._replace(warm_steps=0), problem, state, rng)


@mutant("SCHED", "the first phase never ends")
class AlwaysWarm(_Parts):
    """S = infinity."""

    def step(self, problem, state, rng):
        return _Parts.step(self._replace(warm_steps=2**40), problem, state, rng)


@mutant(
    "SCALE", "the estimates of the first phase are at distance delta/sqrt d: a radius for a coordinate step"
)
class ShorterRadius(_Parts):
    """delta/sqrt d."""

    def estimated(self, problem, x, rng):
        return estimate(problem, x, self.method.radius / np.sqrt(x.shape[0]), rng)


MUTANTS = (
    LastIterate,
    OneFewer,
    StartLeftOut,
    WarmAscent,
    StepOfTheSecond,
    NoWarmStart,
    AlwaysWarm,
    ShorterRadius,
)
