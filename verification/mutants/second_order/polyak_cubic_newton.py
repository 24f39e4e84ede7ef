"""Named mistakes in Cubic Newton with the Polyak step, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import eigh
from refimpl.second_order.polyak_cubic_newton import PolyakCubicNewton, State, rise, root
from verification.claim import mutant
from verification.mutants.second_order.polyak import gaps


@mutant("SCALE", "the gap is doubled: twice the model, or a forgotten half of s'Hs")
class GapDoubled(PolyakCubicNewton):
    """2 (f - f*) is to be gained."""

    def coordinates(self, w, c, gap):
        return super().coordinates(w, c, 2 * gap)


@mutant("TERM", "the step is the full Newton step where the model could stop at f*")
class AlwaysNewton(PolyakCubicNewton):
    """H^{-1} g wherever H is regular."""

    def coordinates(self, w, c, gap):
        return c / w if w[0] > 0 else super().coordinates(w, c, gap)


@mutant("PROX", "the step is along the Newton step: Newton-Polyak")
class NewtonPolyakStep(PolyakCubicNewton):
    """l H^{-1} g."""

    def coordinates(self, w, c, gap):
        if w[0] > 0 and np.dot(c, c / w) > 2 * gap:
            return (1 - np.sqrt(1 - 2 * gap / np.dot(c, c / w))) * c / w
        return super().coordinates(w, c, gap)


@mutant("TERM", "the model is linear: the Polyak step")
class LinearModel(PolyakCubicNewton):
    """(f - f*) g/|g|^2 where the quadratic model reaches f*."""

    def coordinates(self, w, c, gap):
        if w[0] > 0 and np.dot(c, c / w) <= 2 * gap:
            return c / w
        return gap / np.dot(c, c) * c if np.dot(c, c) > 0 else c


@mutant("TERM", "one step of the search for kappa instead of its root")
class SearchCutShort(PolyakCubicNewton):
    """The first of Newton's iterates."""

    def coordinates(self, w, c, gap):
        if (w[0] > 0 and np.dot(c, c / w) <= 2 * gap) or np.dot(c, c) == 0:
            return super().coordinates(w, c, gap)
        kappa = gap / np.dot(c, c)
        kappa = kappa + rise(w, c, gap, kappa)
        return kappa * c / (1 + w * kappa)


@mutant("SCALE", "kappa itself is added to the Hessian, not its inverse")
class KappaNotInverted(PolyakCubicNewton):
    """(H + kappa I)^{-1} g."""

    def coordinates(self, w, c, gap):
        if (w[0] > 0 and np.dot(c, c / w) <= 2 * gap) or np.dot(c, c) == 0:
            return super().coordinates(w, c, gap)
        return c / (w + root(w, c, gap))


@mutant("SIGN", "the step goes uphill")
class Uphill(PolyakCubicNewton):
    """x - s."""

    def coordinates(self, w, c, gap):
        return -super().coordinates(w, c, gap)


@mutant("BRANCH", "the model is asked for half the gap when it is asked whether it reaches f*")
class TwoForgotten(PolyakCubicNewton):
    """H^{-1} g only where g'H^{-1}g <= f - f*; up to 2 (f - f*) there is no root."""

    def coordinates(self, w, c, gap):
        if w[0] > 0 and gap < np.dot(c, c / w) <= 2 * gap:
            return gap / np.dot(c, c) * c
        return super().coordinates(w, c, gap)


@mutant("SIGN", "the modulus of negative eigenvalues is taken, as in saddle-free Newton")
class Moduli(PolyakCubicNewton):
    """|w|, whatever its order."""

    def step(self, problem, state, rng):
        w, V = eigh(problem.hessian(state.x))
        c = V.T @ problem.gradient(state.x)
        return State(state.x - V @ self.coordinates(np.abs(w), c, self.gap(problem, state.x)))


MUTANTS = (
    *gaps(PolyakCubicNewton), GapDoubled, AlwaysNewton, NewtonPolyakStep, LinearModel, SearchCutShort,
    KappaNotInverted, Uphill, TwoForgotten, Moduli,
)  # fmt: skip
