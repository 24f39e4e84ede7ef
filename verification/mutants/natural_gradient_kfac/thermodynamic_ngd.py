"""Named mistakes in thermodynamic natural gradient."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import add_to_diagonal
from refimpl.natural_gradient_kfac.thermodynamic_ngd import State, ThermodynamicNGD, relaxed
from verification.claim import mutant
from verification.mutants.natural_gradient_kfac.thermodynamic import shared


def _finish(algorithm, state, run, B, g):
    return State(state.x - algorithm.step_size * run(np.zeros_like(g), B, g, algorithm.inner))


def step(algorithm, problem, state, rng, *, more=0, start=0.0, factor=1.0):
    """A step with `more` inner steps, from y = start g, or a longer one."""
    B = add_to_diagonal(problem.gauss_newton(state.x), algorithm.damping)
    g = problem.gradient(state.x)
    inner = algorithm.inner + more
    y = relaxed(start * g, B, g, algorithm.time_step, inner, algorithm.temperature, rng)
    return State(state.x - factor * algorithm.step_size * y)


@mutant("STATE", "the process starts at the gradient instead of zero")
class StartsAtGradient(ThermodynamicNGD):
    """y_0 = g."""

    def step(self, problem, state, rng):
        return step(self, problem, state, rng, start=1.0)


@mutant("SCHED", "one inner step too many")
class OneTooMany(ThermodynamicNGD):
    """inner + 1 steps."""

    def step(self, problem, state, rng):
        return step(self, problem, state, rng, more=1)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(ThermodynamicNGD):
    """x+ = x - 1.02 s y."""

    def step(self, problem, state, rng):
        return step(self, problem, state, rng, factor=1.02)


MUTANTS = (*shared(ThermodynamicNGD, _finish), StartsAtGradient, OneTooMany, StepTooLong)
