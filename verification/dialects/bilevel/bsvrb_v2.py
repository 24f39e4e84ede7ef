"""What the authors' published code does instead: the gain without the part of STORM."""

from __future__ import annotations

from refimpl.bilevel.bsvrb_v2 import BSVRBv2
from verification.claim import dialect


@dialect("gamma = (m - I)/(I (1 - a)), as in code of the authors: with all blocks a plain moving average")
class GainOfSampling(BSVRBv2):
    """1 - a is not added."""

    def tracked(self, h, now, before, a, gamma):
        return super().tracked(h, now, before, a, gamma - (1 - a))


DIALECTS = (GainOfSampling,)
