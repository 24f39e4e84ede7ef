"""Named mistakes in FOSI with Adam."""

from __future__ import annotations

import numpy as np

from refimpl.second_order.fosi import rest_of
from refimpl.second_order.fosi_adam import FOSIAdam, State
from verification.claim import mutant
from verification.mutants.second_order.fosi_shared import shared


def step(algorithm, problem, state, *, whole=False, corrected=True, inside_root=False, keep1=None):
    """A step on the whole gradient, without bias correction, epsilon under the root, or another average of g1."""
    w, V = algorithm.eigenpairs(problem, state)
    inside, g = algorithm.inside(w), problem.gradient(state.x)
    g2 = rest_of(V, inside, g)
    used = g if whole else g2
    keep1 = algorithm.beta1 if keep1 is None else keep1
    m1 = keep1 * state.m1 + (1 - keep1) * (g - g2)
    m = algorithm.beta1 * state.m + (1 - algorithm.beta1) * used
    v = algorithm.beta2 * state.v + (1 - algorithm.beta2) * np.square(used)
    power1, power2 = algorithm.beta1 * state.power1, algorithm.beta2 * state.power2
    c1, c2 = (1 - power1, 1 - power2) if corrected else (1.0, 1.0)
    root = np.sqrt(v / c2 + algorithm.epsilon) if inside_root else np.sqrt(v / c2) + algorithm.epsilon
    d1 = -algorithm.alpha * algorithm.newton_part(w, V, inside, m1)
    d2 = -algorithm.step_size * algorithm.outside(V, inside, (m / c1) / root)
    return State(state.x + d1 + d2, w, V, m1, m, v, power1, power2, state.t + 1)


@mutant("PROX", "Adam sees the whole gradient, and only its step is projected")
class WholeGradient(FOSIAdam):
    """m and v from g."""

    def step(self, problem, state, rng):
        return step(self, problem, state, whole=True)


@mutant("BIAS", "Adam's averages are not corrected for their start")
class NotCorrected(FOSIAdam):
    """m / (sqrt v + epsilon)."""

    def step(self, problem, state, rng):
        return step(self, problem, state, corrected=False)


@mutant("EPS", "epsilon stands under the root")
class EpsilonUnderRoot(FOSIAdam):
    """m / sqrt(v + epsilon)."""

    def step(self, problem, state, rng):
        return step(self, problem, state, inside_root=True)


@mutant("STATE", "Newton's part is not averaged")
class NewtonNotAveraged(FOSIAdam):
    """m1+ = g1."""

    def step(self, problem, state, rng):
        return step(self, problem, state, keep1=0.0)


SHARED = shared(FOSIAdam)
MUTANTS = (*SHARED.values(), WholeGradient, NotCorrected, EpsilonUnderRoot, NewtonNotAveraged)
