"""Named mistakes in the modulus of a matrix, which dense and Krylov saddle-free Newton share."""

from __future__ import annotations

from typing import Any

import numpy as np

from verification.claim import mutant


def shared(Method: Any) -> tuple[Any, ...]:
    """The mistakes as subclasses of a form of saddle-free Newton."""

    @mutant("SIGN", "the eigenvalues keep their signs: this is damped Newton, which saddles attract")
    class SignedInverse(Method):
        """(H + c I)^{-1} g."""

        def displacement(self, w, V, g):
            return V @ ((V.T @ g) / (w + self.damping))

    @mutant("BRANCH", "negative eigenvalues are cut off at zero")
    class NegativeCutOff(Method):
        """(max(H, 0) + c I)^{-1} g."""

        def displacement(self, w, V, g):
            return V @ ((V.T @ g) / (np.maximum(w, 0.0) + self.damping))

    @mutant("TERM", "directions of negative curvature are left out")
    class NegativeLeftOut(Method):
        """No step along them."""

        def displacement(self, w, V, g):
            return V @ ((V.T @ g) * (w > 0) / (np.abs(w) + self.damping))

    @mutant("SIGN", "the modulus is taken after the damping")
    class DampedBeforeModulus(Method):
        """|H + c I|^{-1} g."""

        def displacement(self, w, V, g):
            return V @ ((V.T @ g) / np.abs(w + self.damping))

    @mutant("DAMP", "the damping is forgotten")
    class Undamped(Method):
        """|H|^{-1} g."""

        def displacement(self, w, V, g):
            return V @ ((V.T @ g) / np.abs(w))

    @mutant("SIGN", "the step goes uphill")
    class Uphill(Method):
        """x+ = x + (|H| + c I)^{-1} g."""

        def displacement(self, w, V, g):
            return -(V @ ((V.T @ g) / (np.abs(w) + self.damping)))

    @mutant("SCALE", "the step is 2 % too long")
    class StepTooLong(Method):
        """1.02 times the step."""

        def displacement(self, w, V, g):
            return 1.02 * (V @ ((V.T @ g) / (np.abs(w) + self.damping)))

    return (
        SignedInverse, NegativeCutOff, NegativeLeftOut, DampedBeforeModulus, Undamped, Uphill, StepTooLong,
    )  # fmt: skip
