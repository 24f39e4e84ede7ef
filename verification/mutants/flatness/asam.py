"""Named mistakes in ASAM, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.flatness.asam import ASAM, State
from verification.claim import mutant


def _scale(algorithm, x):
    return np.abs(x) + algorithm.offset


def _descended(algorithm, problem, state, ascent):
    return State(state.x - algorithm.step_size * problem.gradient(state.x + ascent))


@mutant("POWER", "the scale enters the perturbation once: e = rho T g / |T g|")
class ScaleOnce(ASAM):
    """e = rho T g / |T g|."""

    def step(self, problem, state, rng):
        T = _scale(self, state.x)
        return _descended(self, problem, state, scale_to_norm(T * problem.gradient(state.x), self.rho))


@mutant("POWER", "the norm is that of T^2 g: e itself has length rho")
class SquareInTheNorm(ASAM):
    """e = rho T^2 g / |T^2 g|."""

    def step(self, problem, state, rng):
        T = _scale(self, state.x)
        return _descended(self, problem, state, scale_to_norm(T * T * problem.gradient(state.x), self.rho))


@mutant("TERM", "the norm is that of the plain gradient: e = rho T^2 g / |g|")
class PlainNorm(ASAM):
    """e = rho T^2 g / |g|."""

    def step(self, problem, state, rng):
        T = _scale(self, state.x)
        return _descended(self, problem, state, T * T * scale_to_norm(problem.gradient(state.x), self.rho))


@mutant("POWER", "nothing is normalised: e = rho T^2 g")
class UnnormalisedAscent(ASAM):
    """e = rho T^2 g."""

    def step(self, problem, state, rng):
        T = _scale(self, state.x)
        return _descended(self, problem, state, self.rho * T * T * problem.gradient(state.x))


@mutant("TERM", "the scale is missing altogether (this is SAM)")
class NotAdaptive(ASAM):
    """T = 1."""

    def step(self, problem, state, rng):
        return _descended(self, problem, state, scale_to_norm(problem.gradient(state.x), self.rho))


@mutant("BRANCH", "the absolute value is missing: T = x + offset")
class SignedScale(ASAM):
    """T = diag(x_i + offset)."""

    def step(self, problem, state, rng):
        T = state.x + self.offset
        ascent = T * scale_to_norm(T * problem.gradient(state.x), self.rho)
        return _descended(self, problem, state, ascent)


@mutant("POWER", "the offset is added under a root: T = sqrt(x^2 + offset^2)")
class OffsetUnderTheRoot(ASAM):
    """T^2 = x^2 + offset^2."""

    def step(self, problem, state, rng):
        T = np.sqrt(state.x * state.x + self.offset * self.offset)
        ascent = T * scale_to_norm(T * problem.gradient(state.x), self.rho)
        return _descended(self, problem, state, ascent)


@mutant("SHAPE", "one scale for all coordinates: T = |x| + offset with the Euclidean norm of x")
class OneScale(ASAM):
    """T = (|x| + offset) I."""

    def step(self, problem, state, rng):
        radius = self.rho * (norm(state.x) + self.offset)
        return _descended(self, problem, state, scale_to_norm(problem.gradient(state.x), radius))


@mutant("STATE", "the perturbation is not undone: the step starts from x + e instead of x")
class PerturbationNotUndone(ASAM):
    """x+ = x + e - eta grad f(x + e)."""

    def step(self, problem, state, rng):
        T = _scale(self, state.x)
        y = state.x + T * scale_to_norm(T * problem.gradient(state.x), self.rho)
        return State(y - self.step_size * problem.gradient(y))


@mutant("SIGN", "the perturbation descends: it is subtracted instead of added")
class DescendingPerturbation(ASAM):
    """e = -rho T^2 g / |T g|."""

    def step(self, problem, state, rng):
        T = _scale(self, state.x)
        return _descended(self, problem, state, -T * scale_to_norm(T * problem.gradient(state.x), self.rho))


@mutant("STALE", "the step uses the gradient at x instead of the one at x + e (this is gradient descent)")
class GradientAtIterate(ASAM):
    """x+ = x - eta grad f(x)."""

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * problem.gradient(state.x))


@mutant("STATE", "the gradient was scaled in place: the step is scaled by T too")
class ScaledStep(ASAM):
    """x+ = x - eta T grad f(x + e)."""

    def step(self, problem, state, rng):
        T = _scale(self, state.x)
        ascent = T * scale_to_norm(T * problem.gradient(state.x), self.rho)
        return State(state.x - self.step_size * T * problem.gradient(state.x + ascent))


@mutant("SCALE", "the radius is 2 % too large")
class RadiusTooLarge(ASAM):
    """e = 1.02 rho T^2 g / |T g|."""

    def step(self, problem, state, rng):
        T = _scale(self, state.x)
        ascent = T * scale_to_norm(T * problem.gradient(state.x), 1.02 * self.rho)
        return _descended(self, problem, state, ascent)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(ASAM):
    """x+ = x - 1.02 eta grad f(x + e)."""

    def step(self, problem, state, rng):
        T = _scale(self, state.x)
        ascent = T * scale_to_norm(T * problem.gradient(state.x), self.rho)
        return State(state.x - 1.02 * self.step_size * problem.gradient(state.x + ascent))


@mutant("EPS", "0.1 is added to |T g|, as a guard that is far too large")
class LargeGuard(ASAM):
    """e = rho T^2 g / (|T g| + 0.1)."""

    def step(self, problem, state, rng):
        T = _scale(self, state.x)
        Tg = T * problem.gradient(state.x)
        return _descended(self, problem, state, (self.rho / (norm(Tg) + 0.1)) * T * Tg)


@mutant("EPS", "T g / |T g| without a guard: NaN where the gradient is zero")
class UnguardedNorm(ASAM):
    """e = rho T^2 g / |T g| also at g = 0."""

    def step(self, problem, state, rng):
        T = _scale(self, state.x)
        Tg = T * problem.gradient(state.x)
        return _descended(self, problem, state, (self.rho / norm(Tg)) * T * Tg)


MUTANTS = (
    ScaleOnce,
    SquareInTheNorm,
    PlainNorm,
    UnnormalisedAscent,
    NotAdaptive,
    SignedScale,
    OffsetUnderTheRoot,
    OneScale,
    PerturbationNotUndone,
    DescendingPerturbation,
    GradientAtIterate,
    ScaledStep,
    RadiusTooLarge,
    StepTooLong,
    LargeGuard,
    UnguardedNorm,
)
