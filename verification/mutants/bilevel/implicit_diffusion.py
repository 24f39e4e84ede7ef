"""Named mistakes in Implicit Diffusion with Langevin particles."""

from __future__ import annotations

from refimpl.bilevel.implicit_diffusion import ImplicitDiffusion, State
from verification.claim import mutant
from verification.mutants.bilevel.particles import of_gradient, of_sampling


@mutant("STALE", "the gradient is taken over the particles after their step")
class NewParticlesInGradient(ImplicitDiffusion):
    """x+ = x - eta G(x_k, Y_{k+1})."""

    def step(self, problem, state, rng):
        particles = self.moved(problem, state.x, state.particles, rng)
        return State(state.x - self.step_size * self.gradient(problem, state.x, particles), particles)


@mutant("STALE", "the particles move on the potential of the new parameter")
class NewParameterInSampling(ImplicitDiffusion):
    """Y+ = Y - gamma g_y(x_{k+1}, Y) + noise."""

    def step(self, problem, state, rng):
        x = state.x - self.step_size * self.gradient(problem, state.x, state.particles)
        return State(x, self.moved(problem, x, state.particles, rng))


@mutant("STATE", "the particles start again from the first cloud at every step")
class ParticlesForgotten(ImplicitDiffusion):
    """Y_k = start - gamma g_y(x, start) + noise."""

    def step(self, problem, state, rng):
        G = self.gradient(problem, state.x, state.particles)
        return State(state.x - self.step_size * G, self.moved(problem, state.x, self.start, rng))


MUTANTS = (
    *of_gradient(ImplicitDiffusion),
    *of_sampling(ImplicitDiffusion),
    NewParticlesInGradient,
    NewParameterInSampling,
    ParticlesForgotten,
)
