"""Named mistakes in MRCL-type learning, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.mrcl import MRCL, State
from refimpl.bilevel.oml import OML
from verification.claim import mutant
from verification.mutants.bilevel.online import of_online


@mutant("STATE", "the readout moves along the gradient of the outer loss")
class ReadoutByGradient(MRCL):
    """v+ = v - eta a, as in OML."""

    def step(self, problem, state, rng):
        return OML(*self).step(problem, state, rng)


@mutant("STATE", "the readout is thrown away after the stream")
class ReadoutNotKept(MRCL):
    """v+ = v."""

    def step(self, problem, state, rng):
        x, d = super().step(problem, state, rng).x, state.x.shape[0]
        h = d // (problem.input_dimension() + 1)
        return State(np.concatenate((x[: d - h], state.x[d - h :])))


MUTANTS = (*of_online(MRCL), ReadoutByGradient, ReadoutNotKept)
