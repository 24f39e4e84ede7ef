"""Named mistakes in OML, as people really make them."""

from __future__ import annotations

from refimpl.bilevel.mrcl import MRCL
from refimpl.bilevel.oml import OML
from verification.claim import mutant
from verification.mutants.bilevel.online import of_online


@mutant("STATE", "the readout goes on from the end of the stream")
class ReadoutCarried(OML):
    """v+ = v_K, as in MRCL."""

    def step(self, problem, state, rng):
        return MRCL(*self).step(problem, state, rng)


MUTANTS = (*of_online(OML), ReadoutCarried)
