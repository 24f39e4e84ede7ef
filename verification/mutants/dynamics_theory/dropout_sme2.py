"""Named mistakes in the order-two equation of dropout."""

from __future__ import annotations

from refimpl.dynamics_theory.dropout_sme2 import DropoutSME2
from verification.claim import mutant
from verification.mutants.dynamics_theory.dropout_sme import shared

NoPenalty, NoNoise, NotCentred, NoiseWithoutEps, NoiseByTimeStep, WeightsWithoutRoot = SHARED = shared(
    DropoutSME2
)


@mutant("TERM", "no correction of the drift: the equation of order one")
class OrderOne(DropoutSME2):
    """gbar."""

    def drift(self, problem, x, mean):
        return mean


@mutant(
    "SCALE", "the correction of the drift is eps/4 H gbar: the factor of the potential, not of its gradient"
)
class QuarterCorrection(DropoutSME2):
    """(eps / 4) H gbar."""

    def drift(self, problem, x, mean):
        return (mean + super().drift(problem, x, mean)) / 2


@mutant("SIGN", "the correction of the drift is subtracted")
class NegativeCorrection(DropoutSME2):
    """-(eps / 2) H gbar."""

    def drift(self, problem, x, mean):
        return 2 * mean - super().drift(problem, x, mean)


MUTANTS = (*SHARED, OrderOne, QuarterCorrection, NegativeCorrection)
