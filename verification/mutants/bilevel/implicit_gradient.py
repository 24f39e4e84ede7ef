"""Named mistakes in gradient descent by implicit differentiation."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.implicit_gradient import ImplicitGradient
from refimpl.core.dialect import add_to_diagonal
from verification.claim import mutant
from verification.mutants.bilevel.directions import of_direction, of_lower

SHARED = (*of_direction(ImplicitGradient), *of_lower(ImplicitGradient))


@mutant("HYPERGRAD", "the inverse of g_yy is taken to be the identity")
class IdentityForInverse(ImplicitGradient):
    """f_x - g_xy f_y."""

    def direction(self, problem, x, y):
        return problem.upper_x(x, y) - problem.lower_xy_vector(x, y, problem.upper_y(x, y))


@mutant("DAMP", "g_yy is silently regularised before it is inverted")
class DampedInverse(ImplicitGradient):
    """(g_yy + I/100)^{-1}."""

    def direction(self, problem, x, y):
        q = np.linalg.solve(add_to_diagonal(problem.lower_yy(x, y), 0.01), problem.upper_y(x, y))
        return problem.upper_x(x, y) - problem.lower_xy_vector(x, y, q)


@mutant("STALE", "the lower gradient, not that of the upper level, is multiplied by the inverse")
class LowerGradientInAdjoint(ImplicitGradient):
    """q = g_yy^{-1} g_y."""

    def direction(self, problem, x, y):
        q = np.linalg.solve(problem.lower_yy(x, y), problem.lower_y(x, y))
        return problem.upper_x(x, y) - problem.lower_xy_vector(x, y, q)


@mutant("HYPERGRAD", "the second derivative of the first lower iterate is used at all later ones")
class FrozenHessian(ImplicitGradient):
    """g_yy(x, y_0) in the Newton steps."""

    def solved(self, problem, x, y):
        for _ in range(self.newton_steps):
            y = y - np.linalg.solve(problem.lower_yy(x, self.start), problem.lower_y(x, y))
        return y


MUTANTS = (*SHARED, IdentityForInverse, DampedInverse, LowerGradientInAdjoint, FrozenHessian)
