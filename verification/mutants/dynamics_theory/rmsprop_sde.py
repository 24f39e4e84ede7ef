"""Named mistakes in the SDE of RMSProp."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.dynamics_theory.rmsprop_sde import RMSPropSDE, State
from verification.claim import mutant


def parts(problem: Any, x: Any, rng: Any) -> tuple[Any, Any, Any]:
    """Mean gradient, Sigma^{1/2} xi and the diagonal of Sigma."""
    G = problem.sample_gradients(x)
    mean = np.sum(G, axis=0) / len(G)
    Z = G - mean
    return mean, rng.standard_normal(len(G)) @ Z / np.sqrt(len(G)), np.sum(Z * Z, axis=0) / len(G)


def advanced(method: Any, state: Any, moved: Any, scale: Any, target: Any) -> State:
    """x - moved / scale, and u towards the target."""
    return State(state.x - moved / scale, state.u + method.time_step * method.c2 * (target - state.u))


@mutant("TERM", "u does not move: the preconditioner is frozen")
class FrozenPreconditioner(RMSPropSDE):
    """du = 0."""

    def step(self, problem, state, rng):
        return super().step(problem, state, rng)._replace(u=state.u)


@mutant("STALE", "x moves with the new u")
class NewPreconditioner(RMSPropSDE):
    """P of u+."""

    def step(self, problem, state, rng):
        mean, noise, diagonal = parts(problem, state.x, rng)
        u = state.u + self.time_step * self.c2 * (diagonal - state.u)
        moved = self.time_step * mean + self.noise * np.sqrt(self.time_step) * noise
        return State(state.x - moved / (self.noise * np.sqrt(u) + self.epsilon), u)


@mutant("EPS", "epsilon stands inside the root")
class EpsilonInside(RMSPropSDE):
    """s sqrt(u + e)."""

    def step(self, problem, state, rng):
        mean, noise, diagonal = parts(problem, state.x, rng)
        moved = self.time_step * mean + self.noise * np.sqrt(self.time_step) * noise
        return advanced(self, state, moved, self.noise * np.sqrt(state.u + self.epsilon), diagonal)


@mutant("SCALE", "the preconditioner forgets the noise scale")
class ScaleForgotten(RMSPropSDE):
    """sqrt(u) + e."""

    def step(self, problem, state, rng):
        mean, noise, diagonal = parts(problem, state.x, rng)
        moved = self.time_step * mean + self.noise * np.sqrt(self.time_step) * noise
        return advanced(self, state, moved, np.sqrt(state.u) + self.epsilon, diagonal)


@mutant("SCALE", "the noise is multiplied by the time step instead of its root")
class NoiseByTimeStep(RMSPropSDE):
    """h s xi."""

    def step(self, problem, state, rng):
        mean, noise, diagonal = parts(problem, state.x, rng)
        moved = self.time_step * mean + self.noise * self.time_step * noise
        return advanced(self, state, moved, self.noise * np.sqrt(state.u) + self.epsilon, diagonal)


@mutant("TERM", "u follows the squared mean gradient as well")
class GradientInU(RMSPropSDE):
    """du = c2 (diag Sigma + gbar^2 - u) dt."""

    def step(self, problem, state, rng):
        mean, noise, diagonal = parts(problem, state.x, rng)
        moved = self.time_step * mean + self.noise * np.sqrt(self.time_step) * noise
        scale = self.noise * np.sqrt(state.u) + self.epsilon
        return advanced(self, state, moved, scale, diagonal + mean * mean)


@mutant("TERM", "no noise")
class NoNoise(RMSPropSDE):
    """s = 0 in the diffusion."""

    def step(self, problem, state, rng):
        mean, _, diagonal = parts(problem, state.x, rng)
        scale = self.noise * np.sqrt(state.u) + self.epsilon
        return advanced(self, state, self.time_step * mean, scale, diagonal)


MUTANTS = (
    FrozenPreconditioner,
    NewPreconditioner,
    EpsilonInside,
    ScaleForgotten,
    NoiseByTimeStep,
    GradientInU,
    NoNoise,
)
