"""Named mistakes in Frank-Wolfe with the short step."""

from __future__ import annotations

import numpy as np

from refimpl.frank_wolfe.short_step_frank_wolfe import ShortStepFrankWolfe, State
from verification.claim import mutant
from verification.mutants.frank_wolfe.short_steps import short_step_mutants


class _Towards(ShortStepFrankWolfe):
    """Direction and longest step."""

    def parts(self, problem, x, g):
        return problem.linear_minimizer(g) - x, 1.0


@mutant("TERM", "the vertex is added: x keeps its weight")
class VertexAdded(ShortStepFrankWolfe):
    """x + gamma v."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        v = problem.linear_minimizer(g)
        d = v - state.x
        gamma = np.minimum(-np.dot(g, d) / (self.L * np.dot(d, d)), 1.0)
        return State(state.x + gamma * v)


SHARED = short_step_mutants(_Towards)
# a step is cut only where L is too small or a vertex is the minimiser: claims and strict checks have such cases
MUTANTS = (*(m for m in SHARED if m.__name__ != "NotCut"), VertexAdded)
