"""Named mistakes in Adafactor, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm, quotient, rational_power
from refimpl.first_order_adaptive.adafactor import Adafactor, State, rms
from verification.claim import mutant


def second_moment(ada, R, C):
    """V before its floor, shape (rows, columns), as it should be."""
    return quotient(np.outer(R, C), np.maximum(np.sum(R) / ada.rows, ada.epsilon))


def scaled(ada, g, V):
    """U for a matrix V, as it should be."""
    return quotient(g, np.sqrt(np.maximum(V.reshape(g.shape[0]), ada.epsilon * ada.epsilon)))


def direction(ada, g, R, C):
    """U from the averages, as it should be."""
    return scaled(ada, g, second_moment(ada, R, C))


def clipped(ada, U):
    """U / max(1, rms(U)/clip), as it should be."""
    return U / np.maximum(rms(U) / ada.clip, 1.0)


def moved(ada, x, step, R, C, t):
    """X+ = (1 - s d) X - step, as it should be, and what to keep."""
    return State((1 - ada.step_size * ada.weight_decay) * x - step, R, C, t)


@mutant("BRANCH", "the clip takes the minimum: small updates are enlarged and large ones are not clipped")
class ClipWithMinimum(Adafactor):
    """U / min(1, rms(U)/clip)."""

    def step(self, problem, state, rng):
        g, t = problem.gradient(state.x), state.t + 1
        R, C = self.averages(state, np.square(g), t)
        U = direction(self, g, R, C)
        size = np.minimum(rms(U) / self.clip, 1.0)
        return moved(self, state.x, self.length(state.x, t) * quotient(U, size * np.ones_like(U)), R, C, t)


@mutant("TERM", "the update is not clipped")
class NoClip(Adafactor):
    """X+ = (1 - s d) X - max(scale_floor, rms X) min(s, 1/sqrt t) U."""

    def step(self, problem, state, rng):
        g, t = problem.gradient(state.x), state.t + 1
        R, C = self.averages(state, np.square(g), t)
        step = self.length(state.x, t) * direction(self, g, R, C)
        return moved(self, state.x, step, R, C, t)


@mutant("SHAPE", "the factor of the rows is one for tall matrices")
class TallRowsForgotten(Adafactor):
    """V = 1 C' where there are more rows than columns."""

    def step(self, problem, state, rng):
        g, t = problem.gradient(state.x), state.t + 1
        R, C = self.averages(state, np.square(g), t)
        V = second_moment(self, R, C)
        if R.shape[0] > C.shape[0]:
            V = np.outer(np.ones_like(R), C)
        return moved(self, state.x, self.length(state.x, t) * clipped(self, scaled(self, g, V)), R, C, t)


@mutant("SHAPE", "the second moment is not factored")
class NotFactored(Adafactor):
    """V averages G^2 entry by entry."""

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), np.zeros_like(x0), np.sum(np.zeros_like(x0)))

    def step(self, problem, state, rng):
        g, t = problem.gradient(state.x), state.t + 1
        entries = Adafactor(self.step_size, self.epsilon, self.scale_floor, self.clip, self.weight_decay, 1)
        _, V = entries.averages(state, np.square(g), t)
        step = self.length(state.x, t) * clipped(self, scaled(self, g, V))
        return moved(self, state.x, step, state.R, V, t)


@mutant("TERM", "the product of the factors is not divided by their mean")
class NoNormaliser(Adafactor):
    """V = R C'."""

    def step(self, problem, state, rng):
        g, t = problem.gradient(state.x), state.t + 1
        R, C = self.averages(state, np.square(g), t)
        step = self.length(state.x, t) * clipped(self, scaled(self, g, np.outer(R, C)))
        return moved(self, state.x, step, R, C, t)


@mutant("SCALE", "the product of the factors, which are means, is divided by their sum")
class SumForMean(Adafactor):
    """V = R C' / sum R."""

    def step(self, problem, state, rng):
        g, t = problem.gradient(state.x), state.t + 1
        R, C = self.averages(state, np.square(g), t)
        U = scaled(self, g, second_moment(self, R, C) / self.rows)
        return moved(self, state.x, self.length(state.x, t) * clipped(self, U), R, C, t)


@mutant("POWER", "the update is divided by V instead of its root")
class NoRoot(Adafactor):
    """U = G / max(V, epsilon^2)."""

    def step(self, problem, state, rng):
        g, t = problem.gradient(state.x), state.t + 1
        R, C = self.averages(state, np.square(g), t)
        V = np.maximum(second_moment(self, R, C).reshape(g.shape[0]), self.epsilon * self.epsilon)
        return moved(self, state.x, self.length(state.x, t) * clipped(self, quotient(g, V)), R, C, t)


@mutant("EPS", "the floor of V is epsilon instead of its square")
class FloorNotSquared(Adafactor):
    """V = max(R C' / max(mean R, epsilon), epsilon)."""

    def step(self, problem, state, rng):
        g, t = problem.gradient(state.x), state.t + 1
        R, C = self.averages(state, np.square(g), t)
        V = np.maximum(second_moment(self, R, C).reshape(g.shape[0]), self.epsilon)
        U = quotient(g, np.sqrt(V))
        return moved(self, state.x, self.length(state.x, t) * clipped(self, U), R, C, t)


@mutant("BIAS", "the counter is one ahead: the first weight is 2^(-4/5) instead of 1")
class CounterAhead(Adafactor):
    """w = (t + 1)^(-4/5) in the averages."""

    def step(self, problem, state, rng):
        g, t = problem.gradient(state.x), state.t + 1
        R, C = self.averages(state, np.square(g), t + 1)
        step = self.length(state.x, t) * clipped(self, direction(self, g, R, C))
        return moved(self, state.x, step, R, C, t)


@mutant("BIAS", "beta2 and 1 - beta2 are exchanged")
class WeightsExchanged(Adafactor):
    """R+ = w R + (1 - w) (row means of G^2), so that the first gradient does not count."""

    def step(self, problem, state, rng):
        g, t = problem.gradient(state.x), state.t + 1
        squares, w = np.square(g).reshape(self.rows, state.C.shape[0]), rational_power(t, -4, 5)
        R = w * state.R + (1 - w) * (np.sum(squares, axis=1) / state.C.shape[0])
        C = w * state.C + (1 - w) * (np.sum(squares, axis=0) / self.rows)
        step = self.length(state.x, t) * clipped(self, direction(self, g, R, C))
        return moved(self, state.x, step, R, C, t)


@mutant("TERM", "the step is not relative: the root mean square of the weights is forgotten")
class StepNotRelative(Adafactor):
    """a = min(s, 1/sqrt t)."""

    def step(self, problem, state, rng):
        g, t = problem.gradient(state.x), state.t + 1
        R, C = self.averages(state, np.square(g), t)
        length = np.minimum(self.step_size, 1 / np.sqrt(t))
        return moved(self, state.x, length * clipped(self, direction(self, g, R, C)), R, C, t)


@mutant("SCALE", "norms stand in the place of root mean squares")
class NormForRms(Adafactor):
    """max(scale_floor, |X|) and |U| / clip."""

    def step(self, problem, state, rng):
        g, t = problem.gradient(state.x), state.t + 1
        R, C = self.averages(state, np.square(g), t)
        U = direction(self, g, R, C)
        length = np.maximum(self.scale_floor, norm(state.x)) * np.minimum(self.step_size, 1 / np.sqrt(t))
        return moved(self, state.x, length * U / np.maximum(norm(U) / self.clip, 1.0), R, C, t)


@mutant("TERM", "the root mean square of the weights has no floor: zero weights never move")
class NoScaleFloor(Adafactor):
    """a = rms(X) min(s, 1/sqrt t)."""

    def step(self, problem, state, rng):
        g, t = problem.gradient(state.x), state.t + 1
        R, C = self.averages(state, np.square(g), t)
        length = rms(state.x) * np.minimum(self.step_size, 1 / np.sqrt(t))
        return moved(self, state.x, length * clipped(self, direction(self, g, R, C)), R, C, t)


@mutant("STALE", "the root mean square is that of the decayed weights")
class ScaleOfDecayed(Adafactor):
    """a from (1 - s d) X."""

    def step(self, problem, state, rng):
        g, t = problem.gradient(state.x), state.t + 1
        R, C = self.averages(state, np.square(g), t)
        length = self.length((1 - self.step_size * self.weight_decay) * state.x, t)
        return moved(self, state.x, length * clipped(self, direction(self, g, R, C)), R, C, t)


@mutant("DECAY", "the decay is not multiplied by the step size")
class DecayWithoutStep(Adafactor):
    """X+ = (1 - d) X - a U."""

    def step(self, problem, state, rng):
        g, t = problem.gradient(state.x), state.t + 1
        R, C = self.averages(state, np.square(g), t)
        step = self.length(state.x, t) * clipped(self, direction(self, g, R, C))
        return State((1 - self.weight_decay) * state.x - step, R, C, t)


@mutant("DECAY", "the decay is multiplied by the relative step instead of s")
class DecayWithRelativeStep(Adafactor):
    """X+ = (1 - max(scale_floor, rms X) min(s, 1/sqrt t) d) X - a U."""

    def step(self, problem, state, rng):
        g, t = problem.gradient(state.x), state.t + 1
        R, C = self.averages(state, np.square(g), t)
        length = self.length(state.x, t)
        x = (1 - length * self.weight_decay) * state.x - length * clipped(self, direction(self, g, R, C))
        return State(x, R, C, t)


@mutant("DECAY", "the decay is added to the gradient")
class DecayInGradient(Adafactor):
    """G <- G + d X, and no decay of X."""

    def step(self, problem, state, rng):
        g, t = problem.gradient(state.x) + self.weight_decay * state.x, state.t + 1
        R, C = self.averages(state, np.square(g), t)
        return State(state.x - self.length(state.x, t) * clipped(self, direction(self, g, R, C)), R, C, t)


@mutant("SCHED", "the step has no upper limit 1/sqrt t")
class NoRootOfTime(Adafactor):
    """a = max(scale_floor, rms X) s."""

    def step(self, problem, state, rng):
        g, t = problem.gradient(state.x), state.t + 1
        R, C = self.averages(state, np.square(g), t)
        length = np.maximum(self.scale_floor, rms(state.x)) * self.step_size
        return moved(self, state.x, length * clipped(self, direction(self, g, R, C)), R, C, t)


@mutant("SIGN", "the step ascends")
class Ascends(Adafactor):
    """X+ = (1 - s d) X + a U."""

    def step(self, problem, state, rng):
        g, t = problem.gradient(state.x), state.t + 1
        R, C = self.averages(state, np.square(g), t)
        step = self.length(state.x, t) * clipped(self, direction(self, g, R, C))
        return moved(self, state.x, -step, R, C, t)


MUTANTS = (
    ClipWithMinimum,
    NoClip,
    TallRowsForgotten,
    NotFactored,
    NoNormaliser,
    SumForMean,
    NoRoot,
    FloorNotSquared,
    CounterAhead,
    WeightsExchanged,
    StepNotRelative,
    NormForRms,
    NoScaleFloor,
    ScaleOfDecayed,
    DecayWithoutStep,
    DecayWithRelativeStep,
    DecayInGradient,
    NoRootOfTime,
    Ascends,
)
