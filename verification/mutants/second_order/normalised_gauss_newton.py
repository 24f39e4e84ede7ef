"""Named mistakes in normalised Gauss-Newton, as people really make them."""

from __future__ import annotations

from refimpl.core.dialect import identity_like
from refimpl.second_order.normalised_gauss_newton import NormalisedGaussNewton
from verification.claim import mutant
from verification.mutants.second_order.normalised import searches


@mutant("SHAPE", "only the diagonal of the matrix is used")
class DiagonalMatrix(NormalisedGaussNewton):
    """diag(A)."""

    def curvature(self, problem, x):
        A = problem.gauss_newton(x)
        return A * identity_like(A)


@mutant("SCALE", "the matrix is twice as large: the Hessian of squares that are not halved")
class Twice(NormalisedGaussNewton):
    """2 A."""

    def curvature(self, problem, x):
        return 2 * problem.gauss_newton(x)


MUTANTS = (*searches(NormalisedGaussNewton), DiagonalMatrix, Twice)
