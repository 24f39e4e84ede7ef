"""Named mistakes in stochastic proximal point steps."""

from __future__ import annotations

from refimpl.nonsmooth_nonconvex.proximal_point import ProximalPoint, State
from verification.claim import mutant


@mutant("SCALE", "beta |y - x|^2 without its half")
class HalfDropped(ProximalPoint):
    """prox with 2 beta."""

    def step(self, problem, state, rng):
        return State(problem.sample_prox(state.x, problem.sample(rng), 2 * self.beta))


@mutant("SIGN", "reflected: past the proximal point to the other side")
class Reflected(ProximalPoint):
    """x+ = 2 prox(x) - x."""

    def step(self, problem, state, rng):
        return State(2 * problem.sample_prox(state.x, problem.sample(rng), self.beta) - state.x)


@mutant("TERM", "an explicit subgradient step")
class ExplicitStep(ProximalPoint):
    """x+ = x - G(x)/beta."""

    def step(self, problem, state, rng):
        return State(state.x - problem.sample_gradient(state.x, problem.sample(rng)) / self.beta)


@mutant("PROX", "the envelope's gradient is taken twice: the proximal point of the proximal point")
class Twice(ProximalPoint):
    """prox of prox, one sample."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        once = problem.sample_prox(state.x, draw, self.beta)
        return State(problem.sample_prox(once, draw, self.beta))


@mutant("NOISE", "always the first term")
class FirstTerm(ProximalPoint):
    """The draw is thrown away."""

    def step(self, problem, state, rng):
        return State(problem.sample_prox(state.x, 0 * problem.sample(rng), self.beta))


@mutant("SIGN", "away from the proximal point")
class Repelled(ProximalPoint):
    """x+ = 2x - prox(x)."""

    def step(self, problem, state, rng):
        return State(2 * state.x - problem.sample_prox(state.x, problem.sample(rng), self.beta))


MUTANTS = (Repelled, HalfDropped, Reflected, ExplicitStep, Twice, FirstTerm)
