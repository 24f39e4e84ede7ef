"""Named mistakes in the order-one equation of dropout."""

from __future__ import annotations

from refimpl.dynamics_theory.dropout_sme1 import DropoutSME1
from verification.claim import mutant
from verification.mutants.dynamics_theory.dropout_sme import shared

NoPenalty, NoNoise, NotCentred, NoiseWithoutEps, NoiseByTimeStep, WeightsWithoutRoot = SHARED = shared(
    DropoutSME1
)


@mutant("BRANCH", "p is taken for the probability to drop a unit")
class DropInsteadOfKeep(DropoutSME1):
    """Masks with the probabilities of 1 - p."""

    def weight(self, mask):
        return super().weight(1 - mask)


MUTANTS = (*SHARED, DropInsteadOfKeep)
