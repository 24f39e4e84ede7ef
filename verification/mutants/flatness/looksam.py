"""Named mistakes in LookSAM, as people really make them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.flatness.looksam import LookSAM, State
from verification.claim import mutant


def gradients(problem, x, rho):
    """g, s and the unit vector u of g."""
    g = problem.gradient(x)
    return g, problem.gradient(x + scale_to_norm(g, rho)), scale_to_norm(g, 1.0)


class _Between(LookSAM):
    """LookSAM with a direction of its own at the steps without SAM."""

    between: Any

    def step(self, problem, state, rng):
        if state.t % self.period == 0:
            _, s, u = gradients(problem, state.x, self.rho)
            return State(state.x - self.step_size * s, s - np.dot(s, u) * u, state.t + 1)
        direction = self.between(problem.gradient(state.x), state.v)
        return State(state.x - self.step_size * direction, state.v, state.t + 1)


class _Kept(LookSAM):
    """LookSAM that keeps another vector than v."""

    kept: Any

    def step(self, problem, state, rng):
        g, s, u = gradients(problem, state.x, self.rho)
        if state.t % self.period == 0:
            return State(state.x - self.step_size * s, self.kept(g, s, u), state.t + 1)
        direction = g + scale_to_norm(state.v, self.alpha * norm(g))
        return State(state.x - self.step_size * direction, state.v, state.t + 1)


class _Saved(NamedTuple):
    """The state of LookSAM and the weights before the last SAM step."""

    x: Any
    v: Any
    saved: Any
    t: int


@mutant(
    "STATE",
    "steps without SAM start from the weights that were saved before the last SAM step: they are rolled back",
)
class RolledBack(LookSAM):
    """x+ = x_{last SAM step} - eta D."""

    def init(self, problem, x0):
        return _Saved(x0, np.zeros_like(x0), x0, 0)

    def step(self, problem, state, rng):
        if state.t % self.period == 0:
            _, s, u = gradients(problem, state.x, self.rho)
            return _Saved(state.x - self.step_size * s, s - np.dot(s, u) * u, state.x, state.t + 1)
        g = problem.gradient(state.x)
        direction = g + scale_to_norm(state.v, self.alpha * norm(g))
        return _Saved(state.saved - self.step_size * direction, state.v, state.saved, state.t + 1)


@mutant(
    "POWER", "norms are taken tensor by tensor, here coordinate by coordinate: D = g + alpha |g_i| sign(v_i)"
)
class NormPerTensor(_Between):
    """D_i = g_i + alpha |g_i| v_i/|v_i|."""

    def between(self, g, v):
        return g + self.alpha * np.abs(g) * np.sign(v)


@mutant("POWER", "v is reused with the length it had: D = g + alpha v")
class UnscaledReuse(_Between):
    """D = g + alpha v."""

    def between(self, g, v):
        return g + self.alpha * v


@mutant("SIGN", "the reused part is subtracted")
class ReuseSubtracted(_Between):
    """D = g - alpha |g| v/|v|."""

    def between(self, g, v):
        return g - scale_to_norm(v, self.alpha * norm(g))


@mutant("TERM", "nothing is reused: the steps between are plain gradient steps")
class PlainBetween(_Between):
    """D = g."""

    def between(self, g, v):
        return g


@mutant("TERM", "the whole SAM gradient is reused, not its part orthogonal to g")
class WholeGradientKept(_Kept):
    """v = s."""

    def kept(self, g, s, u):
        return s


@mutant("TERM", "the part of the SAM gradient along g is reused instead of the orthogonal one")
class ParallelPartKept(_Kept):
    """v = <s, u> u."""

    def kept(self, g, s, u):
        return np.dot(s, u) * u


@mutant("TERM", "the difference of both gradients is reused: g is subtracted instead of the projection")
class DifferenceKept(_Kept):
    """v = s - g."""

    def kept(self, g, s, u):
        return s - g


@mutant("POWER", "the cosine alone multiplies u: the length of s is missing in the projection")
class CosineOnly(_Kept):
    """v = s - cos(s, g) u."""

    def kept(self, g, s, u):
        return s - np.dot(s, u) / norm(s) * u


@mutant("SCHED", "SAM steps are the last of every period: the first steps have nothing to reuse")
class SamLast(LookSAM):
    """SAM where t mod k = k - 1."""

    def step(self, problem, state, rng):
        g, s, u = gradients(problem, state.x, self.rho)
        if state.t % self.period == self.period - 1:
            return State(state.x - self.step_size * s, s - np.dot(s, u) * u, state.t + 1)
        direction = g + scale_to_norm(state.v, self.alpha * norm(g))
        return State(state.x - self.step_size * direction, state.v, state.t + 1)


@mutant("SCHED", "SAM is done at every step (this is SAM)")
class SamAlways(LookSAM):
    """D = s."""

    def step(self, problem, state, rng):
        _, s, _u = gradients(problem, state.x, self.rho)
        return State(state.x - self.step_size * s, state.v, state.t + 1)


@mutant("TERM", "SAM steps use the recombined gradient g + alpha |g| v/|v| as well")
class RecombinedAtSam(LookSAM):
    """D = g + alpha |g| v/|v| with the fresh v."""

    def step(self, problem, state, rng):
        g, s, u = gradients(problem, state.x, self.rho)
        v = state.v
        if state.t % self.period == 0:
            v = s - np.dot(s, u) * u
        return State(state.x - self.step_size * (g + scale_to_norm(v, self.alpha * norm(g))), v, state.t + 1)


@mutant("STATE", "the perturbation is not undone at SAM steps")
class PerturbationNotUndone(LookSAM):
    """x+ = x + e - eta s."""

    def step(self, problem, state, rng):
        g, s, u = gradients(problem, state.x, self.rho)
        if state.t % self.period == 0:
            y = state.x + self.rho * u
            return State(y - self.step_size * s, s - np.dot(s, u) * u, state.t + 1)
        direction = g + scale_to_norm(state.v, self.alpha * norm(g))
        return State(state.x - self.step_size * direction, state.v, state.t + 1)


@mutant("SCALE", "the radius is 2 % too large")
class RadiusTooLarge(LookSAM):
    """e = 1.02 rho g/|g|."""

    def step(self, problem, state, rng):
        g, s, u = gradients(problem, state.x, 1.02 * self.rho)
        if state.t % self.period == 0:
            return State(state.x - self.step_size * s, s - np.dot(s, u) * u, state.t + 1)
        direction = g + scale_to_norm(state.v, self.alpha * norm(g))
        return State(state.x - self.step_size * direction, state.v, state.t + 1)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(LookSAM):
    """x+ = x - 1.02 eta D."""

    def step(self, problem, state, rng):
        g, s, u = gradients(problem, state.x, self.rho)
        if state.t % self.period == 0:
            return State(state.x - 1.02 * self.step_size * s, s - np.dot(s, u) * u, state.t + 1)
        direction = g + scale_to_norm(state.v, self.alpha * norm(g))
        return State(state.x - 1.02 * self.step_size * direction, state.v, state.t + 1)


@mutant("EPS", "g/|g| and v/|v| without a guard: NaN where the gradient is zero")
class UnguardedNorm(LookSAM):
    """u = g/|g| also at g = 0."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        if state.t % self.period == 0:
            u = g / norm(g)
            s = problem.gradient(state.x + self.rho * u)
            return State(state.x - self.step_size * s, s - np.dot(s, u) * u, state.t + 1)
        direction = g + self.alpha * norm(g) * (state.v / norm(state.v))
        return State(state.x - self.step_size * direction, state.v, state.t + 1)


MUTANTS = (
    RolledBack,
    NormPerTensor,
    UnscaledReuse,
    ReuseSubtracted,
    PlainBetween,
    WholeGradientKept,
    ParallelPartKept,
    DifferenceKept,
    CosineOnly,
    SamLast,
    SamAlways,
    RecombinedAtSam,
    PerturbationNotUndone,
    RadiusTooLarge,
    StepTooLong,
    UnguardedNorm,
)
