"""Named mistakes in PCGrad, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.pcgrad import PCGrad
from refimpl.core.dialect import quotient
from verification.claim import mutant
from verification.mutants.bilevel.surgery import of_surgery

SHARED = of_surgery(PCGrad)


class Parts(PCGrad):
    """The direction from its two parts; a mutant replaces one of them or what is taken off."""

    def conflict(self, g, a):
        """c."""
        return np.minimum(np.dot(g, a), 0.0)

    def parts(self, g, a):
        """Both gradients after the projection."""
        c = self.conflict(g, a)
        return g - quotient(c, np.dot(a, a)) * a, a - quotient(c, np.dot(g, g)) * g

    def direction(self, g, a):
        main, auxiliary = self.parts(g, a)
        return main + self.weight * auxiliary


@mutant("BRANCH", "the gradients are projected off each other without conflict, too")
class AlwaysProjected(Parts):
    """<g, a>."""

    def conflict(self, g, a):
        return np.dot(g, a)


@mutant("BRANCH", "the gradients are projected off each other in agreement")
class InAgreement(Parts):
    """max(<g, a>, 0)."""

    def conflict(self, g, a):
        return np.maximum(np.dot(g, a), 0.0)


@mutant("TERM", "the main gradient is not projected")
class MainKept(Parts):
    """g."""

    def parts(self, g, a):
        return g, super().parts(g, a)[1]


@mutant("TERM", "the auxiliary gradient is not projected")
class AuxiliaryKept(Parts):
    """a."""

    def parts(self, g, a):
        return super().parts(g, a)[0], a


@mutant("STALE", "the second projection is off the gradient that was projected already")
class ProjectedInTurn(Parts):
    """a - min(<a, g'>, 0)/|g'|^2 g': g' is orthogonal to a, nothing is taken off."""

    def parts(self, g, a):
        main = super().parts(g, a)[0]
        return main, super().parts(main, a)[1]


@mutant("POWER", "the components are divided by the square of the gradient they are taken off from")
class OwnLength(Parts):
    """c/|g|^2 a."""

    def parts(self, g, a):
        c = self.conflict(g, a)
        return g - quotient(c, np.dot(g, g)) * a, a - quotient(c, np.dot(a, a)) * g


MUTANTS = (*SHARED, AlwaysProjected, InAgreement, MainKept, AuxiliaryKept, ProjectedInTurn, OwnLength)
