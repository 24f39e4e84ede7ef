"""Named mistakes in the minimising movement scheme."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import add_to_diagonal
from refimpl.zeroth_order.minimizing_movement import MinimizingMovement, State
from verification.claim import mutant


@mutant("STALE", "an explicit step: the gradient at the old point")
class ExplicitEuler(MinimizingMovement):
    """x - tau grad f(x)."""

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * problem.gradient(state.x))


class AnotherInner(MinimizingMovement):
    """The step with another residual or another matrix; y is the inner point, x the old one."""

    def residual(self, problem, y, x):
        return problem.gradient(y) + (y - x) / self.step_size

    def matrix(self, problem, y, x):
        return add_to_diagonal(problem.hessian(y), 1 / self.step_size)

    def step(self, problem, state, rng):
        y = state.x
        for _ in range(self.inner):
            y = y - np.linalg.solve(self.matrix(problem, y, state.x), self.residual(problem, y, state.x))
        return State(y)


@mutant("TERM", "the distance to the old point is not in the residual: Newton with a damping of 1/tau")
class DampedNewton(AnotherInner):
    """grad f(y)."""

    def residual(self, problem, y, x):
        return problem.gradient(y)


@mutant("TERM", "the distance to the old point is not in the matrix")
class HessianAlone(AnotherInner):
    """H(y)."""

    def matrix(self, problem, y, x):
        return problem.hessian(y)


@mutant("SCALE", "the matrix has tau in place of 1/tau")
class TauInMatrix(AnotherInner):
    """H + tau I."""

    def matrix(self, problem, y, x):
        return add_to_diagonal(problem.hessian(y), self.step_size)


@mutant("SIGN", "the pull is away from the old point")
class PushedAway(AnotherInner):
    """grad f(y) - (y - x)/tau."""

    def residual(self, problem, y, x):
        return problem.gradient(y) - (y - x) / self.step_size


@mutant("SCALE", "half of the penalty: |y - x|^2/(4 tau)")
class HalfPenalty(AnotherInner):
    """1/(2 tau)."""

    def residual(self, problem, y, x):
        return problem.gradient(y) + (y - x) / (2 * self.step_size)

    def matrix(self, problem, y, x):
        return add_to_diagonal(problem.hessian(y), 1 / (2 * self.step_size))


@mutant("STALE", "the Hessian of the old point in all inner steps")
class HessianAtOldPoint(AnotherInner):
    """H(x)."""

    def matrix(self, problem, y, x):
        return add_to_diagonal(problem.hessian(x), 1 / self.step_size)


@mutant("STATE", "one inner step whatever was asked for")
class OneInnerStep(MinimizingMovement):
    """n = 1."""

    def step(self, problem, state, rng):
        return MinimizingMovement.step(self._replace(inner=1), problem, state, rng)


MUTANTS = (
    ExplicitEuler,
    DampedNewton,
    HessianAlone,
    TauInMatrix,
    PushedAway,
    HalfPenalty,
    HessianAtOldPoint,
    OneInnerStep,
)
