"""Named mistakes in hyper-gradients by conjugate gradients, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.cg_gradient import CGGradient
from verification.claim import mutant
from verification.mutants.bilevel.directions import of_direction, of_inner_steps, of_lower


def conjugate_gradients(method, problem, x, y, *, stale=False, plain=False, roots=False, steps=None):
    """The direction with one mistake: p from the old residual, no conjugation, or the root of the quotient."""
    r = problem.upper_y(x, y)
    p, q, rr = r, np.zeros_like(r), np.dot(r, r)
    for _ in range(method.cg_steps if steps is None else steps):
        if rr == 0:
            break
        Hp = problem.lower_yy_vector(x, y, p)
        a = rr / np.dot(p, Hp)
        q, s = q + a * p, r - a * Hp
        ss = np.dot(s, s)
        weight = np.sqrt(ss / rr) if roots else 0.0 if plain else ss / rr
        p, r, rr = (r if stale else s) + weight * p, s, ss
    return problem.upper_x(x, y) - problem.lower_xy_vector(x, y, q)


@mutant("STALE", "the new search direction uses the residual before the step")
class OldResidual(CGGradient):
    """p <- r_k + beta p."""

    def direction(self, problem, x, y):
        return conjugate_gradients(self, problem, x, y, stale=True)


@mutant("TERM", "search directions are not made conjugate: steepest descent")
class SteepestDescent(CGGradient):
    """p <- r."""

    def direction(self, problem, x, y):
        return conjugate_gradients(self, problem, x, y, plain=True)


@mutant("POWER", "norms instead of their squares in the quotient of the residuals")
class QuotientOfNorms(CGGradient):
    """beta = |s|/|r|."""

    def direction(self, problem, x, y):
        return conjugate_gradients(self, problem, x, y, roots=True)


@mutant("TERM", "one step of conjugate gradients is missing")
class OneStepFewer(CGGradient):
    """k - 1 steps."""

    def direction(self, problem, x, y):
        return conjugate_gradients(self, problem, x, y, steps=self.cg_steps - 1)


@mutant("STALE", "the linear system has the lower gradient on its right-hand side")
class LowerGradientOnTheRight(CGGradient):
    """b = g_y."""

    def direction(self, problem, x, y):
        q = np.linalg.solve(problem.lower_yy(x, y), problem.lower_y(x, y))
        return problem.upper_x(x, y) - problem.lower_xy_vector(x, y, q)


SHARED = (*of_direction(CGGradient), *of_lower(CGGradient), *of_inner_steps(CGGradient))
MUTANTS = (*SHARED, OldResidual, SteepestDescent, QuotientOfNorms, OneStepFewer, LowerGradientOnTheRight)
