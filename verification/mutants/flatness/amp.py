"""Named mistakes in AMP, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import scale_to_norm
from refimpl.flatness.amp import AMP, State
from verification.claim import mutant


def _ascended(algorithm, problem, x, size, steps):
    """D after that many steps of that size."""
    D = np.zeros_like(x)
    for _ in range(steps):
        D = algorithm.project(D + size * problem.gradient(x + D))
    return D


def _descended(algorithm, problem, state, D):
    return State(state.x - algorithm.step_size * problem.gradient(state.x + D))


@mutant("PROX", "the projection is missing: the ascent leaves the ball")
class ProjectionMissing(AMP):
    """D = D + zeta grad f(x + D)."""

    def project(self, D):
        return D


@mutant("BRANCH", "the perturbation is scaled to the sphere even where it is shorter than the radius")
class AlwaysOnTheSphere(AMP):
    """D = eps D / |D| always."""

    def project(self, D):
        return scale_to_norm(D, self.radius)


@mutant("SHAPE", "every coordinate is clipped to [-eps, eps]: a cube instead of a ball")
class ClippedToACube(AMP):
    """D_i = min(max(D_i, -eps), eps)."""

    def project(self, D):
        return np.minimum(np.maximum(D, -self.radius), self.radius)


@mutant("SCHED", "the projection comes once, after all ascent steps")
class ProjectedAtTheEnd(AMP):
    """The N steps of the ascent are free."""

    def step(self, problem, state, rng):
        D = np.zeros_like(state.x)
        for _ in range(self.ascent_steps):
            D = D + self.ascent_size * problem.gradient(state.x + D)
        return _descended(self, problem, state, self.project(D))


@mutant("SIGN", "the inner steps descend")
class InnerDescent(AMP):
    """D = D - zeta grad f(x + D)."""

    def step(self, problem, state, rng):
        D = _ascended(self, problem, state.x, -self.ascent_size, self.ascent_steps)
        return _descended(self, problem, state, D)


@mutant("STALE", "every inner step uses the gradient at x instead of the one at x + D")
class InnerGradientAtIterate(AMP):
    """D = D + zeta grad f(x)."""

    def step(self, problem, state, rng):
        D = np.zeros_like(state.x)
        for _ in range(self.ascent_steps):
            D = self.project(D + self.ascent_size * problem.gradient(state.x))
        return _descended(self, problem, state, D)


@mutant("STATE", "the perturbation starts again from zero in every inner step")
class PerturbationForgotten(AMP):
    """D = zeta grad f(x + D)."""

    def step(self, problem, state, rng):
        D = np.zeros_like(state.x)
        for _ in range(self.ascent_steps):
            D = self.project(self.ascent_size * problem.gradient(state.x + D))
        return _descended(self, problem, state, D)


@mutant("SCHED", "one inner step too few")
class OneStepFewer(AMP):
    """N - 1 ascent steps."""

    def step(self, problem, state, rng):
        D = _ascended(self, problem, state.x, self.ascent_size, self.ascent_steps - 1)
        return _descended(self, problem, state, D)


@mutant("SCHED", "one inner step too many")
class OneStepMore(AMP):
    """N + 1 ascent steps."""

    def step(self, problem, state, rng):
        D = _ascended(self, problem, state.x, self.ascent_size, self.ascent_steps + 1)
        return _descended(self, problem, state, D)


@mutant("POWER", "the inner gradient is normalised, as in SAM")
class NormalisedInnerGradient(AMP):
    """D = D + zeta g / |g|."""

    def step(self, problem, state, rng):
        D = np.zeros_like(state.x)
        for _ in range(self.ascent_steps):
            D = self.project(D + scale_to_norm(problem.gradient(state.x + D), self.ascent_size))
        return _descended(self, problem, state, D)


@mutant("STATE", "the perturbation is not undone: the step starts from x + D instead of x")
class PerturbationNotUndone(AMP):
    """x+ = x + D - eta grad f(x + D)."""

    def step(self, problem, state, rng):
        y = state.x + _ascended(self, problem, state.x, self.ascent_size, self.ascent_steps)
        return State(y - self.step_size * problem.gradient(y))


@mutant("STALE", "the step uses the gradient at x instead of the one at x + D (this is gradient descent)")
class GradientAtIterate(AMP):
    """x+ = x - eta grad f(x)."""

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * problem.gradient(state.x))


@mutant("SCALE", "the radius is 2 % too large")
class RadiusTooLarge(AMP):
    """1.02 eps."""

    def project(self, D):
        return 1.02 * AMP.project(self, D / 1.02)


@mutant("SCALE", "the inner steps are 2 % too long")
class InnerStepTooLong(AMP):
    """1.02 zeta."""

    def step(self, problem, state, rng):
        D = _ascended(self, problem, state.x, 1.02 * self.ascent_size, self.ascent_steps)
        return _descended(self, problem, state, D)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(AMP):
    """x+ = x - 1.02 eta grad f(x + D)."""

    def step(self, problem, state, rng):
        D = _ascended(self, problem, state.x, self.ascent_size, self.ascent_steps)
        return State(state.x - 1.02 * self.step_size * problem.gradient(state.x + D))


MUTANTS = (
    ProjectionMissing,
    AlwaysOnTheSphere,
    ClippedToACube,
    ProjectedAtTheEnd,
    InnerDescent,
    InnerGradientAtIterate,
    PerturbationForgotten,
    OneStepFewer,
    OneStepMore,
    NormalisedInnerGradient,
    PerturbationNotUndone,
    GradientAtIterate,
    RadiusTooLarge,
    InnerStepTooLong,
    StepTooLong,
)
