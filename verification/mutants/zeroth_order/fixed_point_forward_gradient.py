"""Named mistakes in fixed-point forward gradients."""

from __future__ import annotations

from refimpl.zeroth_order.fixed_point_forward_gradient import FixedPointForwardGradient
from verification.claim import mutant
from verification.mutants.zeroth_order.two_calls import two_call_mutants


@mutant("SCALE", "the two is missing in the denominator")
class NoTwoInDenominator(FixedPointForwardGradient):
    """Divided by c."""

    def coefficient(self, problem, x, z):
        return self.difference(problem, x, z) / self.smoothing


@mutant("TERM", "nothing is rounded")
class NotRounded(FixedPointForwardGradient):
    """delta = 0."""

    def difference(self, problem, x, z):
        return problem.value(x + self.smoothing * z) - problem.value(x - self.smoothing * z)


@mutant("SCALE", "the difference step is part of the direction")
class SmoothingInDirection(FixedPointForwardGradient):
    """s c z."""

    def coefficient(self, problem, x, z):
        return self.difference(problem, x, z) / 2


MUTANTS = (
    *two_call_mutants(FixedPointForwardGradient),
    NoTwoInDenominator,
    NotRounded,
    SmoothingInDirection,
)
