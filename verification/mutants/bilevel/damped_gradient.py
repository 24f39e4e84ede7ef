"""Named mistakes in damped hyper-gradients, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.damped_gradient import DampedGradient
from refimpl.core.dialect import add_to_diagonal
from verification.claim import mutant
from verification.mutants.bilevel.directions import of_direction, of_inner_steps, of_lower


def damped(problem, x, y, b, damping):
    """f_x - g_xy (g_yy + damping I)^{-1} b."""
    q = np.linalg.solve(add_to_diagonal(problem.lower_yy(x, y), damping), b)
    return problem.upper_x(x, y) - problem.lower_xy_vector(x, y, q)


@mutant("DAMP", "the damping enters as its square")
class DampingSquared(DampedGradient):
    """(g_yy + eps^2 I)^{-1}."""

    def direction(self, problem, x, y):
        return damped(problem, x, y, problem.upper_y(x, y), self.damping * self.damping)


@mutant("DAMP", "the damping has the other sign")
class DampingSubtracted(DampedGradient):
    """(g_yy - eps I)^{-1}."""

    def direction(self, problem, x, y):
        return damped(problem, x, y, problem.upper_y(x, y), -self.damping)


@mutant("SCALE", "the damped inverse is rescaled so that a large damping gives the identity")
class DampingNormalised(DampedGradient):
    """eps (g_yy + eps I)^{-1}."""

    def direction(self, problem, x, y):
        return damped(problem, x, y, self.damping * problem.upper_y(x, y), self.damping)


@mutant("STALE", "g_yy is that of the first lower iterate")
class HessianAtStart(DampedGradient):
    """(g_yy(x, y_0) + eps I)^{-1}."""

    def direction(self, problem, x, y):
        H = add_to_diagonal(problem.lower_yy(x, self.start), self.damping)
        q = np.linalg.solve(H, problem.upper_y(x, y))
        return problem.upper_x(x, y) - problem.lower_xy_vector(x, y, q)


SHARED = (*of_direction(DampedGradient), *of_lower(DampedGradient), *of_inner_steps(DampedGradient))
MUTANTS = (*SHARED, DampingSquared, DampingSubtracted, DampingNormalised, HessianAtStart)
