"""Named mistakes in accelerated GAM, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.flatness.gam_accelerated import GAMAccelerated, State
from verification.claim import mutant


def _four_gradients(problem, x, near, far):
    """g0, g1, g2, g3 with difference length `near` and ascent length `far`."""
    g0 = problem.gradient(x)
    g1 = problem.gradient(x + scale_to_norm(g0, near))
    y = x + scale_to_norm(g1 - g0, far)
    g2 = problem.gradient(y)
    return g0, g1, g2, problem.gradient(y + scale_to_norm(g2, near))


def _direction(method, p, q):
    """q - gamma p_perp."""
    unit = scale_to_norm(q, 1.0)
    return q - method.gamma * (p - np.dot(p, unit) * unit)


def _combined(method, gradients):
    """The direction of the four gradients."""
    g0, g1, g2, g3 = gradients
    p = g0 + (1 - method.beta_0) * g2
    return _direction(method, p, method.beta_1 * g1 + (1 - method.beta_1) * g3)


@mutant("SCALE", "the radii are swapped: grad_rho and grad_norm_rho are taken for each other")
class RadiiSwapped(GAMAccelerated):
    """r' = grad_norm_rho, r = grad_rho."""

    def step(self, problem, state, rng):
        gradients = _four_gradients(problem, state.x, self.grad_norm_rho, self.grad_rho)
        return State(state.x - self.step_size * _combined(self, gradients))


@mutant("STATE", "the first perturbation is not undone: the ascent starts from x + r' g0/|g0|")
class FirstPerturbationLeft(GAMAccelerated):
    """y = x + r' g0/|g0| + r d/|d|; both are undone before the step."""

    def step(self, problem, state, rng):
        g0 = problem.gradient(state.x)
        near = state.x + scale_to_norm(g0, self.grad_rho)
        g1 = problem.gradient(near)
        y = near + scale_to_norm(g1 - g0, self.grad_norm_rho)
        g2 = problem.gradient(y)
        g3 = problem.gradient(y + scale_to_norm(g2, self.grad_rho))
        return State(state.x - self.step_size * _combined(self, (g0, g1, g2, g3)))


@mutant("STATE", "of the last two perturbations only r' g2/|g2| is undone: the step starts from y")
class AscentLeft(GAMAccelerated):
    """x+ = y - eta (...)."""

    def step(self, problem, state, rng):
        gradients = _four_gradients(problem, state.x, self.grad_rho, self.grad_norm_rho)
        y = state.x + scale_to_norm(gradients[1] - gradients[0], self.grad_norm_rho)
        return State(y - self.step_size * _combined(self, gradients))


@mutant("STATE", "of the last two perturbations only r d/|d| is undone: the step starts from x + r' g2/|g2|")
class DifferenceLeft(GAMAccelerated):
    """x+ = x + r' g2/|g2| - eta (...)."""

    def step(self, problem, state, rng):
        gradients = _four_gradients(problem, state.x, self.grad_rho, self.grad_norm_rho)
        x = state.x + scale_to_norm(gradients[2], self.grad_rho)
        return State(x - self.step_size * _combined(self, gradients))


@mutant("SIGN", "the perturbation descends the gradient norm: d = g0 - g1")
class DescendingPerturbation(GAMAccelerated):
    """y = x - r d/|d|."""

    def step(self, problem, state, rng):
        gradients = _four_gradients(problem, state.x, self.grad_rho, -self.grad_norm_rho)
        return State(state.x - self.step_size * _combined(self, gradients))


@mutant("SIGN", "the orthogonal part is added: q + gamma p_perp")
class OrthogonalPartAdded(GAMAccelerated):
    """x+ = x - eta (q + gamma p_perp)."""

    def step(self, problem, state, rng):
        gradients = _four_gradients(problem, state.x, self.grad_rho, self.grad_norm_rho)
        q = self.beta_1 * gradients[1] + (1 - self.beta_1) * gradients[3]
        return State(state.x - self.step_size * (2 * q - _combined(self, gradients)))


@mutant("STALE", "the ascent follows the gradient g1 instead of the difference g1 - g0")
class AscentOfTheLoss(GAMAccelerated):
    """y = x + r g1/|g1|."""

    def step(self, problem, state, rng):
        g0 = problem.gradient(state.x)
        g1 = problem.gradient(state.x + scale_to_norm(g0, self.grad_rho))
        y = state.x + scale_to_norm(g1, self.grad_norm_rho)
        g2 = problem.gradient(y)
        g3 = problem.gradient(y + scale_to_norm(g2, self.grad_rho))
        return State(state.x - self.step_size * _combined(self, (g0, g1, g2, g3)))


@mutant("STALE", "the last difference is taken along g0 instead of g2")
class StaleDifference(GAMAccelerated):
    """g3 = grad f(y + r' g0/|g0|)."""

    def step(self, problem, state, rng):
        g0, g1, g2, _ = _four_gradients(problem, state.x, self.grad_rho, self.grad_norm_rho)
        y = state.x + scale_to_norm(g1 - g0, self.grad_norm_rho)
        g3 = problem.gradient(y + scale_to_norm(g0, self.grad_rho))
        return State(state.x - self.step_size * _combined(self, (g0, g1, g2, g3)))


@mutant("POWER", "the difference d is not normalised: y = x + r d")
class UnnormalisedAscent(GAMAccelerated):
    """y = x + r d."""

    def step(self, problem, state, rng):
        g0 = problem.gradient(state.x)
        g1 = problem.gradient(state.x + scale_to_norm(g0, self.grad_rho))
        y = state.x + self.grad_norm_rho * (g1 - g0)
        g2 = problem.gradient(y)
        g3 = problem.gradient(y + scale_to_norm(g2, self.grad_rho))
        return State(state.x - self.step_size * _combined(self, (g0, g1, g2, g3)))


@mutant("TERM", "g0 enters p with weight beta_0 instead of 1")
class WeightedFirstGradient(GAMAccelerated):
    """p = beta_0 g0 + (1 - beta_0) g2."""

    def step(self, problem, state, rng):
        g0, g1, g2, g3 = _four_gradients(problem, state.x, self.grad_rho, self.grad_norm_rho)
        p = self.beta_0 * g0 + (1 - self.beta_0) * g2
        q = self.beta_1 * g1 + (1 - self.beta_1) * g3
        return State(state.x - self.step_size * _direction(self, p, q))


@mutant("TERM", "g2 enters p with weight beta_0 instead of 1 - beta_0")
class WrongSecondWeight(GAMAccelerated):
    """p = g0 + beta_0 g2."""

    def step(self, problem, state, rng):
        g0, g1, g2, g3 = _four_gradients(problem, state.x, self.grad_rho, self.grad_norm_rho)
        q = self.beta_1 * g1 + (1 - self.beta_1) * g3
        return State(state.x - self.step_size * _direction(self, g0 + self.beta_0 * g2, q))


@mutant("TERM", "the weights of g1 and g3 are exchanged")
class WeightsExchanged(GAMAccelerated):
    """q = (1 - beta_1) g1 + beta_1 g3."""

    def step(self, problem, state, rng):
        g0, g1, g2, g3 = _four_gradients(problem, state.x, self.grad_rho, self.grad_norm_rho)
        q = (1 - self.beta_1) * g1 + self.beta_1 * g3
        return State(state.x - self.step_size * _direction(self, g0 + (1 - self.beta_0) * g2, q))


@mutant("TERM", "g3 enters q with weight 1: beta_1 g1 + g3")
class FullLastWeight(GAMAccelerated):
    """q = beta_1 g1 + g3."""

    def step(self, problem, state, rng):
        g0, g1, g2, g3 = _four_gradients(problem, state.x, self.grad_rho, self.grad_norm_rho)
        p = g0 + (1 - self.beta_0) * g2
        return State(state.x - self.step_size * _direction(self, p, self.beta_1 * g1 + g3))


@mutant("TERM", "p is subtracted whole: nothing is projected")
class WithoutProjection(GAMAccelerated):
    """x+ = x - eta (q - gamma p)."""

    def step(self, problem, state, rng):
        g0, g1, g2, g3 = _four_gradients(problem, state.x, self.grad_rho, self.grad_norm_rho)
        p = g0 + (1 - self.beta_0) * g2
        q = self.beta_1 * g1 + (1 - self.beta_1) * g3
        return State(state.x - self.step_size * (q - self.gamma * p))


@mutant("TERM", "the part of p along q is subtracted instead of the orthogonal part")
class ParallelPart(GAMAccelerated):
    """x+ = x - eta (q - gamma p_par)."""

    def step(self, problem, state, rng):
        g0, g1, g2, g3 = _four_gradients(problem, state.x, self.grad_rho, self.grad_norm_rho)
        p = g0 + (1 - self.beta_0) * g2
        q = self.beta_1 * g1 + (1 - self.beta_1) * g3
        unit = scale_to_norm(q, 1.0)
        return State(state.x - self.step_size * (q - self.gamma * np.dot(p, unit) * unit))


@mutant("POWER", "the cosine alone multiplies q: the ratio |p|/|q| is missing in the projection")
class CosineOnly(GAMAccelerated):
    """p_perp = p - cos(p, q) q."""

    def step(self, problem, state, rng):
        g0, g1, g2, g3 = _four_gradients(problem, state.x, self.grad_rho, self.grad_norm_rho)
        p = g0 + (1 - self.beta_0) * g2
        q = self.beta_1 * g1 + (1 - self.beta_1) * g3
        p_perp = p - np.dot(p, q) / (norm(p) * norm(q)) * q
        return State(state.x - self.step_size * (q - self.gamma * p_perp))


@mutant("SCALE", "the length of the difference is 2 % too large")
class DifferenceTooLong(GAMAccelerated):
    """r' = 1.02 grad_rho."""

    def step(self, problem, state, rng):
        gradients = _four_gradients(problem, state.x, 1.02 * self.grad_rho, self.grad_norm_rho)
        return State(state.x - self.step_size * _combined(self, gradients))


@mutant("SCALE", "the length of the ascent is 2 % too large")
class AscentTooLong(GAMAccelerated):
    """r = 1.02 grad_norm_rho."""

    def step(self, problem, state, rng):
        gradients = _four_gradients(problem, state.x, self.grad_rho, 1.02 * self.grad_norm_rho)
        return State(state.x - self.step_size * _combined(self, gradients))


@mutant("SCALE", "the weight gamma is 2 % too large")
class GammaTooLarge(GAMAccelerated):
    """x+ = x - eta (q - 1.02 gamma p_perp)."""

    def step(self, problem, state, rng):
        gradients = _four_gradients(problem, state.x, self.grad_rho, self.grad_norm_rho)
        q = self.beta_1 * gradients[1] + (1 - self.beta_1) * gradients[3]
        excess = 0.02 * (_combined(self, gradients) - q)
        return State(state.x - self.step_size * (_combined(self, gradients) + excess))


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(GAMAccelerated):
    """x+ = x - 1.02 eta (q - gamma p_perp)."""

    def step(self, problem, state, rng):
        gradients = _four_gradients(problem, state.x, self.grad_rho, self.grad_norm_rho)
        return State(state.x - 1.02 * self.step_size * _combined(self, gradients))


@mutant("EPS", "0.1 is added to the norm of d, as a guard that is far too large for a difference")
class LargeGuard(GAMAccelerated):
    """y = x + r d/(|d| + 0.1)."""

    def step(self, problem, state, rng):
        g0 = problem.gradient(state.x)
        g1 = problem.gradient(state.x + scale_to_norm(g0, self.grad_rho))
        y = state.x + (self.grad_norm_rho / (norm(g1 - g0) + 0.1)) * (g1 - g0)
        g2 = problem.gradient(y)
        g3 = problem.gradient(y + scale_to_norm(g2, self.grad_rho))
        return State(state.x - self.step_size * _combined(self, (g0, g1, g2, g3)))


@mutant("EPS", "u/|u| without a guard: NaN where a gradient or a difference of gradients is zero")
class UnguardedNorm(GAMAccelerated):
    """Every u/|u| also at u = 0."""

    def step(self, problem, state, rng):
        g0 = problem.gradient(state.x)
        g1 = problem.gradient(state.x + (self.grad_rho / norm(g0)) * g0)
        y = state.x + (self.grad_norm_rho / norm(g1 - g0)) * (g1 - g0)
        g2 = problem.gradient(y)
        g3 = problem.gradient(y + (self.grad_rho / norm(g2)) * g2)
        p, q = g0 + (1 - self.beta_0) * g2, self.beta_1 * g1 + (1 - self.beta_1) * g3
        unit = q / norm(q)
        return State(state.x - self.step_size * (q - self.gamma * (p - np.dot(p, unit) * unit)))


MUTANTS = (
    RadiiSwapped,
    FirstPerturbationLeft,
    AscentLeft,
    DifferenceLeft,
    DescendingPerturbation,
    OrthogonalPartAdded,
    AscentOfTheLoss,
    StaleDifference,
    UnnormalisedAscent,
    WeightedFirstGradient,
    WrongSecondWeight,
    WeightsExchanged,
    FullLastWeight,
    WithoutProjection,
    ParallelPart,
    CosineOnly,
    DifferenceTooLong,
    AscentTooLong,
    GammaTooLarge,
    StepTooLong,
    LargeGuard,
    UnguardedNorm,
)
