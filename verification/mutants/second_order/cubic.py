"""Named mistakes in the minimiser of the cubic model, which lazy and plain cubic Newton share."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.dialect import between, centre, eigh, identity_like, norm
from refimpl.second_order.cubic_model import cubic_step, excess, ratios
from verification.claim import mutant
from verification.mutants.formats import in_single

BISECTIONS = 60


def length_from_zero(w, c, M):
    """Where |(w + M r/2)^{-1} c| - r changes its sign, by bisection between 0 and a bound on all the places."""
    low = 0.0
    high = (np.abs(w[0]) + np.sqrt(w[0] * w[0] + 2 * M * np.sqrt(np.dot(c, c)))) / M
    for _ in range(BISECTIONS):
        r = centre((low + high) / 2)
        s = ratios(c, w + M / 2 * r)
        low, high = (r, high) if centre(np.dot(s, s)) > centre(r * r) else (low, r)
    return high


def shared(Method: Any) -> tuple[Any, ...]:
    """The mistakes as subclasses of a form of cubic Newton."""

    @mutant("SCALE", "the shift is M |h|, of the convention (M/3) |h|^3, with the M of (M/6) |h|^3")
    class ThirdConvention(Method):
        """argmin with 2 M."""

        def displacement(self, w, V, g):
            return cubic_step(w, V, g, 2 * self.M)

    @mutant("DAMP", "the hard case is forgotten: nothing is added along the lowest eigenvector")
    class HardCaseForgotten(Method):
        """h = -(H + s I)^+ g."""

        def displacement(self, w, V, g):
            c, floor = V.T @ g, np.maximum(-w[0], 0.0)
            if excess(w + floor, self.M / 2 * c, floor) == 0:
                return -(V @ ratios(c, w + floor))
            return cubic_step(w, V, g, self.M)

    @mutant(
        "DAMP",
        "the length along the lowest eigenvector is a root of the negated number: NaN in the hard case",
    )
    class HardCaseImaginary(Method):
        """sqrt(|h|^2 - (2 n/M)^2) along v."""

        def displacement(self, w, V, g):
            c, floor = V.T @ g, np.maximum(-w[0], 0.0)
            if floor > 0 and excess(w + floor, self.M / 2 * c, floor) == 0:
                h = ratios(c, w + floor)
                return V @ h * np.sqrt(np.dot(h, h) - np.square(2 * floor / self.M))
            return cubic_step(w, V, g, self.M)

    @mutant("SIGN", "the eigenvalues of H are replaced by their moduli")
    class AbsoluteEigenvalues(Method):
        """|H| in place of H."""

        def displacement(self, w, V, g):
            return cubic_step(np.abs(w), V, g, self.M)

    @mutant("BRANCH", "negative eigenvalues of H are set to zero")
    class NegativeCurvatureDropped(Method):
        """max(H, 0) in place of H."""

        def displacement(self, w, V, g):
            return cubic_step(np.maximum(w, 0.0), V, g, self.M)

    @mutant("DAMP", "the cubic term is skipped where H is positive definite")
    class NewtonWhereConvex(Method):
        """h = -H^{-1} g there."""

        def displacement(self, w, V, g):
            if w[0] > 0:
                return -(V @ ((V.T @ g) / w))
            return cubic_step(w, V, g, self.M)

    @mutant(
        "BRANCH", "the search for the length begins at zero, also where H + (M r/2) I is indefinite there"
    )
    class LengthFromZero(Method):
        """A point of rest that is no minimiser, where H is indefinite and g small."""

        def displacement(self, w, V, g):
            c = V.T @ g
            r = length_from_zero(centre(w), centre(c), self.M)
            if centre(w[0] + self.M / 2 * r) > 0:  # the right place
                return cubic_step(w, V, g, self.M)
            size = np.sqrt(np.sum(np.square(ratios(c, w + self.M / 2 * r))))
            return -(V @ ratios(c, w + self.M / 2 * between(r, size)))  # falls where r grows, as there

    @mutant("DAMP", "the length is bounded by that of Newton's step, also where H is indefinite")
    class LengthWithinNewtons(Method):
        """The shift is (M/2) min(r, |H^{-1} g|)."""

        def displacement(self, w, V, g):
            h, c = cubic_step(w, V, g, self.M), V.T @ g
            newton = ratios(c, np.where(w == 0, 2.0**-60, w))
            if centre(np.dot(newton, newton)) < centre(np.dot(h, h)):
                return -(V @ ratios(c, w + self.M / 2 * norm(newton)))
            return h

    @mutant("DAMP", "Newton's step is taken wherever it goes down, without the cubic term")
    class NewtonWhereDownhill(Method):
        """h = -H^{-1} g where <g, H^{-1} g> > 0."""

        def displacement(self, w, V, g):
            c = V.T @ g
            newton = ratios(c, np.where(w == 0, 2.0**-60, w))
            if centre(np.dot(c, newton)) > 0:
                return -(V @ newton)
            return cubic_step(w, V, g, self.M)

    @mutant("NUMPATH", "the eigendecomposition is one in float32")
    class SingleEigenvalues(Method):
        """w and V to 24 bits."""

        def displacement(self, w, V, g):
            return cubic_step(in_single(w), in_single(V), g, self.M)

    @mutant("TERM", "the cubic term is dropped")
    class WithoutRegularisation(Method):
        """h = -H^{-1} g."""

        def displacement(self, w, V, g):
            return -(V @ ((V.T @ g) / w))

    @mutant("STALE", "the shift uses the length of Newton's step")
    class LengthOfNewtonStep(Method):
        """h = -(H + (M/2) |H^{-1} g| I)^{-1} g."""

        def displacement(self, w, V, g):
            c = V.T @ g
            return -(V @ (c / (w + self.M / 2 * norm(c / w))))

    @mutant("POWER", "the shift is sqrt(M |g|), of gradient regularisation")
    class GradientRegularised(Method):
        """h = -(H + sqrt(M |g|) I)^{-1} g."""

        def displacement(self, w, V, g):
            size = norm(g)
            if size == 0:
                return np.zeros_like(g)
            return -(V @ ((V.T @ g) / (w + np.sqrt(self.M * size))))

    @mutant("SIGN", "the step goes uphill")
    class Uphill(Method):
        """-h."""

        def displacement(self, w, V, g):
            return -cubic_step(w, V, g, self.M)

    @mutant("SHAPE", "only the diagonal of the Hessian is used")
    class DiagonalHessian(Method):
        """diag(H)."""

        def displacement(self, w, V, g):
            H = (V * w) @ V.T
            w, V = eigh(H * identity_like(H))
            return cubic_step(w, V, g, self.M)

    @mutant("SCALE", "M is 2 % too large")
    class ConstantTooLarge(Method):
        """1.02 M."""

        def displacement(self, w, V, g):
            return cubic_step(w, V, g, 1.02 * self.M)

    @mutant("SCALE", "the step is 2 % too long")
    class StepTooLong(Method):
        """1.02 h."""

        def displacement(self, w, V, g):
            return 1.02 * cubic_step(w, V, g, self.M)

    return (
        ThirdConvention,
        HardCaseForgotten,
        HardCaseImaginary,
        AbsoluteEigenvalues,
        NegativeCurvatureDropped,
        NewtonWhereConvex,
        LengthFromZero,
        LengthWithinNewtons,
        NewtonWhereDownhill,
        SingleEigenvalues,
        WithoutRegularisation,
        LengthOfNewtonStep,
        GradientRegularised,
        Uphill,
        DiagonalHessian,
        ConstantTooLarge,
        StepTooLong,
    )
