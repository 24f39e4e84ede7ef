"""Named mistakes in the minimiser of the cubic model, which lazy and plain cubic Newton share."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.dialect import eigh, identity_like, norm
from refimpl.second_order.cubic_model import cubic_step, excess, ratios
from verification.claim import mutant


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
        WithoutRegularisation,
        LengthOfNewtonStep,
        GradientRegularised,
        Uphill,
        DiagonalHessian,
        ConstantTooLarge,
        StepTooLong,
    )
