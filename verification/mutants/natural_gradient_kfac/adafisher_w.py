"""Named mistakes in AdaFisherW."""

from __future__ import annotations

from refimpl.natural_gradient_kfac.adafisher_w import AdaFisherW
from verification.claim import mutant
from verification.mutants.natural_gradient_kfac.adafisher_steps import shared_mistakes, step


class _Decoupled(AdaFisherW):
    def decays(self):
        return 0.0, self.weight_decay


@mutant("DECAY", "the decay is part of the gradient: AdaFisher")
class Coupled(AdaFisherW):
    """g + delta W."""

    def step(self, problem, state, rng):
        return step(self, problem, state, rng, (self.weight_decay, 0.0))


@mutant("DECAY", "no decay")
class NoDecay(AdaFisherW):
    """delta = 0."""

    def step(self, problem, state, rng):
        return step(self, problem, state, rng, (0.0, 0.0))


@mutant("DECAY", "the decay is not multiplied by the step size")
class DecayWithoutStepSize(AdaFisherW):
    """W+ = (1 - delta) W - eta update."""

    def step(self, problem, state, rng):
        return step(self, problem, state, rng, (0.0, self.weight_decay / self.step_size))


MUTANTS = (*shared_mistakes(_Decoupled), Coupled, NoDecay, DecayWithoutStepSize)
