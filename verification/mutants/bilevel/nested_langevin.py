"""Named mistakes in the nested loop of Langevin chains."""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.bilevel.nested_langevin import NestedLangevin
from verification.claim import mutant
from verification.mutants.bilevel.directions import of_inner_steps
from verification.mutants.bilevel.particles import of_gradient, of_sampling


class WarmState(NamedTuple):
    """Parameter and the particles that are kept by mistake."""

    x: Any
    particles: Any


@mutant("STATE", "the chains go on from where they ended instead of starting again")
class ChainsGoOn(NestedLangevin):
    """Y of the last step is the start of the next."""

    def init(self, problem, x0):
        return WarmState(x0, self.start.copy())

    def step(self, problem, state, rng):
        particles = state.particles
        for _ in range(self.inner_steps):
            particles = self.moved(problem, state.x, particles, rng)
        return WarmState(state.x - self.step_size * self.gradient(problem, state.x, particles), particles)


MUTANTS = (
    *of_gradient(NestedLangevin),
    *of_sampling(NestedLangevin),
    *of_inner_steps(NestedLangevin),
    ChainsGoOn,
)
