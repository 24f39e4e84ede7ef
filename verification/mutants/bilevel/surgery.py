"""Mistakes that methods of gradient surgery share; `direction(g, a, ...)` is what they make of both gradients."""

from __future__ import annotations

from typing import Any

from verification.claim import mutant


def of_surgery(base: Any) -> tuple[Any, ...]:
    """Mistakes in the direction as mutants of `base`."""

    @mutant("SCALE", "the step is 2 % too long")
    class StepTooLong(base):
        """x+ = x - 1.02 eta d."""

        def direction(self, g, a, *rest):
            return 1.02 * super().direction(g, a, *rest)

    @mutant("STALE", "the main and the auxiliary gradient are exchanged")
    class Exchanged(base):
        """d(a, g)."""

        def direction(self, g, a, *rest):
            return super().direction(a, g, *rest)

    @mutant("SCALE", "the auxiliary objective has no weight")
    class WeightDropped(base):
        """lambda = 1."""

        def direction(self, g, a, *rest):
            return base.direction(self._replace(weight=1.0), g, a, *rest)

    @mutant("SIGN", "the auxiliary objective is maximised")
    class AuxiliaryMaximised(base):
        """-lambda."""

        def direction(self, g, a, *rest):
            return base.direction(self._replace(weight=-self.weight), g, a, *rest)

    return StepTooLong, Exchanged, WeightDropped, AuxiliaryMaximised
