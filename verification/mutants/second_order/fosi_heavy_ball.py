"""Named mistakes in FOSI with the heavy ball."""

from __future__ import annotations

from refimpl.second_order.fosi import rest_of
from refimpl.second_order.fosi_heavy_ball import FOSIHeavyBall, State
from verification.claim import mutant
from verification.mutants.second_order.fosi_shared import shared


def step(algorithm, problem, state, keep1, keep2):
    """A step with its own momentum for each part."""
    w, V = algorithm.eigenpairs(problem, state)
    inside, g = algorithm.inside(w), problem.gradient(state.x)
    g2 = rest_of(V, inside, g)
    m1, m2 = keep1 * state.m1 + g - g2, keep2 * state.m2 + g2
    d1 = -algorithm.alpha * algorithm.newton_part(w, V, inside, m1)
    d2 = -algorithm.step_size * algorithm.outside(V, inside, m2)
    return State(state.x + d1 + d2, w, V, m1, m2, state.t + 1)


@mutant("STATE", "Newton's part has no momentum")
class NewtonWithoutMomentum(FOSIHeavyBall):
    """m1+ = g1."""

    def step(self, problem, state, rng):
        return step(self, problem, state, 0.0, self.momentum)


@mutant("STATE", "the base has no momentum: gradient descent")
class BaseWithoutMomentum(FOSIHeavyBall):
    """m2+ = g2."""

    def step(self, problem, state, rng):
        return step(self, problem, state, self.momentum, 0.0)


SHARED = shared(FOSIHeavyBall)
MUTANTS = (*SHARED.values(), NewtonWithoutMomentum, BaseWithoutMomentum)
