"""Mistakes that methods share which move x by the covariance form over Langevin particles.

The methods have `gradient(problem, x, particles)` and `moved(problem, x, particles, rng)`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from verification.claim import mutant


def weighed(
    problem: Any, x: Any, particles: Any, centred: bool = True, less: int = 1, sign: float = 1.0
) -> Any:
    """The covariance form with its choices."""
    n = particles.shape[0]
    values = [problem.upper(x, particles[i]) for i in range(n)]
    mean = sum(values[1:], values[0]) / n if centred else 0.0
    G = np.zeros_like(x)
    for i in range(n):
        y = particles[i]
        term = (values[i] - mean) / (n - less) * problem.lower_x(x, y)
        G = G + problem.upper_x(x, y) / n - sign * term
    return G


def disturbed(
    problem: Any, x: Any, particles: Any, gamma: float, size: Any, rng: Any, sign: float = 1.0
) -> Any:
    """A Langevin step with noise of another size, or against the drift."""
    moved = particles.copy()
    for i in range(moved.shape[0]):
        noise = size * rng.standard_normal(moved.shape[1])
        moved[i] = particles[i] - sign * gamma * problem.lower_y(x, particles[i]) + noise
    return moved


def of_gradient(base: Any) -> tuple[Any, ...]:
    """Mistakes in the covariance form, as mutants of `base`."""

    @mutant("TERM", "neither reward nor score is centred: E f g_x for Cov(f, g_x)")
    class Uncentred(base):
        """(1/N) sum f g_x."""

        def gradient(self, problem, x, particles):
            return weighed(problem, x, particles, centred=False, less=0)

    @mutant("SCALE", "the covariance has the divisor N: the gradient shrinks by 1 - 1/N")
    class DividedByN(base):
        """(1/N) sum (f - mean f) g_x."""

        def gradient(self, problem, x, particles):
            return weighed(problem, x, particles, less=0)

    @mutant("SIGN", "the reward enters with the wrong sign: what should rise falls")
    class RewardFlipped(base):
        """f_x + Cov(f, g_x)."""

        def gradient(self, problem, x, particles):
            return weighed(problem, x, particles, sign=-1.0)

    @mutant("HYPERGRAD", "the law of the particles is taken not to depend on x")
    class LawHeldFixed(base):
        """f_x."""

        def gradient(self, problem, x, particles):
            return weighed(problem, x, particles, sign=0.0)

    @mutant("TERM", "the direct derivative f_x is dropped")
    class DirectTermDropped(base):
        """-Cov(f, g_x)."""

        def gradient(self, problem, x, particles):
            G = super().gradient(problem, x, particles)
            for i in range(particles.shape[0]):
                G = G - problem.upper_x(x, particles[i]) / particles.shape[0]
            return G

    @mutant("SCALE", "the x step is 2 % too long")
    class StepTooLong(base):
        """x+ = x - 1.02 eta G."""

        def gradient(self, problem, x, particles):
            return 1.02 * super().gradient(problem, x, particles)

    return Uncentred, DividedByN, RewardFlipped, LawHeldFixed, DirectTermDropped, StepTooLong


def of_sampling(base: Any) -> tuple[Any, ...]:
    """Mistakes in the Langevin step, as mutants of `base`."""

    @mutant("NOISE", "the noise has variance gamma instead of 2 gamma: the law of half the temperature")
    class NoiseNotDoubled(base):
        """sqrt(gamma) xi."""

        def moved(self, problem, x, particles, rng):
            gamma = self.lower_step_size
            return disturbed(problem, x, particles, gamma, np.sqrt(1.0 * gamma), rng)

    @mutant("POWER", "the noise grows with gamma instead of its root")
    class NoiseWithoutRoot(base):
        """2 gamma xi."""

        def moved(self, problem, x, particles, rng):
            gamma = self.lower_step_size
            return disturbed(problem, x, particles, gamma, 2 * gamma, rng)

    @mutant("SIGN", "the particles climb the potential")
    class PotentialClimbed(base):
        """Y + gamma g_y + sqrt(2 gamma) xi."""

        def moved(self, problem, x, particles, rng):
            gamma = self.lower_step_size
            return disturbed(problem, x, particles, gamma, np.sqrt(2 * gamma), rng, sign=-1.0)

    @mutant("NOISE", "one draw serves all particles, which then do not spread")
    class OneDrawForAllParticles(base):
        """xi_i = xi."""

        def moved(self, problem, x, particles, rng):
            xi = np.sqrt(2 * self.lower_step_size) * rng.standard_normal(particles.shape[1])
            moved = particles.copy()
            for i in range(moved.shape[0]):
                moved[i] = particles[i] - self.lower_step_size * problem.lower_y(x, particles[i]) + xi
            return moved

    return NoiseNotDoubled, NoiseWithoutRoot, PotentialClimbed, OneDrawForAllParticles
