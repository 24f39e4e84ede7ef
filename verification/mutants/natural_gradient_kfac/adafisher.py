"""Named mistakes in AdaFisher."""

from __future__ import annotations

from refimpl.natural_gradient_kfac.adafisher import AdaFisher
from verification.claim import mutant
from verification.mutants.natural_gradient_kfac.adafisher_steps import shared_mistakes, step


class _Coupled(AdaFisher):
    def decays(self):
        return self.weight_decay, 0.0


@mutant("DECAY", "the decay stands beside the preconditioner: AdaFisherW")
class Decoupled(AdaFisher):
    """W+ = W - eta (update + delta W)."""

    def step(self, problem, state, rng):
        return step(self, problem, state, rng, (0.0, self.weight_decay))


@mutant("DECAY", "no decay")
class NoDecay(AdaFisher):
    """delta = 0."""

    def step(self, problem, state, rng):
        return step(self, problem, state, rng, (0.0, 0.0))


MUTANTS = (*shared_mistakes(_Coupled), Decoupled, NoDecay)
