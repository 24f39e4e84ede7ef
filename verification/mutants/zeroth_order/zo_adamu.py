"""Named mistakes in ZO-AdaMU."""

from __future__ import annotations

import numpy as np

from refimpl.zeroth_order.estimators import slope
from refimpl.zeroth_order.zo_adamu import B1, B2, State, W, ZOAdaMU
from verification.claim import mutant
from verification.mutants.zeroth_order.common import slope_mutants


class _Own(ZOAdaMU):
    """The step in parts."""

    def parts(self, h, x, t, n, other):
        w = self.angle(x, t, W)
        return h + np.sin(w) * n, np.cos(w) * other

    def probe(self, held, fresh):
        return (1 - self.share) * held + self.share * fresh

    def ratio(self, m, v, held, fresh):
        return m / np.sqrt(v + self.epsilon)

    def memory(self, s, m):
        return np.sign(s) * m

    def step(self, problem, state, rng):
        sample, x, d = problem.sample(rng), state.x, state.x.shape[0]
        held, fresh = self.parts(state.h, x, state.t, rng.standard_normal(d), rng.standard_normal(d))
        s = slope(problem, x, self.probe(held, fresh), self.smoothing, sample)
        b1, b2 = np.cos(self.angle(x, state.t, B1)) ** 2, np.cos(self.angle(x, state.t, B2)) ** 2
        m, v = b1 * fresh + (1 - b1) * held, b2 * np.square(fresh) + (1 - b2) * np.square(held)
        ratio = self.ratio(m, v, held, fresh)
        return State(x - self.step_size * s * ratio, self.memory(s, m), state.t + 1)


@mutant("STALE", "the update goes along the direction of the values")
class UpdatesAlongTheProbe(_Own):
    """s z."""

    def ratio(self, m, v, held, fresh):
        return self.probe(held, fresh)


@mutant("STATE", "the direction is remembered without the sign of its slope")
class NoSignInMemory(_Own):
    """h = m."""

    def memory(self, s, m):
        return m


@mutant("STATE", "nothing is remembered")
class NoMemory(_Own):
    """h = 0."""

    def memory(self, s, m):
        return 0 * m


@mutant("SCALE", "the shares of held and fresh directions are exchanged")
class SwappedShares(_Own):
    """share z_h + (1 - share) z_c."""

    def probe(self, held, fresh):
        return self.share * held + (1 - self.share) * fresh


@mutant("POWER", "the directions have the weights w and 1 - w instead of their roots")
class VarianceForDeviation(_Own):
    """h + (1 - w) n, w n'."""

    def parts(self, h, x, t, n, other):
        w = self.angle(x, t, W)
        return h + np.sin(w) ** 2 * n, np.cos(w) ** 2 * other


@mutant("EPS", "epsilon outside the root")
class EpsilonOutside(_Own):
    """m/(sqrt v + epsilon)."""

    def ratio(self, m, v, held, fresh):
        return m / (np.sqrt(v) + self.epsilon)


@mutant("TERM", "no division by the root of the second moment")
class NoSecondMoment(_Own):
    """m."""

    def ratio(self, m, v, held, fresh):
        return m


@mutant("SCHED", "one horizon for all three weights")
class OneHorizon(ZOAdaMU):
    """phi = 1."""

    def angle(self, x, t, tenths):
        return ZOAdaMU.angle(self, x, t, W)


@mutant("SCHED", "the schedule moves on between the passes of a step: x is not restored")
class ScheduleMutatesWithinStep(_Own):
    """x + c z(t) - 2c z(t+1) + c z(t+2)."""

    def step(self, problem, state, rng):
        sample, x, d = problem.sample(rng), state.x, state.x.shape[0]
        n, other, c = rng.standard_normal(d), rng.standard_normal(d), self.smoothing
        z = [self.probe(*self.parts(state.h, x, state.t + i, n, other)) for i in range(3)]
        ahead, behind = x + c * z[0], x + c * z[0] - 2 * c * z[1]
        s = (problem.sample_value(ahead, sample) - problem.sample_value(behind, sample)) / (2 * c)
        held, fresh = self.parts(state.h, x, state.t, n, other)
        b1, b2 = np.cos(self.angle(x, state.t, B1)) ** 2, np.cos(self.angle(x, state.t, B2)) ** 2
        m, v = b1 * fresh + (1 - b1) * held, b2 * np.square(fresh) + (1 - b2) * np.square(held)
        x = behind + c * z[2] - self.step_size * s * self.ratio(m, v, held, fresh)
        return State(x, self.memory(s, m), state.t + 1)


BY_NAME = slope_mutants(ZOAdaMU)

MUTANTS = (
    UpdatesAlongTheProbe,
    NoSignInMemory,
    NoMemory,
    SwappedShares,
    VarianceForDeviation,
    EpsilonOutside,
    NoSecondMoment,
    OneHorizon,
    ScheduleMutatesWithinStep,
    *BY_NAME.values(),
)
