"""Named mistakes in UDIM, as people really make them."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.flatness.udim import UDIM, State, worst_shifts
from verification.claim import mutant


class _Shifts(UDIM):
    """UDIM with shifts of its own, from the iterate and the perturbed point."""

    shifts: Any

    def step(self, problem, state, rng):
        y = state.x + scale_to_norm(problem.gradient(state.x), self.rho)
        source = problem.gradient(y)
        unknown = problem.shifted_gradient(y, self.shifts(problem, state.x, y))
        return State(state.x - self.step_size * (source + self.weight * (unknown - source)))


class _Move(UDIM):
    """UDIM with a step of its own, from the gradients on the source and on the shifted inputs."""

    move: Any

    def step(self, problem, state, rng):
        y = state.x + scale_to_norm(problem.gradient(state.x), self.rho)
        unknown = problem.shifted_gradient(y, worst_shifts(problem, y, self.data_radius))
        return State(state.x - self.step_size * self.move(problem.gradient(y), unknown))


@mutant("SIGN", "the inputs descend their losses")
class InputsDescend(_Shifts):
    """z = -r s/|s|."""

    def shifts(self, problem, x, y):
        return -worst_shifts(problem, y, self.data_radius)


@mutant("STALE", "the inputs are shifted for the loss at x instead of at the perturbed point")
class ShiftedAtIterate(_Shifts):
    """s_i at x."""

    def shifts(self, problem, x, y):
        return worst_shifts(problem, x, self.data_radius)


@mutant("TERM", "the gradients in the inputs are not normalised")
class UnnormalisedShifts(_Shifts):
    """z = r s."""

    def shifts(self, problem, x, y):
        return self.data_radius * problem.input_gradients(y)


@mutant("POWER", "all gradients in the inputs are normalised together, as one vector")
class OneNormForAllInputs(_Shifts):
    """z = r s/|(s_1, ..., s_n)|."""

    def shifts(self, problem, x, y):
        S = problem.input_gradients(y)
        return scale_to_norm(S.ravel(), self.data_radius).reshape(S.shape)


@mutant("POWER", "the signs of the gradients in the inputs are the shift")
class SignedShifts(_Shifts):
    """z = r sign(s)."""

    def shifts(self, problem, x, y):
        return self.data_radius * np.sign(problem.input_gradients(y))


@mutant("SCALE", "the radius of the inputs is 2 % too large")
class DataRadiusTooLarge(_Shifts):
    """z = 1.02 r s/|s|."""

    def shifts(self, problem, x, y):
        return worst_shifts(problem, y, 1.02 * self.data_radius)


@mutant("EPS", "s/|s| without a guard: NaN where an input does not matter")
class UnguardedShifts(_Shifts):
    """z = r s/|s| also at s = 0."""

    def shifts(self, problem, x, y):
        Z = problem.input_gradients(y)
        for i in range(Z.shape[0]):
            Z[i] = (self.data_radius / norm(Z[i])) * Z[i]
        return Z


@mutant("TERM", "the inconsistency is forgotten (this is SAM)")
class NoInconsistency(_Move):
    """x+ = x - eta grad f(y)."""

    def move(self, source, unknown):
        return source


@mutant("TERM", "the loss on the shifted inputs is added, without taking off the source")
class NotADifference(_Move):
    """x+ = x - eta [grad f(y) + w grad f_z(y)]."""

    def move(self, source, unknown):
        return source + self.weight * unknown


@mutant("SIGN", "the inconsistency is ascended")
class InconsistencyAscended(_Move):
    """x+ = x - eta [grad f(y) - w (grad f_z(y) - grad f(y))]."""

    def move(self, source, unknown):
        return source - self.weight * (unknown - source)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(_Move):
    """x+ = x - 1.02 eta [...]."""

    def move(self, source, unknown):
        return 1.02 * (source + self.weight * (unknown - source))


@mutant("STALE", "the gradients of the inconsistency are taken at x instead of at the perturbed point")
class InconsistencyAtIterate(UDIM):
    """x+ = x - eta [grad f(y) + w (grad f_z(x) - grad f(x))]."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        y = state.x + scale_to_norm(g, self.rho)
        unknown = problem.shifted_gradient(state.x, worst_shifts(problem, y, self.data_radius))
        return State(state.x - self.step_size * (problem.gradient(y) + self.weight * (unknown - g)))


class _Point(UDIM):
    """UDIM with a perturbed point of its own, and the point where the step starts."""

    points: Any

    def step(self, problem, state, rng):
        start, y = self.points(state.x, problem.gradient(state.x))
        source = problem.gradient(y)
        unknown = problem.shifted_gradient(y, worst_shifts(problem, y, self.data_radius))
        return State(start - self.step_size * (source + self.weight * (unknown - source)))


@mutant("TERM", "x is not perturbed: only the inputs are")
class NoPerturbation(_Point):
    """y = x."""

    def points(self, x, g):
        return x, x


@mutant("SIGN", "the perturbation of x descends")
class DescendingPerturbation(_Point):
    """y = x - rho g/|g|."""

    def points(self, x, g):
        return x, x - scale_to_norm(g, self.rho)


@mutant("TERM", "the gradient is not normalised before x is perturbed")
class UnnormalisedPerturbation(_Point):
    """y = x + rho g."""

    def points(self, x, g):
        return x, x + self.rho * g


@mutant("STATE", "the perturbation is not undone: the step starts from y")
class PerturbationNotUndone(_Point):
    """x+ = y - eta [...]."""

    def points(self, x, g):
        y = x + scale_to_norm(g, self.rho)
        return y, y


@mutant("EPS", "neither g/|g| nor s/|s| has a guard: NaN where the gradient is zero")
class UnguardedNorms(UnguardedShifts):
    """y = x + rho g/|g| also at g = 0, z = r s/|s| also at s = 0."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        y = state.x + (self.rho / norm(g)) * g
        source = problem.gradient(y)
        unknown = problem.shifted_gradient(y, self.shifts(problem, state.x, y))
        return State(state.x - self.step_size * (source + self.weight * (unknown - source)))


MUTANTS = (
    InputsDescend,
    ShiftedAtIterate,
    UnnormalisedShifts,
    OneNormForAllInputs,
    SignedShifts,
    DataRadiusTooLarge,
    UnguardedShifts,
    NoInconsistency,
    NotADifference,
    InconsistencyAscended,
    StepTooLong,
    InconsistencyAtIterate,
    NoPerturbation,
    DescendingPerturbation,
    UnnormalisedPerturbation,
    PerturbationNotUndone,
    UnguardedNorms,
)
