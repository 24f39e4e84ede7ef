"""Named mistakes in exact Gauss-Newton, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import add_to_diagonal
from refimpl.second_order.egn import EGN, State
from refimpl.second_order.gauss_newton import drawn, duncan_guttman, linearised
from verification.claim import mutant


def solved(J, K, r, shift):
    """-J' (K + shift I)^{-1} r."""
    return -(J.T @ np.linalg.solve(add_to_diagonal(K, shift), r))


@mutant("SHAPE", "the order of Q and J J' is swapped: the same where Q is a multiple of the identity")
class OrderSwapped(EGN):
    """-J' (J J' Q + b lambda I)^{-1} r."""

    def direction(self, J, QJ, r):
        return solved(J, J @ QJ.T, r, self.batch * self.damping)


@mutant("SHAPE", "a factorisation of symmetric matrices reads one triangle of Q J J', which is not symmetric")
class CholeskyOfNonsymmetric(EGN):
    """The lower triangle of Q J J' is mirrored."""

    def direction(self, J, QJ, r):
        K = QJ @ J.T
        return solved(J, np.tril(K) + np.tril(K, -1).T, r, self.batch * self.damping)


@mutant("TERM", "the Hessians of the losses are left out, as for least squares")
class LossHessianForgotten(EGN):
    """-J' (J J' + b lambda I)^{-1} r."""

    def direction(self, J, QJ, r):
        return solved(J, J @ J.T, r, self.batch * self.damping)


@mutant("SCALE", "the damping is not multiplied by the batch")
class DropBatchFactor(EGN):
    """-J' (Q J J' + lambda I)^{-1} r."""

    def direction(self, J, QJ, r):
        return duncan_guttman(J, QJ, r, self.damping)


@mutant("SCALE", "the residuals are divided by the batch before")
class MeanResidual(EGN):
    """-J' (Q J J' + b lambda I)^{-1} r/b."""

    def direction(self, J, QJ, r):
        return duncan_guttman(J, QJ, r / self.batch, self.batch * self.damping)


@mutant("SIGN", "the residuals are labels minus predictions")
class ResidualSign(EGN):
    """+J' (Q J J' + b lambda I)^{-1} r."""

    def direction(self, J, QJ, r):
        return duncan_guttman(J, QJ, -r, self.batch * self.damping)


@mutant("POWER", "the damping divides instead of multiplying")
class DampingInverted(EGN):
    """-J' (Q J J' + b/lambda I)^{-1} r."""

    def direction(self, J, QJ, r):
        return duncan_guttman(J, QJ, r, self.batch / self.damping)


@mutant("TERM", "the direction is the gradient of the batch: no system is solved")
class GradientOnly(EGN):
    """-J'r/b."""

    def direction(self, J, QJ, r):
        return -(J.T @ r) / self.batch


@mutant("TERM", "the matrix has no damping")
class DampingForgotten(EGN):
    """-J' (Q J J')^{-1} r, up to 2^-20."""

    def direction(self, J, QJ, r):
        return duncan_guttman(J, QJ, r, 2.0**-20)


@mutant("NOISE", "the first draw fills the whole batch")
class OneDraw(EGN):
    """b copies of one sample."""

    def step(self, problem, state, rng):
        draws = drawn(problem, self.batch, rng)
        J, QJ, r = linearised(problem, state.x, draws[:1] * self.batch)
        return State(state.x + self.step_size * self.direction(J, QJ, r))


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(EGN):
    """x+ = x + 1.02 eta d."""

    def direction(self, J, QJ, r):
        return 1.02 * duncan_guttman(J, QJ, r, self.batch * self.damping)


@mutant("SCALE", "the step is 2 % too short")
class StepTooShort(EGN):
    """x+ = x + 0.98 eta d."""

    def direction(self, J, QJ, r):
        return 0.98 * duncan_guttman(J, QJ, r, self.batch * self.damping)


MUTANTS = (
    OrderSwapped, CholeskyOfNonsymmetric, LossHessianForgotten, DropBatchFactor, MeanResidual, ResidualSign,
    DampingInverted, GradientOnly, DampingForgotten, OneDraw, StepTooLong, StepTooShort,
)  # fmt: skip
