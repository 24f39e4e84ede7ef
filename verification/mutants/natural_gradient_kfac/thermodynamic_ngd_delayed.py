"""Named mistakes in thermodynamic natural gradient with delay."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import add_to_diagonal
from refimpl.natural_gradient_kfac.thermodynamic_ngd import relaxed
from refimpl.natural_gradient_kfac.thermodynamic_ngd_delayed import State, ThermodynamicNGDDelayed
from verification.claim import mutant
from verification.mutants.natural_gradient_kfac.thermodynamic import shared


def _finish(algorithm, state, run, B, g):
    y = run(run(state.y, state.B, state.g, algorithm.delay), B, g, algorithm.inner)
    return State(state.x - algorithm.step_size * y, y, B, g)


def step(algorithm, problem, state, rng, *, keep=1.0, early=False, late=False, swapped=False, reset=False):
    """A step that keeps a part of y, has the new system early or late, swaps its times, or resets y in between."""
    B = add_to_diagonal(problem.gauss_newton(state.x), algorithm.damping)
    g = problem.gradient(state.x)
    first, second = (algorithm.inner, algorithm.delay) if swapped else (algorithm.delay, algorithm.inner)
    h, T = algorithm.time_step, algorithm.temperature
    B1, g1 = (B, g) if early else (state.B, state.g)
    B2, g2 = (state.B, state.g) if late else (B, g)
    y = relaxed(keep * state.y, B1, g1, h, first, T, rng)
    y = relaxed(np.zeros_like(y) if reset else y, B2, g2, h, second, T, rng)
    return State(state.x - algorithm.step_size * y, y, B, g)


@mutant("STATE", "the device is reset before every step: no momentum")
class ResetBeforeStep(ThermodynamicNGDDelayed):
    """y = 0 at the start of a step."""

    def step(self, problem, state, rng):
        return step(self, problem, state, rng, keep=0.0)


@mutant("STATE", "the device is reset when the new system arrives")
class ResetOnArrival(ThermodynamicNGDDelayed):
    """y = 0 after the delay."""

    def step(self, problem, state, rng):
        return step(self, problem, state, rng, reset=True)


@mutant("STALE", "the new system is there from the start: the delay costs nothing")
class NoDelay(ThermodynamicNGDDelayed):
    """delay + inner steps with the new system."""

    def step(self, problem, state, rng):
        return step(self, problem, state, rng, early=True)


@mutant("STALE", "the new system arrives after the step")
class OldSystem(ThermodynamicNGDDelayed):
    """delay + inner steps with the old system."""

    def step(self, problem, state, rng):
        return step(self, problem, state, rng, late=True)


@mutant("SCHED", "delay and inner steps change places")
class TimesSwapped(ThermodynamicNGDDelayed):
    """inner steps with the old system, delay steps with the new one."""

    def step(self, problem, state, rng):
        return step(self, problem, state, rng, swapped=True)


MUTANTS = (
    *shared(ThermodynamicNGDDelayed, _finish),
    ResetBeforeStep,
    ResetOnArrival,
    NoDelay,
    OldSystem,
    TimesSwapped,
)
