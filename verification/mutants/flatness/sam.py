"""Named mistakes in SAM, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.flatness.sam import SAM, State
from verification.claim import mutant


@mutant("STATE", "the perturbation is not undone: the step starts from x + e instead of x")
class PerturbationNotUndone(SAM):
    """x+ = x + e - eta grad f(x + e)."""

    def step(self, problem, state, rng):
        y = state.x + scale_to_norm(problem.gradient(state.x), self.rho)
        return State(y - self.step_size * problem.gradient(y))


@mutant("SIGN", "the perturbation descends: it is subtracted instead of added")
class DescendingPerturbation(SAM):
    """e = -rho g / |g|."""

    def step(self, problem, state, rng):
        ascent = scale_to_norm(problem.gradient(state.x), self.rho)
        return State(state.x - self.step_size * problem.gradient(state.x - ascent))


@mutant("POWER", "the gradient is not normalised: e = rho g (this is USAM)")
class UnnormalisedAscent(SAM):
    """e = rho g."""

    def step(self, problem, state, rng):
        ascent = self.rho * problem.gradient(state.x)
        return State(state.x - self.step_size * problem.gradient(state.x + ascent))


@mutant("POWER", "the gradient is divided by its l1 norm instead of its Euclidean norm")
class AbsoluteNorm(SAM):
    """e = rho g / |g|_1."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        size = np.sum(np.abs(g))
        if size > 0:
            g = (self.rho / size) * g
        return State(state.x - self.step_size * problem.gradient(state.x + g))


@mutant("TERM", "each of two parameter tensors is normalised by itself: there is no global norm")
class NormPerTensor(SAM):
    """e = rho (g_1/|g_1|, g_2/|g_2|) for the two halves of x."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        half = g.size // 2
        ascent = np.concatenate((scale_to_norm(g[:half], self.rho), scale_to_norm(g[half:], self.rho)))
        return State(state.x - self.step_size * problem.gradient(state.x + ascent))


@mutant("BRANCH", "the gradient is clipped to [-1, 1] before the ascent step")
class ClippedBeforeAscent(SAM):
    """e = rho c / |c|, c_i = min(max(g_i, -1), 1)."""

    def step(self, problem, state, rng):
        clipped = np.minimum(np.maximum(problem.gradient(state.x), -1.0), 1.0)
        return State(state.x - self.step_size * problem.gradient(state.x + scale_to_norm(clipped, self.rho)))


@mutant("POWER", "the gradient is divided by its squared norm")
class SquaredNorm(SAM):
    """e = rho g / |g|^2, and 0 where g = 0."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        size = norm(g)
        ascent = scale_to_norm(g, self.rho / (size + (size == 0)))
        return State(state.x - self.step_size * problem.gradient(state.x + ascent))


@mutant("STALE", "the step uses the gradient at x instead of the one at x + e (this is gradient descent)")
class GradientAtIterate(SAM):
    """x+ = x - eta grad f(x)."""

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * problem.gradient(state.x))


@mutant("SCALE", "the step averages the gradients at x and at x + e")
class AveragedGradients(SAM):
    """x+ = x - eta (grad f(x) + grad f(x + e)) / 2."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        perturbed = problem.gradient(state.x + scale_to_norm(g, self.rho))
        return State(state.x - self.step_size * 0.5 * (g + perturbed))


@mutant("SCALE", "the radius is 2 % too large")
class RadiusTooLarge(SAM):
    """e = 1.02 rho g / |g|."""

    def step(self, problem, state, rng):
        ascent = scale_to_norm(problem.gradient(state.x), 1.02 * self.rho)
        return State(state.x - self.step_size * problem.gradient(state.x + ascent))


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(SAM):
    """x+ = x - 1.02 eta grad f(x + e)."""

    def step(self, problem, state, rng):
        ascent = scale_to_norm(problem.gradient(state.x), self.rho)
        return State(state.x - 1.02 * self.step_size * problem.gradient(state.x + ascent))


@mutant("EPS", "0.1 is added to the norm of the gradient, as a guard that is far too large")
class LargeGuard(SAM):
    """e = rho g / (|g| + 0.1)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        ascent = (self.rho / (norm(g) + 0.1)) * g
        return State(state.x - self.step_size * problem.gradient(state.x + ascent))


@mutant("EPS", "g / |g| without a guard: NaN where the gradient is zero")
class UnguardedNorm(SAM):
    """e = rho g / |g| also at g = 0."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        ascent = (self.rho / norm(g)) * g
        return State(state.x - self.step_size * problem.gradient(state.x + ascent))


MUTANTS = (
    PerturbationNotUndone,
    DescendingPerturbation,
    UnnormalisedAscent,
    AbsoluteNorm,
    NormPerTensor,
    ClippedBeforeAscent,
    SquaredNorm,
    GradientAtIterate,
    AveragedGradients,
    RadiusTooLarge,
    StepTooLong,
    LargeGuard,
    UnguardedNorm,
)
