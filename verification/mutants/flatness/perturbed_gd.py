"""Named mistakes in perturbed gradient descent, as people really make them."""

from __future__ import annotations

from typing import Any

from refimpl.core.dialect import norm, rational_power, scale_to_norm
from refimpl.flatness.perturbed_gd import PerturbedGD, State
from verification.claim import mutant


def drawn(problem, x, rng):
    """The gradient at x, normal z (d,) and uniform u."""
    g = problem.gradient(x)
    return g, rng.standard_normal(g.shape[0]), 1.0 - rng.random()


class _Noise(PerturbedGD):
    """PGD with a perturbation of its own, from z and u."""

    noise: Any

    def step(self, problem, state, rng):
        g, z, u = drawn(problem, state.x, rng)
        if state.rest > 0 or norm(g) > self.threshold:
            return State(state.x - self.step_size * g, state.rest - 1)
        y = state.x + self.noise(z, u)
        return State(y - self.step_size * problem.gradient(y), self.wait)


class _When(PerturbedGD):
    """PGD with another rule of when to perturb."""

    perturbs: Any

    def step(self, problem, state, rng):
        g, z, u = drawn(problem, state.x, rng)
        if not self.perturbs(norm(g), state.rest):
            return State(state.x - self.step_size * g, state.rest - 1)
        y = state.x + scale_to_norm(z, self.radius * rational_power(u, 1, g.shape[0]))
        return State(y - self.step_size * problem.gradient(y), self.wait)


@mutant(
    "TERM", "there is no perturbation (this is gradient descent): on the stable manifold it never escapes"
)
class NeverPerturbed(_Noise):
    """xi = 0."""

    def noise(self, z, u):
        return 0 * z


@mutant("NOISE", "the perturbation lies on the sphere, not in the ball")
class OnTheSphere(_Noise):
    """|xi| = radius."""

    def noise(self, z, u):
        return scale_to_norm(z, self.radius)


@mutant("NOISE", "the radius is uniform: points crowd at the centre of the ball")
class UniformRadius(_Noise):
    """|xi| = radius u."""

    def noise(self, z, u):
        return scale_to_norm(z, self.radius * u)


@mutant("NOISE", "the perturbation is normal with standard deviation `radius` in every coordinate")
class NormalNoise(_Noise):
    """xi = radius z."""

    def noise(self, z, u):
        return self.radius * z


@mutant("SCALE", "the radius is 2 % too large")
class RadiusTooLarge(_Noise):
    """xi uniform on the ball of 1.02 radius."""

    def noise(self, z, u):
        return scale_to_norm(z, 1.02 * self.radius * rational_power(u, 1, z.shape[0]))


@mutant("BRANCH", "it perturbs at every step with a small gradient: nothing is waited for")
class WithoutWait(_When):
    """Perturbs where |g| <= threshold."""

    def perturbs(self, size, rest):
        return size <= self.threshold


@mutant("BRANCH", "it perturbs at fixed intervals, however large the gradient")
class WithoutThreshold(_When):
    """Perturbs where more than `wait` steps have passed."""

    def perturbs(self, size, rest):
        return rest <= 0


@mutant("BRANCH", "it perturbs after exactly `wait` steps already")
class OneStepEarly(_When):
    """Perturbs where |g| <= threshold and at least `wait` steps have passed."""

    def perturbs(self, size, rest):
        return rest <= 1 and size <= self.threshold


@mutant("STALE", "the step after a perturbation uses the gradient from before it")
class StaleGradient(PerturbedGD):
    """x+ = x + xi - eta grad f(x)."""

    def step(self, problem, state, rng):
        g, z, u = drawn(problem, state.x, rng)
        if state.rest > 0 or norm(g) > self.threshold:
            return State(state.x - self.step_size * g, state.rest - 1)
        xi = scale_to_norm(z, self.radius * rational_power(u, 1, g.shape[0]))
        return State(state.x + xi - self.step_size * g, self.wait)


@mutant("STATE", "the perturbation is undone: it serves the gradient only")
class PerturbationUndone(PerturbedGD):
    """x+ = x - eta grad f(x + xi)."""

    def step(self, problem, state, rng):
        g, z, u = drawn(problem, state.x, rng)
        if state.rest > 0 or norm(g) > self.threshold:
            return State(state.x - self.step_size * g, state.rest - 1)
        xi = scale_to_norm(z, self.radius * rational_power(u, 1, g.shape[0]))
        return State(state.x - self.step_size * problem.gradient(state.x + xi), self.wait)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(PerturbedGD):
    """x+ = y - 1.02 eta grad f(y)."""

    def step(self, problem, state, rng):
        g, z, u = drawn(problem, state.x, rng)
        if state.rest > 0 or norm(g) > self.threshold:
            return State(state.x - 1.02 * self.step_size * g, state.rest - 1)
        y = state.x + scale_to_norm(z, self.radius * rational_power(u, 1, g.shape[0]))
        return State(y - 1.02 * self.step_size * problem.gradient(y), self.wait)


MUTANTS = (
    NeverPerturbed,
    OnTheSphere,
    UniformRadius,
    NormalNoise,
    RadiusTooLarge,
    WithoutWait,
    WithoutThreshold,
    OneStepEarly,
    StaleGradient,
    PerturbationUndone,
    StepTooLong,
)
