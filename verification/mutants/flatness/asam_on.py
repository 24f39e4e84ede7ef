"""Named mistakes in ASAM on a mask, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.flatness.asam_on import ASAMON, State
from verification.claim import mutant


def _scale(algorithm, x):
    return np.abs(x) + algorithm.offset


def _descended(algorithm, problem, state, ascent):
    return State(state.x - algorithm.step_size * problem.gradient(state.x + ascent))


@mutant("TERM", "the norm runs over all parameters: e = rho m T^2 g / |T g|, shorter than rho")
class NormOverAll(ASAMON):
    """e = rho m T^2 g / |T g|."""

    def step(self, problem, state, rng):
        T = _scale(self, state.x)
        ascent = self.mask * T * scale_to_norm(T * problem.gradient(state.x), self.rho)
        return _descended(self, problem, state, ascent)


@mutant("TERM", "the mask is forgotten (this is ASAM)")
class MaskForgotten(ASAMON):
    """m = 1."""

    def step(self, problem, state, rng):
        T = _scale(self, state.x)
        return _descended(self, problem, state, T * scale_to_norm(T * problem.gradient(state.x), self.rho))


@mutant("BRANCH", "the mask is inverted: everything but the normalisation parameters is perturbed")
class MaskInverted(ASAMON):
    """1 - m for m."""

    def step(self, problem, state, rng):
        T = (1 - self.mask) * _scale(self, state.x)
        return _descended(self, problem, state, T * scale_to_norm(T * problem.gradient(state.x), self.rho))


@mutant("STATE", "the step is masked too: the other parameters are frozen")
class StepMasked(ASAMON):
    """x+ = x - eta m grad f(x + e)."""

    def step(self, problem, state, rng):
        T = self.mask * _scale(self, state.x)
        ascent = T * scale_to_norm(T * problem.gradient(state.x), self.rho)
        return State(state.x - self.step_size * self.mask * problem.gradient(state.x + ascent))


@mutant("TERM", "the scale is missing (this is SAM-ON)")
class NotAdaptive(ASAMON):
    """T = 1."""

    def step(self, problem, state, rng):
        ascent = scale_to_norm(self.mask * problem.gradient(state.x), self.rho)
        return _descended(self, problem, state, ascent)


@mutant("POWER", "the scale enters the perturbation once: e = rho m T g / |m T g|")
class ScaleOnce(ASAMON):
    """e = rho m T g / |m T g|."""

    def step(self, problem, state, rng):
        T = self.mask * _scale(self, state.x)
        return _descended(self, problem, state, scale_to_norm(T * problem.gradient(state.x), self.rho))


@mutant("TERM", "the offset is added after masking: T = m |x| + offset perturbs every parameter")
class OffsetOutsideTheMask(ASAMON):
    """T = m |x| + offset."""

    def step(self, problem, state, rng):
        T = self.mask * np.abs(state.x) + self.offset
        return _descended(self, problem, state, T * scale_to_norm(T * problem.gradient(state.x), self.rho))


@mutant("STATE", "the perturbation is not undone: the step starts from x + e instead of x")
class PerturbationNotUndone(ASAMON):
    """x+ = x + e - eta grad f(x + e)."""

    def step(self, problem, state, rng):
        T = self.mask * _scale(self, state.x)
        y = state.x + T * scale_to_norm(T * problem.gradient(state.x), self.rho)
        return State(y - self.step_size * problem.gradient(y))


@mutant("SIGN", "the perturbation descends: it is subtracted instead of added")
class DescendingPerturbation(ASAMON):
    """-e."""

    def step(self, problem, state, rng):
        T = self.mask * _scale(self, state.x)
        return _descended(self, problem, state, T * scale_to_norm(T * problem.gradient(state.x), -self.rho))


@mutant("STALE", "the step uses the gradient at x instead of the one at x + e (this is gradient descent)")
class GradientAtIterate(ASAMON):
    """x+ = x - eta grad f(x)."""

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * problem.gradient(state.x))


@mutant("SCALE", "the radius is 2 % too large")
class RadiusTooLarge(ASAMON):
    """1.02 e."""

    def step(self, problem, state, rng):
        T = self.mask * _scale(self, state.x)
        ascent = T * scale_to_norm(T * problem.gradient(state.x), 1.02 * self.rho)
        return _descended(self, problem, state, ascent)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(ASAMON):
    """x+ = x - 1.02 eta grad f(x + e)."""

    def step(self, problem, state, rng):
        T = self.mask * _scale(self, state.x)
        ascent = T * scale_to_norm(T * problem.gradient(state.x), self.rho)
        return State(state.x - 1.02 * self.step_size * problem.gradient(state.x + ascent))


@mutant("EPS", "m T g / |m T g| without a guard: NaN where the masked gradient is zero")
class UnguardedNorm(ASAMON):
    """0/0 at m T g = 0."""

    def step(self, problem, state, rng):
        T = self.mask * _scale(self, state.x)
        Tg = T * problem.gradient(state.x)
        return _descended(self, problem, state, (self.rho / norm(Tg)) * T * Tg)


MUTANTS = (
    NormOverAll,
    MaskForgotten,
    MaskInverted,
    StepMasked,
    NotAdaptive,
    ScaleOnce,
    OffsetOutsideTheMask,
    PerturbationNotUndone,
    DescendingPerturbation,
    GradientAtIterate,
    RadiusTooLarge,
    StepTooLong,
    UnguardedNorm,
)
