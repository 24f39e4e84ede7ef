"""Named mistakes in the factors of MKOR, which MKOR-H shares."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.dialect import identity_like
from refimpl.natural_gradient_kfac.mkor import grown, stabilised
from verification.claim import mutant


def mistakes_of_the_factors(base: Any) -> tuple[Any, ...]:
    """Of a class with MKOR's update."""

    @mutant("BRANCH", "no stabiliser")
    class NotStabilised(base):
        """C = A."""

        def updated(self, A, a):
            return grown(A, a, self.decay)

    @mutant("BRANCH", "the stabiliser acts in every step")
    class AlwaysStabilised(base):
        """C = z A + (1 - z) I."""

        def updated(self, A, a):
            return grown(self.mixing * A + (1 - self.mixing) * identity_like(A), a, self.decay)

    @mutant("SCHED", "the stabiliser acts after the update")
    class StabilisedAfter(base):
        """Of A+, not of A."""

        def updated(self, A, a):
            return stabilised(grown(A, a, self.decay), self.threshold, self.mixing)

    @mutant("SCALE", "the weights of the stabiliser are exchanged")
    class MixingExchanged(base):
        """(1 - z) A + z I."""

        def updated(self, A, a):
            return grown(stabilised(A, self.threshold, 1 - self.mixing), a, self.decay)

    @mutant("TERM", "the stabiliser only shrinks")
    class WithoutIdentity(base):
        """C = z A."""

        def updated(self, A, a):
            if np.max(A.ravel()) > self.threshold:
                return grown(self.mixing * A, a, self.decay)
            return grown(A, a, self.decay)

    @mutant("SIGN", "the rank-one term is subtracted")
    class Subtracted(base):
        """b C - ..."""

        def updated(self, A, a):
            C = stabilised(A, self.threshold, self.mixing)
            return 2 * self.decay * C - grown(C, a, self.decay)

    @mutant("NUMPATH", "the exact inverse of the decayed factor: rank-one K-FAC")
    class Exact(base):
        """(C - (1 - b) u u'/(b + (1 - b) a'u))/b."""

        def updated(self, A, a):
            C, b = stabilised(A, self.threshold, self.mixing), self.decay
            u = C @ a
            return (C - (1 - b) * np.outer(u, u) / (b + (1 - b) * np.dot(a, u))) / b

    @mutant("NUMPATH", "the update of the released code")
    class Released(base):
        """C - u u'/(1 + a'u)."""

        def updated(self, A, a):
            C = stabilised(A, self.threshold, self.mixing)
            u = C @ a
            return C - np.outer(u, u) / (1 + np.dot(a, u))

    @mutant("POWER", "b in place of its square divides the rank-one term")
    class DividedOnce(base):
        """b C + (1 - b) u u'/(b (1 + b (1 - b) a'u))."""

        def updated(self, A, a):
            C, b = stabilised(A, self.threshold, self.mixing), self.decay
            return b * C + b * (grown(C, a, b) - b * C)

    return (
        NotStabilised,
        AlwaysStabilised,
        StabilisedAfter,
        MixingExchanged,
        WithoutIdentity,
        Subtracted,
        Exact,
        Released,
        DividedOnce,
    )
