"""Named mistakes in natural gradient descent."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import add_to_diagonal
from refimpl.natural_gradient_kfac.natural_gradient import NaturalGradient, State
from verification.claim import mutant


def step(algorithm, state, B, g):
    """x - s B^{-1} g."""
    return State(state.x - algorithm.step_size * np.linalg.solve(B, g))


@mutant("DAMP", "the damping is forgotten")
class NotDamped(NaturalGradient):
    """B = F."""

    def step(self, problem, state, rng):
        return step(self, state, problem.gauss_newton(state.x), problem.gradient(state.x))


@mutant("DAMP", "the damping is relative to the diagonal, as in the method of Levenberg and Marquardt")
class RelativeDamping(NaturalGradient):
    """B = F + lambda diag F."""

    def step(self, problem, state, rng):
        F = problem.gauss_newton(state.x)
        return step(self, state, F + self.damping * np.diag(np.diag(F)), problem.gradient(state.x))


@mutant("TERM", "the Fisher matrix is left out: gradient descent")
class NoFisher(NaturalGradient):
    """x+ = x - s g."""

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * problem.gradient(state.x))


@mutant("SHAPE", "only the diagonal of the Fisher matrix is kept")
class DiagonalFisher(NaturalGradient):
    """B = diag F + lambda I."""

    def step(self, problem, state, rng):
        F = np.diag(np.diag(problem.gauss_newton(state.x)))
        return step(self, state, add_to_diagonal(F, self.damping), problem.gradient(state.x))


@mutant("TERM", "the Fisher matrix of the data instead of the model's: products of the gradient itself")
class EmpiricalFisher(NaturalGradient):
    """B = g g' + lambda I."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        return step(self, state, add_to_diagonal(np.outer(g, g), self.damping), g)


@mutant("TERM", "the Hessian takes the place of the Fisher matrix: Newton's method")
class HessianForFisher(NaturalGradient):
    """B = H + lambda I. No mistake on least squares: it is rejected where the two matrices differ."""

    def step(self, problem, state, rng):
        B = add_to_diagonal(problem.hessian(state.x), self.damping)
        return step(self, state, B, problem.gradient(state.x))


@mutant("POWER", "the root of the Fisher matrix is applied, as adaptive methods do")
class RootOfFisher(NaturalGradient):
    """x+ = x - s B^{-1/2} g."""

    def step(self, problem, state, rng):
        w, V = np.linalg.eigh(add_to_diagonal(problem.gauss_newton(state.x), self.damping))
        return State(state.x - self.step_size * (V @ ((V.T @ problem.gradient(state.x)) / np.sqrt(w))))


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(NaturalGradient):
    """x+ = x - 1.02 s B^{-1} g."""

    def step(self, problem, state, rng):
        x = NaturalGradient.step(self, problem, state, rng).x
        return State(state.x + 1.02 * (x - state.x))


MUTANTS = (
    NotDamped,
    RelativeDamping,
    NoFisher,
    DiagonalFisher,
    EmpiricalFisher,
    RootOfFisher,
    StepTooLong,
)
