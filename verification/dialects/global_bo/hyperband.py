"""What the field also calls Hyperband: how many configurations a bracket has."""

from __future__ import annotations

from refimpl.global_bo.hyperband import Hyperband
from verification.claim import dialect


@dialect(
    "floor((s_max + 1)/(s + 1)) eta^s configurations: 81, 27, 9, 6, 5 for R = 81, the first printed version"
)
class FlooredSizes(Hyperband):
    """A multiple of eta^s."""

    def size(self, s):
        return (self.deepest() + 1) // (s + 1) * self.eta**s


DIALECTS = (FlooredSizes,)
